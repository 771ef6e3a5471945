//! The Metadata API over SOAP: each call of it, from the request's element to the answer.

mod deploying;
mod envelope;
mod looking;
mod retrieving;

use super::{Inner, calls::Call, http::Reply, mishaps::Protocol};
use crate::{
    metadata::ApiVersion,
    xml::{self, Element, Limits},
};
use envelope::Fault;

/// What a call is answered: the values of its `result` elements.
type Answer = Result<Vec<serde_json::Value>, Fault>;

/// A call while it is answered.
struct Exchange<'a> {
    practice: &'a Inner,
    version: ApiVersion,
    call: &'a Element<'a>,
}

/// Answers one request.
pub(crate) fn respond(practice: &Inner, version: &str, body: &[u8]) -> Reply {
    let other = |fault: Fault| practice.answer(Call::Other, Protocol::Soap, || fault.reply());
    let document = match xml::parse_within(body, Limits::ANSWER) {
        Ok(document) => document,
        Err(error) => {
            return other(Fault::client(format!("the request is not XML, at {}: {error}", error.position)));
        }
    };
    let (session, call) = match envelope::read(document.root()) {
        Ok(read) => read,
        Err(fault) => return other(fault),
    };
    let kind = handler_of(call.local_name()).map_or(Call::Other, |(kind, _)| kind);
    practice.answer(kind, Protocol::Soap, || {
        admitted(practice, version, session.as_deref(), call).unwrap_or_else(|fault| fault.reply())
    })
}

/// The fault for a session that is none.
pub(crate) fn no_session() -> Reply {
    Fault::no_session().reply()
}

/// A fault of one of Salesforce's own codes.
pub(crate) fn fault(code: &str, words: &str) -> Reply {
    Fault::new(code, words).reply()
}

fn admitted(practice: &Inner, version: &str, session: Option<&str>, call: &Element<'_>) -> Result<Reply, Fault> {
    let name = call.local_name();
    if !session.is_some_and(|session| practice.admits(session)) {
        return Err(Fault::no_session());
    }
    let version = super::http::version_of(version).ok_or_else(unsupported_version)?;
    let Some((_, handle)) = handler_of(name) else {
        return Err(Fault::client(format!("No operation available for request {name}")));
    };
    let exchange = Exchange { practice, version, call };
    let results = handle(&exchange)?;
    Ok(envelope::answer(name, &results))
}

/// The words are from memory, not graded.
fn unsupported_version() -> Fault {
    Fault::new("UNSUPPORTED_API_VERSION", "Invalid Api version specified on URL")
}

type Handler = fn(&Exchange<'_>) -> Answer;

fn handler_of(name: &str) -> Option<(Call, Handler)> {
    Some(match name {
        "describeMetadata" => (Call::DescribeMetadata, looking::describe),
        "listMetadata" => (Call::ListMetadata, looking::list),
        "retrieve" => (Call::Retrieve, retrieving::retrieve),
        "checkRetrieveStatus" => (Call::CheckRetrieveStatus, retrieving::check_status),
        "deploy" => (Call::Deploy, deploying::deploy),
        "checkDeployStatus" => (Call::CheckDeployStatus, deploying::check_status),
        "cancelDeploy" => (Call::CancelDeploy, deploying::cancel),
        "deployRecentValidation" => (Call::QuickDeploy, deploying::deploy_recent_validation),
        _ => return None,
    })
}

impl Exchange<'_> {
    /// The trimmed text of a child of the call.
    fn text(&self, name: &str) -> Option<String> {
        let text = self.call.child_text(name)?;
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    fn flag(&self, name: &str) -> Option<bool> {
        self.text(name).map(|text| text == "true" || text == "1")
    }

    fn with<T>(&self, work: impl FnOnce(&mut super::org::Org, super::Moment) -> T) -> Result<T, Fault> {
        self.practice.with(work).map_err(|error| Fault::new("UNKNOWN_EXCEPTION", error.to_string()))
    }
}

/// The words for a missing argument. Inferred.
fn missing(name: &str) -> Fault {
    Fault::new("MISSING_ARGUMENT", format!("{name} must be specified"))
}

/// The words for an id that no record has. Inferred.
fn no_such(id: &str) -> Fault {
    let words = format!("invalid cross reference id: {id}");
    Fault::new("INVALID_CROSS_REFERENCE_KEY", words)
}
