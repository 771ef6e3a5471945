//! A revision: the project there, its `.forceignore`, and the bytes of its components.

use std::{
    collections::HashMap,
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use gix::{
    ObjectId, ThreadSafeRepository,
    objs::{Find, FindHeader},
};

use super::{
    GitError, Repository,
    tree::Located,
    walk::{Blobs, Root},
};
use crate::{
    metadata::ApiVersion,
    source::{
        ForceIgnore, FoundFile, Project, Scan, ScanError,
        discovery::settled,
        forceignore::FORCEIGNORE_FILE,
        project::PROJECT_FILE,
        scan::{Content, half_of, read_from},
        walk::Walked,
    },
    xml::Limits,
};

/// How a pointer to Git LFS begins (the LFS specification, "The Pointer").
const LFS: &[u8] = b"version https://git-lfs.github.com/spec/";

/// One revision of a repository.
#[derive(Debug)]
pub struct Revision<'r> {
    pub(super) repository: &'r Repository,
    /// As the caller called it.
    pub(super) name: String,
    pub(super) tree: ObjectId,
}

impl Repository {
    /// The revision that a text names: a branch, a tag, a commit, `HEAD~2`, `main...` for the merge base with `HEAD`.
    pub fn revision(&self, text: &str) -> Result<Revision<'_>, GitError> {
        Ok(Revision { repository: self, name: text.to_owned(), tree: self.tree_of(text)? })
    }
}

impl Revision<'_> {
    /// The components of the project at this revision: that of the folder which the repository was found from, or of the
    /// nearest upward.
    pub fn scan_project(&self) -> Result<Scan, GitError> {
        let start = self.repository.start();
        for folder in start.ancestors() {
            match self.locate(&folder.join(PROJECT_FILE))? {
                Located::File(id) => return self.scan_project_of(folder, id),
                Located::Submodule => return Err(GitError::Submodule(self.place(folder))),
                _ => {}
            }
        }
        let looked_in = start.ancestors().map(Path::to_path_buf).collect();
        Err(GitError::NoProject { revision: self.name.clone(), looked_in })
    }

    /// The components in a folder or file of this revision, whatever its `.forceignore` says.
    pub fn scan_path(&self, path: &str) -> Result<Scan, GitError> {
        let inside = self.repository.inside(path)?;
        let mut roots = vec![inside.clone()];
        if let Located::File(_) = self.locate(&inside)? {
            let half = half_of(&inside).map_err(|error| self.unscannable(error))?;
            let half = half.map(|half| Ok((self.locate(&half)?, half))).transpose()?;
            roots.extend(half.filter(|(located, _)| matches!(located, Located::File(_))).map(|(_, half)| half));
        }
        let root = |inside: PathBuf| Root { shown: self.repository.shown(&inside), inside };
        let roots: Vec<Root> = roots.into_iter().map(root).collect();
        self.scan(&roots, false, None)
    }

    fn scan_project_of(&self, folder: &Path, file: ObjectId) -> Result<Scan, GitError> {
        let bytes = self.repository.read(&self.name, file)?.data.clone();
        let dir = self.repository.shown(folder);
        let is_folder = |path: &Path| self.is_folder(&folder.join(path));
        let project = Project::of_bytes(&dir, &bytes, &is_folder)
            .map_err(|error| GitError::Project { revision: self.name.clone(), error })?;
        let root = |shown: PathBuf| Root { inside: folder.join(shown.strip_prefix(&dir).unwrap_or(&shown)), shown };
        let roots: Vec<Root> = project.roots().into_iter().map(root).collect();
        self.scan(&roots, true, project.source_api_version())
    }

    /// Whether a path is a folder, in the words of a file system. A submodule is one, and the walk tells what it is.
    fn is_folder(&self, path: &Path) -> io::Result<()> {
        match self.locate(path).map_err(io::Error::other)? {
            Located::Folder(..) | Located::Submodule => Ok(()),
            Located::File(_) => Err(io::ErrorKind::NotADirectory.into()),
            Located::Absent | Located::Outside => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn scan(&self, roots: &[Root], filtered: bool, version: Option<ApiVersion>) -> Result<Scan, GitError> {
        let mut blobs = Blobs::new();
        let walks = roots.iter().map(|root| self.walk(root, filtered, &mut blobs)).collect::<Result<Vec<_>, _>>()?;
        let discovery = settled(Walked::all_of(walks), version);
        let library = Library { blobs: &blobs, known: &self.repository.blobs, limit: Limits::COMPONENT.bytes };
        let shared: &ThreadSafeRepository = &self.repository.shared;
        let prepare = || Desk { git: shared.to_thread_local(), buffer: Vec::new() };
        read_from(discovery, prepare, |desk, file| library.read(desk, file)).map_err(|problem| self.told(problem))
    }

    fn told(&self, problem: Problem) -> GitError {
        match problem {
            Problem::Missing(id) => self.repository.missing(&self.name, id),
            Problem::Broken(error) => self.repository.unreadable(&self.name, error),
            Problem::LfsPointer(path) => GitError::LfsPointer(self.place(&path)),
        }
    }

    /// The patterns of the nearest `.forceignore` upward in this revision, else the built-in ones.
    pub(super) fn patterns(&self, inside: &Path) -> Result<ForceIgnore, GitError> {
        for folder in inside.ancestors() {
            let file = folder.join(FORCEIGNORE_FILE);
            if let Located::File(id) = self.locate(&file)? {
                let (root, shown) = (self.repository.absolute(folder), self.repository.shown(&file));
                let parsed = ForceIgnore::parse(root, &shown, &self.repository.read(&self.name, id)?.data);
                return parsed.map_err(|error| self.unscannable(ScanError::ForceIgnore(error)));
            }
        }
        Ok(ForceIgnore::built_in(self.repository.absolute(inside)))
    }
}

/// What one thread reads with.
struct Desk {
    git: gix::Repository,
    buffer: Vec<u8>,
}

/// The blobs of a revision's files, and those that were read before.
struct Library<'l> {
    blobs: &'l Blobs,
    known: &'l Mutex<HashMap<ObjectId, Arc<[u8]>>>,
    limit: u64,
}

/// Why a file's bytes cannot be had.
enum Problem {
    Missing(ObjectId),
    Broken(gix::Error),
    LfsPointer(PathBuf),
}

impl Library<'_> {
    fn read(&self, desk: &mut Desk, file: &FoundFile) -> Result<Content, Problem> {
        let path = file.path();
        let id = path.to_str().and_then(|path| self.blobs.get(path)).expect("the walk noted each file that it found");
        if let Some(bytes) = self.known().get(id) {
            return Ok(Content::Bytes(Arc::clone(bytes)));
        }
        let header = desk.git.objects.try_header(id).map_err(Problem::Broken)?;
        let size = header.ok_or(Problem::Missing(*id))?.size;
        if size > self.limit {
            return Ok(Content::TooLarge { size });
        }
        let found = desk.git.objects.try_find(id, &mut desk.buffer).map_err(Problem::Broken)?;
        let data = found.ok_or(Problem::Missing(*id))?.data;
        if data.starts_with(LFS) {
            return Err(Problem::LfsPointer(path.to_path_buf()));
        }
        let bytes: Arc<[u8]> = data.into();
        self.known().insert(*id, Arc::clone(&bytes));
        Ok(Content::Bytes(bytes))
    }

    fn known(&self) -> std::sync::MutexGuard<'_, HashMap<ObjectId, Arc<[u8]>>> {
        self.known.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
