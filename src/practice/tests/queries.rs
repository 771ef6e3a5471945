//! What can be queried, and what the answers look like.

use serde_json::{Value, json};

use super::{EC, NC, STRIPE, STRIPE_ADDRESS, client::*};
use crate::practice::objects::{Api, OBJECTS, object_named};

fn org() -> Bench {
    Bench::of(&[(EC, STRIPE), ("externalCredentials/Adyen.externalCredential", STRIPE), (NC, STRIPE_ADDRESS)])
}

fn query(org: &Bench, api: &str, text: &str) -> Value {
    let encoded: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let reply = org.get(&format!("/services/data/v66.0/{api}?q={encoded}"));
    assert_eq!(reply.status, 200, "{text}: {}", reply.text());
    reply.json()
}

fn names(answer: &Value) -> Vec<&str> {
    let records = answer["records"].as_array().unwrap();
    records.iter().map(|record| record["DeveloperName"].as_str().unwrap()).collect()
}

#[test]
fn every_object_tells_every_field_of_its_own() {
    let org = org();
    org.deploy("{}", b"no zip");
    for object in OBJECTS {
        let records = org.practice.shared.with(|org, _| object.records(org)).unwrap();
        for record in records {
            let mut told: Vec<&String> = record.as_object().unwrap().keys().collect();
            let mut fields: Vec<&str> = object.fields.to_vec();
            told.sort();
            fields.sort_unstable();
            assert_eq!(told, fields, "{}", object.name);
        }
        let api = if object.apis.contains(&Api::Data) { "query" } else { "tooling/query" };
        query(&org, api, &format!("SELECT {} FROM {}", object.fields.join(", "), object.name));
    }
    assert!(object_named("user", Api::Data).is_some() && object_named("DeployRequest", Api::Data).is_none());
}

#[test]
fn components_are_chosen_and_ordered() {
    let org = org();
    let ask =
        |rest: &str| query(&org, "tooling/query", &format!("SELECT DeveloperName FROM ExternalCredential {rest}"));
    for (rest, expected) in [
        ("", vec!["Adyen", "Stripe"]),
        ("ORDER BY DeveloperName DESC", vec!["Stripe", "Adyen"]),
        ("ORDER BY MasterLabel DESC", vec!["Stripe", "Adyen"]),
        ("ORDER BY MasterLabel DESC, DeveloperName ASC", vec!["Adyen", "Stripe"]),
        ("ORDER BY DeveloperName LIMIT 1 OFFSET 1", vec!["Stripe"]),
        ("WHERE developername = 'STRIPE'", vec!["Stripe"]),
        ("WHERE DeveloperName LIKE '%dy_n'", vec!["Adyen"]),
        ("WHERE DeveloperName LIKE 'dy%'", vec![]),
        ("WHERE DeveloperName IN ('Stripe', 'Nope') AND MasterLabel = 'Stripe'", vec!["Stripe"]),
        ("WHERE DeveloperName NOT IN ('Stripe')", vec!["Adyen"]),
        ("WHERE DeveloperName != 'Stripe'", vec!["Adyen"]),
        ("WHERE NamespacePrefix = null AND DeveloperName > 'B'", vec!["Stripe"]),
        ("WHERE NamespacePrefix > 'B'", vec![]),
        ("WHERE CreatedDate < 2026-11-18T11:06:40.001Z LIMIT 1", vec!["Adyen"]),
        ("WHERE CreatedDate >= 2026-11-18T12:06:40.001+01:00", vec![]),
    ] {
        assert_eq!(names(&ask(rest)), expected, "{rest}");
    }
    let counted = query(&org, "tooling/query", "SELECT COUNT() FROM ExternalCredential");
    assert_eq!((&counted["totalSize"], &counted["records"]), (&json!(2), &json!([])));
}

#[test]
fn both_apis_answer_in_their_own_shape() {
    let org = org();
    let data = query(&org, "query", "select name, issandbox from organization");
    let url = "/services/data/v66.0/sobjects/Organization/00D000000000001EAA";
    let attributes = json!({ "type": "Organization", "url": url });
    let record = json!({ "attributes": attributes, "Name": "Practice", "IsSandbox": false });
    assert_eq!(data, json!({ "done": true, "totalSize": 1, "records": [record] }));
    let path = "/services/data/v66.0/query?columns=true&q=SELECT+name+FROM+User";
    let column = json!({ "aggregate": false, "columnName": "Name", "displayName": "Name", "joinColumns": [] });
    assert_eq!(org.get(path).json(), json!({ "columnMetadata": [column], "entityName": "User" }));
    let tooling = query(&org, "tooling/query", "SELECT Id FROM NamedCredential");
    assert_eq!((&tooling["size"], &tooling["entityTypeName"]), (&json!(1), &json!("NamedCredential")));
    let id = tooling["records"][0]["Id"].as_str().unwrap();
    assert_eq!(
        tooling["records"][0]["attributes"]["url"],
        format!("/services/data/v66.0/tooling/sobjects/NamedCredential/{id}")
    );
}

#[test]
fn one_record_is_told_by_its_id() {
    let org = org();
    let user = org.get("/services/data/v66.0/sobjects/User/005000000000001AAA").json();
    assert_eq!(user["Username"], "admin@practice.invalid");
    assert_eq!(org.get("/services/data/v51.0/sobjects/User/005000000000001AAA").status, 200);
    assert_eq!(org.get("/services/data/v30.0/sobjects/User/005000000000001AAA").status, 404);
    let short = org.get("/services/data/v66.0/sobjects/User/005000000000001AAA?fields=Name").json();
    assert_eq!(short.as_object().unwrap().len(), 2, "{short}");
    for (path, status, code) in [
        ("sobjects/User/005000000000002AAA", 404, "NOT_FOUND"),
        ("sobjects/User/x'", 404, "NOT_FOUND"),
        ("sobjects/User/005000000000001AAA?fields=Bogus", 400, "INVALID_FIELD"),
        ("sobjects/ScratchOrgInfo/x", 404, "NOT_FOUND"),
        ("tooling/sobjects/SourceMember/describe", 404, "NOT_FOUND"),
    ] {
        let reply = org.get(&format!("/services/data/v66.0/{path}"));
        assert_eq!((reply.status, &reply.json()[0]["errorCode"]), (status, &code.into()), "{path}");
    }
}

#[test]
fn the_user_and_the_limits_are_told() {
    let org = org();
    let resources = org.get("/services/data/v66.0").json();
    let identity = resources["identity"].as_str().unwrap();
    let path = &identity[identity.find("/id/").unwrap()..];
    assert_eq!(org.get(path).json()["username"], "admin@practice.invalid");
    assert_eq!(org.send("GET", path, &[], b"").status, 403);
    let limits = org.get("/services/data/v66.0/limits").json();
    assert_eq!(limits["DailyApiRequests"], json!({ "Max": 15_000, "Remaining": 14_996 }));
}
