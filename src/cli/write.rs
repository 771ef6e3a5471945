//! Files are written whole or not at all.

use std::{
    fs,
    io::{self, Write},
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

/// Writes a file: a temporary one beside it first, then a rename. A file that was there is replaced, and of a link the
/// file that it points to. What is no file, such as a pipe or `/dev/null`, is written into: it has no whole to keep.
pub(super) fn write_whole(path: &Path, bytes: &[u8], readable: Readable) -> Outcome<()> {
    let failed = |error: io::Error| Failure::file("written", path, &error);
    let there = fs::metadata(path).ok();
    if there.is_some_and(|there| !there.is_file() && !there.is_dir()) {
        return fs::OpenOptions::new().write(true).open(path).and_then(|mut out| out.write_all(bytes)).map_err(failed);
    }
    if path.file_name().is_none() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
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
    if let Err(error) = fs::metadata(&folder) {
        return Err(failed(error).hint(format!("is there a folder `{}`? xcred makes none", folder.display())));
    }
    // The error would name the temporary file, which is of no use to anyone.
    let mut file = builder.tempfile_in(&folder).map_err(|error| failed(error.kind().into()))?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}
