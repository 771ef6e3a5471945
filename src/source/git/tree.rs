//! Paths in the folders of a revision, links followed.

use std::{
    ffi::{OsStr, OsString},
    path::{Component, Path, PathBuf},
};

use gix::{
    ObjectId,
    bstr::{BStr, ByteSlice},
    objs::{TreeRefIter, tree::EntryKind},
};

use super::{GitError, Revision};

/// So many links are followed for one path; more are a circle.
const MOST_LINKS: usize = 40;

/// What is at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Located {
    /// A folder, and its own path, free of links.
    Folder(ObjectId, PathBuf),
    /// A file.
    File(ObjectId),
    /// A submodule, or something in one.
    Submodule,
    /// Nothing.
    Absent,
    /// The path, or a link on it, leads out of the repository.
    Outside,
}

/// One entry of a folder.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) name: OsString,
    pub(super) kind: EntryKind,
    pub(super) id: ObjectId,
}

/// The folders down to where a path has led so far.
struct Trail<'r> {
    revision: &'r Revision<'r>,
    folders: Vec<(ObjectId, OsString)>,
    ahead: Vec<OsString>,
    links: usize,
}

impl Revision<'_> {
    /// What is at a path from the root.
    pub(super) fn locate(&self, path: &Path) -> Result<Located, GitError> {
        let mut trail = Trail { revision: self, folders: Vec::new(), ahead: Vec::new(), links: 0 };
        if !trail.heads_for(path) {
            return Ok(Located::Outside);
        }
        while let Some(part) = trail.ahead.pop() {
            if let Some(end) = trail.takes(&part)? {
                return Ok(end);
            }
        }
        Ok(Located::Folder(trail.here(), trail.folders.iter().map(|(_, name)| name).collect()))
    }

    /// The entries of a folder, in git's order.
    pub(super) fn entries(&self, folder: ObjectId) -> Result<Vec<Entry>, GitError> {
        let object = self.repository.read(&self.name, folder)?;
        let unreadable = |error| self.repository.unreadable(&self.name, error);
        let read = TreeRefIter::from_bytes(&object.data, folder.kind()).map(|entry| {
            let entry = entry?;
            Ok(Entry { name: os_name(entry.filename), kind: entry.mode.kind(), id: entry.oid.to_owned() })
        });
        read.collect::<gix::Result<_>>().map_err(unreadable)
    }

    /// What a link points to.
    pub(super) fn target(&self, link: ObjectId) -> Result<PathBuf, GitError> {
        let object = self.repository.read(&self.name, link)?;
        Ok(PathBuf::from(os_name(object.data.as_bstr())))
    }
}

impl Trail<'_> {
    /// Puts a path before all that is still ahead; not one that starts elsewhere than here.
    fn heads_for(&mut self, path: &Path) -> bool {
        let own = |part: Component<'_>| match part {
            Component::CurDir => Some(None),
            Component::ParentDir => Some(Some(OsString::from(".."))),
            Component::Normal(name) => Some(Some(name.to_owned())),
            Component::RootDir | Component::Prefix(_) => None,
        };
        let Some(parts) = path.components().map(own).collect::<Option<Vec<_>>>() else {
            return false;
        };
        self.ahead.extend(parts.into_iter().flatten().rev());
        true
    }

    fn here(&self) -> ObjectId {
        self.folders.last().map_or(self.revision.tree, |(id, _)| *id)
    }

    /// Takes one step; something where that is the last one.
    fn takes(&mut self, part: &OsStr) -> Result<Option<Located>, GitError> {
        if part == ".." {
            return Ok(self.folders.pop().is_none().then_some(Located::Outside));
        }
        let entries = self.revision.entries(self.here())?;
        let Some(entry) = entries.into_iter().find(|entry| entry.name == part) else {
            return Ok(Some(Located::Absent));
        };
        match entry.kind {
            EntryKind::Tree => {
                self.folders.push((entry.id, entry.name));
                Ok(None)
            }
            EntryKind::Blob | EntryKind::BlobExecutable if self.ahead.is_empty() => Ok(Some(Located::File(entry.id))),
            EntryKind::Blob | EntryKind::BlobExecutable => Ok(Some(Located::Absent)),
            EntryKind::Commit => Ok(Some(Located::Submodule)),
            EntryKind::Link => self.follows(entry.id),
        }
    }

    fn follows(&mut self, link: ObjectId) -> Result<Option<Located>, GitError> {
        self.links += 1;
        if self.links > MOST_LINKS {
            return Ok(Some(Located::Absent));
        }
        let target = self.revision.target(link)?;
        Ok((!self.heads_for(&target)).then_some(Located::Outside))
    }
}

/// A name as the file system would have it. What is not UTF-8 stays what it is where the system can say it.
fn os_name(name: &BStr) -> OsString {
    gix::path::from_bstr(name).map_or_else(|_| name.to_string().into(), |path| path.into_owned().into_os_string())
}
