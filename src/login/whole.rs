//! Files that hold secrets: written whole or not at all, for their owner's eyes from the first byte.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// How long a lock that another process holds is waited for. All that is done under one takes milliseconds.
const LONGEST_LOCK: Duration = Duration::from_secs(10);

/// How long to wait before another look at a lock.
const LOCK_PAUSE: Duration = Duration::from_millis(20);

/// Makes a folder that its owner alone may enter, and those above it.
pub(super) fn make_private_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// Replaces a file by another content: a temporary file beside it, which its owner alone may read, then a rename. Of a link
/// the file that it points to is replaced. Where there was a file, its permissions are kept.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let folder = folder_of(path);
    // On Unix, temporary files are made with mode 600.
    let mut file = tempfile::Builder::new().prefix(".xcred-").tempfile_in(&folder)?;
    file.write_all(bytes)?;
    if let Ok(there) = fs::metadata(path) {
        file.as_file().set_permissions(there.permissions())?;
    }
    file.as_file().sync_all()?;
    file.persist(path)?;
    // The rename itself is kept too where the system can say so.
    if let Ok(folder) = File::open(&folder) {
        drop(folder.sync_all());
    }
    Ok(())
}

/// Makes a file that was not there; nothing is replaced. It is there whole or not at all.
pub(super) fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = tempfile::Builder::new().prefix(".xcred-").tempfile_in(folder_of(path))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path)?;
    Ok(())
}

/// Opens a file that stands for a lock, and makes it where there is none.
pub(super) fn lock_file(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// Takes the lock that a file stands for, and holds it until the file is dropped.
pub(super) fn lock(path: &Path) -> io::Result<File> {
    let file = lock_file(path)?;
    let started = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) if started.elapsed() > LONGEST_LOCK => {
                return Err(io::Error::new(io::ErrorKind::TimedOut, "another process holds its lock"));
            }
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_PAUSE),
        }
    }
}

fn folder_of(path: &Path) -> PathBuf {
    path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new(".")).to_path_buf()
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn new_files_and_folders_are_their_owners_and_old_ones_keep_their_modes() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("a").join("b");
        make_private_folder(&inner).unwrap();
        assert_eq!((mode(&folder.path().join("a")), mode(&inner)), (0o700, 0o700));
        let file = inner.join("file");
        replace(&file, b"one").unwrap();
        assert_eq!(mode(&file), 0o600);
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        replace(&file, b"two").unwrap();
        assert_eq!((mode(&file), fs::read(&file).unwrap()), (0o640, b"two".to_vec()));
        assert_eq!(create(&file, b"three").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        create(&inner.join("other"), b"three").unwrap();
        assert_eq!(mode(&inner.join("other")), 0o600);
        drop(lock(&inner.join("lock")).unwrap());
        assert_eq!(mode(&inner.join("lock")), 0o600);
        assert_eq!(fs::read_dir(&inner).unwrap().count(), 3, "nothing else lies there");
    }

    #[test]
    fn of_a_link_the_file_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, "one").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        replace(&link, b"two").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"two");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    }
}
