//! Plans as sides of a diff: what they send, at their API version, and what they leave out.

use crate::{
    plan::{STRIPE, body, forge, replace},
    support::{
        Sandbox,
        projects::sample,
        schema::{document, found, told},
    },
};
use serde_json::json;

const OLD: &str = "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\"><types><members>OldFreight</members>\
                   <name>ExternalCredential</name></types></Package>";

/// A sample project with a plan that changes Stripe and Erp, and deletes `OldFreight`.
pub(crate) fn planned() -> Sandbox {
    let sandbox = sample();
    sandbox.write("old.xml", OLD);
    let plan = ["plan", "-o", "practice", "--out", "x.plan", "--post-destructive-changes", "old.xml"];
    let selectors = ["-m", "ExternalCredential:Stripe", "-m", "ExternalCredential:Erp"];
    sandbox.run([&plan[..], &selectors].concat()).success();
    sandbox
}

/// The components that differ, and how.
fn differing(sandbox: &Sandbox, args: &[&str]) -> Vec<String> {
    let said = document(&sandbox.run([&["diff", "--json"], args].concat()).success());
    let kinds = said["result"]["components"].as_array().expect("a list").iter();
    found(&said)
        .into_iter()
        .zip(kinds)
        .map(|(id, one)| format!("{} {id}", one["change"].as_str().unwrap_or("-")))
        .collect()
}

#[test]
fn from_the_org_to_a_plan_is_what_the_plan_does() {
    let sandbox = planned();
    let does = [
        "modified ExternalCredential:Erp",
        "removed ExternalCredential:OldFreight",
        "modified ExternalCredential:Stripe",
    ];
    assert_eq!(differing(&sandbox, &["org:practice", "plan:x.plan"]), does);
    let said = sandbox.run(["diff", "plan:x.plan", "org:practice", "--stat"]).success();
    insta::assert_snapshot!(said.settled(), @"
    $ xcred diff plan:x.plan org:practice --stat
    --- stdout
    ~ ExternalCredential:Erp        |     2 ~~
    + ExternalCredential:OldFreight | added
    ~ ExternalCredential:Stripe     |     1 ~
    Consequences: 2 notable.
    1 only in the second, 2 different, 0 only in the first; 0 are the same.
    --- stderr
    --- exit 0
    ");
}

#[test]
fn a_plan_is_known_without_its_prefix() {
    let sandbox = planned();
    assert_eq!(differing(&sandbox, &["x.plan", "project"]), [""; 0]);
    replace(&sandbox, STRIPE, "<label>Stripe</label>", "<label>Other</label>");
    let said = sandbox.run(["diff", "x.plan", "--exit-code"]).exits(2);
    insta::assert_snapshot!(said.settled(), @"
    $ xcred diff x.plan --exit-code
    --- stdout
    From plan:x.plan to project: what differs

    ── Stripe
    ~ ExternalCredential:Stripe
        force-app/main/default/externalCredentials/Stripe.externalCredential-meta.xml
        ~ label  line 25
            - Stripe
            + Other

    0 only in the second, 1 different, 0 only in the first; 1 is the same.
    --- stderr
    --- exit 2
    ");
    let prefixed = sandbox.run(["diff", "plan:x.plan", "--exit-code"]).exits(2);
    assert_eq!(prefixed.stdout, said.stdout);
    assert_eq!(differing(&sandbox, &["project", "plan:x.plan"]), ["modified ExternalCredential:Stripe"]);
}

#[test]
fn of_two_plans_what_either_does_is_compared() {
    let sandbox = planned();
    sandbox.run(["plan", "-o", "practice", "--out", "y.plan", "-m", "ExternalCredential:Shipping"]).success();
    let expected =
        ["removed ExternalCredential:Erp", "added ExternalCredential:Shipping", "removed ExternalCredential:Stripe"];
    assert_eq!(differing(&sandbox, &["plan:x.plan", "plan:y.plan"]), expected);
}

#[test]
fn selectors_say_otherwise_and_a_base_may_be_a_plan() {
    let sandbox = planned();
    let of_type = differing(&sandbox, &["plan:x.plan", "project", "-m", "ExternalCredential"]);
    assert!(of_type.contains(&"added ExternalCredential:Shipping".to_owned()), "{of_type:?}");
    assert_eq!(differing(&sandbox, &["x.plan", "project", "-m", "ExternalCredential:Stripe"]), [""; 0]);
    replace(&sandbox, STRIPE, "<label>Stripe</label>", "<label>Other</label>");
    let base = ["--base", "plan:x.plan", "practice-seed", "project", "-m", "ExternalCredential:Stripe"];
    assert_eq!(differing(&sandbox, &base), ["modified ExternalCredential:Stripe"]);
}

/// An identity provider may not be sent at an old API version; a plan says at which it was made.
#[test]
fn the_api_version_of_a_plan_is_its_own() {
    let sandbox = sample();
    sandbox.run(["plan", "-o", "practice", "--out", "x.plan", "-a", "64", "-m", "ExternalCredential:Stripe"]).success();
    assert_eq!(body(&sandbox, "x.plan")["apiVersion"], "64.0");
    assert_eq!(differing(&sandbox, &["plan:x.plan", "project"]), [""; 0]);
}

#[test]
fn what_is_wrong_with_a_plan_is_told_with_its_name() {
    let sandbox = planned();
    let args = |args: &[&'static str]| told(&sandbox, args, 65);
    let mut all = args(&["diff", "plan:nowhere.plan"]) + &args(&["diff", "plan:README.md"]);
    forge(&sandbox, "x.plan", |body| body["entries"][1]["sha256"] = json!("00".repeat(32)));
    all += &(args(&["diff", "plan:x.plan"])
        + &args(&["diff", "x.plan", "project"])
        + &args(&["diff", "org:practice", "x.plan"]));
    forge(&sandbox, "x.plan", |body| body["schemaVersion"] = json!(2));
    all += &args(&["diff", "x.plan"]);
    forge(&sandbox, "x.plan", |body| *body = json!({ "schemaVersion": 1, "red\u{1b}[31m": 1 }));
    all += &sandbox.run(["diff", "x.plan"]).exits(65).stderr;
    let whole = sandbox.read("x.plan");
    sandbox.write("x.plan", &whole[..whole.len() / 2]);
    all += &args(&["diff", "x.plan"]);
    insta::assert_snapshot!(all, @r"
    error: `nowhere.plan` cannot be read
      because: No such file or directory (os error 2)
    error: `README.md`: this is no plan file
      hint: `xcred plan --out FILE` makes one
    error: `x.plan`: `destructiveChangesPost.xml` is not what was planned: its SHA-256 is not the one in `plan.json`
      hint: nothing of it is used; plan again
    error: `x.plan`: `destructiveChangesPost.xml` is not what was planned: its SHA-256 is not the one in `plan.json`
      hint: nothing of it is used; plan again
    error: `x.plan`: `destructiveChangesPost.xml` is not what was planned: its SHA-256 is not the one in `plan.json`
      hint: nothing of it is used; plan again
    error: `x.plan`: the plan has schema version 2, and this xcred reads up to 1: a newer xcred made it
      hint: use that xcred, or plan again with this one
    error: `x.plan`: `plan.json` of the plan cannot be understood: unknown field `red\u{1b}[31m`, expected one of `schemaVersion`, `made`, `org`, `apiVersion`, `options`, `components`, `entries` at line 1 column 16
      hint: nothing of it is used; plan again
    error: `x.plan`: this is no zip archive, or a damaged one: invalid Zip archive: Could not find EOCD
      hint: nothing of it is used; plan again
    ");
}
