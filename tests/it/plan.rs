//! `xcred plan` against the practice org: what is shown, saved, left alone, and said in JSON.

use crate::{
    deploy::held,
    support::{
        Sandbox,
        org::TOKEN,
        projects::{credential, sample},
        schema::{document, found, text},
    },
};
use serde_json::{Value, json};
use std::{fs, path::Path};
use xcred::bundle::archive::{self, ArchiveLimits};

pub(crate) const STRIPE: &str = "force-app/main/default/externalCredentials/Stripe.externalCredential-meta.xml";

/// The files of a plan, `plan.json` first.
pub(crate) fn entries(sandbox: &Sandbox, name: &str) -> Vec<(String, Vec<u8>)> {
    let entries = archive::read(&sandbox.read(name), ArchiveLimits::default()).expect("a plan is an archive");
    entries.into_iter().map(|entry| (entry.name, entry.bytes)).collect()
}

/// What a plan says of itself.
pub(crate) fn body(sandbox: &Sandbox, name: &str) -> Value {
    serde_json::from_slice(&entries(sandbox, name)[0].1).expect("plan.json is JSON")
}

/// Writes a plan anew, whose `plan.json` says something else.
pub(crate) fn forge(sandbox: &Sandbox, name: &str, change: impl FnOnce(&mut Value)) {
    let mut files = entries(sandbox, name);
    let mut body = body(sandbox, name);
    change(&mut body);
    files[0].1 = serde_json::to_vec(&body).expect("JSON is text");
    sandbox.write(name, archive::write(files.iter().map(|(name, bytes)| (name.as_str(), &bytes[..]))));
}

pub(crate) fn replace(sandbox: &Sandbox, path: &str, from: &str, to: &str) {
    let before = String::from_utf8(sandbox.read(path)).expect("UTF-8");
    let after = before.replace(from, to);
    assert_ne!(before, after, "{path}");
    sandbox.write(path, after);
}

#[test]
fn a_plan_shows_what_a_dry_run_shows_and_sends_nothing() {
    let sandbox = sample();
    let before = held(&sandbox);
    let stripe = ["-o", "practice", "-m", "ExternalCredential:Stripe"];
    let said = sandbox.run([&["plan", "--out", "x.plan"], &stripe[..]].concat()).success();
    insta::assert_snapshot!(said.settled(), @"
    $ xcred plan --out x.plan -o practice -m ExternalCredential:Stripe
    --- stdout
    [the review of Stripe]

    Consequences: 1 notable.
    1 to change; 0 are the same.
    Planned for practice in `x.plan`; nothing was sent.
    --- stderr
    Send it with `xcred deploy x.plan -o practice`.
    --- exit 0
    ");
    assert_eq!(held(&sandbox), before);
    let dry = sandbox.run([&["deploy", "--dry-run"], &stripe[..]].concat()).success();
    let shown = |text: &str, end: &str| text.split_once(end).map(|(shown, _)| shown.to_owned());
    assert_eq!(shown(&said.stdout, "Planned"), shown(&dry.stdout, "Validated"));
    let names: Vec<String> = entries(&sandbox, "x.plan").into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["plan.json", "package.xml", "externalCredentials/Stripe.externalCredential"]);
    assert_eq!(entries(&sandbox, "x.plan")[2].1, sandbox.read(STRIPE), "the project's own bytes");
}

#[test]
fn the_exit_code_and_the_json_tell_what_became_of_it() {
    let sandbox = sample();
    let plan = ["plan", "-o", "practice", "--out", "x.plan", "--exit-code", "--json"];
    let told = document(&sandbox.run(plan).exits(2));
    let result = &told["result"];
    assert_eq!((text(&result["ending"]), text(&result["file"]), text(&result["org"])), ("saved", "x.plan", "practice"));
    assert_eq!(result["orgId"], body(&sandbox, "x.plan")["org"]["id"]);
    assert_eq!(result["summary"]["modified"], 5);
    let of_diff = document(&sandbox.run(["diff", "-o", "practice", "--json"]).success());
    assert_eq!(result["summary"], of_diff["result"]["summary"]);
    assert_eq!(found(&told), found(&of_diff));
}

