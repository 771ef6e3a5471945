//! `xcred deploy PLAN`: exactly what was planned, to the org that it was planned for, if that is as it was.

use crate::{
    deploy::held,
    plan::{STRIPE, body, entries, forge, replace},
    plan_side::planned,
    support::{
        Sandbox,
        org::{LoopbackOrg, against, deployments, is_soap},
        projects::{credential_file, empty_project, sample},
        schema::{document, text, told},
        servers::{Fate, Proxy},
    },
};
use serde_json::json;
use std::{
    fs,
    sync::{Arc, Mutex},
};
use xcred::{
    bundle::archive::{self, ArchiveLimits},
    practice::Pace,
};

const SEND: [&str; 4] = ["deploy", "x.plan", "-o", "practice"];

/// Changes a component in the org, as somebody else does from a project of his own.
fn change_in_org(sandbox: &Sandbox, name: &str, from: &str, to: &str) {
    let seed = sandbox.read(format!("practice-seed/externalCredentials/{name}.externalCredential"));
    let text = String::from_utf8(seed).expect("UTF-8");
    assert!(text.contains(from), "{text}");
    let other = empty_project();
    other.write(credential_file(name), text.replace(from, to));
    let bring = |from: &Sandbox, to: &Sandbox| fs::rename(from.path(".xcred"), to.path(".xcred")).expect("it is there");
    bring(sandbox, &other);
    other.run(["deploy", "--yes", "-o", "practice", "-m", "ExternalCredential"]).success();
    bring(&other, sandbox);
}

