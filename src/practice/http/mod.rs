//! The HTTP side of the org: which path is which call, and what an answer looks like.

mod deploy_request;
mod identity;
mod multipart;
mod oauth;
mod query;
mod reply;
mod rest;
mod serve;
mod stream;
mod wire;

pub(crate) use identity::wrong_token;
pub(crate) use reply::Reply;
pub use serve::Running;
pub(crate) use serve::serve;
pub(crate) use wire::Delivery;

use http::{HeaderMap, Method};

use super::{Inner, calls::Call, mishaps::Protocol};
use crate::metadata::ApiVersion;

/// A request with its body read, and the parts of it where it is a form.
#[derive(Debug)]
pub(crate) struct Request {
    /// The method.
    pub method: Method,
    /// Whom it is for, as the client calls it: name or address, and port.
    pub host: String,
    /// The path, without the query.
    pub path: String,
    /// The query's names and values.
    pub query: Vec<(String, String)>,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Body,
}

/// The body of a request.
#[derive(Debug)]
pub(crate) enum Body {
    /// As it came.
    Plain(axum::body::Bytes),
    /// A form: name and content of each part.
    Form(Vec<(String, axum::body::Bytes)>),
    /// What should be a form and is none, in plain words.
    Broken(String),
    /// More than is read.
    TooLarge,
}

impl Request {
    fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The method that is meant: a POST may say another in its query.
    fn meant_method(&self) -> &str {
        match self.parameter("_HttpMethod") {
            Some(method) if self.method == Method::POST => method,
            _ => self.method.as_str(),
        }
    }

    /// The fields of a form in the body. A body that is none has no fields.
    fn form(&self) -> Vec<(String, String)> {
        let body: &[u8] = if let Body::Plain(bytes) = &self.body { bytes } else { &[] };
        url::form_urlencoded::parse(body).into_owned().collect()
    }

    fn header(&self, name: http::header::HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    fn bearer(&self) -> Option<&str> {
        let header = self.headers.get(http::header::AUTHORIZATION)?;
        let (scheme, token) = header.to_str().ok()?.split_once(' ')?;
        let is_bearer = ["bearer", "oauth"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
        is_bearer.then_some(token.trim())
    }
}

/// Answers one request.
pub(crate) fn respond(practice: &Inner, request: &Request) -> Reply {
    // The Salesforce CLI keeps a slash at the end of the instance URL and puts a path after it: `//services/data`.
    let segments: Vec<&str> = request.path.split('/').filter(|segment| !segment.is_empty()).collect();
    if matches!(request.body, Body::TooLarge) {
        return practice.answer(Call::Other, Protocol::Rest, Reply::too_large);
    }
    match (request.meant_method(), segments.as_slice()) {
        ("POST", ["services", "Soap", "m", version, ..]) => match &request.body {
            Body::Plain(body) => super::soap::respond(practice, version, body),
            _ => super::soap::respond(practice, version, b""),
        },
        ("GET", ["services", "data"]) => practice.answer(Call::Versions, Protocol::Rest, rest::versions),
        (_, ["services", "oauth2", "authorize"]) => {
            practice.answer(Call::Authorize, Protocol::OAuth, || oauth::authorize(practice, request))
        }
        (_, ["services", "oauth2", "token"]) => {
            practice.answer(Call::Login, Protocol::OAuth, || oauth::token(practice, request))
        }
        (_, ["services", "oauth2", "revoke"]) => {
            practice.answer(Call::Revoke, Protocol::OAuth, || oauth::revoke(practice, request))
        }
        (_, ["services", "oauth2", "userinfo"] | ["id", _, _]) => {
            practice.answer(Call::UserInfo, Protocol::Identity, || identity::respond(practice, request, &segments))
        }
        ("GET", ["setup", "secur", "RemoteAccessErrorPage.apexp"]) => {
            practice.answer(Call::Other, Protocol::OAuth, || oauth::error_page(request))
        }
        _ => rest::respond(practice, request, &segments).with_usage(practice),
    }
}

/// The API version of an address, where the org speaks it: `64.0`.
pub(crate) fn version_of(text: &str) -> Option<ApiVersion> {
    let version: ApiVersion = text.parse().ok()?;
    let spoken = ApiVersion::OLDEST_KNOWN..=ApiVersion::NEWEST_KNOWN;
    (text.ends_with(".0") && spoken.contains(&version)).then_some(version)
}
