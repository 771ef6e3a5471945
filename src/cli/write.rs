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
    /// Whoever may read the file that is replaced.
    AsBefore,
}

/// A file that is there, and what it is to be.
pub(super) struct Rewrite<'a> {
    pub(super) path: &'a Path,
    /// What it held when its new content was made.
    pub(super) was: &'a [u8],
    pub(super) will_be: &'a [u8],
}

/// Rewrites files, each whole. None is written before all are seen to be there, as they were, and open to writing.
pub(super) fn rewrite(files: &[Rewrite<'_>]) -> Outcome<()> {
    files.iter().try_for_each(Rewrite::must_be_possible)?;
    files.iter().try_for_each(|file| write_whole(file.path, file.will_be, Readable::AsBefore))
}

impl Rewrite<'_> {
    fn must_be_possible(&self) -> Outcome<()> {
        let failed = |error: io::Error| Failure::file("written", self.path, &error);
        // A rename would replace a file that its owner protects from writing.
        if fs::metadata(self.path).map_err(failed)?.permissions().readonly() {
            return Err(failed(io::ErrorKind::PermissionDenied.into()).hint("no file was changed"));
        }
        if fs::read(self.path).map_err(failed)? != self.was {
            let message = format!("`{}` was changed by someone else meanwhile", self.path.display());
            return Err(Failure::failed("FileError", message).hint("no file was changed; run the command again"));
        }
        Ok(())
    }
}

/// Writes a file: a temporary one beside it first, then a rename. A file that was there is replaced, and of a link the
/// file that it points to. What is no file, such as a pipe or `/dev/null`, is written into: it has no whole to keep.
pub(super) fn write_whole(path: &Path, bytes: &[u8], readable: Readable) -> Outcome<()> {
    let failed = |error: io::Error| Failure::file("written", path, &error);
    let there = fs::metadata(path).ok();
    if there.as_ref().is_some_and(|there| !there.is_file() && !there.is_dir()) {
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
    if let (Readable::AsBefore, Some(there)) = (readable, there) {
        file.as_file().set_permissions(there.permissions()).map_err(failed)?;
    }
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_rewritten_where_one_file_is_gone_or_another_than_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("a"), "a").unwrap();
        fs::write(path("b"), "b").unwrap();
        let (a, b, gone) = (path("a"), path("b"), path("gone"));
        let to = |path, was| Rewrite { path, was, will_be: b"new" };
        for (second, told) in [(to(&gone, b"c"), "gone` cannot be written"), (to(&b, b"other"), "b` was changed")] {
            let failure = rewrite(&[to(&a, b"a"), second]).unwrap_err();
            assert_eq!(failure.exit, super::super::exit::Exit::Failed);
            assert!(failure.body().message.contains(told), "{failure:?}");
            assert_eq!((fs::read(&a).unwrap(), fs::read(&b).unwrap()), (b"a".to_vec(), b"b".to_vec()));
        }
        rewrite(&[to(&a, b"a"), to(&b, b"b")]).unwrap();
        assert_eq!((fs::read(&a).unwrap(), fs::read(&b).unwrap()), (b"new".to_vec(), b"new".to_vec()));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing else lies there");
    }
}
