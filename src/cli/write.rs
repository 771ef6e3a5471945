//! Files are written whole or not at all.

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use super::error::{Failure, Outcome};

/// Who may read a written file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Readable {
    /// Everybody, as far as the umask goes.
    ByAll,
    /// The owner alone.
    ByOwner,
}

/// Writes a file: a temporary one beside it first, then a rename. A file that was there is replaced.
pub(super) fn write_whole(path: &Path, bytes: &[u8], readable: Readable) -> Outcome<()> {
    let failed = |error: std::io::Error| Failure::file("written", path, &error);
    let folder = match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_path_buf(),
        _ => PathBuf::from("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".xcred-");
    #[cfg(unix)]
    if readable == Readable::ByAll {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(&folder).map_err(failed)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}
