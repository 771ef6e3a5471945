//! What a call sent in secret, to take it out of what is said about the answer.

use http::HeaderMap;
use secrecy::{ExposeSecret, SecretString};

use crate::org::transport::Response;

/// Stands where a text held a secret.
const REDACTED: &str = "[secret]";

/// The secrets of one call.
#[derive(Debug, Clone, Default)]
pub(super) struct Secrets(Vec<SecretString>);

impl Secrets {
    /// Remembers a secret, as it is and as a form or a URL spells it.
    pub(super) fn add(&mut self, secret: &SecretString) {
        let plain = secret.expose_secret();
        if plain.is_empty() {
            return;
        }
        let encoded: String = url::form_urlencoded::byte_serialize(plain.as_bytes()).collect();
        self.0.extend([SecretString::from(plain), SecretString::from(encoded)]);
    }

    /// The text without the secrets.
    pub(super) fn redact(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, secret| text.replace(secret.expose_secret(), REDACTED))
    }

    /// The answer without the secrets, for all that is said about it. An answer that may be a cut-off success has no
    /// body here, since what is left of it may hold the new session.
    pub(super) fn redacted(&self, response: &Response) -> Response {
        let mut headers = HeaderMap::new();
        for (name, value) in &response.headers {
            let text = self.redact(&String::from_utf8_lossy(value.as_bytes()));
            headers.extend(text.parse().ok().map(|value| (name.clone(), value)));
        }
        let is_page = response.body.trim_ascii_start().starts_with(b"<");
        let body = if response.status.is_success() && !is_page {
            Vec::new()
        } else {
            self.redact(&String::from_utf8_lossy(&response.body)).into_bytes()
        };
        Response {
            status: response.status,
            version: response.version,
            headers,
            body,
            tries: response.tries,
            timing: response.timing,
        }
    }
}
