//! Answers before they are bytes on a wire.

use axum::{body::Body, response::Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName, LOCATION, RETRY_AFTER};
use serde_json::{Value, json};

use super::Delivery;
use crate::practice::Inner;

/// How many calls a day an org of this size allows.
pub(crate) const DAILY_CALLS: usize = 15_000;

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    status: u16,
    content_type: &'static str,
    body: Vec<u8>,
    usage: Option<String>,
    retry_after: Option<u64>,
    headers: Vec<(HeaderName, String)>,
    delivery: Delivery,
}

impl Reply {
    fn new(status: u16, content_type: &'static str, body: Vec<u8>) -> Self {
        Self {
            status,
            content_type,
            body,
            usage: None,
            retry_after: None,
            headers: Vec::new(),
            delivery: Delivery::Whole,
        }
    }

    /// A SOAP message.
    pub(crate) fn xml(status: u16, text: String) -> Self {
        Self::new(status, "text/xml;charset=UTF-8", text.into_bytes())
    }

    /// JSON.
    pub(crate) fn json(status: u16, value: &Value) -> Self {
        let body = value.to_string().into_bytes();
        Self::new(status, "application/json;charset=UTF-8", body)
    }

    /// A page.
    pub(crate) fn page(status: u16, text: &str) -> Self {
        Self::new(status, "text/html;charset=UTF-8", text.as_bytes().to_vec())
    }

    /// A script that a page has asked for.
    pub(crate) fn script(text: &str) -> Self {
        Self::new(200, "text/javascript;charset=UTF-8", text.as_bytes().to_vec()).never_kept()
    }

    /// A text.
    pub(crate) fn text(status: u16, text: &str) -> Self {
        Self::new(status, "text/plain;charset=UTF-8", text.as_bytes().to_vec())
    }

    /// The fields of a form.
    pub(crate) fn form(status: u16, fields: String) -> Self {
        Self::new(status, "application/x-www-form-urlencoded;charset=UTF-8", fields.into_bytes()).never_kept()
    }

    /// The way to somewhere else.
    pub(crate) fn see(status: u16, location: String) -> Self {
        Self::nothing(status).with_header(LOCATION, location).never_kept()
    }

    /// An error as the endpoints of OAuth give it (RFC 6749, section 5.2).
    pub(crate) fn refused(status: u16, error: &str, description: &str) -> Self {
        Self::json(status, &json!({ "error": error, "error_description": description })).never_kept()
    }

    /// A status alone.
    pub(crate) fn nothing(status: u16) -> Self {
        Self::new(status, "text/plain", Vec::new())
    }

    /// An error as REST calls give it: a list of one.
    pub(crate) fn error(status: u16, code: &str, message: impl Into<String>) -> Self {
        let message: String = message.into();
        Self::json(status, &json!([{ "errorCode": code, "message": message }]))
    }

    /// The error for a path that is none.
    pub(crate) fn not_found() -> Self {
        Self::error(404, "NOT_FOUND", "The requested resource does not exist")
    }

    /// The error for a token that is none.
    pub(crate) fn no_session() -> Self {
        Self::error(401, "INVALID_SESSION_ID", "Session expired or invalid")
    }

    /// The error for a method that the path does not take.
    pub(crate) fn not_allowed(method: &str, allowed: &str) -> Self {
        let words = format!("HTTP Method '{method}' not allowed. Allowed are {allowed}");
        Self::error(405, "METHOD_NOT_ALLOWED", words)
    }

    /// The error for a body larger than is read. The words are those of SOAP calls.
    pub(crate) fn too_large() -> Self {
        let limit = super::serve::LARGEST_BODY;
        let words = format!("Maximum size of request reached. Maximum size of request is {limit} bytes");
        Self::error(413, "EXCEEDED_MAX_SIZE_REQUEST", words)
    }

    /// The same, saying how much of the day's calls is used.
    pub(crate) fn with_usage(mut self, practice: &Inner) -> Self {
        let used = practice.calls.total();
        self.usage = Some(format!("api-usage={used}/{DAILY_CALLS}"));
        self
    }

    /// The same with another header.
    pub(crate) fn with_header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The same, to be kept by no browser and no proxy.
    pub(crate) fn never_kept(self) -> Self {
        self.with_header(CACHE_CONTROL, "no-store")
    }

    /// The same, leaving in another way.
    pub(crate) fn delivered(self, delivery: Delivery) -> Self {
        Self { delivery, ..self }
    }

    /// The same, with the wish to be asked again after so many seconds.
    pub(crate) fn retry_after(self, seconds: Option<u64>) -> Self {
        Self { retry_after: seconds, ..self }
    }

    /// The same with another body.
    pub(crate) fn map_body(self, change: impl FnOnce(&[u8]) -> Vec<u8>) -> Self {
        Self { body: change(&self.body), ..self }
    }

    /// How it leaves, and how many bytes its body has.
    pub(crate) fn delivery(&self) -> (Delivery, usize) {
        (self.delivery, self.body.len())
    }

    /// The answer for the wire.
    pub(crate) fn into_response(self) -> Response {
        let usage = HeaderName::from_static("sforce-limit-info");
        let mut builder = Response::builder().status(self.status).header(CONTENT_TYPE, self.content_type);
        if let Some(text) = self.usage {
            builder = builder.header(usage, text);
        }
        if let Some(seconds) = self.retry_after {
            builder = builder.header(RETRY_AFTER, seconds);
        }
        for (name, value) in self.headers {
            builder = builder.header(name, value);
        }
        builder.body(Body::from(self.body)).expect("statuses and headers are made here")
    }
}
