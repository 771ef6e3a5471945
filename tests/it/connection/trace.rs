//! `--trace-http`: what it holds, whose it is, and what it never writes over.

use crate::support::{
    Conversation, Sandbox,
    org::{LoopbackOrg, TOKEN, against},
    projects::sample,
};
use serde_json::Value;
use std::{fs, os::unix::fs::PermissionsExt};
use xcred::practice::Pace;

const DIFF: [&str; 4] = ["diff", "--verbose", "--trace-http", "trace.jsonl"];

fn traced(sandbox: &Sandbox) -> Vec<Value> {
    let text = String::from_utf8(sandbox.read("trace.jsonl")).expect("a trace is UTF-8");
    assert!(text.ends_with('\n'));
    text.lines().map(|line| serde_json::from_str(line).expect("a line of a trace is JSON")).collect()
}

fn mode(sandbox: &Sandbox, path: &str) -> u32 {
    fs::metadata(sandbox.path(path)).expect("the file is there").permissions().mode() & 0o777
}

/// A run against an org that has the sample project's seed.
fn run(sandbox: &Sandbox, args: &[&str], variables: &[(&str, &str)]) -> Conversation {
    let org = LoopbackOrg::start(sandbox, Pace::Steps);
    let run = against(&org.url(), sandbox, args);
    variables.iter().fold(run, |run, (name, value)| run.env(name, value)).run()
}

#[test]
fn each_exchange_of_a_run_is_in_the_trace_and_no_secret_is() {
    let sandbox = sample();
    let deploy = ["deploy", "--yes", "-m", "ExternalCredential:Stripe", "--trace-http", "trace.jsonl"];
    run(&sandbox, &deploy, &[]).success();
    let lines = traced(&sandbox);
    let count = |event: &str| lines.iter().filter(|line| line["event"] == event).count();
    assert!(count("request") > 5 && count("request") == count("answer"), "{lines:#?}");
    let text = String::from_utf8(sandbox.read("trace.jsonl")).expect("a trace is UTF-8");
    for secret in [TOKEN, "canary", "Stripe", "ExternalCredential"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    for words in [
        "\"purpose\":\"send the deployment\"",
        "/metadata/deployRequest/0Af",
        "\"status\":\"Succeeded\"",
        "\"checkRetrieveStatus\"",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert_eq!(mode(&sandbox, "trace.jsonl"), 0o600);
}

#[test]
fn a_second_run_adds_to_the_trace() {
    let sandbox = sample();
    for _ in 0..2 {
        run(&sandbox, &["diff"], &[("XCRED_TRACE_HTTP", "trace.jsonl")]).success();
    }
    let headings = traced(&sandbox).into_iter().filter(|line| line["trace"] == "xcred http");
    assert_eq!(headings.map(|line| line["version"].clone()).collect::<Vec<_>>(), [1, 1]);
    assert!(!sandbox.path("other").exists());
}

#[test]
fn the_flag_goes_before_the_variable() {
    let sandbox = sample();
    run(&sandbox, &DIFF, &[("XCRED_TRACE_HTTP", "other")]).success();
    assert!(!traced(&sandbox).is_empty() && !sandbox.path("other").exists());
}

#[test]
fn an_empty_file_becomes_a_trace_and_its_owners() {
    let sandbox = sample();
    let path = sandbox.write("trace.jsonl", "");
    fs::set_permissions(path, fs::Permissions::from_mode(0o644)).expect("the mode can be set");
    run(&sandbox, &DIFF, &[]).success();
    assert!(!traced(&sandbox).is_empty());
    assert_eq!(mode(&sandbox, "trace.jsonl"), 0o600);
}

#[test]
fn what_is_no_trace_is_left_as_it_is() {
    let sandbox = sample();
    for content in ["{}", "{\"trace\":\"x\"", "# Notes\n"] {
        let path = sandbox.write("trace.jsonl", content);
        fs::set_permissions(path, fs::Permissions::from_mode(0o644)).expect("the mode can be set");
        let said = run(&sandbox, &DIFF, &[]).exits(64);
        assert!(said.stderr.contains("`trace.jsonl` is there and is no trace, so it is not written to"), "{said}");
        assert_eq!((sandbox.read("trace.jsonl"), mode(&sandbox, "trace.jsonl")), (content.into(), 0o644));
    }
    let said = run(&sandbox, &["diff", "--trace-http", "force-app"], &[]).exits(65);
    assert!(said.stderr.contains("`force-app` cannot be written"), "{said}");
    assert!(run(&sandbox, &["diff", "--trace-http", "/dev/full"], &[]).exits(65).stderr.contains("it is no file"));
}

#[test]
fn a_run_that_fails_leaves_what_it_saw() {
    let sandbox = sample();
    let args = ["diff", "--json", "--trace-http", "trace.jsonl"];
    against("http://127.0.0.1:1", &sandbox, args).run().exits(65);
    let lines = traced(&sandbox);
    assert_eq!(lines.len(), 11, "a heading and five attempts");
    assert_eq!(lines[10]["obstacle"], "Refused");
}

#[test]
fn commands_that_ask_nobody_write_no_trace() {
    let sandbox = sample();
    sandbox.xcred(["scan", "--trace-http", "trace.jsonl"]).run().success();
    assert!(!sandbox.path("trace.jsonl").exists());
}
