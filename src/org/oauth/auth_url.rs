//! A login in one line: the auth URL of the Salesforce CLI, which CI keeps as a secret.

use secrecy::{ExposeSecret, SecretString};

use super::{Client, authorize::PLATFORM_CLI};
use crate::org::session::{InstanceUrl, InstanceUrlError};

/// What an auth URL says: `force://CLIENT:SECRET:REFRESH_TOKEN@HOST`. The secret may be empty.
#[derive(Debug, Clone)]
pub struct AuthUrl {
    /// The app.
    pub client: Client,
    /// What begins sessions.
    pub refresh_token: SecretString,
    /// Where they begin: the org itself.
    pub login_url: InstanceUrl,
}

/// Why a text is no auth URL. Nothing of it is repeated but a host.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthUrlError {
    /// There is nothing.
    #[error("the auth URL is empty")]
    Empty,
    /// It starts otherwise.
    #[error("the auth URL does not start with `force://`")]
    Scheme,
    /// The parts are not there, or there are more.
    #[error("the auth URL has another form than `force://CLIENT_ID:CLIENT_SECRET:REFRESH_TOKEN@HOST`")]
    Form,
    /// There is no refresh token in it.
    #[error("the auth URL holds no refresh token")]
    NoToken,
    /// A part holds a space, a line end or another character that none of them has.
    #[error("the {part} in the auth URL holds a character that none has")]
    BadCharacter {
        /// Which.
        part: &'static str,
    },
    /// `sf` has put words where the secret was.
    #[error("the auth URL is redacted: it holds words in place of the login")]
    Redacted,
    /// The host is none.
    #[error("the host in the auth URL is none")]
    Host(#[from] InstanceUrlError),
}

impl AuthUrl {
    /// Reads an auth URL. A client id that is left out is that of the Salesforce CLI; the host may have a scheme.
    pub fn parse(text: &str) -> Result<Self, AuthUrlError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AuthUrlError::Empty);
        }
        if text.contains("[REDACTED]") {
            return Err(AuthUrlError::Redacted);
        }
        let rest = text.strip_prefix("force://").ok_or(AuthUrlError::Scheme)?;
        let (login, host) = rest.split_once('@').ok_or(AuthUrlError::Form)?;
        let parts: Vec<&str> = login.split(':').collect();
        let (id, secret, token) = match *parts {
            [token] => ("", "", token),
            [id, secret, token] => (id, secret, token),
            _ => return Err(AuthUrlError::Form),
        };
        for (part, value) in [("client id", id), ("client secret", secret), ("refresh token", token)] {
            if !value.bytes().all(|byte| byte.is_ascii_graphic() && !b"/?#".contains(&byte)) {
                return Err(AuthUrlError::BadCharacter { part });
            }
        }
        if token.is_empty() {
            return Err(AuthUrlError::NoToken);
        }
        let client = Client {
            id: if id.is_empty() { PLATFORM_CLI } else { id }.to_owned(),
            secret: (!secret.is_empty()).then(|| SecretString::from(secret)),
        };
        Ok(Self { client, refresh_token: SecretString::from(token), login_url: login_url_of(host)? })
    }

    /// The text that reads back to the same. It is a login, and so a secret.
    pub fn print(&self) -> SecretString {
        let secret = self.client.secret.as_ref().map_or("", |secret| secret.expose_secret());
        let url = self.login_url.to_string();
        let host = url.strip_prefix("https://").unwrap_or(&url);
        SecretString::from(format!("force://{}:{secret}:{}@{host}", self.client.id, self.refresh_token.expose_secret()))
    }
}

/// The host is written without a scheme, which is `https` then.
fn login_url_of(host: &str) -> Result<InstanceUrl, InstanceUrlError> {
    if host.contains("://") { InstanceUrl::parse(host) } else { InstanceUrl::parse(&format!("https://{host}")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(text: &str) -> (String, String, String, String) {
        let url = AuthUrl::parse(text).unwrap();
        let secret = url.client.secret.map(|secret| secret.expose_secret().to_owned());
        let token = url.refresh_token.expose_secret().to_owned();
        (url.client.id, secret.unwrap_or_default(), token, url.login_url.to_string())
    }

    #[test]
    fn all_forms_that_go_around_are_read() {
        let told_as = |id: &str, secret: &str, host: &str| {
            (id.to_owned(), secret.to_owned(), "5Aep861.x_y==".to_owned(), host.to_owned())
        };
        let acme = "https://acme.my.salesforce.com";
        for (text, expected) in [
            ("force://PlatformCLI::5Aep861.x_y==@acme.my.salesforce.com", told_as("PlatformCLI", "", acme)),
            ("force://3MVG9==:1F2:5Aep861.x_y==@acme.my.salesforce.com\n", told_as("3MVG9==", "1F2", acme)),
            ("force://::5Aep861.x_y==@acme.my.salesforce.com", told_as("PlatformCLI", "", acme)),
            ("force://5Aep861.x_y==@acme.my.salesforce.com", told_as("PlatformCLI", "", acme)),
            ("force://a:b:5Aep861.x_y==@https://acme.my.salesforce.com/", told_as("a", "b", acme)),
            ("force://a::5Aep861.x_y==@localhost:8443", told_as("a", "", "https://localhost:8443")),
            ("force://a::5Aep861.x_y==@http://127.0.0.1:80", told_as("a", "", "http://127.0.0.1")),
        ] {
            assert_eq!(told(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_none_is_refused_and_not_repeated() {
        use AuthUrlError as E;
        for (text, expected) in [
            (" \n", E::Empty),
            ("https://canary@acme.com", E::Scheme),
            ("force://canary", E::Form),
            ("force://a:canary@acme.com", E::Form),
            ("force://a:b:c:canary@acme.com", E::Form),
            ("force://canary:canary:@acme.com", E::NoToken),
            ("force://a:b:can ary@acme.com", E::BadCharacter { part: "refresh token" }),
            ("force://a:can/ary:t@acme.com", E::BadCharacter { part: "client secret" }),
            ("[REDACTED] Use 'sf org auth show-sfdx-auth-url' to view", E::Redacted),
            ("force://a:b:canary@http://acme.com", E::Host(InstanceUrlError::NotEncrypted { host: "acme.com".into() })),
            (
                "force://a:b:canary@acme.com/canary",
                E::Host(InstanceUrlError::MoreThanAHost { host: "acme.com".into() }),
            ),
        ] {
            let error = AuthUrl::parse(text).unwrap_err();
            assert!(!format!("{error}{error:?}").contains("canary"), "{error:?}");
            assert_eq!(error, expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn parse_and_print_are_inverses(
            id in "[a-zA-Z0-9._-]{1,20}={0,2}", secret in "[a-zA-Z0-9._-]{0,20}", token in "[a-zA-Z0-9._-]{1,40}={0,2}",
            host in "[a-z][a-z0-9]{0,9}(\\.[a-z][a-z0-9]{0,9}){1,3}(:8443)?",
        ) {
            let text = format!("force://{id}:{secret}:{token}@{host}");
            let printed = AuthUrl::parse(&text).unwrap().print();
            prop_assert_eq!(printed.expose_secret(), &text);
        }
    }
}
