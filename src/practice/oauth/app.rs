//! The apps that may ask for logins, as an admin would have set them up.

use secrecy::SecretString;
use url::{Host, Url};

use super::{Refusal, words};
use crate::practice::token;

/// The id of the app that has a secret and runs as a user of its own accord.
pub const CONFIDENTIAL_APP: &str = "xcred-ci";

/// An app.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct App {
    /// Its consumer key.
    pub id: &'static str,
    /// What people are told that it is called.
    pub name: &'static str,
    /// Where a browser may be sent back to.
    redirects: &'static [Redirect],
    /// Whether it must prove that a code is its own (RFC 7636).
    pub proof: Proof,
    /// Whether it has a secret.
    pub kind: Kind,
}

/// Whether an app has a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It has none.
    Public,
    /// It has one, and a user whom it runs as.
    Confidential,
}

/// Whether an app must send a code challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Proof {
    /// It may.
    Optional,
    /// It must.
    Required,
}

/// A place to send a browser back to.
#[derive(Debug, PartialEq, Eq)]
enum Redirect {
    /// Any port of this machine (RFC 8252, section 7.3), with this path or any. A real org wants the port registered, too.
    Loopback(Option<&'static str>),
    /// This URL.
    Exactly(&'static str),
}

/// All apps.
const APPS: &[App] = &[
    App {
        id: "PlatformCLI",
        name: "Salesforce CLI",
        redirects: &[Redirect::Loopback(Some("/OauthRedirect"))],
        proof: Proof::Optional,
        kind: Kind::Public,
    },
    App {
        id: "xcred",
        name: "xcred",
        redirects: &[Redirect::Loopback(None)],
        proof: Proof::Required,
        kind: Kind::Public,
    },
    App {
        id: CONFIDENTIAL_APP,
        name: "xcred in continuous integration",
        redirects: &[Redirect::Loopback(None), Redirect::Exactly("https://app.practice.invalid/callback")],
        proof: Proof::Optional,
        kind: Kind::Confidential,
    },
];

/// The app with this id. The one with a secret is there where the org was given the secret.
pub(crate) fn named(id: &str, secret: Option<&SecretString>) -> Result<&'static App, Refusal> {
    let found = APPS.iter().find(|app| app.id == id);
    found.filter(|app| app.kind == Kind::Public || secret.is_some()).ok_or(words::UNKNOWN_APP)
}

impl App {
    /// Whether a browser may be sent back there.
    pub(crate) fn takes_back(&self, url: &Url) -> bool {
        self.redirects.iter().any(|redirect| redirect.admits(url))
    }

    /// Whether whoever presents this secret, or none, is the app. One without a secret need not show one.
    pub(crate) fn admits(&self, presented: Option<&str>, secret: Option<&SecretString>) -> Result<(), Refusal> {
        let presented = presented.unwrap_or_default();
        let is_it = match (self.kind, secret) {
            (Kind::Public, _) => presented.is_empty(),
            (Kind::Confidential, secret) => secret.is_some_and(|secret| token::is_same(secret, presented)),
        };
        is_it.then_some(()).ok_or(words::WRONG_SECRET)
    }
}

impl Redirect {
    fn admits(&self, url: &Url) -> bool {
        match self {
            Self::Exactly(known) => url.as_str() == *known,
            Self::Loopback(path) => {
                let is_plain = url.scheme() == "http" && url.username().is_empty() && url.password().is_none();
                is_plain && is_loopback(url) && path.is_none_or(|path| url.path() == path)
            }
        }
    }
}

/// Whether a URL is of this machine: by address, or as `localhost`.
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_sent_back_to_this_machine_and_to_where_the_app_says() {
        let takes = |id: &str, url: &str| {
            let secret = SecretString::from("secret");
            named(id, Some(&secret)).unwrap().takes_back(&Url::parse(url).unwrap())
        };
        for (id, url, taken) in [
            ("PlatformCLI", "http://localhost:1717/OauthRedirect", true),
            ("PlatformCLI", "http://127.0.0.1:9/OauthRedirect", true),
            ("PlatformCLI", "http://localhost:1717/elsewhere", false),
            ("PlatformCLI", "https://localhost:1717/OauthRedirect", false),
            ("PlatformCLI", "http://localhost.elsewhere.invalid/OauthRedirect", false),
            ("PlatformCLI", "http://elsewhere.invalid/OauthRedirect", false),
            ("PlatformCLI", "http://localhost@elsewhere.invalid/OauthRedirect", false),
            ("PlatformCLI", "http://user@localhost:1717/OauthRedirect", false),
            ("xcred", "http://[::1]:8080/any", true),
            ("xcred", "https://app.practice.invalid/callback", false),
            ("xcred-ci", "https://app.practice.invalid/callback", true),
            ("xcred-ci", "https://app.practice.invalid/callback/", false),
            ("xcred-ci", "https://app.practice.invalid/callback?more", false),
        ] {
            assert_eq!(takes(id, url), taken, "{id} {url}");
        }
    }

    #[test]
    fn only_an_app_with_a_secret_has_to_show_one() {
        let secret = SecretString::from("secret");
        assert_eq!(named("nobody", Some(&secret)), Err(words::UNKNOWN_APP));
        assert_eq!(named(CONFIDENTIAL_APP, None), Err(words::UNKNOWN_APP));
        let confidential = named(CONFIDENTIAL_APP, Some(&secret)).unwrap();
        assert_eq!(confidential.admits(Some("secret"), Some(&secret)), Ok(()));
        for wrong in [None, Some(""), Some("other")] {
            assert_eq!(confidential.admits(wrong, Some(&secret)), Err(words::WRONG_SECRET));
        }
        let public = named("xcred", None).unwrap();
        assert_eq!((public.admits(None, None), public.admits(Some(""), None)), (Ok(()), Ok(())));
        assert_eq!(public.admits(Some("secret"), Some(&secret)), Err(words::WRONG_SECRET));
    }
}
