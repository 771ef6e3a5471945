//! Deployments over REST: `metadata/deployRequest`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Body, Reply, Request};
use crate::{
    metadata::ApiVersion,
    practice::{
        ALREADY_DONE, Inner,
        deploy::{DeployOptions, Deployment},
        error::PracticeError,
    },
};

/// The JSON of a new deployment: options with a file, or the id of a validation.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Start {
    deploy_options: DeployOptions,
    validated_deploy_request_id: Option<String>,
}

/// The JSON of a change to a deployment; the only one is to cancel it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    deploy_result: ChangedStatus,
}

#[derive(Deserialize)]
struct ChangedStatus {
    status: String,
}

/// Begins a deployment: of an archive, or of what was validated before.
pub(crate) fn start(practice: &Inner, version: ApiVersion, request: &Request) -> Reply {
    let method = request.meant_method();
    if method != "POST" {
        return Reply::not_allowed(method, "POST");
    }
    match &request.body {
        Body::Form(parts) => begin(practice, version, parts),
        Body::Plain(bytes) => quick(practice, version, bytes),
        Body::Broken(words) => Reply::error(400, "INVALID_MULTIPART_REQUEST", words.as_str()),
        Body::TooLarge => Reply::too_large(),
    }
}

/// Tells of a deployment, or cancels it.
pub(crate) fn one(practice: &Inner, version: ApiVersion, request: &Request, id: &str) -> Reply {
    match request.meant_method() {
        "GET" => {
            let with_details = request.parameter("includeDetails") == Some("true");
            told(practice, version, practice.status_of(id), with_details)
        }
        "PATCH" => cancel(practice, version, request, id),
        "POST" => started(practice, version, practice.accept_validated(id, version)),
        method => Reply::not_allowed(method, "HEAD,GET,PATCH,POST"),
    }
}

fn begin(practice: &Inner, version: ApiVersion, parts: &[(String, axum::body::Bytes)]) -> Reply {
    let part = |names: &[&str]| {
        let found = parts.iter().find(|(name, _)| names.contains(&name.as_str()));
        found.map(|(_, bytes)| bytes)
    };
    let Some(options) = part(&["json", "entity_content"]) else {
        return Reply::error(400, "INVALID_MULTIPART_REQUEST", "Missing part: json");
    };
    let Some(zip) = part(&["file"]) else {
        return Reply::error(400, "INVALID_MULTIPART_REQUEST", "Missing part: file");
    };
    let options = match serde_json::from_slice::<Start>(options) {
        Ok(start) => start.deploy_options,
        Err(error) => return Reply::error(400, "JSON_PARSER_ERROR", error.to_string()),
    };
    if let Some(words) = options.contradiction() {
        return Reply::error(400, "INVALID_OPERATION", words);
    }
    let accepted = practice.accept(options, version, zip).map(Some);
    started(practice, version, accepted)
}

fn quick(practice: &Inner, version: ApiVersion, body: &[u8]) -> Reply {
    let id = match serde_json::from_slice::<Start>(body) {
        Ok(start) => start.validated_deploy_request_id,
        Err(error) => return Reply::error(400, "JSON_PARSER_ERROR", error.to_string()),
    };
    match id {
        Some(id) => started(practice, version, practice.accept_validated(&id, version)),
        None => Reply::error(400, "MISSING_ARGUMENT", "validatedDeployRequestId must be specified"),
    }
}

fn cancel(practice: &Inner, version: ApiVersion, request: &Request, id: &str) -> Reply {
    let Body::Plain(body) = &request.body else {
        return Reply::error(400, "JSON_PARSER_ERROR", "the body is not JSON");
    };
    let change: Change = match serde_json::from_slice(body) {
        Ok(change) => change,
        Err(error) => return Reply::error(400, "JSON_PARSER_ERROR", error.to_string()),
    };
    if !matches!(change.deploy_result.status.as_str(), "Canceling" | "Canceled") {
        let words = format!("a deployment cannot be made {}", change.deploy_result.status);
        return Reply::error(400, "INVALID_INPUT", words);
    }
    match practice.cancel(id) {
        Ok(Some((_, false))) => Reply::error(400, "INVALID_ID_FIELD", ALREADY_DONE),
        Ok(Some((deployment, true))) => Reply::json(202, &body_of(practice, version, &deployment, false)),
        Ok(None) => Reply::not_found(),
        Err(error) => failed(&error),
    }
}

fn started(practice: &Inner, version: ApiVersion, accepted: Result<Option<Deployment>, PracticeError>) -> Reply {
    match accepted {
        Ok(Some(deployment)) => Reply::json(201, &body_of(practice, version, &deployment, false)),
        Ok(None) => Reply::not_found(),
        Err(error) => failed(&error),
    }
}

fn told(
    practice: &Inner,
    version: ApiVersion,
    found: Result<Option<Deployment>, PracticeError>,
    with_details: bool,
) -> Reply {
    match found {
        Ok(Some(deployment)) => Reply::json(200, &body_of(practice, version, &deployment, with_details)),
        Ok(None) => Reply::not_found(),
        Err(error) => failed(&error),
    }
}

/// The error for state that cannot be read or written.
pub(crate) fn failed(error: &PracticeError) -> Reply {
    Reply::error(500, "UNKNOWN_EXCEPTION", error.to_string())
}

fn body_of(practice: &Inner, version: ApiVersion, deployment: &Deployment, with_details: bool) -> Value {
    let id = &deployment.id;
    let url = format!("{}/services/data/v{version}/metadata/deployRequest/{id}", practice.instance_url());
    json!({
        "deployOptions": deployment.options,
        "deployResult": deployment.result(with_details),
        "id": id,
        "url": url,
        "validatedDeployRequestId": deployment.validated,
    })
}