#[test]
fn a_plan_is_carried_out_and_deletes_what_it_says() {
    let sandbox = planned();
    let said = sandbox.run([&SEND[..], &["--yes"]].concat()).success();
    insta::assert_snapshot!(said.settled(), @"
    $ xcred deploy x.plan -o practice --yes
    --- stdout
    ── Erp
    ~ ExternalCredential:Erp
        integrations/fulfilment/externalCredentials/Erp.externalCredential-meta.xml
        ~ externalCredentialParameters[NamedPrincipal,Order Sync].sequenceNumber  line 10
            - 2
            + 1
        ~ externalCredentialParameters[NamedPrincipal,Stock Sync].sequenceNumber  line 17
            - 1
            + 2

    [the review of Stripe]

    - ExternalCredential:OldFreight
        to be deleted from the org

    Consequences: 1 notable.
    2 to change, 1 to delete; 0 are the same.
    Deployed 3 components (2 changed, 1 deleted) to practice.
    Verified: 2 components read back, and the org holds what was sent; 1 component deleted and gone from the org.
    --- stderr
    Sent to practice as `[0Af#1]`.
    Succeeded: 3 of 3 components
    --- exit 0
    ");
    assert!(!held(&sandbox).contains("OldFreight"));
    let left =
        document(&sandbox.run(["diff", "-o", "practice", "--json", "-m", "ExternalCredential:Stripe"]).success());
    assert_eq!(left["result"]["components"], json!([]));
}

/// The project goes on after the plan was made; what is sent is what was planned.
#[test]
fn what_is_sent_is_the_plans_bundle_byte_for_byte() {
    let sandbox = planned();
    let planned = entries(&sandbox, "x.plan");
    replace(&sandbox, STRIPE, "<label>Stripe</label>", "<label>Later</label>");
    let org = LoopbackOrg::start(&sandbox, Pace::Steps);
    let sent: Arc<Mutex<Vec<u8>>> = Arc::default();
    let keep = Arc::clone(&sent);
    let proxy = Proxy::to(org.address(), move |_, request| {
        if crate::support::org::sends_deployment(&request.head) {
            keep.lock().expect("nobody panics").clone_from(&request.body);
        }
        Fate::Carry
    });
    against(&proxy.url(), &sandbox, ["deploy", "x.plan", "--yes"]).run().success();
    let body = sent.lock().expect("nobody panics").clone();
    let start = body.windows(4).position(|four| four == b"PK\x03\x04").expect("an archive is sent");
    let end = body.windows(4).rposition(|four| four == b"PK\x05\x06").expect("it has its end") + 22;
    let read = archive::read(&body[start..end], ArchiveLimits::default()).expect("it is whole");
    let read: Vec<_> = read.into_iter().map(|entry| (entry.name, entry.bytes)).collect();
    assert_eq!(read, planned[1..]);
}

#[test]
fn a_dry_run_of_a_plan_changes_nothing_and_json_tells_it() {
    let sandbox = planned();
    let before = held(&sandbox);
    let told = document(&sandbox.run([&SEND[..], &["--dry-run", "--json"]].concat()).success());
    assert_eq!((&told["result"]["checkOnly"], text(&told["result"]["ending"])), (&json!(true), "succeeded"));
    assert_eq!(told["result"]["summary"]["modified"], 2);
    assert_eq!(told["result"]["deletions"][0][0]["members"], json!(["OldFreight"]));
    assert_eq!(held(&sandbox), before);
}

#[test]
fn without_a_terminal_a_question_is_an_error_for_a_plan_too() {
    let sandbox = planned();
    let before = held(&sandbox);
    let said = sandbox.run(SEND).exits(64);
    assert!(said.stderr.contains("there is no terminal to ask whether to deploy"), "{said}");
    assert_eq!(held(&sandbox), before);
}

#[test]
fn where_the_org_has_changed_nothing_is_sent_and_what_changed_is_named() {
    let sandbox = planned();
    change_in_org(&sandbox, "Stripe", "SecretKey", "OtherKey");
    let before = held(&sandbox);
    insta::assert_snapshot!(told(&sandbox, &[&SEND[..], &["--yes"]].concat(), 65), @"
    error: `x.plan` does not fit practice any more: 1 component changed since it was made; nothing is sent
      because: `ExternalCredential:Stripe` was changed there
      hint: plan again, and look at what is different now
    ");
    insta::assert_snapshot!(told(&sandbox, &[&SEND[..], &["--dry-run"]].concat(), 65), @"
    error: `x.plan` does not fit practice any more: 1 component changed since it was made; nothing is sent
      because: `ExternalCredential:Stripe` was changed there
      hint: plan again, and look at what is different now
    ");
    assert_eq!(held(&sandbox), before);
}

#[test]
fn what_the_plan_does_not_touch_may_change() {
    let sandbox = planned();
    change_in_org(&sandbox, "Shipping", "https://login.parcels.example", "https://other.parcels.example");
    sandbox.run([&SEND[..], &["--yes"]].concat()).success();
}

#[test]
fn what_was_created_or_deleted_in_the_org_since_is_told() {
    let sandbox = planned();
    sandbox.run(["plan", "-o", "practice", "--out", "new.plan", "-m", "ExternalCredential:Newsletter"]).success();
    sandbox.run(["deploy", "--yes", "-o", "practice", "--post-destructive-changes", "old.xml"]).success();
    let all = told(&sandbox, &[&SEND[..], &["--yes"]].concat(), 65)
        + &told(&sandbox, &["deploy", "new.plan", "-o", "practice", "--yes"], 65);
    insta::assert_snapshot!(all, @"
    error: `x.plan` does not fit practice any more: 3 components changed since it was made; nothing is sent
      because: `ExternalCredential:Erp` was changed there
      because: `ExternalCredential:OldFreight` was deleted there
      because: `ExternalCredential:Stripe` was changed there
      hint: the org holds what the plan would make of it already
      hint: plan again, and look at what is different now
    error: `new.plan` does not fit practice any more: 1 component changed since it was made; nothing is sent
      because: `ExternalCredential:Newsletter` was created there
      hint: the org holds what the plan would make of it already
      hint: plan again, and look at what is different now
    ");
}

/// Nothing is sent twice: the proxy counts.
#[test]
fn a_plan_that_does_not_fit_sends_no_deployment() {
    let sandbox = planned();
    let org = LoopbackOrg::start(&sandbox, Pace::Steps);
    let proxy = Proxy::to(org.address(), |_, _| Fate::Carry);
    let run = |code: i32| against(&proxy.url(), &sandbox, ["deploy", "x.plan", "--yes"]).run().exits(code);
    run(0);
    assert_eq!(deployments(&proxy.requests()), 1);
    run(65);
    assert_eq!(deployments(&proxy.requests()), 1);
    assert!(proxy.requests().iter().any(|request| is_soap(request, "readMetadata")), "the org was asked");
}

#[test]
fn another_org_gets_nothing() {
    let sandbox = planned();
    let before = held(&sandbox);
    assert_eq!(body(&sandbox, "x.plan")["org"]["id"], "00D000000000001EAA");
    forge(&sandbox, "x.plan", |body| {
        body["org"] = json!({
            "id": "00D000000000002", "instance": "uat.my.salesforce.com", "asked": body["org"]["asked"],
        });
    });
    insta::assert_snapshot!(told(&sandbox, &[&SEND[..], &["--yes"]].concat(), 65), @"
    error: `x.plan` is for the org `00D000000000002` (uat.my.salesforce.com), and practice is the org `00D000000000001EAA`; nothing is sent
      hint: name its org with `-o`, or plan for this one
    ");
    assert_eq!(held(&sandbox), before);
    forge(&sandbox, "x.plan", |body| body["org"]["id"] = json!("00D000000000001"));
    sandbox.run([&SEND[..], &["--yes"]].concat()).success();
}

#[test]
fn flags_that_say_what_is_sent_are_wrong_beside_a_plan() {
    let sandbox = sample();
    sandbox.write("old.xml", "");
    for flags in [
        &["-m", "ExternalCredential"][..],
        &["-d", "force-app"],
        &["-x", "old.xml"],
        &["-a", "64"],
        &["-g"],
        &["--ignore-errors"],
        &["-l", "NoTestRun"],
        &["-t", "ErpTest"],
        &["--pre-destructive-changes", "old.xml"],
        &["--post-destructive-changes", "old.xml"],
    ] {
        let said = sandbox.run([&SEND[..], flags].concat()).exits(64);
        assert!(said.stderr.contains("stands beside a plan, which says itself what is sent and how"), "{said}");
    }
}

#[test]
fn what_is_no_plan_is_not_deployed() {
    let sandbox = sample();
    let deploy = |file: &'static str| told(&sandbox, &["deploy", file, "-o", "practice", "--yes"], 65);
    let all = deploy("README.md") + &deploy("nowhere.plan") + &deploy("force-app");
    insta::assert_snapshot!(all, @"
    error: `README.md`: this is no plan file
      hint: `xcred plan --out FILE` makes one
    error: `nowhere.plan` cannot be read
      because: No such file or directory (os error 2)
    error: `force-app` cannot be read
      because: Is a directory (os error 21)
      hint: `-d PATH` selects files and folders of the project
    ");
    assert!(!sandbox.path(".xcred").exists(), "no org was asked");
}

/// A plan deploys the org's permission sets as they are asked for with the rest, of which they show more or less.
#[test]
fn a_plan_of_all_that_differs_fits_the_org_that_it_was_made_for() {
    let sandbox = sample();
    sandbox.run(["plan", "-o", "practice", "--out", "x.plan"]).success();
    sandbox.run([&SEND[..], &["--yes"]].concat()).success();
    sandbox.run(["diff", "-o", "practice", "--exit-code", "-m", "PermissionSet"]).success();
}
