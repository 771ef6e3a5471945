//! A folder's files as one value, so that whole folders can be compared: a missing and an extra file both show.

use std::{collections::BTreeMap, fs, path::Path};
use walkdir::WalkDir;

/// Reads every file under a folder: path with `/` to bytes. A folder that is not there is a failure, not an empty tree.
#[track_caller]
pub(crate) fn tree_of(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = WalkDir::new(folder).into_iter().map(|entry| entry.expect("the folder can be read"));
    entries
        .filter(|entry| !entry.file_type().is_dir())
        .map(|entry| {
            let inside = entry.path().strip_prefix(folder).expect("the walk started there");
            let name = inside.to_str().expect("tests name files in UTF-8").replace('\\', "/");
            (name, fs::read(entry.path()).expect("the file can be read"))
        })
        .collect()
}
