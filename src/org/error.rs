//! Why a call to an org came to nothing.

use std::fmt;

use http::StatusCode;

use super::{
    code::ErrorCode,
    renewal::RenewError,
    transport::{Mishap, TransportError, Tries},
    words,
};
use crate::metadata::ApiVersion;

/// A call that came to nothing: what it was for, where it went, how often it was tried; what happened is its source.
#[derive(Debug, thiserror::Error)]
#[error("could not {purpose} at {place}{tries}")]
pub struct OrgError {
    /// What the call was for, as words that follow "could not".
    pub purpose: &'static str,
    /// The URL without its query.
    pub place: String,
    /// What happened.
    #[source]
    pub problem: Box<OrgProblem>,
    /// How often and how long it was tried.
    pub tries: Tries,
}

/// What happened to a call.
#[derive(Debug, thiserror::Error)]
pub enum OrgProblem {
    /// There was no answer.
    #[error(transparent)]
    Transport(#[from] TransportError),
    /// The session has expired, or never was one.
    #[error("the session has expired or is not valid ({0})")]
    SessionExpired(Refusal),
    /// The session had expired, and so says the org of the new session too.
    #[error("the org refused the new session too, after the first had expired ({0})")]
    NewSessionRefused(Refusal),
    /// The session has expired, and no new one came.
    #[error("the session has expired ({refusal}), and no new one came")]
    NotRenewed {
        /// What the org said to the session.
        refusal: Refusal,
        /// Why no new one came.
        source: RenewError,
    },
    /// The user, the app or the org may not do this.
    #[error("the org does not permit it ({0})")]
    Forbidden(Refusal),
    /// What was asked for is not there.
    #[error("the org has no such thing ({0})")]
    NotFound(Refusal),
    /// A limit of the org is reached.
    #[error("a limit of the org is reached ({0})")]
    Limit(Refusal),
    /// The org refuses for another reason.
    #[error("the org refused ({0})")]
    Api(Refusal),
    /// The answer does not come from the Salesforce API, or not all of it came.
    #[error("{0}")]
    NotSalesforce(NotSalesforce),
    /// The answer is one, but not to this call.
    #[error("the org's answer cannot be read: {reason}")]
    Unreadable {
        /// What is missing or wrong.
        reason: String,
    },
    /// The SOAP calls of this API version refuse access tokens that are JSON Web Tokens, as if the session had expired.
    #[error("the access token is a JSON Web Token, which the SOAP calls of API version {version} refuse")]
    JwtOverSoap {
        /// The version of the call.
        version: ApiVersion,
    },
}

/// An answer that is none: a page of a proxy, of a gateway, of a login; or nothing; or half of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotSalesforce {
    /// The status.
    pub status: StatusCode,
    /// The content type, as it came.
    pub content_type: Option<String>,
    /// Why it is none.
    pub reason: String,
    /// The first line, at most 200 characters, without the token.
    pub excerpt: String,
}

impl fmt::Display for NotSalesforce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = self.status.as_u16();
        write!(f, "status {status} came with no answer of Salesforce: ")?;
        f.write_str(&self.reason)?;
        if let Some(content_type) = &self.content_type {
            write!(f, ", of type `{content_type}`")?;
        }
        if !self.excerpt.is_empty() {
            write!(f, ", and starts with `{}`", self.excerpt)?;
        }
        Ok(())
    }
}

/// What a server said when it refused: the HTTP status and its errors, or its SOAP fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: StatusCode,
    /// What it said; at least one.
    pub errors: Vec<ApiError>,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.errors.iter().enumerate() {
            let separator = if index > 0 { "; " } else { "" };
            write!(f, "{separator}{error}")?;
        }
        Ok(())
    }
}

/// One error in the server's words: what REST calls an error and SOAP a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// What kind of error.
    pub code: ErrorCode,
    /// The server's words.
    pub message: String,
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.message.is_empty() {
            return write!(f, "{}", self.code);
        }
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl OrgError {
    /// What the server said, where it said why.
    pub fn refusal(&self) -> Option<&Refusal> {
        match &*self.problem {
            OrgProblem::SessionExpired(refusal)
            | OrgProblem::NewSessionRefused(refusal)
            | OrgProblem::NotRenewed { refusal, .. }
            | OrgProblem::Forbidden(refusal)
            | OrgProblem::NotFound(refusal)
            | OrgProblem::Limit(refusal)
            | OrgProblem::Api(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// The server's errors, where it gave any.
    pub fn errors(&self) -> &[ApiError] {
        self.refusal().map_or(&[], |refusal| &refusal.errors)
    }

    /// Why there was no answer, where there was none.
    pub fn mishap(&self) -> Option<Mishap> {
        match &*self.problem {
            OrgProblem::Transport(error) => Some(error.mishap),
            _ => None,
        }
    }

    /// Whether the same call may fare better a moment later: for lost connections, overloaded servers, and codes that
    /// are known to pass, or words. An answer that is none may pass with status 200 too, for that is how half of one comes.
    pub fn may_pass(&self) -> bool {
        match &*self.problem {
            OrgProblem::Transport(error) => error.may_pass(),
            OrgProblem::NotRenewed { source, .. } => source.may_pass(),
            OrgProblem::NotSalesforce(answer) => {
                let passes = matches!(answer.status.as_u16(), 200 | 420 | 429 | 500 | 502..=504);
                passes || words::is_passing(&answer.excerpt)
            }
            _ => self.refusal().is_some_and(Refusal::may_pass),
        }
    }
}

impl Refusal {
    /// Whether the code or the status says so. Status 500 does not: each SOAP fault has it.
    fn may_pass(&self) -> bool {
        let passes = |error: &ApiError| error.code.may_pass() || words::is_passing(&error.message);
        self.errors.iter().any(passes) || matches!(self.status.as_u16(), 429 | 503)
    }
}
