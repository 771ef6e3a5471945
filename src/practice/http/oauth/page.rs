//! The pages that people see: one that asks, one that says why nothing is asked.

use askama::Template;
use base64::prelude::{BASE64_STANDARD, Engine};
use http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_FRAME_OPTIONS};

use super::super::{Reply, Request};
use crate::practice::{
    ids::{USER_FULL_NAME, USER_NAME},
    oauth::{Refusal, consent::Asked, request::AuthorizationRequest},
};

/// What the pages look like.
const STYLE: &str = include_str!("../../../../templates/practice/practice.css");

/// The page that asks.
#[derive(Template)]
#[template(path = "practice/consent.html", whitespace = "minimize")]
struct Consent<'a> {
    style: &'static str,
    user: &'static str,
    user_name: &'static str,
    app: &'static str,
    scopes: Vec<&'static str>,
    back: &'a str,
    question: &'a str,
}

/// The page that says why nothing is asked.
#[derive(Template)]
#[template(path = "practice/refused.html", whitespace = "minimize")]
struct Refused<'a> {
    style: &'static str,
    error: &'a str,
    description: &'a str,
}

/// Asks people whether they allow this.
pub(super) fn consent(request: &AuthorizationRequest, asked: &Asked) -> Reply {
    let back = request.back.origin();
    let page = Consent {
        style: STYLE,
        user: USER_FULL_NAME,
        user_name: USER_NAME,
        app: request.app.name,
        scopes: request.scopes.meanings().collect(),
        back: &back,
        question: &asked.id,
    };
    shown(200, page.render(), &format!("'self' {back}"))
}

/// Tells people why they are not asked.
pub(super) fn refused(refusal: Refusal) -> Reply {
    refused_with(400, refusal.error, refusal.description)
}

fn refused_with(status: u16, error: &str, description: &str) -> Reply {
    shown(status, Refused { style: STYLE, error, description }.render(), "'none'")
}

/// The page on which a browser ends where an org refuses the app itself; the app hears nothing.
pub(in super::super) fn error_page(request: &Request) -> Reply {
    let told = |name| request.parameter(name).unwrap_or_default();
    refused_with(200, told("error"), told("error_description"))
}

/// A page that may show its own style, send its form there and do nothing else.
fn shown(status: u16, page: askama::Result<String>, forms: &str) -> Reply {
    let Ok(page) = page else {
        return Reply::error(500, "UNKNOWN_EXCEPTION", "the page cannot be made");
    };
    let style = BASE64_STANDARD.encode(ring::digest::digest(&ring::digest::SHA256, STYLE.as_bytes()));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; img-src data:; base-uri 'none'; frame-ancestors 'none'; form-action {forms}"
    );
    // With `no-referrer` a browser would not say where the form comes from.
    Reply::page(status, &page)
        .never_kept()
        .with_header(CONTENT_SECURITY_POLICY, policy)
        .with_header(X_FRAME_OPTIONS, "DENY")
        .with_header(REFERRER_POLICY, "same-origin")
}
