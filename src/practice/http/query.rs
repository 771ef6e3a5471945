//! Queries of the Tooling API, as far as this org has objects: deployments.

use serde_json::{Map, Value, json};

use super::{Reply, Request, deploy_request::failed};
use crate::{
    metadata::ApiVersion,
    practice::{
        Inner,
        deploy::Deployment,
        ids::{USER_FULL_NAME, USER_ID},
    },
};

/// `SELECT fields FROM object [ORDER BY CreatedDate [ASC|DESC]] [LIMIT n]`, understood.
#[derive(Debug, PartialEq, Eq)]
struct Query {
    fields: Vec<String>,
    object: String,
    newest_first: bool,
    limit: Option<usize>,
}

/// The one object that can be queried.
const OBJECT: &str = "DeployRequest";

/// Answers a query.
pub(crate) fn respond(practice: &Inner, version: ApiVersion, request: &Request) -> Reply {
    let text = request.parameter("q").unwrap_or_default();
    let query = match parse(text) {
        Ok(query) => query,
        Err(words) => return Reply::error(400, "MALFORMED_QUERY", words),
    };
    if !query.object.eq_ignore_ascii_case(OBJECT) {
        return Reply::error(400, "INVALID_TYPE", unsupported(&query.object));
    }
    let deployments = match practice.with(|org, _| org.book.deployments.clone()) {
        Ok(deployments) => deployments,
        Err(error) => return failed(&error),
    };
    match records(&query, version, &deployments) {
        Ok(records) => {
            let size = records.len();
            let answer = json!({
                "done": true, "entityTypeName": OBJECT, "queryLocator": null,
                "records": records, "size": size, "totalSize": size,
            });
            Reply::json(200, &answer)
        }
        Err(field) => Reply::error(400, "INVALID_FIELD", no_column(&field)),
    }
}

fn parse(text: &str) -> Result<Query, String> {
    let spaced = text.replace(',', " , ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let is = |word: Option<&&str>, keyword: &str| word.is_some_and(|word| word.eq_ignore_ascii_case(keyword));
    let unexpected = |at: usize| format!("unexpected token: '{}'", words.get(at).unwrap_or(&"<EOF>"));
    let from = (0..words.len()).find(|&at| is(words.get(at), "FROM"));
    let Some(from) = from.filter(|_| is(words.first(), "SELECT")) else {
        return Err(unexpected(0));
    };
    let fields = words[1..from].iter().filter(|word| **word != ",");
    let object = words.get(from + 1).ok_or_else(|| unexpected(from + 1))?;
    let mut query = Query {
        fields: fields.map(|word| (*word).to_owned()).collect(),
        object: (*object).to_owned(),
        newest_first: false,
        limit: None,
    };
    let mut at = from + 2;
    if is(words.get(at), "ORDER") && is(words.get(at + 1), "BY") && is(words.get(at + 2), "CreatedDate") {
        query.newest_first = is(words.get(at + 3), "DESC");
        at += if query.newest_first || is(words.get(at + 3), "ASC") { 4 } else { 3 };
    }
    if is(words.get(at), "LIMIT") {
        let number = words.get(at + 1).and_then(|word| word.parse().ok());
        query.limit = Some(number.ok_or_else(|| unexpected(at + 1))?);
        at += 2;
    }
    if at < words.len() || query.fields.is_empty() {
        return Err(unexpected(at));
    }
    Ok(query)
}

/// The words are a server's, from memory.
fn unsupported(object: &str) -> String {
    format!(
        "sObject type '{object}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names."
    )
}

/// The words are a server's, from memory.
fn no_column(field: &str) -> String {
    format!(
        "No such column '{field}' on entity '{OBJECT}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names."
    )
}

fn records(query: &Query, version: ApiVersion, deployments: &[Deployment]) -> Result<Vec<Value>, String> {
    let mut chosen: Vec<&Deployment> = deployments.iter().collect();
    if query.newest_first {
        chosen.reverse();
    }
    chosen.truncate(query.limit.unwrap_or(usize::MAX));
    let record = |deployment: &Deployment| {
        let url = format!("/services/data/v{version}/tooling/sobjects/{OBJECT}/{}", deployment.id);
        let mut record = Map::new();
        record.insert("attributes".to_owned(), json!({ "type": OBJECT, "url": url }));
        for field in &query.fields {
            let value = value_of(deployment, field).ok_or_else(|| field.clone())?;
            insert(&mut record, field, value);
        }
        Ok(Value::Object(record))
    };
    chosen.into_iter().map(record).collect()
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

fn value_of(deployment: &Deployment, field: &str) -> Option<Value> {
    let date = |moment: Option<crate::practice::Moment>| json!(moment.map(crate::practice::Moment::in_queries));
    let refusal = deployment.refusal.as_ref();
    Some(match field.to_ascii_lowercase().as_str() {
        "id" => json!(deployment.id),
        "status" => json!(deployment.status),
        "checkonly" => json!(deployment.options.check_only),
        "createddate" => date(Some(deployment.created)),
        "startdate" => date(deployment.started),
        "completeddate" => date(deployment.completed),
        "lastmodifieddate" => date(Some(deployment.modified)),
        "createdbyid" | "lastmodifiedbyid" => json!(USER_ID),
        "createdby.name" | "lastmodifiedby.name" => json!(USER_FULL_NAME),
        "errormessage" => json!(refusal.map(|refusal| &refusal.words)),
        "errorstatuscode" => json!(refusal.map(|refusal| &refusal.code)),
        "ignorewarnings" => json!(deployment.options.ignore_warnings),
        "rollbackonerror" => json!(deployment.options.rollback_on_error),
        "runtestsenabled" => json!(deployment.options.runs_tests()),
        "numbercomponenterrors" => json!(deployment.errors),
        "numbercomponentsdeployed" => json!(deployment.deployed),
        "numbercomponentstotal" => json!(deployment.total),
        "numbertesterrors" | "numbertestscompleted" | "numberteststotal" => json!(0),
        _ => return None,
    })
}
