//! The walk over the folders of a revision: the same judgement as on a disk, with names from git.

use std::{
    collections::HashMap,
    ffi::OsStr,
    path::{Path, PathBuf},
};

use gix::{ObjectId, objs::tree::EntryKind};

use super::{
    GitError, Place, Revision,
    tree::{Entry, Located},
};
use crate::source::{
    ScanError, paths,
    suffixes::recognise,
    walk::{Filter, Met, Walk, Walked},
};

/// The blobs of files by their paths as people are shown them.
pub(super) type Blobs = HashMap<String, ObjectId>;

/// A folder or file that a walk begins at.
pub(super) struct Root {
    /// Its path from the repository's root.
    pub(super) inside: PathBuf,
    /// The same as people speak of it.
    pub(super) shown: PathBuf,
}

/// A folder that is walked, or a file that is met.
struct Step {
    depth: usize,
    shown: PathBuf,
    is_file: bool,
}

/// A folder that the walk is in.
struct Open {
    /// Its own path from the root, free of links.
    real: PathBuf,
    shown: PathBuf,
}

/// A walk over one folder or file of a revision.
struct Tour<'r, 'w> {
    revision: &'r Revision<'r>,
    walk: Walk<'w>,
    open: Vec<Open>,
    blobs: &'w mut Blobs,
}

impl Revision<'_> {
    /// Walks over a file or folder that is there. The blobs of what may be a component are noted.
    pub(super) fn walk(&self, root: &Root, filtered: bool, blobs: &mut Blobs) -> Result<Walked, GitError> {
        let Root { inside, shown } = root;
        let located = self.locate(inside)?;
        let filter = if filtered { Some(self.filter(inside, shown)?) } else { None };
        let is_folder = !matches!(located, Located::File(_));
        if filter.as_ref().is_some_and(|filter| filter.ignores_root(is_folder)) {
            return Ok(Walked::nothing_of(shown));
        }
        let mut tour = Tour { revision: self, walk: Walk::of(shown, filter), open: Vec::new(), blobs };
        match located {
            Located::Folder(id, real) => tour.enters(id, Open { real, shown: shown.clone() })?,
            Located::File(id) => tour.meets(id, 0, shown.clone())?,
            Located::Submodule => return Err(GitError::Submodule(self.place(inside))),
            Located::Absent | Located::Outside => return Err(GitError::NoPath(self.place(inside))),
        }
        Ok(tour.walk.end())
    }

    fn filter(&self, inside: &Path, shown: &Path) -> Result<Filter, GitError> {
        Filter::new(self.patterns(inside)?, shown).map_err(|error| self.unscannable(error))
    }

    pub(super) fn unscannable(&self, error: ScanError) -> GitError {
        GitError::Scan { revision: self.name.clone(), error }
    }
}

impl Tour<'_, '_> {
    /// Walks over a folder, unless it is ignored.
    fn enters(&mut self, id: ObjectId, folder: Open) -> Result<(), GitError> {
        let step = Step { depth: self.open.len(), shown: folder.shown.clone(), is_file: false };
        if !self.walk.enters(&step) {
            return Ok(());
        }
        self.open.push(folder);
        for entry in self.revision.entries(id)? {
            self.takes(&entry)?;
        }
        self.open.pop();
        Ok(())
    }

    fn takes(&mut self, entry: &Entry) -> Result<(), GitError> {
        let here = self.open.last().expect("entries are those of an open folder");
        let (shown, real) = (here.shown.join(&entry.name), here.real.join(&entry.name));
        match entry.kind {
            EntryKind::Tree => self.enters(entry.id, Open { real, shown }),
            EntryKind::Blob | EntryKind::BlobExecutable => self.meets(entry.id, self.open.len(), shown),
            EntryKind::Link => self.follows(entry.id, &real, shown),
            EntryKind::Commit => self.refuses(&shown, true, |tour| GitError::Submodule(tour.revision.place(&real))),
        }
    }

    fn meets(&mut self, id: ObjectId, depth: usize, shown: PathBuf) -> Result<(), GitError> {
        let is_component = shown.file_name().and_then(OsStr::to_str).and_then(recognise).is_some();
        if let Some(path) = shown.to_str().filter(|_| is_component) {
            self.blobs.insert(paths::slashed(path.to_owned()), id);
        }
        let met = self.walk.meets(Step { depth, shown, is_file: true });
        met.map_err(|error| self.revision.unscannable(error))
    }

    fn follows(&mut self, link: ObjectId, real: &Path, shown: PathBuf) -> Result<(), GitError> {
        match self.revision.locate(real)? {
            Located::Folder(id, own) => match self.open.iter().find(|open| open.real == own) {
                Some(open) => {
                    let (path, ancestor) = (shown.clone(), open.shown.clone());
                    self.refuses(&shown, true, |tour| tour.revision.unscannable(ScanError::LinkLoop { path, ancestor }))
                }
                None => self.enters(id, Open { real: own, shown }),
            },
            Located::File(id) => self.meets(id, self.open.len(), shown),
            Located::Submodule => self.refuses(&shown, true, |tour| GitError::Submodule(tour.revision.place(real))),
            Located::Outside => {
                let target = self.revision.target(link)?;
                let place = self.revision.place(real);
                self.refuses(&shown, false, |_| GitError::LinkOut { place, target })
            }
            Located::Absent => {
                let (path, target) = (shown.clone(), self.revision.target(link)?);
                self.refuses(&shown, false, |tour| tour.revision.unscannable(ScanError::DanglingLink { path, target }))
            }
        }
    }

    /// Ends the walk because of something, unless that is ignored.
    fn refuses(
        &mut self,
        shown: &Path,
        is_folder: bool,
        error: impl FnOnce(&Self) -> GitError,
    ) -> Result<(), GitError> {
        if self.walk.leaves_out(shown, is_folder) { Ok(()) } else { Err(error(self)) }
    }
}

impl Revision<'_> {
    /// Something at this revision.
    pub(super) fn place(&self, inside: &Path) -> Place {
        Place { revision: self.name.clone(), path: inside.to_path_buf() }
    }
}

impl Met for Step {
    fn depth(&self) -> usize {
        self.depth
    }

    fn path(&self) -> &Path {
        &self.shown
    }

    fn file_name(&self) -> &OsStr {
        self.shown.file_name().unwrap_or_default()
    }

    fn is_file(&self) -> bool {
        self.is_file
    }

    fn into_path(self) -> PathBuf {
        self.shown
    }
}
