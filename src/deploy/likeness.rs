//! Whether a deployment in an org's list is the one that was sent.
//!
//! A deploy request can carry no mark of its own that the org shows again: its options are flags, names of tests and nothing
//! else, the name of a change set belongs to change sets, and what lies in the archive is not shown. What the org does show is
//! who asked, with which options, and (from API version 64 on) how many bytes the archive has. That is compared here, and how
//! certain it makes us is said.

use std::fmt;

use crate::org::{DeployOptions, DeployResult, RecentDeployment};

/// What is known of a deployment that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// The id of the user who sent it, where the org tells it.
    pub user: Option<String>,
    /// Its options.
    pub options: DeployOptions,
    /// The bytes of its archive.
    pub archive_bytes: u64,
}

/// How sure it is that a deployment which the org lists is the one that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// Nothing speaks against it: it is new, and as far as the org tells, by the same user and with the same options.
    Likely,
    /// It is new, by the same user, with the same options, and its archive has the same number of bytes.
    Sure,
}

/// What tells a deployment in the list from the one that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// Somebody else asked for it.
    User,
    /// It was asked for with other options.
    Options,
    /// Its archive has another number of bytes.
    Archive,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::User => "another user's",
            Self::Options => "one with other options",
            Self::Archive => "one with another archive",
        })
    }
}

impl fmt::Display for Certainty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Likely => "it is the only new one that may be it",
            Self::Sure => "it is new, of the same user, with the same options and an archive of the same size",
        })
    }
}

impl Sending {
    /// Compares what was sent with a new deployment in the org's list, and with what the org says of it.
    pub fn compare(&self, listed: &RecentDeployment, told: Option<&DeployResult>) -> Result<Certainty, Difference> {
        let is_ours = self.user.as_deref().and_then(|user| listed.is_by(user));
        if is_ours == Some(false) {
            return Err(Difference::User);
        }
        if listed.check_only != self.options.check_only {
            return Err(Difference::Options);
        }
        let Some(told) = told else { return Ok(Certainty::Likely) };
        let options = (told.check_only, told.ignore_warnings, told.rollback_on_error);
        let wanted = &self.options;
        if options != (wanted.check_only, wanted.ignore_warnings, wanted.rollback_on_error) {
            return Err(Difference::Options);
        }
        match told.archive_bytes {
            Some(bytes) if bytes != self.archive_bytes => Err(Difference::Archive),
            Some(_) if is_ours == Some(true) => Ok(Certainty::Sure),
            _ => Ok(Certainty::Likely),
        }
    }
}
