//! What a request is, decided from its head alone.

use url::Url;

use super::{
    head::Head,
    returned::{Returned, returned},
    stray::Stray,
};
use crate::org::{InstanceUrl, oauth::State};

/// The path of the page on which the browser ends, without the code.
pub(super) const END: &str = "/end";

/// What is waited for.
#[derive(Debug)]
pub(super) struct Expected {
    pub(super) redirect: Url,
    pub(super) state: State,
    pub(super) login_url: InstanceUrl,
}

/// What a request is.
#[derive(Debug)]
pub(super) enum Verdict {
    /// The browser comes back.
    Returned(Returned),
    /// The browser asks for the page on which it ends.
    End,
    /// The browser asks whether a page of this origin may send it here (Chrome's private network access).
    Preflight(String),
}

/// Says what a request is.
pub(super) fn judge(head: &Head, expected: &Expected) -> Result<Verdict, Stray> {
    let is_ours = |host: &str| host.eq_ignore_ascii_case(expected.redirect.authority());
    if !head.one("host").is_some_and(is_ours) {
        return Err(Stray::ForeignHost);
    }
    let trusted = |origin| trusted(origin, &expected.login_url).ok_or(Stray::ForeignOrigin);
    let origins = head.all("origin").map(trusted).collect::<Result<Vec<String>, Stray>>()?;
    let is_return = head.path == expected.redirect.path();
    match head.method.as_str() {
        "GET" if !is_page(head) => Err(Stray::NotAPage),
        "GET" if is_return => returned(&head.query, &expected.state).map(Verdict::Returned),
        "GET" if head.path == END => Ok(Verdict::End),
        "GET" => Err(Stray::WrongPath),
        "OPTIONS" if is_return && is_preflight(head) => {
            origins.into_iter().next().map(Verdict::Preflight).ok_or(Stray::WrongMethod)
        }
        _ => Err(Stray::WrongMethod),
    }
}

/// Whether a user is to see the answer, as far as browsers say so (Fetch Metadata). Programs say nothing.
fn is_page(head: &Head) -> bool {
    head.all("sec-fetch-mode").all(|mode| mode == "navigate")
        && head.all("sec-fetch-dest").all(|dest| dest == "document")
}

/// Whether the browser asks for leave to reach a private address.
fn is_preflight(head: &Head) -> bool {
    let asks = |name: &str| head.one(name).is_some_and(|value| value.eq_ignore_ascii_case("true"));
    let is_get = head.one("access-control-request-method").is_none_or(|method| method == "GET");
    is_get && (asks("access-control-request-private-network") || asks("access-control-request-local-network"))
}

/// The origin of a page that may send the browser: the login page's own, or another of Salesforce's, since a login wanders
/// from `login.salesforce.com` to the org. A browser that follows a redirect names no origin at all.
fn trusted(origin: &str, login_url: &InstanceUrl) -> Option<String> {
    let origin = Url::parse(origin).ok()?;
    let is_salesforce = origin.scheme() == "https" && origin.host_str()?.ends_with(".salesforce.com");
    let is_trusted = is_salesforce || origin.origin() == login_url.at("/").origin();
    is_trusted.then(|| origin.origin().ascii_serialization())
}
