//! What is known of a failure, whichever error it comes as.

use std::error::Error;

use serde::Deserialize;
use url::Url;

use crate::org::{
    error::{OrgError, OrgProblem, Refusal},
    oauth::{OauthError, OauthRefusal},
    renewal::RenewError,
    transport::{Mishap, Obstacle, TransportError, links},
};

/// What is known of a failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symptoms {
    /// What kind of failure it is.
    pub kind: FailureKind,
    /// On which kind of call, where that is known.
    pub call: Option<CallKind>,
    /// The host that was called.
    pub host: Option<String>,
    /// The status of the answer.
    pub status: Option<u16>,
    /// The content type of an answer that does not come from the API.
    pub content: Option<String>,
    /// What stood in the way of a connection.
    pub obstacle: Option<Obstacle>,
    /// The codes of the API's errors.
    pub codes: Vec<String>,
    /// The code of the OAuth error.
    pub oauth: Option<String>,
    /// What the server says.
    pub words: Vec<String>,
}

/// A kind of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailureKind {
    /// An OAuth endpoint refuses.
    LoginRefused,
    /// Client credentials were meant for a host on which no org lives.
    NotMyDomain,
    /// The session has expired, or never was one.
    SessionExpired,
    /// The session had expired, and the new one is refused too.
    NewSessionRefused,
    /// The user, the app or the org may not do this.
    Forbidden,
    /// What was asked for is not there.
    NotFound,
    /// A limit is reached.
    Limit,
    /// The org refuses for another reason.
    Refused,
    /// The answer does not come from the Salesforce API.
    NotSalesforce,
    /// The answer is one, but not to this call.
    Unreadable,
    /// The token is a JSON Web Token, and the call takes none.
    JwtOverSoap,
    /// No connection came about.
    Unreachable,
    /// The connection broke before all of the answer was there.
    Lost,
    /// No answer came in time.
    TimedOut,
    /// The answer is larger than is read.
    TooLarge,
    /// The run may not use the network.
    Offline,
    /// The request or the client could not be made.
    Unsendable,
}

/// A kind of call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallKind {
    /// To an OAuth endpoint.
    Login,
    /// Whose session it is.
    Identity,
    /// Which API versions there are; it takes no session.
    Versions,
    /// The Metadata API over SOAP.
    Soap,
    /// A collection over REST.
    Collection,
    /// A record over REST, by its id.
    Record,
}

/// The beginnings of paths, the longest first, with the kinds of their calls.
const PATHS: &[(&str, CallKind)] = &[
    ("/services/oauth2/userinfo", CallKind::Identity),
    ("/services/oauth2/", CallKind::Login),
    ("/services/Soap/", CallKind::Soap),
    ("/services/data/", CallKind::Collection),
    ("/services/data", CallKind::Versions),
];

