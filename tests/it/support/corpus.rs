//! The corpus: real files that users have, faults included, in a folder outside the repository.

use std::{env, path::PathBuf};

/// The folder that `XCRED_CORPUS` names; `None` where the variable is not set, so that `cargo test` needs no corpus.
///
/// A folder that is named and missing fails the test: a gate that reads nothing must not pass. Its path is whole, because
/// the binary runs in folders of its own.
#[track_caller]
pub(crate) fn corpus() -> Option<PathBuf> {
    let folder = PathBuf::from(env::var_os("XCRED_CORPUS")?);
    assert!(folder.is_dir(), "XCRED_CORPUS names `{}`, which is no folder", folder.display());
    Some(folder.canonicalize().expect("a folder has a path"))
}
