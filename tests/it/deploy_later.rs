//! Deployments that nobody waits for, that are cancelled, and that are interrupted.
//!
//! The org's deployments are held, so that none of them is over before the test says so.

use crate::support::{
    Sandbox, Stream,
    org::{LoopbackOrg, TOKEN, against, asks_status, call, sends_deployment},
    projects::{sample, sample_folder},
    schema::{document, text},
    servers::{Fate, Proxy},
};
use serde_json::Value;
use std::sync::mpsc::channel;
use xcred::practice::Pace;

/// The sample project, and its practice org behind a port, which holds deployments.
fn held() -> (Sandbox, LoopbackOrg) {
    let sandbox = sample();
    let org = LoopbackOrg::start(&sandbox, Pace::Held);
    (sandbox, org)
}

/// Deploys without waiting; the deployment's id.
fn begun(sandbox: &Sandbox, org: &LoopbackOrg) -> String {
    let said = against(&org.url(), sandbox, ["deploy", "--yes", "--json", "--wait", "0"]).run().exits(69);
    let told = document(&said);
    assert_eq!(text(&told["result"]["ending"]), "running");
    text(&told["result"]["id"]).to_owned()
}

/// The names of what the org holds.
fn names(sandbox: &Sandbox) -> Vec<Value> {
    let told = document(&sandbox.run(["practice", "show", "--json"]).success());
    told["result"]["components"].as_array().expect("a list").clone()
}

/// A deployment of one component, which is quickly read.
const STRIPE: [&str; 4] = ["deploy", "--yes", "-m", "ExternalCredential:Stripe"];

