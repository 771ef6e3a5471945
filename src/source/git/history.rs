//! Where two lines of work parted.

use gix::{ObjectId, bstr::ByteSlice};

use super::{CommitId, GitError, Repository};

/// Where the work that is checked out parted from a base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MergeBase {
    /// A branch is checked out: the merge base of the base and `HEAD`.
    OfBranch {
        /// The merge base.
        commit: CommitId,
    },
    /// A pull request is checked out as CI does it: `HEAD` is a merge commit that no branch has.
    OfPullRequest {
        /// The merge base of both parents.
        commit: CommitId,
        /// The first parent: the base branch as it was merged.
        base: CommitId,
        /// The second parent: the newest commit of the pull request.
        head: CommitId,
    },
}

impl MergeBase {
    /// The merge base itself.
    pub fn commit(&self) -> CommitId {
        match self {
            Self::OfBranch { commit } | Self::OfPullRequest { commit, .. } => *commit,
        }
    }
}

impl Repository {
    /// The best common ancestor of two revisions.
    pub fn merge_base(&self, one: &str, other: &str) -> Result<CommitId, GitError> {
        let (first, second) = (self.commit(one)?, self.commit(other)?);
        self.common_ancestor((one, first), (other, second))
    }

    /// Where the work that is checked out parted from a base such as `origin/main`.
    ///
    /// A checkout of a pull request may lack the base branch; its merge commit knows it all the same.
    pub fn merge_base_with_head(&self, base: &str) -> Result<MergeBase, GitError> {
        let head = self.commit("HEAD")?;
        let known = self.commit(base);
        match self.parents_of_pull_request(head, known.as_ref().ok())? {
            Some((first, second)) => {
                let commit = self.common_ancestor((base, first), ("HEAD^2", second))?;
                Ok(MergeBase::OfPullRequest { commit, base: first, head: second })
            }
            None => Ok(MergeBase::OfBranch { commit: self.common_ancestor((base, known?), ("HEAD", head))? }),
        }
    }

    /// The parents of `HEAD` where that is a merge made for a pull request: detached, of two parents, and either named as
    /// such by a reference or with a first parent that the base has.
    fn parents_of_pull_request(
        &self,
        head: CommitId,
        base: Option<&CommitId>,
    ) -> Result<Option<(CommitId, CommitId)>, GitError> {
        let is_detached = self.git.head().is_ok_and(|head| head.is_detached());
        let parents = self.parents(head)?;
        let (true, [first, second]) = (is_detached, parents.as_slice()) else {
            return Ok(None);
        };
        let is_of_base = |base: &CommitId| self.is_ancestor(*first, base.0);
        let is_merge_for_request = self.has_request_reference(head) || base.is_some_and(is_of_base);
        Ok(is_merge_for_request.then_some((CommitId(*first), CommitId(*second))))
    }

    fn parents(&self, commit: CommitId) -> Result<Vec<ObjectId>, GitError> {
        let object = self.read("HEAD", commit.0)?;
        let decoded = object.try_to_commit_ref().map_err(|error| self.unreadable("HEAD", error))?;
        Ok(decoded.parents().collect())
    }

    /// Whether a reference such as `refs/remotes/pull/7/merge` or `refs/merge-requests/7/merge` points to a commit.
    fn has_request_reference(&self, commit: CommitId) -> bool {
        let Ok(references) = self.git.references() else {
            return false;
        };
        let Ok(all) = references.all() else {
            return false;
        };
        all.filter_map(Result::ok).any(|reference| {
            let name = reference.name().as_bstr();
            let is_request = name.contains_str("/pull/") || name.contains_str("/merge-requests/");
            is_request && name.ends_with_str("/merge") && reference.try_id().is_some_and(|id| id.detach() == commit.0)
        })
    }

    fn is_ancestor(&self, older: ObjectId, newer: ObjectId) -> bool {
        matches!(self.git.merge_base(older, newer), Ok(Some(base)) if base.detach() == older)
    }

    fn common_ancestor(&self, one: (&str, CommitId), other: (&str, CommitId)) -> Result<CommitId, GitError> {
        let shallow = self.is_shallow();
        let none = || GitError::NoMergeBase { one: one.0.to_owned(), other: other.0.to_owned(), shallow };
        match self.git.merge_base(one.1.0, other.1.0) {
            Ok(Some(base)) => Ok(CommitId(base.detach())),
            Ok(None) => Err(none()),
            // The commits themselves lie beyond the boundary.
            Err(error) if shallow && error.is_not_found() => Err(none()),
            Err(error) => Err(self.unreadable(other.0, error)),
        }
    }
}
