//! The REST calls: versions, resources, and the way to the others.

use serde_json::{Value, json};

use super::{Body, Reply, Request, deploy_request, identity::identity_url, query, reply::DAILY_CALLS, version_of};
use crate::{
    metadata::ApiVersion,
    practice::{Inner, calls::Call, mishaps::Protocol, objects::Api},
};

/// What an org calls its releases: the year and season of the newest version, and of each before it.
const NEWEST_SEASON: (u16, usize) = (27, 0);
const SEASONS: [&str; 3] = ["Winter", "Summer", "Spring"];

/// The oldest API version that orgs still answer for records.
const OLDEST_OF_RECORDS: u16 = 31;

/// The list of versions; nobody needs a token for it.
pub(crate) fn versions() -> Reply {
    let majors = ApiVersion::OLDEST_KNOWN.major()..=ApiVersion::NEWEST_KNOWN.major();
    let versions: Vec<Value> = majors
        .map(|major| {
            let version = ApiVersion::new(major);
            json!({
                "label": label(version),
                "url": format!("/services/data/v{version}"),
                "version": version.to_string(),
            })
        })
        .collect();
    Reply::json(200, &versions.into())
}

/// The name of a version's release: 68.0 is Winter '27, 67.0 is Summer '26.
fn label(version: ApiVersion) -> String {
    let back = usize::from(ApiVersion::NEWEST_KNOWN.major() - version.major());
    let season = SEASONS[(NEWEST_SEASON.1 + back) % SEASONS.len()];
    let years = u16::try_from(back.div_ceil(SEASONS.len())).unwrap_or_default();
    format!("{season} '{}", NEWEST_SEASON.0 - years)
}

/// Answers a call that needs a token.
pub(crate) fn respond(practice: &Inner, request: &Request, segments: &[&str]) -> Reply {
    let method = request.meant_method();
    let call = call_of(method, segments, &request.body);
    practice.answer(call, Protocol::Rest, || admitted(practice, request, segments))
}

fn admitted(practice: &Inner, request: &Request, segments: &[&str]) -> Reply {
    if !request.bearer().is_some_and(|token| practice.admits(token)) {
        return Reply::no_session();
    }
    match segments {
        ["services", "data", version, rest @ ..] => {
            let number = version.strip_prefix('v').unwrap_or_default();
            let spoken = version_of(number).or_else(|| version_of_records(number, rest));
            spoken.map_or_else(Reply::not_found, |version| in_version(practice, request, version, rest))
        }
        _ => Reply::not_found(),
    }
}

/// The version of an address of records, which are older than the types that this org holds: the Salesforce CLI asks for
/// its user at 51.0.
fn version_of_records(text: &str, rest: &[&str]) -> Option<ApiVersion> {
    let is_of_records = matches!(rest, ["query"] | ["sobjects" | "tooling", ..]);
    let version: ApiVersion = text.parse().ok().filter(|_| is_of_records)?;
    let spoken = OLDEST_OF_RECORDS..=ApiVersion::NEWEST_KNOWN.major();
    (text.ends_with(".0") && spoken.contains(&version.major())).then_some(version)
}

fn call_of(method: &str, segments: &[&str], body: &Body) -> Call {
    match (method, segments) {
        ("GET", ["services", "data", _]) => Call::Resources,
        ("GET", ["services", "data", _, .., "query"]) => Call::Query,
        ("POST", ["services", "data", _, "metadata", "deployRequest", ..]) => match body {
            Body::Plain(_) => Call::QuickDeploy,
            _ => Call::Deploy,
        },
        ("GET", ["services", "data", _, "metadata", "deployRequest", _]) => Call::CheckDeployStatus,
        ("PATCH", ["services", "data", _, "metadata", "deployRequest", _]) => Call::CancelDeploy,
        _ => Call::Other,
    }
}

fn in_version(practice: &Inner, request: &Request, version: ApiVersion, rest: &[&str]) -> Reply {
    match (request.meant_method(), rest) {
        ("GET", []) => resources(practice, version),
        (method, []) => Reply::not_allowed(method, "HEAD,GET"),
        ("GET", ["limits"]) => limits(practice),
        ("GET", ["query"]) => query::respond(practice, version, Api::Data, request),
        ("GET", ["tooling", "query"]) => query::respond(practice, version, Api::Tooling, request),
        ("GET", ["sobjects", object, id]) => query::record(practice, version, Api::Data, (object, id), request),
        ("GET", ["tooling", "sobjects", object, id]) => {
            query::record(practice, version, Api::Tooling, (object, id), request)
        }
        (_, ["metadata", "deployRequest"]) => deploy_request::start(practice, version, request),
        (_, ["metadata", "deployRequest", id]) => deploy_request::one(practice, version, request, id),
        _ => Reply::not_found(),
    }
}

fn resources(practice: &Inner, version: ApiVersion) -> Reply {
    let at = |path: &str| format!("/services/data/v{version}/{path}");
    let resources = json!({
        "identity": identity_url(practice),
        "limits": at("limits"),
        "metadata": at("metadata"),
        "query": at("query"),
        "sobjects": at("sobjects"),
        "tooling": at("tooling"),
    });
    Reply::json(200, &resources)
}

/// How much of what is limited is left: the calls of a day are all that this org counts.
fn limits(practice: &Inner) -> Reply {
    let remaining = DAILY_CALLS.saturating_sub(practice.calls.total());
    Reply::json(200, &json!({ "DailyApiRequests": { "Max": DAILY_CALLS, "Remaining": remaining } }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_are_named_as_salesforce_names_them() {
        let name = |major| label(ApiVersion::new(major));
        assert_eq!(name(68), "Winter '27");
        assert_eq!(name(67), "Summer '26");
        assert_eq!(name(66), "Spring '26");
        assert_eq!(name(65), "Winter '26");
        assert_eq!(name(55), "Summer '22");
    }
}
