//! The page that asks people whether an app may log in as them, and what they answer.
//!
//! An answer counts where it comes from the page: it names the question that the page asks, from the browser that was
//! asked, which has a cookie that says so. Other pages that the browser shows can have neither.

use http::{
    Method,
    header::{COOKIE, ORIGIN, SET_COOKIE},
};

use super::{
    super::{Reply, Request},
    no_randomness, page,
};
use crate::practice::{
    Inner,
    oauth::{
        Refusal,
        request::{AuthorizationRequest, Wrong},
        words,
    },
};

/// A form that does not come from the page. The words are ours: nobody but us reads them.
const NOT_FROM_THE_PAGE: Refusal =
    Refusal::new("invalid_request", "this answer belongs to no question that was asked in this browser; log in again");
/// A name that is not this machine's: a page elsewhere may have given itself our address.
const FOREIGN_HOST: Refusal = Refusal::new("invalid_request", "this org is asked under a name that is not its own");

/// Asks people, or hears what they answer.
pub(in super::super) fn authorize(practice: &Inner, request: &Request) -> Reply {
    if !is_own_name(&request.host) {
        return page::refused(FOREIGN_HOST);
    }
    match request.method {
        Method::GET => ask(practice, request),
        Method::POST => hear(practice, request),
        _ => Reply::not_allowed(request.method.as_str(), "GET,HEAD,POST"),
    }
}

fn ask(practice: &Inner, request: &Request) -> Reply {
    let secret = practice.sessions.admission.client_secret.as_ref();
    let wanted = match AuthorizationRequest::read(&request.query, secret) {
        Ok(wanted) => wanted,
        Err(Wrong::OnThePage(refusal)) => return page::refused(refusal),
        Err(Wrong::ToTheApp(back, refusal)) => return Reply::see(302, back.with_refusal(refusal)),
    };
    let Ok(asked) = practice.consents.ask(wanted.clone(), practice.shared.now()) else {
        return no_randomness();
    };
    let path = "/services/oauth2/authorize";
    let cookie = format!("{}={}; Path={path}; HttpOnly; SameSite=Strict", cookie_of(&asked.id), asked.browser);
    page::consent(&wanted, &asked).with_header(SET_COOKIE, cookie)
}

fn hear(practice: &Inner, request: &Request) -> Reply {
    let form = request.form();
    let field = |wanted: &str| form.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str());
    let question = field("question").unwrap_or_default();
    let browser = cookie(request, &cookie_of(question)).filter(|_| is_from_here(request));
    let now = practice.shared.now();
    let Some(wanted) = browser.and_then(|browser| practice.consents.answered(question, browser, now)) else {
        return page::refused(NOT_FROM_THE_PAGE);
    };
    let back = wanted.back.clone();
    if field("answer") != Some("allow") {
        return Reply::see(303, back.with_refusal(words::DENIED));
    }
    match practice.consents.allow(wanted, now) {
        Ok(code) => Reply::see(303, back.with_code(&code)),
        Err(_) => no_randomness(),
    }
}

/// The cookie of a question.
fn cookie_of(question: &str) -> String {
    let id: String = question.chars().filter(char::is_ascii_hexdigit).take(32).collect();
    format!("xcred-question-{id}")
}

fn cookie<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    let cookies = request.headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// Whether a browser says that the form was sent from here, or nothing.
fn is_from_here(request: &Request) -> bool {
    let origin = request.header(ORIGIN);
    origin.is_none_or(|origin| origin.split_once("://").is_some_and(|(_, host)| host == request.host))
}

/// Whether the org is called by a name of this machine. One who can give a name of his own our address (DNS rebinding)
/// cannot answer for people.
fn is_own_name(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, port)| if port.ends_with(']') { host } else { name });
    let name = name.to_ascii_lowercase();
    matches!(name.as_str(), "127.0.0.1" | "[::1]" | "localhost") || name.ends_with(".localhost")
}
