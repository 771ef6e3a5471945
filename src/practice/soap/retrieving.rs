//! `retrieve` and the question for its status.

use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::json;

use super::{Answer, Exchange, Fault, is_true, missing, no_such};
use crate::{
    metadata::{ComponentId, Manifest},
    practice::{
        ids,
        retrieve::{self, Retrieval, RetrieveRequest},
    },
    xml::Element,
};

pub(super) fn retrieve(exchange: &Exchange<'_>) -> Answer {
    let request = read(exchange)?;
    exchange.with(|org, now| {
        let retrieved = retrieve::retrieve(&org.holdings, &request);
        let id = ids::id(ids::RETRIEVAL, org.book.next_number());
        let written = org.attachments.write(&id, &retrieved.zip);
        written.map_err(|error| Fault::new("UNKNOWN_EXCEPTION", error.to_string()))?;
        org.book.retrievals.push(Retrieval {
            id: id.clone(),
            created: now,
            asked: 0,
            properties: retrieved.properties,
            messages: retrieved.messages,
            fetched: false,
        });
        Ok(vec![json!({ "done": false, "id": id, "state": "Queued" })])
    })?
}

/// The request stands in `retrieveRequest` by the WSDL; some clients call it `request`.
fn read(exchange: &Exchange<'_>) -> Result<RetrieveRequest, Fault> {
    let call = exchange.call;
    let request =
        call.child("retrieveRequest").or_else(|| call.child("request")).ok_or_else(|| missing("retrieveRequest"))?;
    let number = |element: &Element<'_>, name: &str| {
        let text = element.child_text(name)?;
        text.trim().parse().ok()
    };
    let unpackaged = request.child("unpackaged");
    let version = unpackaged
        .and_then(|package| number(package, "version"))
        .or_else(|| number(request, "apiVersion"))
        .unwrap_or(exchange.version);
    let single_package = request.child_text("singlePackage").is_some_and(|text| is_true(text.trim()));
    Ok(RetrieveRequest { wanted: unpackaged.map(wanted).unwrap_or_default(), version, single_package })
}

fn wanted(package: &Element<'_>) -> Manifest {
    let mut wanted = Manifest::default();
    for types in package.children_named("types") {
        let type_name = types.child_text("name").unwrap_or_default();
        for member in types.children_named("members") {
            wanted.add(&ComponentId::new(type_name.trim(), member.text().trim()));
        }
    }
    wanted
}

/// The WSDL's `AsyncResult` of a retrieval: how older clients ask before they fetch. The call left the WSDL long ago, and
/// orgs still answer it.
pub(super) fn check_progress(exchange: &Exchange<'_>) -> Answer {
    let id = exchange.text("asyncProcessId").ok_or_else(|| missing("asyncProcessId"))?;
    exchange.with(|org, _| {
        let retrieval = org.book.retrieval_mut(&id).ok_or_else(|| no_such(&id))?;
        retrieval.ask();
        let state = if retrieval.is_done() { "Completed" } else { "InProgress" };
        Ok(vec![json!({ "done": retrieval.is_done(), "id": retrieval.id, "state": state })])
    })?
}

pub(super) fn check_status(exchange: &Exchange<'_>) -> Answer {
    let id = exchange.text("asyncProcessId").ok_or_else(|| missing("asyncProcessId"))?;
    let with_zip = exchange.flag("includeZip").unwrap_or(true);
    exchange.with(|org, _| {
        let retrieval = org.book.retrieval_mut(&id).ok_or_else(|| no_such(&id))?;
        retrieval.ask();
        if !with_zip || !retrieval.is_done() || retrieval.fetched {
            return Ok(vec![retrieval.result(None)]);
        }
        retrieval.fetched = true;
        let zip = org.attachments.read(&retrieval.id);
        let zip = zip.map_err(|error| Fault::new("UNKNOWN_EXCEPTION", error.to_string()))?;
        org.attachments.discard(&retrieval.id);
        Ok(vec![retrieval.result(Some(BASE64_STANDARD.encode(zip)))])
    })?
}
