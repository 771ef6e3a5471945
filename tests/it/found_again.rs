//! A deployment whose answer was lost, and an org whose list holds more than that: which one it is, and how sure that is.
//!
//! The front before the org takes the deployment to it, keeps the answer back, and tells of it what a case says.

use crate::support::{
    Conversation, Sandbox,
    authority::{Authority, TlsServer, Validity},
    org::{LoopbackOrg, against, asks_status, sends_deployment},
    projects::sample,
    servers::{self, Request},
};
use std::{
    io,
    net::SocketAddr,
    sync::atomic::{AtomicUsize, Ordering},
};
use xcred::practice::Pace;

/// What a front makes of an answer: of the list of deployments, and of the status of one.
#[derive(Clone, Copy)]
struct Case {
    /// How often the list is asked for, after the deployment was sent, before it shows it.
    hidden_for: usize,
    /// How often the request reaches the org.
    taken: usize,
    list: fn(String) -> String,
    status: fn(String) -> String,
}

const CASE: Case = Case { hidden_for: 0, taken: 1, list: |text| text, status: |text| text };

/// The id of the practice org's one user.
const US: &str = "\"CreatedById\":\"005";

fn asks_list(head: &str) -> bool {
    head.lines().next().unwrap_or_default().contains("/tooling/query")
}

/// Changes the body of an answer.
fn changed(answer: &[u8], change: impl FnOnce(String) -> String) -> Vec<u8> {
    let text = String::from_utf8(answer.to_vec()).expect("the org answers in UTF-8");
    let (head, body) = text.split_once("\r\n\r\n").expect("an answer has a head");
    let body = change(body.to_owned());
    let kept: Vec<&str> = head.lines().filter(|line| !line.to_lowercase().starts_with("content-length")).collect();
    format!("{}\r\ncontent-length: {}\r\n\r\n{body}", kept.join("\r\n"), body.len()).into_bytes()
}

fn front(org: SocketAddr, case: Case) -> impl Fn(&Request) -> io::Result<Vec<u8>> {
    let (sent, looks) = (AtomicUsize::new(0), AtomicUsize::new(0));
    move |request: &Request| {
        let head = &request.head;
        if sends_deployment(head) {
            sent.fetch_add(1, Ordering::SeqCst);
            for _ in 0..case.taken {
                servers::ask(org, &request.closing())?;
            }
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        let answer = servers::ask(org, &request.closing())?;
        if sent.load(Ordering::SeqCst) == 0 {
            return Ok(answer);
        }
        if asks_list(head) {
            let is_hidden = looks.fetch_add(1, Ordering::SeqCst) < case.hidden_for;
            let none = |_| r#"{"size":0,"totalSize":0,"done":true,"records":[]}"#.to_owned();
            return Ok(if is_hidden { changed(&answer, none) } else { changed(&answer, case.list) });
        }
        Ok(if asks_status(head) { changed(&answer, case.status) } else { answer })
    }
}

/// Deploys through the front; how often the deployment was sent is counted.
fn deployed(case: Case, flags: &[&str]) -> (Conversation, usize) {
    let sandbox: Sandbox = sample();
    let org = LoopbackOrg::start(&sandbox, Pace::Steps);
    let authority = Authority::new("Test");
    sandbox.write("authority.pem", authority.pem());
    let tls = authority.serving(&["localhost"], Validity::Now);
    let front = TlsServer::answering(tls, front(org.address(), case));
    let url = format!("https://localhost:{}", front.address().port());
    let deploy = ["deploy", "--yes", "-m", "ExternalCredential:Stripe"];
    let said = against(&url, &sandbox, [&deploy[..], flags].concat()).env("SSL_CERT_FILE", "authority.pem").run();
    let sent = front.requests().iter().filter(|request| sends_deployment(&request.head)).count();
    (said, sent)
}

#[test]
fn one_of_ours_with_an_archive_of_this_size_is_it() {
    let (said, sent) = deployed(CASE, &[]);
    let said = said.success();
    assert!(said.stderr.contains("found again after its answer was lost: it is new, of the same user"), "{said}");
    assert!(!said.stderr.contains("warning") && sent == 1, "{said}");
}

#[test]
fn one_that_is_not_in_the_list_yet_is_waited_for() {
    let (said, sent) = deployed(Case { hidden_for: 2, ..CASE }, &[]);
    assert!(said.success().stderr.contains("found again") && sent == 1);
}

#[test]
fn one_whose_size_or_user_is_not_told_is_likely_and_warned_of() {
    let without_size: Case = Case { status: |text| text.replace("\"zipSize\"", "\"size\""), ..CASE };
    let without_user: Case = Case { list: |text| text.replace("\"CreatedById\"", "\"By\""), ..CASE };
    for case in [without_size, without_user] {
        let (said, sent) = deployed(case, &[]);
        let said = said.success();
        assert!(said.stderr.contains("found again after its answer was lost: it is the only new one"), "{said}");
        assert!(said.stderr.contains("is likely and not sure") && sent == 1, "{said}");
        let (said, _) = deployed(case, &["--json"]);
        assert!(said.json()["warnings"].to_string().contains("is likely and not sure"), "{said}");
    }
}

#[test]
fn anothers_is_not_taken_for_ours() {
    let by_another: Case = Case { list: |text| text.replace(US, "\"CreatedById\":\"00A"), ..CASE };
    let another_archive: Case = Case { status: |text| text.replace("\"zipSize\":", "\"zipSize\":1"), ..CASE };
    let checked: Case = Case { list: |text| text.replace("\"CheckOnly\":false", "\"CheckOnly\":true"), ..CASE };
    let otherwise: Case =
        Case { status: |text| text.replace("\"ignoreWarnings\":false", "\"ignoreWarnings\":true"), ..CASE };
    for (case, words) in [
        (by_another, "another user's"),
        (another_archive, "one with another archive"),
        (checked, "one with other options"),
        (otherwise, "one with other options"),
    ] {
        let (said, sent) = deployed(case, &[]);
        let said = said.exits(65);
        assert!(
            said.stderr.contains("the org lists no new deployment but `0Af") && said.stderr.contains(words),
            "{said}"
        );
        assert!(said.stderr.contains("look at Deployment Status") && sent == 1, "{said}");
    }
}

#[test]
fn two_that_are_alike_are_told_and_neither_is_followed() {
    let (said, sent) = deployed(Case { taken: 2, ..CASE }, &[]);
    let said = said.exits(65);
    assert!(said.stderr.contains("the org lists several new ones: `0Af"), "{said}");
    assert_eq!(sent, 1);
}

#[test]
fn of_two_the_one_with_an_archive_of_this_size_is_it() {
    // The status of the first that is asked about, which is the latest, tells of another archive.
    fn first_is_another(text: String) -> String {
        static ASKED: AtomicUsize = AtomicUsize::new(0);
        if ASKED.fetch_add(1, Ordering::SeqCst) == 0 { text.replace("\"zipSize\":", "\"zipSize\":1") } else { text }
    }
    let (said, sent) = deployed(Case { taken: 2, status: first_is_another, ..CASE }, &[]);
    assert!(said.success().stderr.contains("found again") && sent == 1);
}
