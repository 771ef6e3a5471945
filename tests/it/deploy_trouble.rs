//! Deployments that the org refuses: each is told at the project's own file, line and column.

use crate::support::{
    Sandbox,
    org::{LoopbackOrg, against, deployments, sends_deployment},
    projects::sample,
    schema::{document, text},
    servers::{Answer, Fate, Proxy},
};
use serde_json::Value;
use xcred::practice::Pace;

/// Replaces a text that stands once in a project's file.
#[track_caller]
pub(crate) fn replace(sandbox: &Sandbox, file: &str, from: &str, to: &str) {
    let before = String::from_utf8(sandbox.read(file)).expect("the sample is UTF-8");
    assert_eq!(before.matches(from).count(), 1, "`{from}` in `{file}`");
    sandbox.write(file, before.replace(from, to));
}

/// What stands in a file from a finding's place on.
fn text_at<'f>(file: &'f str, place: &Value) -> &'f str {
    let number = |name: &str| usize::try_from(place[name].as_u64().expect("a finding has a place")).expect("small");
    let line = file.lines().nth(number("line") - 1).expect("the file has the line");
    let at = line.char_indices().nth(number("column") - 1).map_or(line.len(), |(at, _)| at);
    &line[at..]
}

struct Fault {
    file: &'static str,
    from: &'static str,
    to: &'static str,
    /// What the org says.
    words: &'static str,
    /// What stands where the finding points.
    at: &'static str,
}

/// A fault of each kind that orgs refuse, in both package directories.
const FAULTS: &[Fault] = &[
    Fault {
        file: "force-app/main/default/externalCredentials/Stripe.externalCredential-meta.xml",
        from: "<label>Stripe</label>",
        to: "<labels>Stripe</labels>",
        words: "labels invalid at this location in type ExternalCredential",
        at: "<labels>Stripe",
    },
    Fault {
        file: "integrations/fulfilment/externalCredentials/Shipping.externalCredential-meta.xml",
        from: "<label>",
        to: "<!-- Lärkhügel \u{1f69a} --><principal>x</principal><label>",
        words: "principal invalid at this location in type ExternalCredential",
        at: "<principal>x",
    },
    Fault {
        file: "force-app/main/default/namedCredentials/Newsletter.namedCredential-meta.xml",
        from: "<externalCredential>Newsletter</externalCredential>",
        to: "<externalCredential>Nowhere</externalCredential>",
        words: "In field: externalCredential - no ExternalCredential named Nowhere found",
        at: "<externalCredential>Nowhere",
    },
    Fault {
        file: "integrations/fulfilment/externalCredentials/Erp.externalCredential-meta.xml",
        from: "<authenticationProtocol>Basic</authenticationProtocol>",
        to: "<authenticationProtocol>Basics</authenticationProtocol>",
        words: "'Basics' is not a valid value for the enum 'AuthenticationProtocol'",
        at: "<authenticationProtocol>Basics",
    },
];

#[test]
fn each_refusal_points_at_the_projects_own_text() {
    for fault in FAULTS {
        let sandbox = sample();
        let before = sandbox.run(["practice", "show"]).success().stdout;
        replace(&sandbox, fault.file, fault.from, fault.to);
        let said = sandbox.run(["deploy", "--yes", "--json"]).exits(1);
        let told = document(&said);
        let findings = told["result"]["findings"].as_array().expect("the result lists findings");
        let finding = findings.iter().find(|finding| text(&finding["location"]["file"]) == fault.file);
        let finding = finding.unwrap_or_else(|| panic!("no finding in `{}`\n{said}", fault.file));
        assert_eq!(text(&finding["message"]), fault.words);
        let file = String::from_utf8(sandbox.read(fault.file)).expect("the sample is UTF-8");
        let at = text_at(&file, &finding["location"]);
        assert!(at.starts_with(fault.at), "the finding points at `{at}`\n{finding}");
        assert_eq!(text(&told["result"]["ending"]), "failed");
        assert_eq!(sandbox.run(["practice", "show"]).success().stdout, before, "nothing is changed");
    }
}

