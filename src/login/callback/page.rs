//! The pages that a browser sees here, and the answers that carry them.

use std::fmt::Write as _;

use askama::Template;
use base64::{Engine, engine::general_purpose::STANDARD};
use ring::digest::{SHA256, digest};

use super::{judge::END, returned::AuthorizationRefused, stray::Stray};

/// What the pages look like.
const STYLE: &str = include_str!("../../../templates/login/page.css");

/// Headers of every answer. Nothing is kept, framed, guessed, or told to the next page.
const HEADERS: &str = "cache-control: no-store\r\n\
    referrer-policy: no-referrer\r\n\
    x-content-type-options: nosniff\r\n\
    cross-origin-opener-policy: same-origin\r\n\
    cross-origin-resource-policy: same-origin\r\n\
    connection: close\r\n";

/// How a login ended, as the browser shows it. No part of it may be secret.
#[derive(Debug, Clone)]
pub enum Ending {
    /// The user is logged in.
    LoggedIn {
        /// Whose login it is.
        user_name: Option<String>,
        /// The org's host.
        org: String,
    },
    /// The authorize page said no.
    Refused(AuthorizationRefused),
    /// The code did not begin a session, or it could not be kept.
    Failed {
        /// What happened.
        message: String,
    },
}

#[derive(Template)]
#[template(path = "login/page.html", whitespace = "minimize")]
struct Page<'a> {
    style: &'static str,
    tone: &'static str,
    title: &'a str,
    facts: Vec<(&'static str, &'a str)>,
    next: &'a str,
}

impl Page<'_> {
    fn answer(&self, status: u16, more: &str) -> Vec<u8> {
        let html = self.render().expect("writing to memory does not fail");
        let headers =
            format!("content-type: text/html; charset=utf-8\r\ncontent-security-policy: {}\r\n{more}", policy());
        answer(status, &headers, &html)
    }
}

/// The page on which a login ends.
pub(super) fn end(ending: &Ending) -> Vec<u8> {
    let page = |tone, title, facts, next| Page { style: STYLE, tone, title, facts, next }.answer(200, "");
    match ending {
        Ending::LoggedIn { user_name, org } => {
            let user = user_name.iter().map(|name| ("User", name.as_str()));
            let facts = user.chain([("Org", org.as_str())]).collect();
            page("good", "You are logged in", facts, "You can close this page and go back to the terminal.")
        }
        Ending::Refused(AuthorizationRefused { code, description }) => {
            let words = Some(("Its words", description.as_str())).filter(|(_, words)| !words.is_empty());
            let facts = [("The org says", code.as_str())].into_iter().chain(words).collect();
            page("bad", "You are not logged in", facts, "The terminal says more; you can close this page.")
        }
        Ending::Failed { message } => {
            let facts = vec![("Because", message.as_str())];
            page("bad", "You are not logged in", facts, "The terminal says more; you can close this page.")
        }
    }
}

/// What is said to a request that is none of ours.
pub(super) fn refusal(stray: Stray) -> Vec<u8> {
    let next = "xcred refused this request, and still waits for the login that was started in the terminal.";
    let next = if stray == Stray::SecondReturn { "xcred takes one, and refused this." } else { next };
    let facts = vec![("Because", stray.reason())];
    let page = Page { style: STYLE, tone: "bad", title: stray.title(), facts, next };
    page.answer(stray.status(), if stray == Stray::WrongMethod { "allow: GET, OPTIONS\r\n" } else { "" })
}

/// What sends the browser on to an address without the code, so that none stays in its address bar and history.
pub(super) fn to_the_end() -> Vec<u8> {
    answer(303, &format!("location: {END}\r\n"), "")
}

/// What lets a page of this origin send the browser here.
pub(super) fn permission(origin: &str) -> Vec<u8> {
    let headers = format!(
        "access-control-allow-origin: {origin}\r\naccess-control-allow-methods: GET\r\n\
         access-control-allow-private-network: true\r\naccess-control-allow-local-network: true\r\nvary: origin\r\n"
    );
    answer(204, &headers, "")
}

fn answer(status: u16, headers: &str, body: &str) -> Vec<u8> {
    let status = http::StatusCode::from_u16(status).expect("the statuses here are statuses");
    let mut text = format!("HTTP/1.1 {} {}\r\n", status.as_u16(), status.canonical_reason().unwrap_or_default());
    let written = write!(text, "{headers}{HEADERS}content-length: {}\r\n\r\n{body}", body.len());
    written.expect("writing to memory does not fail");
    text.into_bytes()
}

/// What a page may do: show its own style, which is known by its hash, and nothing else.
fn policy() -> String {
    let style = STANDARD.encode(digest(&SHA256, STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}
