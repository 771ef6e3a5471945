//! A repository: where it is on the disk, how its paths are spoken of, and which objects were read of it.

use std::{
    collections::HashMap,
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use gix::{ObjectId, ThreadSafeRepository, discover::upwards, sec::Trust};

use super::error::GitError;
use crate::source::paths;

/// The id of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CommitId(pub(super) ObjectId);

/// A git repository on the disk.
///
/// Blobs that were read are kept, so that two revisions share what is the same in both.
pub struct Repository {
    /// For one thread.
    pub(super) git: gix::Repository,
    /// For all threads.
    pub(super) shared: ThreadSafeRepository,
    /// The folder that the root of each revision is checked out to, absolute; the current one for bare repositories.
    root: PathBuf,
    /// The current folder, absolute; nothing where people spoke of absolute paths.
    here: Option<PathBuf>,
    /// The folder that the search began in, from the root.
    start: PathBuf,
    pub(super) blobs: Mutex<HashMap<ObjectId, Arc<[u8]>>>,
}

impl Repository {
    /// The repository of the nearest folder upward; an empty path is the current folder.
    pub fn find(start: &Path) -> Result<Self, GitError> {
        let opened = if start.as_os_str().is_empty() { Path::new(".") } else { start };
        let shared = discover(opened)?;
        let git = shared.to_thread_local();
        let format = git.config_snapshot().string("extensions.refStorage");
        if let Some(format) = format.filter(|format| format.as_slice() != b"files") {
            return Err(GitError::ReferenceFormat { start: start.to_path_buf(), format: format.to_string() });
        }
        let whereabouts = Whereabouts::of(opened, git.workdir());
        let Whereabouts { root, here, start } = whereabouts.map_err(|source| unopenable(opened, Box::new(source)))?;
        Ok(Self { git, shared, root, here, start, blobs: Mutex::default() })
    }

    /// The folder that the search began in, from the repository's root.
    pub(super) fn start(&self) -> &Path {
        &self.start
    }

    /// Where a path of a revision is checked out, absolute.
    pub(super) fn absolute(&self, inside: &Path) -> PathBuf {
        self.root.join(inside)
    }

    /// How people speak of a path of a revision: as of the file that is checked out there.
    pub(super) fn shown(&self, inside: &Path) -> PathBuf {
        let absolute = self.absolute(inside);
        self.here.as_ref().map_or_else(|| absolute.clone(), |here| paths::relative(&absolute, here))
    }

    /// The path from the root that people mean by one: from the root, or with `./` from the current folder.
    pub(super) fn inside(&self, spoken: &str) -> Result<PathBuf, GitError> {
        let spoken = if cfg!(windows) { spoken.replace('\\', "/") } else { spoken.to_owned() };
        let is_from_here =
            [".", ".."].contains(&spoken.as_str()) || spoken.starts_with("./") || spoken.starts_with("../");
        let outside = || GitError::PathOutside { path: spoken.clone() };
        if Path::new(&spoken).is_absolute() {
            return Err(outside());
        }
        let from = match &self.here {
            Some(here) if is_from_here => here.clone(),
            None if is_from_here => paths::absolute(Path::new(".")).map_err(|_| outside())?,
            _ => self.root.clone(),
        };
        let absolute = paths::absolute(&from.join(&spoken)).map_err(|_| outside())?;
        absolute.strip_prefix(&self.root).map(Path::to_path_buf).map_err(|_| outside())
    }

    /// Whether the clone holds only the newest part of the history.
    pub(super) fn is_shallow(&self) -> bool {
        self.git.is_shallow().unwrap_or(false)
    }

    /// Whether the clone left objects out, to get them when they are needed.
    pub(super) fn is_partial(&self) -> bool {
        let config = self.git.config_snapshot();
        let mut remotes = config.plumbing().sections_by_name("remote").into_iter().flatten();
        config.string("extensions.partialClone").is_some() || remotes.any(|remote| remote.value("promisor").is_some())
    }
}

/// Trusted whoever owns it, as what is read of its configuration starts no program: containers of CI own little of what
/// they work with.
fn discover(start: &Path) -> Result<ThreadSafeRepository, GitError> {
    let options = upwards::Options { trust: upwards::TrustPolicy::Assume(Trust::Full), ..upwards::Options::default() };
    let isolated = gix::open::Options::isolated;
    let by_trust = gix::sec::trust::Mapping { full: isolated(), reduced: isolated() };
    ThreadSafeRepository::discover_opts(start, options, by_trust).map_err(|error| {
        if error.downcast_any_ref::<upwards::Error>().is_some() {
            return GitError::NotARepository { start: start.to_path_buf() };
        }
        unopenable(start, Box::new(error))
    })
}

fn unopenable(start: &Path, source: Box<dyn std::error::Error + Send + Sync>) -> GitError {
    GitError::Unopenable { start: start.to_path_buf(), source }
}

struct Whereabouts {
    root: PathBuf,
    here: Option<PathBuf>,
    start: PathBuf,
}

impl Whereabouts {
    /// Finds the checked out root among the folders upward as they are spelt, so that links in them stay.
    fn of(start: &Path, workdir: Option<&Path>) -> std::io::Result<Self> {
        let here = paths::absolute(Path::new("."))?;
        let relative = |here| (!start.is_absolute()).then_some(here);
        let Some(workdir) = workdir else {
            return Ok(Self { root: here.clone(), here: Some(here), start: PathBuf::new() });
        };
        let workdir = workdir.canonicalize()?;
        let from = paths::absolute(start)?;
        let is_root = |folder: &&Path| folder.canonicalize().is_ok_and(|real| real == workdir);
        if let Some(root) = from.ancestors().find(is_root) {
            let start = from.strip_prefix(root).unwrap_or(Path::new("")).to_path_buf();
            return Ok(Self { root: root.to_path_buf(), here: relative(here), start });
        }
        // A link led into the repository.
        let start = start.canonicalize()?.strip_prefix(&workdir).map(Path::to_path_buf).unwrap_or_default();
        Ok(Self { root: workdir, here: None, start })
    }
}

impl fmt::Debug for Repository {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Repository").field("root", &self.root).finish_non_exhaustive()
    }
}

impl fmt::Display for CommitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
