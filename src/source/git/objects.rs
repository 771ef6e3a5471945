//! Objects by their ids, and why one cannot be had.

use gix::ObjectId;

use super::{GitError, Repository};

impl Repository {
    /// Reads an object of a revision.
    pub(super) fn read(&self, revision: &str, id: ObjectId) -> Result<gix::Object<'_>, GitError> {
        let found = self.git.try_find_object(id).map_err(|error| self.unreadable(revision, error))?;
        found.ok_or_else(|| self.missing(revision, id))
    }

    /// An object that is not here.
    pub(super) fn missing(&self, revision: &str, id: ObjectId) -> GitError {
        GitError::MissingObject { revision: revision.to_owned(), id: id.to_string(), partial: self.is_partial() }
    }

    /// An object that is here and broken.
    #[expect(clippy::unused_self, reason = "it is one of the three answers to what a repository is asked for")]
    pub(super) fn unreadable(&self, revision: &str, error: gix::Error) -> GitError {
        GitError::Unreadable { revision: revision.to_owned(), source: Box::new(error) }
    }
}
