//! Queries and records over REST: `query`, `sobjects`, and the same under `tooling`.

use serde_json::{Map, Value, json};

use super::{Reply, Request, deploy_request::failed};
use crate::{
    metadata::ApiVersion,
    practice::{
        Inner,
        objects::{Api, Found, Object, QueryError, find, object_named},
    },
};

/// Answers a query.
pub(crate) fn respond(practice: &Inner, version: ApiVersion, api: Api, request: &Request) -> Reply {
    let text = request.parameter("q").unwrap_or_default();
    match practice.with(|org, _| find(org, api, text)) {
        Ok(Ok(found)) if request.parameter("columns") == Some("true") => Reply::json(200, &columns(&found)),
        Ok(Ok(found)) => Reply::json(200, &answer(found, version, api)),
        Ok(Err(error)) => refused(error),
        Err(error) => failed(&error),
    }
}

/// Tells one record, with all its fields or those that are asked for.
pub(crate) fn record(practice: &Inner, version: ApiVersion, api: Api, names: (&str, &str), request: &Request) -> Reply {
    let (name, id) = names;
    let Some(object) = object_named(name, api) else {
        return Reply::not_found();
    };
    let fields = request.parameter("fields").map_or_else(|| object.fields.join(","), str::to_owned);
    let is_id = id.chars().all(|character| character.is_ascii_alphanumeric());
    let text = format!("SELECT {fields} FROM {name} WHERE Id = '{}'", if is_id { id } else { "" });
    match practice.with(|org, _| find(org, api, &text)) {
        Ok(Ok(found)) => {
            let record = found.records.into_iter().next();
            let record = record.map(|(id, fields)| with_attributes(object, &id, fields, version, api));
            record.map_or_else(not_there, |record| Reply::json(200, &record))
        }
        Ok(Err(error)) => refused(error),
        Err(error) => failed(&error),
    }
}

fn answer(found: Found, version: ApiVersion, api: Api) -> Value {
    let Found { object, total, records, .. } = found;
    let records: Vec<Value> =
        records.into_iter().map(|(id, fields)| with_attributes(object, &id, fields, version, api)).collect();
    match api {
        Api::Data => json!({ "done": true, "records": records, "totalSize": total }),
        Api::Tooling => json!({
            "done": true, "entityTypeName": object.name, "queryLocator": null,
            "records": records, "size": records.len(), "totalSize": total,
        }),
    }
}

/// What the columns of an answer are, without the answer: the Salesforce CLI asks for that before it shows a table.
fn columns(found: &Found) -> Value {
    let column =
        |name: &&str| json!({ "aggregate": false, "columnName": name, "displayName": name, "joinColumns": [] });
    let columns: Vec<Value> = found.fields.iter().map(column).collect();
    json!({ "columnMetadata": columns, "entityName": found.object.name })
}

fn with_attributes(object: &Object, id: &str, fields: Map<String, Value>, version: ApiVersion, api: Api) -> Value {
    let folder = match api {
        Api::Data => "",
        Api::Tooling => "tooling/",
    };
    let name = object.name;
    let url = format!("/services/data/v{version}/{folder}sobjects/{name}/{id}");
    let attributes = ("attributes".to_owned(), json!({ "type": name, "url": url }));
    let mut record = Map::from_iter([attributes]);
    for (field, value) in fields {
        insert(&mut record, &field, value);
    }
    Value::Object(record)
}

/// Puts a field into a record; one of another record, such as `CreatedBy.Name`, into a record inside.
fn insert(record: &mut Map<String, Value>, field: &str, value: Value) {
    match field.split_once('.') {
        Some((other, field)) => {
            let inside = record.entry(other).or_insert_with(|| json!({ "attributes": { "type": "Name" } }));
            inside[field] = value;
        }
        None => drop(record.insert(field.to_owned(), value)),
    }
}

/// The words are a server's, from memory.
fn refused(error: QueryError) -> Reply {
    let (code, words) = match error {
        QueryError::Malformed(words) => ("MALFORMED_QUERY", words),
        QueryError::NoObject(object) => (
            "INVALID_TYPE",
            format!(
                "sObject type '{object}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names."
            ),
        ),
        QueryError::NoField { object, field } => (
            "INVALID_FIELD",
            format!(
                "No such column '{field}' on entity '{object}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names."
            ),
        ),
    };
    Reply::error(400, code, words)
}

/// The words are a server's, from memory.
fn not_there() -> Reply {
    Reply::error(404, "NOT_FOUND", "Provided external ID field does not exist or is not accessible")
}
