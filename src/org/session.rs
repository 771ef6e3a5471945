//! Who talks to which org: the instance's URL and the access token.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::transport::loopback::is_loopback;

/// Stands where a text held an access token.
const REDACTED: &str = "[access token]";

/// The origin of an org's instance, such as `https://acme.my.salesforce.com`.
///
/// It is `https`; plain `http` is taken for loopback hosts alone, where the practice org lives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstanceUrl {
    url: Url,
}

/// Why a text is no instance URL. The text itself is not repeated: people paste links that hold sessions.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InstanceUrlError {
    /// It is no URL.
    #[error("the instance URL is not a URL: {0}")]
    NotAUrl(#[from] url::ParseError),
    /// Its scheme is neither `https` nor `http`.
    #[error("the instance URL starts with `{scheme}:`; one starts with `https://`")]
    WrongScheme {
        /// The scheme.
        scheme: String,
    },
    /// It would send the access token in clear text over a network.
    #[error("the instance URL of `{host}` is not encrypted; plain `http` is for this machine alone")]
    NotEncrypted {
        /// The host.
        host: String,
    },
    /// It holds a user name or a password.
    #[error("the instance URL of `{host}` holds a user name or a password")]
    UserInfo {
        /// The host.
        host: String,
    },
    /// It is the address of a page, with a path, a query or a fragment.
    #[error("the instance URL of `{host}` holds more than a host; one looks like `https://{host}`")]
    MoreThanAHost {
        /// The host.
        host: String,
    },
}

impl InstanceUrl {
    /// Reads an instance URL; a slash at its end is dropped.
    pub fn parse(text: &str) -> Result<Self, InstanceUrlError> {
        let url = Url::parse(text.trim())?;
        let scheme = url.scheme();
        if !matches!(scheme, "https" | "http") {
            let scheme = scheme.to_owned();
            return Err(InstanceUrlError::WrongScheme { scheme });
        }
        let host = url.host_str().unwrap_or_default().to_owned();
        if scheme == "http" && !is_loopback(&url) {
            return Err(InstanceUrlError::NotEncrypted { host });
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(InstanceUrlError::UserInfo { host });
        }
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(InstanceUrlError::MoreThanAHost { host });
        }
        Ok(Self { url })
    }

    /// The host and, where it is not the scheme's own, the port.
    pub fn authority(&self) -> &str {
        self.url.authority()
    }

    /// Whether the host is this machine.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.url)
    }

    /// The URL of a path on the instance.
    ///
    /// # Panics
    /// Where the path does not start with a slash.
    pub fn at(&self, path: &str) -> Url {
        assert!(path.starts_with('/'), "`{path}` starts with a slash");
        let mut url = self.url.clone();
        url.set_path(path);
        url
    }
}

impl fmt::Display for InstanceUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.url.as_str().trim_end_matches('/'))
    }
}

/// The token that proves who calls. It cannot be printed.
#[derive(Debug, Clone)]
pub struct AccessToken(SecretString);

/// Why a text is no access token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccessTokenError {
    /// There is none.
    #[error("the access token is empty")]
    Empty,
    /// It holds what no token holds and no header can carry.
    #[error("the access token holds a space, a line end or another character that tokens never hold")]
    BadCharacter,
}

impl AccessToken {
    /// Takes a token; space around it, such as the line end of a file, is dropped.
    pub fn new(text: &str) -> Result<Self, AccessTokenError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AccessTokenError::Empty);
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(AccessTokenError::BadCharacter);
        }
        Ok(Self(SecretString::from(text)))
    }

    /// The token itself, for the one message that must carry it.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Whether the token is a JSON Web Token: three parts of base64url between dots (RFC 7519). Classic session ids may
    /// hold dots too, but also a `!`.
    pub fn is_jwt(&self) -> bool {
        let base64url = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let part = |part: &str| !part.is_empty() && part.bytes().all(base64url);
        let parts: Vec<&str> = self.expose().split('.').collect();
        parts.len() == 3 && parts.into_iter().all(part)
    }

    /// The text with the token taken out, for words of a server that may echo what it was sent.
    pub fn redact(&self, text: &str) -> String {
        text.replace(self.expose(), REDACTED)
    }
}

/// An instance and the token to talk to it with.
#[derive(Debug, Clone)]
pub struct Session {
    /// Where the org is.
    pub instance_url: InstanceUrl,
    /// Who calls.
    pub access_token: AccessToken,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instance_url_prints_without_its_slash() {
        for text in
            ["https://acme.my.salesforce.com", "https://acme.my.salesforce.com/", " https://ACME.my.salesforce.com/\n"]
        {
            let url = InstanceUrl::parse(text).unwrap();
            assert_eq!(url.to_string(), "https://acme.my.salesforce.com");
            assert_eq!(url.at("/services/data").as_str(), "https://acme.my.salesforce.com/services/data");
        }
    }

    #[test]
    fn plain_http_is_for_this_machine() {
        for text in ["http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:80"] {
            assert!(InstanceUrl::parse(text).unwrap().is_loopback(), "{text}");
        }
        for text in ["http://acme.my.salesforce.com", "http://127.0.0.1.evil.com", "http://10.0.0.1"] {
            let error = InstanceUrl::parse(text).unwrap_err();
            assert!(matches!(error, InstanceUrlError::NotEncrypted { .. }), "{error}");
        }
    }

    #[test]
    fn what_is_more_than_a_host_is_refused_and_not_repeated() {
        for text in [
            "https://user:canary@acme.com",
            "https://canary@acme.com",
            "https://acme.com/secur/frontdoor.jsp?sid=canary",
            "https://acme.com/canary",
            "https://acme.com?canary",
            "https://acme.com#canary",
            "canary",
            "canary://acme.com/x",
        ] {
            let error = InstanceUrl::parse(text).unwrap_err();
            if !matches!(error, InstanceUrlError::WrongScheme { .. }) {
                assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
            }
        }
    }

    #[test]
    fn tokens_are_never_printed() {
        let token = AccessToken::new("00Dcanary!AQ.x.y\n").unwrap();
        assert!(!format!("{token:?} {token:#?}").contains("canary"));
        assert_eq!(token.redact("bad 00Dcanary!AQ.x.y here"), "bad [access token] here");
        assert_eq!(AccessToken::new(" \n").unwrap_err(), AccessTokenError::Empty);
        assert_eq!(AccessToken::new("a b").unwrap_err(), AccessTokenError::BadCharacter);
    }

    #[test]
    fn json_web_tokens_are_told_from_session_ids() {
        for (text, expected) in [
            ("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln-_", true),
            ("00D000000000001!AQ0AQ.abc.def", false),
            ("00D000000000001!AQ0AQ", false),
            ("a..c", false),
            ("a.b.c.d", false),
        ] {
            assert_eq!(AccessToken::new(text).unwrap().is_jwt(), expected, "{text}");
        }
    }
}
