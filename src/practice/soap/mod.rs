//! The Metadata API over SOAP: each call of it, from the request's element to the answer.

mod components;
mod deploying;
mod envelope;
mod looking;
mod reading;
mod retrieving;

use super::{Inner, calls::Call, http::Reply, mishaps::Protocol, token::is_jwt};
use crate::{
    metadata::{self, ApiVersion, MetadataType},
    xml::{self, Element, Limits},
};
use envelope::Fault;

/// The first version that takes tokens in the form of a JWT, however good they are.
const TAKES_JWT: ApiVersion = ApiVersion::new(68);

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

/// The answer to a call that finds nothing.
pub(crate) fn no_results(call: &str) -> Reply {
    envelope::answer(call, &[])
}

fn admitted(practice: &Inner, version: &str, session: Option<&str>, call: &Element<'_>) -> Result<Reply, Fault> {
    let name = call.local_name();
    let version = super::http::version_of(version);
    let takes_jwt = version.is_some_and(|version| version >= TAKES_JWT);
    let known = session.filter(|session| takes_jwt || !is_jwt(session));
    if !known.is_some_and(|session| practice.admits(session)) {
        return Err(Fault::no_session());
    }
    let version = version.ok_or_else(unsupported_version)?;
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
        "readMetadata" => (Call::ReadMetadata, reading::read),
        "createMetadata" => (Call::CreateMetadata, components::create),
        "updateMetadata" => (Call::UpdateMetadata, components::update),
        "upsertMetadata" => (Call::UpsertMetadata, components::upsert),
        "deleteMetadata" => (Call::DeleteMetadata, components::delete),
        "checkStatus" => (Call::CheckRetrieveStatus, retrieving::check_progress),
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
        self.text(name).map(|text| is_true(&text))
    }

    fn with<T>(&self, work: impl FnOnce(&mut super::org::Org, super::Moment) -> T) -> Result<T, Fault> {
        self.practice.with(work).map_err(|error| Fault::new("UNKNOWN_EXCEPTION", error.to_string()))
    }
}

/// Whether a text is a true `xsd:boolean`. Capitals do not matter: clients in Python send `True`, and orgs take it.
fn is_true(text: &str) -> bool {
    text == "1" || text.eq_ignore_ascii_case("true")
}

/// The words for more records than one call may hold. A server's, quoted for ten records.
fn too_many(limit: usize) -> Fault {
    let words = format!("record limit reached. cannot submit more than {limit} records in this operation");
    Fault::new("EXCEEDED_ID_LIMIT", words)
}

/// The type with this name, where this API version has it.
fn available_type(name: &str, version: ApiVersion) -> Result<&'static MetadataType, Fault> {
    let known = metadata::type_named(name);
    known.filter(|table| table.since <= version).ok_or_else(|| {
        let words = if known.is_some() || name.is_empty() {
            "This type of metadata is not available for this organization".to_owned()
        } else {
            format!("Unknown type name '{name}' specified")
        };
        Fault::new("INVALID_TYPE", words)
    })
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