impl Symptoms {
    /// The symptoms of an error, or of what is beneath it. An error that wraps another transparently leaves out the layer
    /// that knows the call, so what lies deeper is known too.
    pub fn of(error: &(dyn Error + 'static)) -> Option<Self> {
        links(error).find_map(of_link)
    }

    fn of_kind(kind: FailureKind) -> Self {
        let (codes, words) = (Vec::new(), Vec::new());
        Self { kind, call: None, host: None, status: None, content: None, obstacle: None, codes, oauth: None, words }
    }

    fn at(self, place: &str) -> Self {
        let Ok(url) = place.parse::<Url>() else { return self };
        Self { call: call_to(url.path()), host: url.host_str().map(str::to_owned), ..self }
    }
}

fn of_link(link: &(dyn Error + 'static)) -> Option<Symptoms> {
    if let Some(error) = link.downcast_ref::<OauthError>() {
        return Some(of_login(error));
    }
    if let Some(error) = link.downcast_ref::<OrgError>() {
        return Some(of_org(error));
    }
    if let Some(error) = link.downcast_ref::<RenewError>() {
        return Symptoms::of(error.cause());
    }
    let refusal = link.downcast_ref::<OauthRefusal>().or_else(|| Some(&**link.downcast_ref::<Box<OauthRefusal>>()?));
    let problem = link.downcast_ref::<OrgProblem>().or_else(|| Some(&**link.downcast_ref::<Box<OrgProblem>>()?));
    refusal.map(of_oauth).or_else(|| problem.map(of_problem)).or_else(|| link.downcast_ref().map(of_transport))
}

fn of_login(error: &OauthError) -> Symptoms {
    match error {
        OauthError::Refused { place, refusal, .. } => of_oauth(refusal).at(place),
        OauthError::Org(error) => of_org(error),
        OauthError::NotMyDomain { host } => {
            Symptoms { host: Some(host.clone()), ..Symptoms::of_kind(FailureKind::NotMyDomain) }
        }
    }
}

/// Where no new session came, the failure is that of the login, which knows its own place.
fn of_org(error: &OrgError) -> Symptoms {
    let symptoms = of_problem(&error.problem);
    if symptoms.call.is_some() { symptoms } else { symptoms.at(&error.place) }
}

fn of_oauth(refusal: &OauthRefusal) -> Symptoms {
    Symptoms {
        status: Some(refusal.status.as_u16()),
        oauth: Some(refusal.code.as_str().to_owned()),
        words: vec![refusal.description.clone()],
        ..Symptoms::of_kind(FailureKind::LoginRefused)
    }
}

fn of_problem(problem: &OrgProblem) -> Symptoms {
    let refused = |kind, refusal: &Refusal| Symptoms {
        status: Some(refusal.status.as_u16()),
        codes: refusal.errors.iter().map(|error| error.code.as_str().to_owned()).collect(),
        words: refusal.errors.iter().map(|error| error.message.clone()).collect(),
        ..Symptoms::of_kind(kind)
    };
    match problem {
        OrgProblem::Transport(error) => of_transport(error),
        OrgProblem::SessionExpired(refusal) => refused(FailureKind::SessionExpired, refusal),
        OrgProblem::NewSessionRefused(refusal) => refused(FailureKind::NewSessionRefused, refusal),
        OrgProblem::NotRenewed { refusal, source } => {
            Symptoms::of(source.cause()).unwrap_or_else(|| refused(FailureKind::SessionExpired, refusal))
        }
        OrgProblem::Forbidden(refusal) => refused(FailureKind::Forbidden, refusal),
        OrgProblem::NotFound(refusal) => refused(FailureKind::NotFound, refusal),
        OrgProblem::Limit(refusal) => refused(FailureKind::Limit, refusal),
        OrgProblem::Api(refusal) => refused(FailureKind::Refused, refusal),
        OrgProblem::NotSalesforce(answer) => Symptoms {
            status: Some(answer.status.as_u16()),
            content: answer.content_type.clone(),
            ..Symptoms::of_kind(FailureKind::NotSalesforce)
        },
        OrgProblem::Unreadable { .. } => Symptoms::of_kind(FailureKind::Unreadable),
        OrgProblem::JwtOverSoap { .. } => Symptoms::of_kind(FailureKind::JwtOverSoap),
    }
}

fn of_transport(error: &TransportError) -> Symptoms {
    let kind = match error.mishap {
        Mishap::Unreachable => FailureKind::Unreachable,
        Mishap::Lost => FailureKind::Lost,
        Mishap::TimedOut => FailureKind::TimedOut,
        Mishap::TooLarge { .. } => FailureKind::TooLarge,
        Mishap::Offline => FailureKind::Offline,
        Mishap::Unsendable => FailureKind::Unsendable,
    };
    Symptoms { obstacle: error.obstacle(), ..Symptoms::of_kind(kind) }
}

fn call_to(path: &str) -> Option<CallKind> {
    let (_, kind) = PATHS.iter().find(|(start, _)| path.starts_with(start))?;
    let is_record = *kind == CallKind::Collection && path.rsplit('/').next().is_some_and(is_record_id);
    Some(if is_record { CallKind::Record } else { *kind })
}

/// Whether a segment of a path looks like a record's id: 15 or 18 letters and digits, both of them.
fn is_record_id(segment: &str) -> bool {
    let is_alphanumeric = segment.bytes().all(|byte| byte.is_ascii_alphanumeric());
    is_alphanumeric && matches!(segment.len(), 15 | 18) && segment.bytes().any(|byte| byte.is_ascii_digit())
}
