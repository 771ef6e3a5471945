//! No noise, measured on what users have: rewrites that mean the same show nothing, each single mutation shows once.

use crate::support::{
    corpus::corpus,
    noise::{Figures, KnownFile, measure},
    tree_of,
};

/// So many rewrites of each file.
const REWRITES: usize = 100;

#[test]
fn corpus_files_differ_from_no_rewrite_and_from_each_mutation_once() {
    let Some(folder) = corpus() else { return };
    let mut figures = Figures::default();
    for file in tree_of(&folder).into_iter().filter_map(|(path, bytes)| KnownFile::of(path, bytes)) {
        measure(&file, REWRITES, &mut figures);
    }
    println!("{figures}");
    assert!(figures.files > 90 && figures.mutations() > 1_000, "{figures}");
}
