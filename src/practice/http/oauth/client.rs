//! Which app asks for a token, and with which secret: in the form, or as a user and a password (RFC 6749, section 2.3.1).

use base64::prelude::{BASE64_STANDARD, Engine};
use http::header::AUTHORIZATION;

use super::super::Request;
use crate::practice::{
    Inner,
    oauth::{
        Refusal,
        app::{self, App},
    },
};

/// An app as it introduces itself.
#[derive(Debug, Default)]
pub(super) struct Client {
    /// Its id; empty where there is none.
    pub(super) id: String,
    secret: Option<String>,
}

impl Client {
    /// Reads who asks.
    pub(super) fn of(request: &Request, form: &[(String, String)]) -> Self {
        let field = |name: &str| form.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
        let in_header = request.header(AUTHORIZATION).and_then(basic);
        in_header.unwrap_or_else(|| Self { id: field("client_id").unwrap_or_default(), secret: field("client_secret") })
    }

    /// The app, where it is one and its secret is right.
    pub(super) fn app(&self, practice: &Inner) -> Result<&'static App, Refusal> {
        let secret = practice.sessions.admission.client_secret.as_ref();
        let app = app::named(&self.id, secret)?;
        app.admits(self.secret.as_deref(), secret)?;
        Ok(app)
    }
}

/// A user and a password, each encoded as in a form.
fn basic(header: &str) -> Option<Client> {
    let (scheme, encoded) = header.split_once(' ')?;
    let bytes = scheme.eq_ignore_ascii_case("basic").then(|| BASE64_STANDARD.decode(encoded.trim()).ok())??;
    let text = String::from_utf8(bytes).ok()?;
    let (id, secret) = text.split_once(':')?;
    let plain = |text: &str| url::form_urlencoded::parse(text.as_bytes()).next().map(|(plain, _)| plain.into_owned());
    Some(Client { id: plain(id).unwrap_or_default(), secret: plain(secret) })
}
