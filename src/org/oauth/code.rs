//! The error codes of OAuth, those of the RFCs and those of Salesforce.

use std::{convert::Infallible, fmt, str::FromStr};

macro_rules! oauth_codes {
    ($($name:ident = $text:literal, $doc:literal;)*) => {
        /// The `error` in an answer or a redirect of OAuth (RFC 6749, sections 4.1.2.1 and 5.2; Salesforce's "OAuth 2.0 Error
        /// Codes").
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum OauthCode {
            $(#[doc = $doc] $name,)*
            /// Another code, as the server spells it.
            Other(String),
        }

        const CODES: &[(&str, OauthCode)] = &[$(($text, OauthCode::$name)),*];
    };
}

oauth_codes! {
    InvalidGrant = "invalid_grant", "The code, token, assertion or user is not taken.";
    InvalidClientId = "invalid_client_id", "There is no such app.";
    InvalidClient = "invalid_client", "The app's secret is wrong, or the app is not installed in the org.";
    InvalidRequest = "invalid_request", "Something is missing or malformed.";
    InvalidScope = "invalid_scope", "The app may not ask for this scope.";
    InvalidAppAccess = "invalid_app_access", "The user is not approved for this app.";
    UnauthorizedClient = "unauthorized_client", "The app may not use this way.";
    UnsupportedGrantType = "unsupported_grant_type", "The server does not know this way.";
    UnsupportedResponseType = "unsupported_response_type", "The authorize page does not know this way.";
    UnsupportedTokenType = "unsupported_token_type", "A token of this kind cannot be revoked.";
    InvalidToken = "invalid_token", "There is no such token.";
    AccessDenied = "access_denied", "The user said no.";
    RedirectUriMismatch = "redirect_uri_mismatch", "The app does not list this redirect.";
    InactiveUser = "inactive_user", "The user is inactive.";
    InactiveOrg = "inactive_org", "The org is locked, closed or suspended.";
    AppBlocked = "OAUTH_APP_BLOCKED", "An admin of the org has blocked the app.";
    AppAccessDenied = "OAUTH_APP_ACCESS_DENIED", "The user is not admitted to the app.";
    AppNotFound = "OAUTH_EC_APP_NOT_FOUND", "The external client app is not installed in the org.";
    RateLimitExceeded = "rate_limit_exceeded", "Too many logins.";
    ServerError = "server_error", "Something broke inside the server.";
    TemporarilyUnavailable = "temporarily_unavailable", "The server is too busy.";
}

impl OauthCode {
    /// The code as the server spells it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Other(text) => text,
            known => CODES.iter().find(|(_, code)| code == known).map_or("", |(text, _)| text),
        }
    }
}

impl FromStr for OauthCode {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        let known = CODES.iter().find(|(code, _)| *code == text);
        Ok(known.map_or_else(|| Self::Other(text.to_owned()), |(_, code)| code.clone()))
    }
}

impl From<&str> for OauthCode {
    fn from(text: &str) -> Self {
        match text.parse() {
            Ok(code) => code,
            Err(never) => match never {},
        }
    }
}

impl fmt::Display for OauthCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_prints_as_it_is_read() {
        for (text, code) in CODES {
            assert_eq!(OauthCode::from(*text), *code);
            assert_eq!(code.to_string(), *text);
        }
        assert_eq!(OauthCode::from("brand_new").to_string(), "brand_new");
    }
}
