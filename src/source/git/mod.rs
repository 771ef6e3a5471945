//! Git revisions as sides: the components of a project as they were at a commit, read from the object database.
//!
//! Nothing is checked out and no `git` is started. Names, places and `.forceignore` are judged by the same walk as on a
//! disk; only where the names and the bytes come from differs. What the repository lacks (a shallow clone, a partial
//! one, a submodule) is an error that names the remedy, never a smaller answer.
//!
//! Only the repository's own configuration is read, no variable and no configuration of the user: none of it decides what
//! a commit holds. Filters are not run, so bytes come as git keeps them: line ends are `\n` whatever the checkout has.

mod error;
mod history;
mod names;
mod objects;
mod repository;
mod revision;
mod tree;
mod walk;

pub use error::{GitError, Place};
pub use history::MergeBase;
pub use repository::{CommitId, Repository};
pub use revision::Revision;

#[cfg(test)]
mod tests;
