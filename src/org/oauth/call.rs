//! One form to an OAuth endpoint, and the answer to it.

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method,
    header::{ACCEPT, CONTENT_TYPE},
};
use secrecy::{ExposeSecret, SecretString};
use url::form_urlencoded::Serializer;

use super::{
    error::{OauthError, OauthRefusal},
    secrets::Secrets,
};
use crate::org::{
    asked::Asked,
    session::InstanceUrl,
    transport::{Repeat, Request, Response, Transport, Tries},
};

/// What is sent.
pub(super) struct Form<'a> {
    path: &'static str,
    purpose: &'static str,
    repeat: Repeat,
    fields: Vec<(&'static str, &'a str)>,
    secrets: Secrets,
}

impl<'a> Form<'a> {
    /// An empty form to this path of a login host.
    pub(super) fn to(path: &'static str) -> Self {
        Self { path, purpose: "log in", repeat: Repeat::Never, fields: Vec::new(), secrets: Secrets::default() }
    }

    /// The same, for this purpose.
    pub(super) fn purpose(self, purpose: &'static str, repeat: Repeat) -> Self {
        Self { purpose, repeat, ..self }
    }

    /// The same, with a field.
    pub(super) fn with(mut self, name: &'static str, value: &'a str) -> Self {
        self.fields.push((name, value));
        self
    }

    /// The same, with a field that nobody may see.
    pub(super) fn with_secret(mut self, name: &'static str, value: &'a SecretString) -> Self {
        self.secrets.add(value);
        self.with(name, value.expose_secret())
    }

    fn request(&self, login_url: &InstanceUrl) -> Request {
        let body = Serializer::new(String::new()).extend_pairs(&self.fields).finish();
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        let url = login_url.at(self.path);
        let (purpose, repeat) = (self.purpose, self.repeat);
        Request { purpose, method: Method::POST, url, headers, body: Bytes::from(body), repeat }
    }
}

/// A form that was sent. All errors about its answer are built here, so that none can hold a secret of it.
pub(super) struct Sent {
    asked: Asked<'static>,
    place: String,
    secrets: Secrets,
}

/// Sends a form, and gives back whatever status came.
pub(super) async fn post(
    transport: &dyn Transport,
    login_url: &InstanceUrl,
    form: Form<'_>,
) -> Result<(Sent, Response), OauthError> {
    let request = form.request(login_url);
    let sent = Sent { asked: Asked::of(&request, None), place: request.place(), secrets: form.secrets };
    match transport.send(request).await {
        Ok(response) => Ok((sent, response)),
        Err(error) => Err(sent.asked.unanswered(error).into()),
    }
}

impl Sent {
    /// An answer in which the server says why not.
    pub(super) fn refused(&self, response: &Response, code: &str, description: &str) -> OauthError {
        let code = self.secrets.redact(code).as_str().into();
        let description = self.secrets.redact(description);
        let refusal = OauthRefusal { status: response.status, code, description };
        let (purpose, place) = (self.asked.purpose, self.place.clone());
        OauthError::Refused { purpose, place, refusal: Box::new(refusal), tries: response.tries }
    }

    /// An answer that is none of OAuth's.
    pub(super) fn not_salesforce(&self, response: &Response, reason: &str) -> OauthError {
        self.asked.not_salesforce(&self.secrets.redacted(response), &self.secrets.redact(reason)).into()
    }

    /// An answer that lacks what a session needs.
    pub(super) fn unreadable(&self, reason: &str, tries: Tries) -> OauthError {
        self.asked.unreadable(&self.secrets.redact(reason), tries).into()
    }
}
