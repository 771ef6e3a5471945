//! `deploy`, its status, its cancellation, and the deployment of what was validated before.

use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Value, json};

use super::{Answer, Exchange, Fault, missing, no_such};
use crate::practice::deploy::{DeployOptions, Status};

pub(super) fn deploy(exchange: &Exchange<'_>) -> Answer {
    let encoded = exchange.text("ZipFile").ok_or_else(|| missing("ZipFile"))?;
    let packed: Vec<u8> = encoded.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let zip =
        BASE64_STANDARD.decode(packed).map_err(|error| Fault::client(format!("ZipFile is not base64: {error}")))?;
    let options = DeployOptions::from_soap(exchange.call.child("DeployOptions"));
    let options = options.map_err(Fault::client)?;
    if let Some(words) = options.contradiction() {
        return Err(Fault::new("INVALID_OPERATION", words));
    }
    let deployment = exchange
        .practice
        .accept(options, exchange.version, &zip)
        .map_err(|error| Fault::new("UNKNOWN_EXCEPTION", error.to_string()))?;
    let id = deployment.id;
    Ok(vec![json!({ "done": false, "id": id, "state": "Queued" })])
}

pub(super) fn check_status(exchange: &Exchange<'_>) -> Answer {
    let id = process_id(exchange, "asyncProcessId")?;
    let with_details = exchange.flag("includeDetails").unwrap_or(false);
    let deployment = exchange.practice.status_of(&id);
    let deployment = deployment.map_err(|error| Fault::new("UNKNOWN_EXCEPTION", error.to_string()))?;
    let deployment = deployment.ok_or_else(|| no_such(&id))?;
    Ok(vec![deployment.result(with_details)])
}

/// The id stands in `String` by the WSDL; some clients call it `id`.
pub(super) fn cancel(exchange: &Exchange<'_>) -> Answer {
    let id = process_id(exchange, "String")
        .or_else(|_| process_id(exchange, "id"))
        .or_else(|_| process_id(exchange, "asyncProcessId"))?;
    let cancelled = exchange.practice.cancel(&id);
    let cancelled = cancelled.map_err(|error| Fault::new("UNKNOWN_EXCEPTION", error.to_string()))?;
    match cancelled {
        None => Err(no_such(&id)),
        Some((_, false)) => Err(Fault::new("INVALID_ID_FIELD", super::super::ALREADY_DONE)),
        Some((deployment, true)) => {
            let done = deployment.status == Status::Canceled;
            Ok(vec![json!({ "done": done, "id": deployment.id })])
        }
    }
}

pub(super) fn deploy_recent_validation(exchange: &Exchange<'_>) -> Answer {
    let id = process_id(exchange, "validationId")?;
    let deployment = exchange.practice.accept_validated(&id, exchange.version);
    let deployment = deployment.map_err(|error| Fault::new("UNKNOWN_EXCEPTION", error.to_string()))?;
    let deployment = deployment.ok_or_else(|| no_such(&id))?;
    Ok(vec![Value::String(deployment.id)])
}

fn process_id(exchange: &Exchange<'_>, name: &str) -> Result<String, Fault> {
    exchange.text(name).ok_or_else(|| missing(name))
}
