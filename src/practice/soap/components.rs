//! Calls that save and delete components one by one: `createMetadata`, `updateMetadata`, `upsertMetadata`,
//! `deleteMetadata`.
//!
//! What cannot be read as a record of its type is a fault, and nothing is saved. What can be read is saved or refused
//! record by record: the header `AllOrNoneHeader` is not looked at.

use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::{Value, json};

use super::{Answer, Exchange, Fault, available_type, missing, too_many};
use crate::{
    metadata::{ComponentId, MetadataType, shape::Layout},
    practice::{
        components::{self, Complaint, Wish},
        deploy::{message::ProblemKind, package::Candidate},
        verdict,
    },
    xml::{Element, METADATA_NAMESPACE, Writer},
};

/// How many records one call may hold.
pub(super) const RECORDS: usize = 10;

pub(super) fn create(exchange: &Exchange<'_>) -> Answer {
    save(exchange, Wish::Create)
}

pub(super) fn update(exchange: &Exchange<'_>) -> Answer {
    save(exchange, Wish::Update)
}

pub(super) fn upsert(exchange: &Exchange<'_>) -> Answer {
    save(exchange, Wish::Upsert)
}

fn save(exchange: &Exchange<'_>, wish: Wish) -> Answer {
    let records: Vec<&Element<'_>> = exchange.call.children_named("metadata").collect();
    if records.len() > RECORDS {
        return Err(too_many(RECORDS));
    }
    let candidates: Vec<Candidate> =
        records.iter().map(|record| candidate(exchange, record)).collect::<Result<_, Fault>>()?;
    exchange.with(|org, now| {
        let one = |candidate: Candidate| {
            let name = candidate.id.full_name.to_string();
            let saved = match name.as_str() {
                "" => Err(Complaint::nameless()),
                _ => components::save(org, wish, candidate, now),
            };
            let created = (wish == Wish::Upsert).then_some(saved == Ok(true));
            result(&name, created, saved.err().as_ref())
        };
        candidates.into_iter().map(one).collect()
    })
}

pub(super) fn delete(exchange: &Exchange<'_>) -> Answer {
    let table = type_of_call(exchange)?;
    let names = full_names(exchange)?;
    exchange.with(|org, _| {
        let one = |name: &String| {
            let deleted = components::delete(org, &ComponentId::new(table.name.as_str(), name.as_str()));
            result(name, None, deleted.err().as_ref())
        };
        names.iter().map(one).collect()
    })
}

/// The type that a call names.
pub(super) fn type_of_call(exchange: &Exchange<'_>) -> Result<&'static MetadataType, Fault> {
    let name = exchange.text("type").ok_or_else(|| missing("type"))?;
    available_type(&name, exchange.version)
}

/// The full names that a call names.
pub(super) fn full_names(exchange: &Exchange<'_>) -> Result<Vec<String>, Fault> {
    let names: Vec<String> =
        exchange.call.children_named("fullNames").map(|name| name.text().trim().to_owned()).collect();
    if names.len() > RECORDS { Err(too_many(RECORDS)) } else { Ok(names) }
}

/// The WSDL's `SaveResult` and `DeleteResult`, or with `created` its `UpsertResult`.
fn result(full_name: &str, created: Option<bool>, complaint: Option<&Complaint>) -> Value {
    let error = complaint.map(|complaint| json!({ "message": complaint.words, "statusCode": complaint.code }));
    json!({ "created": created, "errors": error, "fullName": full_name, "success": complaint.is_none() })
}

/// The component that a record stands for. That a record which is not of its type's shape is a `soapenv:Client` fault is
/// a server's way; its words there are those of deployments, less the element's namespace.
fn candidate(exchange: &Exchange<'_>, record: &Element<'_>) -> Result<Candidate, Fault> {
    let table = available_type(&type_name(record)?, exchange.version)?;
    let full_name = record.child_text("fullName").unwrap_or_default();
    let candidate = Candidate {
        id: ComponentId::new(table.name.as_str(), full_name.trim()),
        table,
        file_name: String::new(),
        metadata: metadata(table, record).into_bytes(),
        content: content(table, record)?,
        version: exchange.version,
    };
    let problem = verdict::judge_alone(&candidate).filter(|problem| problem.kind == ProblemKind::Shape);
    problem.map_or(Ok(candidate), |problem| Err(Fault::client(problem.words)))
}

/// The type of a record: its `xsi:type`, whatever the prefixes.
fn type_name(record: &Element<'_>) -> Result<String, Fault> {
    let local = |name: &str| name.rsplit(':').next().unwrap_or_default().to_owned();
    let stated = record.attributes.iter().find(|attribute| local(attribute.name) == "type");
    stated.map(|attribute| local(attribute.value.trim())).ok_or_else(|| missing("xsi:type"))
}

/// Whether an element of a record is kept apart from the metadata: the name, and for some types the content.
fn is_apart(table: &MetadataType, name: &str) -> bool {
    name == "fullName" || (name == "content" && table.layout == Layout::ContentAndMetadata)
}

fn content(table: &MetadataType, record: &Element<'_>) -> Result<Option<Vec<u8>>, Fault> {
    let content = record.child_text("content").filter(|_| is_apart(table, "content"));
    let packed = content.map(|text| text.split_ascii_whitespace().collect::<String>());
    let decoded = packed.map(|text| BASE64_STANDARD.decode(text)).transpose();
    decoded.map_err(|error| Fault::client(format!("content is not base64: {error}")))
}

/// The record as a file.
fn metadata(table: &MetadataType, record: &Element<'_>) -> String {
    let mut writer = Writer::indented();
    writer.start(&table.name, &[("xmlns", METADATA_NAMESPACE)]);
    for element in record.elements().filter(|element| !is_apart(table, element.local_name())) {
        write(&mut writer, element);
    }
    writer.end();
    writer.finish()
}

/// Writes an element without the prefixes that clients choose. One that is nil is as if it were not there.
fn write(writer: &mut Writer, element: &Element<'_>) {
    let name = element.local_name();
    if element.attributes.iter().any(|attribute| attribute.name.ends_with(":nil") && attribute.value == "true") {
        return;
    }
    if element.is_leaf() {
        writer.leaf(name, &element.text());
        return;
    }
    writer.start(name, &[]);
    element.elements().for_each(|child| write(writer, child));
    writer.end();
}