#[test]
fn one_can_leave_and_look_later() {
    let (sandbox, org) = held();
    let run = |args: &[&str]| against(&org.url(), &sandbox, args).run();
    let said = run(&[&STRIPE[..], &["--wait", "0"]].concat()).exits(69);
    insta::assert_snapshot!(said.settled(), @"
    $ xcred deploy --yes -m ExternalCredential:Stripe --wait 0
    --- stdout
    [the review of Stripe]

    Consequences: 1 notable.
    1 to change; 0 are the same.
    Still running: the deployment `[0Af#1]` goes on in 127.0.0.1:[PORT].
    --- stderr
    Sent to 127.0.0.1:[PORT] as `[0Af#1]`.
    Look later with `xcred deploy report [0Af#1] -o http://127.0.0.1:[PORT]`.
    --- exit 69
    ");
    let list =
        call(org.address(), "GET", "/services/data/v66.0/tooling/query?q=SELECT+Id+FROM+DeployRequest", TOKEN, "");
    let list: Value = serde_json::from_str(&list.1).expect("a list");
    let id = text(&list["records"][0]["Id"]);
    insta::assert_snapshot!(run(&["deploy", "report", id]).exits(69).settled(), @"
    $ xcred deploy report [0Af#1]
    --- stdout
    Still running: the deployment `[0Af#1]` goes on in 127.0.0.1:[PORT].
    --- stderr
    --- exit 69
    ");
    org.release();
    insta::assert_snapshot!(run(&["deploy", "resume", id]).success().settled(), @"
    $ xcred deploy resume [0Af#1]
    --- stdout
    Deployed 1 component to 127.0.0.1:[PORT].
    Verified: 1 component read back, and the org holds what was sent.
    --- stderr
    Succeeded: 1 of 1 component
    --- exit 0
    ");
    insta::assert_snapshot!(run(&["deploy", "report", id]).success().settled(), @"
    $ xcred deploy report [0Af#1]
    --- stdout
    Deployed 1 component to 127.0.0.1:[PORT].
    --- stderr
    --- exit 0
    ");
    insta::assert_snapshot!(run(&["deploy", "cancel", id]).exits(65).settled(), @"
    $ xcred deploy cancel [0Af#1]
    --- stdout
    --- stderr
    error: could not cancel the deployment at http://127.0.0.1:[PORT]/services/data/v66.0/metadata/deployRequest/[0Af#1]
      because: the org refused (INVALID_ID_FIELD: Deployment already completed)
    --- exit 65
    ");
}

/// Whoever runs this in another folder finds the same org by the same flags.
#[test]
fn the_way_back_names_the_project() {
    let sandbox = Sandbox::new();
    sandbox.copy(sample_folder(), "shop");
    let said = sandbox.run(["-C", "shop", "deploy", "--yes", "--wait", "0", "--quiet"]).exits(69);
    assert!(said.stderr.is_empty(), "{said}");
    let said = sandbox.run(["-C", "shop", "deploy", "--yes", "--wait", "0"]).exits(69);
    let line = said.stderr.lines().find(|line| line.contains("Look later")).expect("it says how");
    let command = id_in(line);
    assert!(command.ends_with(" -o practice -C shop"), "{said}");
    sandbox.run(command.replace("report", "resume").split(' ').skip(1)).success();
}

#[test]
fn a_refusal_is_told_later_too() {
    let (sandbox, org) = held();
    let file = "force-app/main/default/externalCredentials/Stripe.externalCredential-meta.xml";
    crate::deploy_trouble::replace(&sandbox, file, "<label>Stripe</label>", "<labels>Stripe</labels>");
    let id = begun(&sandbox, &org);
    org.release();
    let told = document(&against(&org.url(), &sandbox, ["deploy", "resume", &id, "--json"]).run().exits(1));
    let finding = &told["result"]["findings"][0];
    assert_eq!((text(&finding["location"]["file"]), &finding["location"]["line"]), (file, &Value::from(25)));
    let again = against(&org.url(), &sandbox, ["deploy", "report", &id, "--json"]).run().exits(1);
    assert_eq!(document(&again)["result"]["findings"], told["result"]["findings"]);
}

#[test]
fn a_deployment_can_be_cancelled_later() {
    let (sandbox, org) = held();
    let before = names(&sandbox);
    let id = begun(&sandbox, &org);
    let said = against(&org.url(), &sandbox, ["deploy", "cancel", &id]).run().exits(1);
    insta::assert_snapshot!(said.settled(), @"
    $ xcred deploy cancel [0Af#1]
    --- stdout
    Canceled: the deployment `[0Af#1]` was cancelled in 127.0.0.1:[PORT].
    The org says: cancelled by Practice Admin
    --- stderr
    Canceled
    --- exit 1
    ");
    assert_eq!(names(&sandbox), before);
}

#[test]
fn what_somebody_else_cancels_is_no_success() {
    let (sandbox, org) = held();
    let before = names(&sandbox);
    let mut running = against(&org.url(), &sandbox, STRIPE).start();
    let line = running.wait_for(Stream::Stderr, "Sent to");
    running.wait_for(Stream::Stderr, "Pending");
    assert_eq!(org.cancel(id_in(&line)), 202);
    insta::assert_snapshot!(running.finish().exits(1).settled(), @"
    $ xcred deploy --yes -m ExternalCredential:Stripe
    --- stdout
    [the review of Stripe]

    Consequences: 1 notable.
    1 to change; 0 are the same.
    Canceled: the deployment `[0Af#1]` was cancelled in 127.0.0.1:[PORT].
    The org says: cancelled by Practice Admin
    --- stderr
    Sent to 127.0.0.1:[PORT] as `[0Af#1]`.
    Canceled
    --- exit 1
    ");
    assert_eq!(names(&sandbox), before);
}

/// The first text in backticks.
fn id_in(line: &str) -> &str {
    line.split('`').nth(1).expect("the line holds an id")
}

#[test]
fn an_interrupt_asks_the_org_to_cancel() {
    let (sandbox, org) = held();
    let before = names(&sandbox);
    let mut running = against(&org.url(), &sandbox, STRIPE).start();
    let line = running.wait_for(Stream::Stderr, "Sent to");
    running.wait_for(Stream::Stderr, "Pending");
    running.interrupt();
    insta::assert_snapshot!(running.finish().exits(130).settled(), @"
    $ xcred deploy --yes -m ExternalCredential:Stripe
    --- stdout
    [the review of Stripe]

    Consequences: 1 notable.
    1 to change; 0 are the same.
    Interrupted: 127.0.0.1:[PORT] was asked to cancel the deployment `[0Af#1]`.
    --- stderr
    Sent to 127.0.0.1:[PORT] as `[0Af#1]`.
    Interrupted: asking 127.0.0.1:[PORT] to cancel `[0Af#1]`.
    Look later with `xcred deploy report [0Af#1] -o http://127.0.0.1:[PORT]`.
    --- exit 130
    ");
    let later = against(&org.url(), &sandbox, ["deploy", "report", id_in(&line), "--json"]).run().exits(1);
    assert_eq!(text(&document(&later)["result"]["ending"]), "canceled");
    assert_eq!(names(&sandbox), before);
}

#[test]
fn an_interrupt_is_told_in_json() {
    let (sandbox, org) = held();
    let (tell, told) = channel();
    let proxy = Proxy::to(org.address(), move |_, request| {
        if asks_status(&request.head) {
            // Asked again and again; the test hears the first.
            let _ = tell.send(());
        }
        Fate::Carry
    });
    let running = against(&proxy.url(), &sandbox, ["deploy", "--yes", "--json"]).start();
    told.recv().expect("the deployment is followed");
    running.interrupt();
    let told = document(&running.finish().exits(130));
    assert!(text(&told["result"]["id"]).starts_with("0Af"), "{told}");
    assert_eq!(text(&told["result"]["ending"]), "interrupted");
}

#[test]
fn an_interrupt_while_sending_cancels_what_was_sent() {
    let (sandbox, org) = held();
    let (arrived, arrival) = channel();
    let (go, gone) = channel();
    let proxy = Proxy::to(org.address(), move |_, request| {
        if sends_deployment(&request.head) {
            arrived.send(()).expect("the test waits");
            gone.recv().expect("the test goes on");
        }
        Fate::Carry
    });
    let mut running = against(&proxy.url(), &sandbox, STRIPE).start();
    arrival.recv().expect("the deployment is sent");
    running.interrupt();
    running.wait_for(Stream::Stderr, "Interrupted while sending");
    go.send(()).expect("the proxy waits");
    let said = running.finish();
    assert!(proxy.requests().iter().any(|request| request.head.starts_with("PATCH ")), "{said}");
    insta::assert_snapshot!(said.exits(130).settled(), @"
    $ xcred deploy --yes -m ExternalCredential:Stripe
    --- stdout
    [the review of Stripe]

    Consequences: 1 notable.
    1 to change; 0 are the same.
    Interrupted: 127.0.0.1:[PORT] was asked to cancel the deployment `[0Af#1]`.
    --- stderr
    Interrupted while sending: once the deployment's id is here, the org is asked to cancel it.
    Sent to 127.0.0.1:[PORT] as `[0Af#1]`.
    Interrupted: asking 127.0.0.1:[PORT] to cancel `[0Af#1]`.
    Look later with `xcred deploy report [0Af#1] -o http://127.0.0.1:[PORT]`.
    --- exit 130
    ");
}

#[test]
fn an_interrupt_ends_the_reading_back() {
    let (sandbox, org) = held();
    org.release();
    let (arrived, arrival) = channel();
    let (go, gone) = channel::<()>();
    let mut is_sent = false;
    let proxy = Proxy::to(org.address(), move |_, request| {
        is_sent |= sends_deployment(&request.head);
        if is_sent && request.head.contains("/services/Soap/") {
            arrived.send(()).expect("the test waits");
            // Until the test has seen the end of the process, and lets go.
            let _ = gone.recv();
        }
        Fate::Carry
    });
    let running = against(&proxy.url(), &sandbox, STRIPE).start();
    arrival.recv().expect("the deployment is read back");
    running.interrupt();
    let said = running.finish().exits(130);
    drop(go);
    insta::assert_snapshot!(said.settled(), @"
    $ xcred deploy --yes -m ExternalCredential:Stripe
    --- stdout
    [the review of Stripe]

    Consequences: 1 notable.
    1 to change; 0 are the same.
    --- stderr
    Sent to 127.0.0.1:[PORT] as `[0Af#1]`.
    Succeeded: 1 of 1 component
    error: interrupted while the org was asked about the deployment
      hint: look later with `xcred deploy report [0Af#1] -o http://127.0.0.1:[PORT]`
    --- exit 130
    ");
}
