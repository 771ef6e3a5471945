//! Why a login came to nothing.

use std::fmt;

use http::StatusCode;

use super::code::OauthCode;
use crate::org::{error::OrgError, transport::Tries};

/// Why a call of OAuth came to nothing.
#[derive(Debug, thiserror::Error)]
pub enum OauthError {
    /// The server says no, and why.
    #[error("could not {purpose} at {place}{tries}")]
    Refused {
        /// What the call was for, as words that follow "could not".
        purpose: &'static str,
        /// The URL without its query.
        place: String,
        /// What the server said.
        #[source]
        refusal: Box<OauthRefusal>,
        /// How often and how long it was tried.
        tries: Tries,
    },
    /// There was no answer, or none of OAuth's.
    #[error(transparent)]
    Org(#[from] OrgError),
    /// Client credentials name no user, so that only the org's own host knows whose they are. Nothing was sent.
    #[error("client credentials are for the org's own My Domain, and `{host}` is everybody's")]
    NotMyDomain {
        /// The host that was named.
        host: String,
    },
}

/// What a server of OAuth said when it refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OauthRefusal {
    /// The HTTP status.
    pub status: StatusCode,
    /// The code.
    pub code: OauthCode,
    /// The server's words, without what was sent in secret.
    pub description: String,
}

impl fmt::Display for OauthRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.description.is_empty() {
            return write!(f, "the org refused ({})", self.code);
        }
        write!(f, "the org refused ({}: {})", self.code, self.description)
    }
}

impl std::error::Error for OauthRefusal {}

impl OauthRefusal {
    fn may_pass(&self) -> bool {
        let by_code = matches!(
            self.code,
            OauthCode::RateLimitExceeded | OauthCode::ServerError | OauthCode::TemporarilyUnavailable
        );
        by_code || matches!(self.status.as_u16(), 429 | 503)
    }
}

impl OauthError {
    /// What the server said, where it said why.
    pub fn refusal(&self) -> Option<&OauthRefusal> {
        if let Self::Refused { refusal, .. } = self { Some(refusal) } else { None }
    }

    /// Whether the same login may fare better a moment later.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Refused { refusal, .. } => refusal.may_pass(),
            Self::Org(error) => error.may_pass(),
            Self::NotMyDomain { .. } => false,
        }
    }
}
