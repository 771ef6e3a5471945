//! What goes with a browser to the page where a user says yes, and what proves that its return is ours.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use ring::digest::{SHA256, digest};
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use url::Url;

use crate::org::session::InstanceUrl;

/// The app that the Salesforce CLI logs in with, which each org knows.
pub const PLATFORM_CLI: &str = "PlatformCLI";

/// What a login asks for where nobody says otherwise, as the Salesforce CLI does.
pub const SCOPES: &str = "refresh_token api web";

/// A secret that stays here, and its hash that goes with the browser (RFC 7636): a code that is caught on the way is worth
/// nothing without the secret.
#[derive(Debug, Clone)]
pub struct Pkce {
    /// The secret, which goes with the code.
    pub verifier: SecretString,
    /// Its hash, which goes with the browser.
    pub challenge: String,
}

impl Pkce {
    /// A pair from randomness. 64 bytes are 86 characters, of 43 to 128 that the RFC allows.
    pub fn new(random: &[u8; 64]) -> Self {
        let verifier = BASE64_URL_SAFE_NO_PAD.encode(random);
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
        Self { verifier: SecretString::from(verifier), challenge }
    }
}

/// The value that comes back with the browser if it left from here (RFC 6749, section 10.12).
#[derive(Debug, Clone)]
pub struct State(SecretString);

impl State {
    /// A state from randomness.
    pub fn new(random: &[u8; 32]) -> Self {
        Self(SecretString::from(BASE64_URL_SAFE_NO_PAD.encode(random)))
    }

    /// Whether this is the state that went out, told in a time that says nothing of where they differ.
    pub fn is(&self, presented: &str) -> bool {
        self.0.expose_secret().as_bytes().ct_eq(presented.as_bytes()).into()
    }
}

/// A question to a user in a browser.
#[derive(Debug, Clone, Copy)]
pub struct Authorization<'a> {
    /// The app's consumer key.
    pub client_id: &'a str,
    /// Where the browser goes afterwards; the app lists it to the letter.
    pub redirect: &'a Url,
    /// What the session may be used for.
    pub scopes: &'a str,
    /// The user's name, to fill into the page.
    pub user_name: Option<&'a str>,
    /// The hash that goes with the browser.
    pub pkce: &'a Pkce,
    /// What comes back with it.
    pub state: &'a State,
}

impl Authorization<'_> {
    /// The address of the page where the user is asked. It holds the state: whoever starts the login may see it, logs may not.
    pub fn url(&self, login_url: &InstanceUrl) -> Url {
        let mut url = login_url.at("/services/oauth2/authorize");
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", self.client_id)
            .append_pair("redirect_uri", self.redirect.as_str())
            .append_pair("scope", self.scopes)
            .append_pair("state", self.state.0.expose_secret())
            .append_pair("code_challenge", &self.pkce.challenge)
            .append_pair("code_challenge_method", "S256")
            .append_pair("prompt", "login");
        if let Some(user_name) = self.user_name {
            url.query_pairs_mut().append_pair("login_hint", user_name);
        }
        url
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn the_challenge_is_the_hash_of_the_verifier() {
        // RFC 7636, appendix B, from 32 bytes; here the same hash over our longer secret.
        let expected = digest(&SHA256, b"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(BASE64_URL_SAFE_NO_PAD.encode(expected), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        let pkce = Pkce::new(&[0xfb; 64]);
        let verifier = pkce.verifier.expose_secret();
        assert_eq!(verifier.len(), 86);
        assert!(verifier.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{verifier}");
        assert_eq!(pkce.challenge, BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes())));
        assert_ne!(pkce.challenge, Pkce::new(&[1; 64]).challenge);
    }

    #[test]
    fn only_the_whole_state_is_the_state() {
        let state = State::new(&[7; 32]);
        let text = state.0.expose_secret().to_owned();
        assert!(state.is(&text));
        for other in ["", &text[1..], &text[..text.len() - 1], &format!("{text}A"), &text.to_lowercase()] {
            assert!(!state.is(other), "{other}");
        }
        assert!(!format!("{state:?}").contains(&text));
    }

    #[test]
    fn the_page_is_told_all_that_it_needs_and_no_secret() {
        let (pkce, state) = (Pkce::new(&[1; 64]), State::new(&[2; 32]));
        let redirect = Url::parse("http://localhost:1717/OauthRedirect").unwrap();
        let login_url = InstanceUrl::parse("https://acme.my.salesforce.com").unwrap();
        let authorization = Authorization {
            client_id: "a+b&c",
            redirect: &redirect,
            scopes: SCOPES,
            user_name: Some("me@acme.example"),
            pkce: &pkce,
            state: &state,
        };
        let url = authorization.url(&login_url);
        assert!(!url.as_str().contains(pkce.verifier.expose_secret()));
        assert_eq!(&url[..url::Position::AfterPath], "https://acme.my.salesforce.com/services/oauth2/authorize");
        let query: BTreeMap<_, _> = url.query_pairs().into_owned().collect();
        for (name, value) in [
            ("response_type", "code"),
            ("client_id", "a+b&c"),
            ("redirect_uri", "http://localhost:1717/OauthRedirect"),
            ("scope", "refresh_token api web"),
            ("state", state.0.expose_secret()),
            ("code_challenge", &pkce.challenge),
            ("code_challenge_method", "S256"),
            ("prompt", "login"),
            ("login_hint", "me@acme.example"),
        ] {
            assert_eq!(query[name], value);
        }
        assert_eq!(query.len(), 9);
    }
}
