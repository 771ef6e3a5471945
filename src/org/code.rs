//! The codes of errors that Salesforce gives, and what they mean for a caller.

use std::{convert::Infallible, fmt, str::FromStr};

/// What a code means for who called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A new session is needed.
    SessionExpired,
    /// The user, the app or the org lacks a permission.
    Forbidden,
    /// Something named does not exist.
    NotFound,
    /// A limit is reached.
    Limit,
    /// The same call may fare better a moment later.
    Passing,
    /// None of these.
    Other,
}

macro_rules! error_codes {
    ($($name:ident = $text:literal, $meaning:ident, $doc:literal;)*) => {
        /// The code of an error in an answer of REST, or of a SOAP fault without its prefix. Both come from one list, the
        /// `StatusCode` and `ExceptionCode` of the API guides.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum ErrorCode {
            $(#[doc = $doc] $name,)*
            /// A code without consequences here, as the server spells it.
            Other(String),
        }

        const CODES: &[(&str, ErrorCode, Meaning)] = &[$(($text, ErrorCode::$name, Meaning::$meaning)),*];
    };
}

error_codes! {
    InvalidSessionId = "INVALID_SESSION_ID", SessionExpired, "The session has expired or never was.";
    InvalidAuthHeader = "INVALID_AUTH_HEADER", SessionExpired, "The authorization header holds no token.";
    BadOauthToken = "Bad_OAuth_Token", SessionExpired, "The same, as the OAuth services spell it.";
    MissingOauthToken = "Missing_OAuth_Token", SessionExpired, "No token came, as the OAuth services spell it.";
    InsufficientAccess = "INSUFFICIENT_ACCESS", Forbidden, "The user lacks a permission.";
    InsufficientAccessOrReadonly = "INSUFFICIENT_ACCESS_OR_READONLY", Forbidden, "The user lacks a permission, or the thing cannot be changed.";
    ApiCurrentlyDisabled = "API_CURRENTLY_DISABLED", Forbidden, "The user or the org has no API access at present.";
    ApiDisabledForOrg = "API_DISABLED_FOR_ORG", Forbidden, "The org has no API access.";
    LoginDuringRestrictedDomain = "LOGIN_DURING_RESTRICTED_DOMAIN", Forbidden, "The user may not log in from this network.";
    LoginDuringRestrictedTime = "LOGIN_DURING_RESTRICTED_TIME", Forbidden, "The user may not log in at this time of the day.";
    OrgLocked = "ORG_LOCKED", Forbidden, "The org is locked.";
    TrialExpired = "TRIAL_EXPIRED", Forbidden, "The org's trial is over.";
    NotFound = "NOT_FOUND", NotFound, "The resource does not exist.";
    RequestLimitExceeded = "REQUEST_LIMIT_EXCEEDED", Limit, "The org's calls of the day are used up.";
    LimitExceeded = "LIMIT_EXCEEDED", Limit, "A limit of the Metadata API is reached.";
    ExceededIdLimit = "EXCEEDED_ID_LIMIT", Limit, "More records than one call takes.";
    InvalidType = "INVALID_TYPE", Other, "The org does not know the metadata type.";
    AlreadyInProcess = "ALREADY_IN_PROCESS", Other, "Another change holds the org's setup.";
    UnableToLockRow = "UNABLE_TO_LOCK_ROW", Other, "Another change holds a record.";
    InvalidCrossReferenceKey = "INVALID_CROSS_REFERENCE_KEY", Passing, "An id leads nowhere; right after a request, nowhere yet.";
    InvalidQueryLocator = "INVALID_QUERY_LOCATOR", Passing, "The place where a query was to go on is gone; asked anew it may do.";
    ServerUnavailable = "SERVER_UNAVAILABLE", Passing, "The server is too busy.";
    UnsupportedApiVersion = "UNSUPPORTED_API_VERSION", Other, "The org does not speak this API version.";
    UnknownException = "UNKNOWN_EXCEPTION", Other, "Something broke inside Salesforce.";
}

impl ErrorCode {
    /// The code as the server spells it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Other(text) => text,
            known => CODES.iter().find(|(_, code, _)| code == known).map_or("", |(text, ..)| text),
        }
    }

    /// What it means for who called.
    pub fn meaning(&self) -> Meaning {
        let known = CODES.iter().find(|(_, code, _)| code == self);
        known.map_or(Meaning::Other, |(.., meaning)| *meaning)
    }

    /// Whether it is one of those that have a name here.
    pub fn is_known(&self) -> bool {
        !matches!(self, Self::Other(_))
    }

    /// Whether the same call may fare better a moment later.
    pub fn may_pass(&self) -> bool {
        self.meaning() == Meaning::Passing
    }
}

impl FromStr for ErrorCode {
    type Err = Infallible;

    /// Reads a code, with or without the namespace prefix of a SOAP fault.
    fn from_str(text: &str) -> Result<Self, Infallible> {
        let text = text.trim();
        let bare = text.rsplit_once(':').map_or(text, |(_, bare)| bare);
        let known = CODES.iter().find(|(code, ..)| *code == bare);
        Ok(known.map_or_else(|| Self::Other(bare.to_owned()), |(_, code, _)| code.clone()))
    }
}

impl From<&str> for ErrorCode {
    fn from(text: &str) -> Self {
        match text.parse() {
            Ok(code) => code,
            Err(never) => match never {},
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_prints_as_it_is_read() {
        for (text, code, meaning) in CODES {
            assert_eq!(ErrorCode::from(*text), *code);
            assert_eq!(ErrorCode::from(&*format!("sf:{text}")), *code);
            assert_eq!(code.to_string(), *text);
            assert_eq!(code.meaning(), *meaning);
        }
        let other = ErrorCode::from("sf:SOMETHING_NEW");
        assert_eq!(other, ErrorCode::Other("SOMETHING_NEW".to_owned()));
        assert_eq!(other.to_string(), "SOMETHING_NEW");
        assert_eq!(other.meaning(), Meaning::Other);
    }
}