#[test]
fn a_refusal_is_told_to_people() {
    let sandbox = sample();
    replace(&sandbox, FAULTS[0].file, FAULTS[0].from, FAULTS[0].to);
    let said = sandbox.run(["deploy", "--yes", "-m", "ExternalCredential:Stripe"]).exits(1);
    insta::assert_snapshot!(said.settled(), @"
    $ xcred deploy --yes -m ExternalCredential:Stripe
    --- stdout
    ── Stripe
    ~ ExternalCredential:Stripe
        force-app/main/default/externalCredentials/Stripe.externalCredential-meta.xml
        ~ externalCredentialParameters[AuthHeader,Authorization].parameterValue  line 9
            - {!'Bearer ' & $Credential.Stripe.SecretKey}
            + {!'Bearer ' & $Credential.Stripe.ApiKey}
            ! notable: the header `Authorization` of its callouts changes
              help: Look that the other system wants them.
        - label  was line 25
            - Stripe
        + labels  line 25
            + Stripe

    Consequences: 1 notable.
    1 to change; 0 are the same.
    Failed: practice refused 1 component, and the deployment `[0Af#1]` changed nothing.
    --- stderr
    Sent to practice as `[0Af#1]`.
    refused: Stripe (labels invalid at this location in type ExternalCredential)
    Failed: 1 of 1 component
    error[component-refused]: labels invalid at this location in type ExternalCredential
      at force-app/main/default/externalCredentials/Stripe.externalCredential-meta.xml:25:5
    --- exit 1
    ");
}

#[test]
fn what_is_not_well_formed_is_not_sent() {
    let sandbox = sample();
    replace(&sandbox, FAULTS[0].file, "</label>", "</lable>");
    let org = LoopbackOrg::start(&sandbox, Pace::Steps);
    let proxy = Proxy::to(org.address(), |_, _| Fate::Carry);
    for flags in [&["-m", "ExternalCredential:Stripe"][..], &[], &["--dry-run"], &["--ignore-errors"]] {
        let said = against(&proxy.url(), &sandbox, ["deploy", "--yes"].iter().chain(flags)).run().exits(1);
        insta::allow_duplicates! {
            insta::assert_snapshot!(said.stderr, @"
            error[not-well-formed]: an end tag stands where `</label>` is due for line 25
              at force-app/main/default/externalCredentials/Stripe.externalCredential-meta.xml:25:18
            ");
            insta::assert_snapshot!(said.stdout, @"Nothing was sent: mend the errors first.");
        }
    }
    let told = document(&against(&proxy.url(), &sandbox, ["deploy", "--yes", "--json"]).run().exits(1));
    assert_eq!((text(&told["result"]["ending"]), &told["result"]["id"]), ("unfit", &Value::Null));
    assert_eq!(deployments(&proxy.requests()), 0);
}

/// What stands between the project and the org refuses, or seems to: nothing is sent twice.
#[test]
fn a_gateway_that_answers_for_the_org_is_told() {
    let page = "<html><body>Gateway</body></html>";
    for (status, words) in [(413, "was refused"), (302, "was refused"), (502, "cannot tell"), (200, "cannot tell")] {
        let sandbox = sample();
        let org = LoopbackOrg::start(&sandbox, Pace::Steps);
        let mut gone = false;
        let upstream = org.address();
        let gateway = Proxy::to(upstream, move |_, request| {
            let sends = sends_deployment(&request.head);
            gone |= sends;
            if sends {
                return Fate::Instead(Answer::http(status, "text/html", page));
            }
            if gone { Fate::LoseRequest } else { Fate::Carry }
        });
        let said = against(&gateway.url(), &sandbox, ["deploy", "--yes"]).run().exits(65);
        assert!(said.stderr.contains(words), "{status}: {said}");
        assert_eq!(deployments(&gateway.requests()), 1);
    }
}
