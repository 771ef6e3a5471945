//! No secret is told: canaries stand where secrets stand, and every command is listened to for them.

use crate::{
    deploy_trouble::replace,
    support::{
        Conversation, Sandbox, Stream,
        org::{LoopbackOrg, TOKEN, against},
        projects::sample,
        servers::{Answer, canned},
        tree_of,
    },
};
use std::fs;
use xcred::practice::Pace;

/// A part of every secret value in the project's files.
const OURS: &str = "canaryOfTheProject";
/// A part of every secret value in the org.
const THEIRS: &str = "canaryOfTheOrg";

const STRIPE: &str = "force-app/main/default/externalCredentials/Stripe.externalCredential-meta.xml";
const WORKSPACE: &str = "force-app/main/default/authproviders/Workspace.authprovider-meta.xml";
const ADDRESS: &str = "force-app/main/default/namedCredentials/Stripe.namedCredential-meta.xml";
const SHIPPING: &str = "integrations/fulfilment/externalCredentials/Shipping.externalCredential-meta.xml";

/// The sample project with secrets in its files, where people put them: in headers, elements and addresses.
fn with_secrets() -> Sandbox {
    let sandbox = sample();
    let header = "{!&apos;Bearer &apos; &amp; $Credential.Stripe.ApiKey}";
    replace(&sandbox, STRIPE, header, &format!("Bearer sk_live_{OURS}"));
    let secret = format!("</consumerKey>\n    <consumerSecret>{OURS}</consumerSecret>");
    replace(&sandbox, WORKSPACE, "</consumerKey>", &secret);
    let address = format!("https://user:{OURS}@auth.parcels.example/oauth2/token?client_secret={OURS}");
    replace(&sandbox, SHIPPING, "https://auth.parcels.example/oauth2/token", &address);
    sandbox
}

/// Asserts that nothing of what was said holds a secret.
#[track_caller]
fn is_silent(said: &Conversation) {
    for canary in [OURS, THEIRS, TOKEN] {
        let told = said.stdout.contains(canary) || said.stderr.contains(canary);
        assert!(!told, "`{canary}` is told\n{said}");
    }
}

/// Asserts that the token lies nowhere in the sandbox.
#[track_caller]
fn keeps_no_token(sandbox: &Sandbox) {
    for folder in [sandbox.project(), sandbox.home(), sandbox.temp()] {
        for (name, bytes) in tree_of(&folder) {
            let found = bytes.windows(TOKEN.len()).any(|part| part == TOKEN.as_bytes());
            assert!(!found, "the token lies in `{name}`");
        }
    }
}

#[test]
fn all_commands_are_silent() {
    let sandbox = with_secrets();
    let org = LoopbackOrg::start(&sandbox, Pace::Steps);
    let deployed = against(&org.url(), &sandbox, ["deploy", "--yes", "--verbose"]).run().success();
    is_silent(&deployed);
    assert!(deployed.stdout.contains("Verified") && deployed.stdout.contains("(hidden)"), "{deployed}");
    for file in [STRIPE, WORKSPACE, SHIPPING] {
        let text = String::from_utf8(sandbox.read(file)).expect("UTF-8");
        sandbox.write(file, text.replace(OURS, THEIRS));
    }
    let commands: &[&[&str]] = &[
        &["diff"],
        &["diff", "--exit-code"],
        &["deploy", "--dry-run"],
        &["deploy"],
        &["deploy", "--yes", "--wait", "0"],
        &["deploy", "--yes"],
        &["deploy", "report", "0Af000000000099AAA"],
        &["deploy", "report", "no id"],
        &["diff", "-a", "56"],
        &["practice", "show"],
        &["scan"],
        &["manifest", "-o", "-"],
        &["diff", "dir:practice-seed", "project"],
    ];
    for command in commands {
        for flag in ["--verbose", "--json", "--quiet"] {
            let said = against(&org.url(), &sandbox, command.iter().chain(&[flag])).run();
            assert!(!said.stdout.is_empty() || !said.stderr.is_empty(), "{said}");
            is_silent(&said);
        }
    }
    keeps_no_token(&sandbox);
}

