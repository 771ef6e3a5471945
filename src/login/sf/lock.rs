//! The lock that the Salesforce CLI takes while it writes a file: a folder beside it, which is too old after ten seconds.
//!
//! Source: `proper-lockfile`, with the options of `@salesforce/core`.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, Instant, SystemTime},
};

/// A lock of this age was left behind by a process that ended.
const STALE: Duration = Duration::from_secs(10);

/// How long another's lock is waited for; it is stale by then.
const LONGEST: Duration = Duration::from_secs(15);

/// How long to wait before another look.
const PAUSE: Duration = Duration::from_millis(20);

/// A lock that is held until it is dropped.
#[derive(Debug)]
pub(super) struct Lock(PathBuf);

impl Lock {
    /// Takes the lock of a file.
    pub(super) fn of(file: &Path) -> io::Result<Self> {
        let mut name = file.file_name().unwrap_or_default().to_owned();
        name.push(".lock");
        let path = file.with_file_name(name);
        let started = Instant::now();
        loop {
            match fs::create_dir(&path) {
                Ok(()) => return Ok(Self(path)),
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
                // Whoever else finds it stale may be faster; then there is a new one to wait for.
                Err(_) if is_stale(&path) => drop(fs::remove_dir(&path)),
                Err(_) if started.elapsed() > LONGEST => {
                    let words = format!("`{}` is locked by another process", file.display());
                    return Err(io::Error::new(io::ErrorKind::TimedOut, words));
                }
                Err(_) => std::thread::sleep(PAUSE),
            }
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A lock that is left behind is stale in seconds.
        drop(fs::remove_dir(&self.0));
    }
}

fn is_stale(lock: &Path) -> bool {
    let age =
        fs::metadata(lock).and_then(|metadata| metadata.modified()).map(|made| SystemTime::now().duration_since(made));
    matches!(age, Ok(Ok(age)) if age > STALE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_a_folder_while_it_is_held_and_a_stale_one_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("me@acme.com.json");
        let path = folder.path().join("me@acme.com.json.lock");
        let lock = Lock::of(&file).unwrap();
        assert!(path.is_dir());
        drop(lock);
        assert!(!path.exists());
        fs::create_dir(&path).unwrap();
        let old = SystemTime::now() - Duration::from_secs(60);
        fs::File::open(&path).unwrap().set_modified(old).unwrap();
        drop(Lock::of(&file).unwrap());
        assert!(!path.exists());
    }

    #[test]
    fn who_comes_second_waits() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.json");
        let counter = std::sync::Mutex::new(0);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    let _lock = Lock::of(&file).unwrap();
                    let mut counter = counter.try_lock().expect("one at a time");
                    // Long enough for the others to try.
                    (0..2000).for_each(|_| drop(fs::metadata(&file)));
                    *counter += 1;
                });
            }
        });
        assert_eq!(*counter.lock().unwrap(), 8);
    }
}