#[test]
fn where_there_is_nothing_to_deploy_no_plan_is_written() {
    let sandbox = sample();
    sandbox.run(["deploy", "--yes", "-o", "practice"]).success();
    let said = sandbox.run(["plan", "-o", "practice", "--out", "x.plan", "--exit-code"]).success();
    insta::assert_snapshot!(said.settled(), @"
    $ xcred plan -o practice --out x.plan --exit-code
    --- stdout
    Nothing to deploy: practice holds all of it, and no plan is written.
    --- stderr
    --- exit 0
    ");
    assert!(!sandbox.path("x.plan").exists());
}

#[test]
fn an_earlier_plan_is_left_as_it_is_and_told() {
    let sandbox = sample();
    sandbox.run(["plan", "-o", "practice", "--out", "x.plan"]).success();
    let earlier = sandbox.read("x.plan");
    sandbox.run(["deploy", "--yes", "-o", "practice"]).success();
    let told = document(&sandbox.run(["plan", "-o", "practice", "--out", "x.plan", "--json"]).success());
    assert_eq!(text(&told["result"]["ending"]), "nothing-to-do");
    assert_eq!(told["warnings"], json!(["`x.plan` is an earlier plan, and is left as it is"]));
    assert_eq!(sandbox.read("x.plan"), earlier);
}

#[test]
fn what_has_to_be_mended_first_is_told_and_no_plan_is_written() {
    let sandbox = sample();
    replace(&sandbox, STRIPE, "</ExternalCredential>", "");
    let said = sandbox.run(["plan", "-o", "practice", "--out", "x.plan"]).exits(1);
    assert!(said.stdout.contains("No plan is written: mend the errors first."), "{said}");
    assert!(said.stderr.contains("error[not-well-formed]"), "{said}");
    assert!(!sandbox.path("x.plan").exists());
    let told = document(&sandbox.run(["plan", "-o", "practice", "--out", "x.plan", "--json"]).exits(1));
    assert_eq!((text(&told["result"]["ending"]), &told["result"]["file"]), ("unfit", &Value::Null));
}

#[test]
fn a_file_that_is_no_plan_is_not_written_over_and_a_plan_is() {
    let sandbox = sample();
    sandbox.write("notes.zip", archive::write([("notes", &b"x"[..])]));
    sandbox.write("empty.plan", "");
    fs::create_dir(sandbox.path("folder.plan")).expect("there is room");
    for (name, is_file) in [("notes.zip", true), ("README.md", true), ("empty.plan", true), ("folder.plan", false)] {
        let before = is_file.then(|| sandbox.read(name));
        let said = sandbox.run(["plan", "-o", "practice", "--out", name]).exits(64);
        assert!(said.stderr.contains(&format!("error: `{name}` is there and is no plan")), "{said}");
        assert_eq!(is_file.then(|| sandbox.read(name)), before);
    }
    assert!(!sandbox.path(".xcred").exists(), "no org was asked");
    let plan = |of: &str| sandbox.run(["plan", "-o", "practice", "--out", "x.plan", "-m", of]).success();
    plan("ExternalCredential:Stripe");
    plan("ExternalCredential:Erp");
    assert_eq!(body(&sandbox, "x.plan")["components"][0]["component"], "ExternalCredential:Erp");
    let left: Vec<_> = fs::read_dir(sandbox.path("")).expect("it is a folder").filter_map(Result::ok).collect();
    assert!(left.iter().all(|entry| !entry.file_name().to_string_lossy().starts_with(".xcred-")), "{left:?}");
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_read_a_plan() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = sample();
    let mode = || fs::metadata(sandbox.path("x.plan")).expect("it is there").permissions().mode() & 0o777;
    let plan = || sandbox.run(["plan", "-o", "practice", "--out", "x.plan"]).success();
    plan();
    assert_eq!(mode(), 0o600);
    fs::set_permissions(sandbox.path("x.plan"), fs::Permissions::from_mode(0o644)).expect("it is ours");
    plan();
    assert_eq!(mode(), 0o600, "however open the one before was");
}

#[test]
fn the_same_is_planned_in_the_same_bytes_but_for_the_time() {
    let sandbox = sample();
    for name in ["one.plan", "other.plan"] {
        sandbox.run(["plan", "-o", "practice", "--out", name]).success();
        forge(&sandbox, name, |body| body["made"]["at"] = json!("2026-01-01T00:00:00Z"));
    }
    assert!(sandbox.read("one.plan") == sandbox.read("other.plan"));
}

/// Looks for a text in all files of a plan.
fn holds(sandbox: &Sandbox, name: &str, needle: &str) -> bool {
    entries(sandbox, name).iter().any(|(_, bytes)| String::from_utf8_lossy(bytes).contains(needle))
}

#[test]
fn neither_the_orgs_content_nor_a_token_is_in_a_plan() {
    let sandbox = sample();
    let seed = "practice-seed/externalCredentials/Stripe.externalCredential";
    replace(&sandbox, seed, "<label>Stripe</label>", "<label>canaryOfTheOrg</label>");
    let org = crate::support::org::LoopbackOrg::start(&sandbox, xcred::practice::Pace::Steps);
    let said = crate::support::org::against(&org.url(), &sandbox, ["plan", "--out", "x.plan"]).run().success();
    assert!(said.stdout.contains("canaryOfTheOrg"), "the review shows what the org holds: {said}");
    assert!(holds(&sandbox, "x.plan", "ExternalCredential:Stripe"));
    assert!(!holds(&sandbox, "x.plan", "canaryOfTheOrg") && !holds(&sandbox, "x.plan", TOKEN));
}

#[test]
fn deletions_and_options_are_part_of_it() {
    let sandbox = sample();
    let old = "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\"><types><members>OldFreight</members>\
               <name>ExternalCredential</name></types><types><members>OldCallout</members><name>ApexClass</name></types>\
               </Package>";
    sandbox.write("old.xml", old);
    let flags =
        ["--post-destructive-changes", "old.xml", "-l", "RunSpecifiedTests", "-t", "ErpTest", "-g", "--ignore-errors"];
    let plan = ["plan", "-o", "practice", "--out", "x.plan", "-m", "ExternalCredential:Stripe"];
    let said = sandbox.run([&plan[..], &flags].concat()).success();
    insta::assert_snapshot!(said.settled(), @"
    $ xcred plan -o practice --out x.plan -m ExternalCredential:Stripe --post-destructive-changes old.xml -l RunSpecifiedTests -t ErpTest -g --ignore-errors
    --- stdout
    [the review of Stripe]

    - ApexClass:OldCallout
        to be deleted from the org

    - ExternalCredential:OldFreight
        to be deleted from the org

    Consequences: 1 notable.
    1 to change, 2 to delete; 0 are the same.
    Planned for practice in `x.plan`; nothing was sent.
    --- stderr
    warning: xcred does not know the type of `ApexClass:OldCallout`: a change of it in the org is not noticed
    Send it with `xcred deploy x.plan -o practice`.
    --- exit 0
    ");
    let body = body(&sandbox, "x.plan");
    let options = json!({
        "ignoreWarnings": true, "rollbackOnError": false, "testLevel": "RunSpecifiedTests", "runTests": ["ErpTest"],
    });
    assert_eq!(body["options"], options);
    let steps: Vec<String> = body["components"].as_array().expect("a list").iter().map(step).collect();
    let expected = [
        "delete ApexClass:OldCallout unseen",
        "delete ExternalCredential:OldFreight #",
        "change ExternalCredential:Stripe #",
    ];
    assert_eq!(steps, expected);
    sandbox.write("all.xml", credential("x", ""));
    let wrong = sandbox.run(["plan", "-o", "practice", "--out", "y.plan", "--pre-destructive-changes", "all.xml"]);
    wrong.exits(65);
    assert!(!Path::new(&sandbox.path("y.plan")).exists());
}

fn step(step: &Value) -> String {
    let held = text(&step["held"]);
    let held = if held.len() == 64 { "#" } else { held };
    format!("{} {} {held}", text(&step["deed"]), text(&step["component"]))
}
