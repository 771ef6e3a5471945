//! `docs/schema/plan.json` describes what plans say of themselves: it takes what is written, and both it and the reader
//! refuse what is not so.

use crate::{
    plan::{body, forge},
    plan_side::planned,
    support::Sandbox,
};
use jsonschema::Validator;
use serde_json::{Value, json};
use std::{fs, path::Path};
use xcred::plan::Plan;

fn schema() -> Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema/plan.json");
    let text = fs::read_to_string(path).expect("the schema can be read");
    jsonschema::validator_for(&serde_json::from_str(&text).expect("the schema is JSON")).expect("the schema is one")
}

fn rich() -> (Sandbox, Value) {
    let sandbox = planned();
    let body = body(&sandbox, "x.plan");
    (sandbox, body)
}

#[test]
fn the_schema_takes_what_is_written() {
    let (_, body) = rich();
    let schema = schema();
    let complaints: Vec<String> = schema.iter_errors(&body).map(|error| error.to_string()).collect();
    assert_eq!(complaints, [""; 0], "{body:#}");
}

/// The ways to all objects in a value, as JSON pointers.
fn objects(value: &Value, way: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            found.push(way.to_owned());
            members.iter().for_each(|(key, child)| objects(child, &format!("{way}/{key}"), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, child)| objects(child, &format!("{way}/{at}"), found));
        }
        _ => {}
    }
}

/// Every object with a member too many, one too few, and one of another type.
fn altered(body: &Value) -> Vec<(String, Value)> {
    let mut ways = Vec::new();
    objects(body, "", &mut ways);
    let mut all = Vec::new();
    for way in ways.iter().filter(|way| !way.starts_with("/org/asked")) {
        let mut with = |what: String, change: &dyn Fn(&mut serde_json::Map<String, Value>)| {
            let mut other = body.clone();
            change(other.pointer_mut(way).and_then(Value::as_object_mut).expect("the way leads to an object"));
            all.push((format!("{way}: {what}"), other));
        };
        with("a member too many".to_owned(), &|object| drop(object.insert("surprise".to_owned(), json!(1))));
        for member in body.pointer(way).and_then(Value::as_object).expect("it is one").keys() {
            with(format!("no {member}"), &|object| drop(object.remove(member)));
            with(format!("{member} of another type"), &|object| drop(object.insert(member.clone(), json!(7.5))));
        }
    }
    all
}

#[test]
fn the_schema_and_the_reader_refuse_what_is_not_so() {
    let (sandbox, body) = rich();
    let (schema, mut checked) = (schema(), 0);
    for (what, other) in altered(&body) {
        forge(&sandbox, "x.plan", |body| body.clone_from(&other));
        assert!(Plan::from_bytes(&sandbox.read("x.plan")).is_err(), "the reader takes {what}");
        // That a nullable member is missing is the same as null to the reader of a kind; the schema asks for it.
        assert!(!schema.is_valid(&other), "the schema takes {what}");
        checked += 1;
    }
    assert!(checked > 50, "{checked}");
}
