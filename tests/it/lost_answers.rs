//! Connections that break between the binary and the org: what is borne, and what is never sent twice.

use crate::support::{
    Conversation, Sandbox,
    org::{LoopbackOrg, against, asks_status, deployments, is_soap, sends_deployment},
    projects::sample,
    schema::document,
    servers::{Fate, Proxy},
};
use xcred::practice::Pace;

/// A deployment of one component, which is quickly read.
const STRIPE: [&str; 4] = ["deploy", "--yes", "-m", "ExternalCredential:Stripe"];

/// What came of [`STRIPE`] through a proxy.
struct Outcome {
    said: Conversation,
    proxy: Proxy,
    sandbox: Sandbox,
}

/// Deploys through a proxy that loses what the rule says; it gets the head of each request.
fn deployed(mut fate: impl FnMut(&str) -> Fate + Send + 'static) -> Outcome {
    let sandbox = sample();
    let org = LoopbackOrg::start(&sandbox, Pace::Steps);
    let proxy = Proxy::to(org.address(), move |_, request| fate(&request.head));
    let said = against(&proxy.url(), &sandbox, STRIPE).run();
    Outcome { said, proxy, sandbox }
}

impl Outcome {
    /// Whether the practice org holds what the project holds.
    fn is_deployed(&self) -> bool {
        let left = self.sandbox.run(["diff", "--json", "-m", "ExternalCredential:Stripe"]).success();
        document(&left)["result"]["components"].as_array().expect("a list").is_empty()
    }
}

#[test]
fn lost_answers_about_the_status_are_borne() {
    for lost in [Fate::LoseRequest, Fate::LoseAnswer, Fate::CutAnswer(0), Fate::CutAnswer(300)] {
        let mut asked = 0;
        let outcome = deployed(move |head| {
            asked += usize::from(asks_status(head));
            if asks_status(head) && asked <= 3 { lost.clone() } else { Fate::Carry }
        });
        assert!(outcome.said.clone().success().stdout.contains("Verified: 1 component"), "{}", outcome.said);
        assert_eq!(deployments(&outcome.proxy.requests()), 1);
    }
}

/// More failures in a row than the retries of one request bear: the following bears them.
#[test]
fn many_lost_answers_about_the_status_are_borne() {
    let mut asked = 0;
    let outcome = deployed(move |head| {
        asked += usize::from(asks_status(head));
        if asks_status(head) && asked <= 12 { Fate::LoseRequest } else { Fate::Carry }
    });
    outcome.said.clone().success();
    let questions = outcome.proxy.requests().iter().filter(|request| asks_status(&request.head)).count();
    assert!(questions > 12 && deployments(&outcome.proxy.requests()) == 1, "{}", outcome.said);
}

#[test]
fn a_deployment_whose_answer_was_lost_is_found_again() {
    for lost in [Fate::LoseAnswer, Fate::CutAnswer(40)] {
        let outcome = deployed(move |head| if sends_deployment(head) { lost.clone() } else { Fate::Carry });
        insta::allow_duplicates! {
            insta::assert_snapshot!(outcome.said.clone().success().settled(), @"
            $ xcred deploy --yes -m ExternalCredential:Stripe
            --- stdout
            [the review of Stripe]

            Consequences: 1 notable.
            1 to change; 0 are the same.
            Deployed 1 component (1 changed) to 127.0.0.1:[PORT].
            Verified: 1 component read back, and the org holds what was sent.
            --- stderr
            Sent to 127.0.0.1:[PORT] as `[0Af#1]`, found again after its answer was lost: it is new, of the same user, with the same options and an archive of the same size.
            Succeeded: 1 of 1 component
            --- exit 0
            ");
        }
        assert_eq!(deployments(&outcome.proxy.requests()), 1);
        assert!(outcome.is_deployed());
    }
}

#[test]
fn a_deployment_that_never_arrived_is_not_sent_again() {
    let outcome = deployed(|head| if sends_deployment(head) { Fate::LoseRequest } else { Fate::Carry });
    insta::assert_snapshot!(outcome.said.clone().exits(65).settled(), @"
    $ xcred deploy --yes -m ExternalCredential:Stripe
    --- stdout
    [the review of Stripe]

    Consequences: 1 notable.
    1 to change; 0 are the same.
    --- stderr
    error: the answer to the deployment was lost, and the org lists no new deployment
      because: could not send the deployment at http://127.0.0.1:[PORT]/services/data/v66.0/metadata/deployRequest
      because: the connection was lost before the whole answer came
      because: connection closed before message completed
      hint: nothing is deployed, as far as the org tells; run it again
    --- exit 65
    ");
    assert_eq!(deployments(&outcome.proxy.requests()), 1);
    assert!(!outcome.is_deployed());
}

#[test]
fn an_org_that_falls_silent_is_no_answer() {
    let mut silent = false;
    let outcome = deployed(move |head| {
        silent |= sends_deployment(head);
        if silent { Fate::LoseRequest } else { Fate::Carry }
    });
    insta::assert_snapshot!(outcome.said.clone().exits(65).settled(), @"
    $ xcred deploy --yes -m ExternalCredential:Stripe
    --- stdout
    [the review of Stripe]

    Consequences: 1 notable.
    1 to change; 0 are the same.
    --- stderr
    error: the answer to the deployment was lost, and the org cannot tell whether it runs
      because: could not list the org's recent deployments at http://127.0.0.1:[PORT]/services/data/v66.0/tooling/query, after 5 attempts in [TIME]
      because: the connection was lost before the whole answer came
      because: connection closed before message completed
      hint: look at Deployment Status in the org's Setup before running it again
    --- exit 65
    ");
    assert_eq!(deployments(&outcome.proxy.requests()), 1);
}

#[test]
fn lost_answers_of_a_retrieval_are_borne() {
    for lost in [Fate::LoseRequest, Fate::LoseAnswer, Fate::CutAnswer(500)] {
        let sandbox = sample();
        let org = LoopbackOrg::start(&sandbox, Pace::Steps);
        // Every third SOAP call is lost: starts, questions and archives alike.
        let mut calls = 0;
        let proxy = Proxy::to(org.address(), move |_, request| {
            let is_soap = request.head.contains("/services/Soap/");
            calls += usize::from(is_soap);
            if is_soap && calls % 3 == 1 { lost.clone() } else { Fate::Carry }
        });
        let said = against(&proxy.url(), &sandbox, ["diff", "--json"]).run().success();
        assert_eq!(document(&said)["result"]["summary"]["modified"], 5);
        assert!(proxy.requests().iter().any(|request| is_soap(request, "retrieve>")));
    }
}

/// The answer that holds the archive is given once: where it is lost, the retrieval starts over.
#[test]
fn a_retrieval_starts_over_where_its_archive_was_lost() {
    let sandbox = sample();
    let org = LoopbackOrg::start(&sandbox, Pace::Steps);
    let mut archives = 0;
    let proxy = Proxy::to(org.address(), move |_, request| {
        let brings_archive = is_soap(request, "includeZip>true");
        archives += usize::from(brings_archive);
        if brings_archive && archives == 1 { Fate::LoseAnswer } else { Fate::Carry }
    });
    let said = against(&proxy.url(), &sandbox, ["diff", "--json"]).run().success();
    assert_eq!(document(&said)["result"]["summary"]["modified"], 5);
    let count = |name: &str| proxy.requests().iter().filter(|request| is_soap(request, name)).count();
    assert_eq!((count("retrieve>"), count("includeZip>true")), (2, 2));
}
