//! `docs/schema/output.json`, which every document of `--json` has to satisfy.

use super::{Conversation, Sandbox};
use jsonschema::Validator;
use serde_json::Value;
use std::{fs, path::Path, sync::LazyLock};

static SCHEMA: LazyLock<Validator> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema/output.json");
    let text = fs::read_to_string(path).expect("the schema can be read");
    jsonschema::validator_for(&serde_json::from_str(&text).expect("the schema is JSON")).expect("the schema is one")
});

/// What the schema has against a document; empty where it is valid.
pub(crate) fn complaints(document: &Value) -> Vec<String> {
    SCHEMA.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// The one document that was printed, once it is known to satisfy the schema and to say how the run ended.
#[track_caller]
pub(crate) fn document(said: &Conversation) -> Value {
    let document = said.json();
    let complaints = complaints(&document);
    assert!(complaints.is_empty(), "{complaints:#?}\n{said}");
    let status: i32 = serde_json::from_value(document["status"].clone()).expect("the schema asks for a number");
    assert_eq!(super::Ending::Exit(status), said.status, "{said}");
    document
}

/// A member that is a text; `-` where it is null.
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("-")
}

/// The components that a result lists, as `Type:Name`.
#[track_caller]
pub(crate) fn found(document: &Value) -> Vec<String> {
    let components = document["result"]["components"].as_array().expect("the result lists components");
    components.iter().map(|one| format!("{}:{}", text(&one["type"]), text(&one["fullName"]))).collect()
}

/// An error that is told once, on stderr alone; and with `--json` on stdout alone, in one valid document.
#[track_caller]
pub(crate) fn told(sandbox: &Sandbox, args: &[&str], code: i32) -> String {
    let human = sandbox.run(args).exits(code);
    assert!(human.stdout.is_empty() && human.stderr.starts_with("error: "), "{human}");
    let json = sandbox.run([args, &["--json"]].concat()).exits(code);
    assert_eq!(json.stderr, "", "{json}");
    let document = document(&json);
    let message = text(&document["error"]["message"]);
    assert!(human.stderr.contains(message.lines().next().unwrap_or("-")), "{human}{json}");
    human.paths.apply(&human.stderr)
}
