//! No noise, measured on the sample project: rewrites that mean the same show nothing, each single mutation shows once.

use std::path::Path;

use crate::support::{
    noise::{Figures, KnownFile, measure},
    tree_of,
};

/// So many rewrites of each file.
const REWRITES: usize = 10;

#[test]
fn sample_files_differ_from_no_rewrite_and_from_each_mutation_once() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-project");
    let mut figures = Figures::default();
    for file in tree_of(&folder).into_iter().filter_map(|(path, bytes)| KnownFile::of(path, bytes)) {
        measure(&file, REWRITES, &mut figures);
    }
    println!("{figures}");
    assert!(figures.files > 20 && figures.mutations() > 500, "{figures}");
}