#[test]
fn refusals_are_silent() {
    let sandbox = with_secrets();
    let org = LoopbackOrg::start(&sandbox, Pace::Steps);
    replace(&sandbox, STRIPE, "<label>Stripe</label>", "<labels>Stripe</labels>");
    replace(&sandbox, ADDRESS, "<externalCredential>Stripe<", "<externalCredential>Nowhere<");
    for flags in [&["--verbose"][..], &["--json"], &["--ignore-errors"]] {
        let said = against(&org.url(), &sandbox, ["deploy", "--yes"].iter().chain(flags)).run();
        assert!(said.to_string().contains("labels invalid at this location"), "{said}");
        is_silent(&said);
    }
    replace(&sandbox, STRIPE, "</labels>", "</lable>");
    for flag in ["--verbose", "--json"] {
        is_silent(&against(&org.url(), &sandbox, ["deploy", "--yes", flag]).run().exits(1));
    }
    keeps_no_token(&sandbox);
}

/// What a server says to somebody whose token it repeats.
#[test]
fn a_server_that_repeats_the_token_is_not_repeated() {
    let page = format!("<html>{TOKEN}</html>");
    let rest = format!(r#"[{{"message": "bad token {TOKEN}", "errorCode": "INVALID_SESSION_ID"}}]"#);
    let fault = format!(
        "<Envelope><Body><Fault><faultcode>sf:{TOKEN}</faultcode><faultstring>{TOKEN}</faultstring></Fault></Body></Envelope>"
    );
    for (content_type, body) in [("text/html", page), ("application/json", rest), ("text/xml", fault)] {
        for status in [200, 401, 500] {
            let answer = Answer::http(status, content_type, &body);
            let versions = Answer::http(200, "application/json", r#"[{"version": "66.0"}]"#);
            let org = canned(move |_, request| {
                let is_versions = request.head.starts_with("GET /services/data HTTP");
                if is_versions { versions.clone() } else { answer.clone() }
            });
            let sandbox = sample();
            for flag in ["--verbose", "--json"] {
                let said = against(&org.url(), &sandbox, ["diff", flag]).run().exits(65);
                is_silent(&said);
            }
            assert!(org.requests().iter().any(|request| String::from_utf8_lossy(&request.body).contains(TOKEN)));
            keeps_no_token(&sandbox);
        }
    }
}

/// What everybody on the machine can see of a process.
#[cfg(target_os = "linux")]
#[test]
fn the_process_list_shows_no_token() {
    let sandbox = sample();
    let org = LoopbackOrg::start(&sandbox, Pace::Held);
    let mut running = against(&org.url(), &sandbox, ["deploy", "--yes", "--verbose"]).start();
    running.wait_for(Stream::Stderr, "Pending");
    let seen = fs::read(format!("/proc/{}/cmdline", running.id())).expect("the process runs");
    let seen = String::from_utf8_lossy(&seen).into_owned();
    assert!(seen.contains("deploy") && !seen.contains(TOKEN), "{seen}");
    keeps_no_token(&sandbox);
    org.release();
    is_silent(&running.finish().success());
}

/// Mistakes with the variables themselves.
#[test]
fn what_is_no_session_is_not_repeated() {
    let sandbox = sample();
    for (token, url) in [
        (format!("{TOKEN} {TOKEN}"), "http://127.0.0.1:9".to_owned()),
        (TOKEN.to_owned(), format!("https://acme.my.salesforce.com/secur/frontdoor.jsp?sid={TOKEN}")),
        (TOKEN.to_owned(), format!("http://{TOKEN}")),
        (TOKEN.to_owned(), "http://10.0.0.1".to_owned()),
        (TOKEN.to_owned(), "http://127.0.0.1:9".to_owned()),
    ] {
        let run =
            || sandbox.xcred(["diff", "--verbose"]).env("SF_ACCESS_TOKEN", &token).env("SF_ORG_INSTANCE_URL", &url);
        let said = run().env("XCRED_RETRY_WAIT_MS", "1").run();
        assert_ne!(said.status, crate::support::Ending::Exit(0), "{said}");
        is_silent(&said);
    }
}
