//! How noise is measured: rewrites of a file that mean the same must show no difference, and each single mutation of an
//! element exactly one, at its path, with both lines.
//!
//! What files mean is written down here a second time, apart from the type tables, so that a mistake in one shows.

mod facts;
mod figures;
mod mutate;
mod rewrite;
mod tree;

use std::path::PathBuf;

use xcred::{
    diff::{Comparison, Spelling, Terms, compare_on},
    metadata::{Component, ComponentId, Snapshot, registry},
    xml,
};

pub(crate) use figures::Figures;

/// A file of a type that we know.
pub(crate) struct KnownFile {
    pub(crate) name: String,
    pub(crate) id: ComponentId,
    pub(crate) bytes: Vec<u8>,
}

impl KnownFile {
    /// The file with this path, if its name says that it is of a type that we know.
    pub(crate) fn of(path: String, bytes: Vec<u8>) -> Option<Self> {
        let file_name = path.rsplit('/').next()?;
        let file_name = file_name.strip_suffix("-meta.xml").unwrap_or(file_name).to_owned();
        let kind = registry().find(|kind| file_name.ends_with(&format!(".{}", kind.suffix)))?;
        let full_name = file_name.strip_suffix(&format!(".{}", kind.suffix))?;
        xml::parse(&bytes).ok()?;
        Some(Self { id: ComponentId::new(kind.name.as_str(), full_name), name: path, bytes })
    }

    fn against(&self, other: Vec<u8>) -> Comparison {
        let side =
            |bytes: Vec<u8>| Snapshot::of([Component::of_one_file(self.id.clone(), PathBuf::from(&self.name), bytes)]);
        let terms = Terms { spelling: Spelling::AsPeople, ..Terms::default() };
        compare_on(&side(self.bytes.clone()), &side(other), &terms)
    }
}

/// Measures one file: so many rewrites, and every mutation.
pub(crate) fn measure(file: &KnownFile, rewrites: usize, figures: &mut Figures) {
    figures.files += 1;
    let root = tree::Tree::of(xml::parse(&file.bytes).expect("it was read before").root());
    for seed in 0..rewrites {
        let mut random = fastrand::Rng::with_seed(seed as u64);
        let rewritten = rewrite::rewritten(file.id.type_name.as_str(), &root, &mut random);
        let told = || format!("{} with seed {seed}:\n{}", file.name, String::from_utf8_lossy(&rewritten));
        let comparison = file.against(rewritten.clone());
        assert!(comparison.findings.is_empty(), "{}\n{:?}", told(), comparison.findings);
        assert!(comparison.changes.is_empty(), "{}\n{:#?}", told(), comparison.changes);
        figures.rewrites += 1;
    }
    mutate::check_all(file, figures);
}
