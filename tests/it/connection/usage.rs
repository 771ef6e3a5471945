//! The org's limit of calls, as its answers tell it.

use crate::support::{
    Conversation,
    authority::{Authority, TlsServer, Validity},
    org::{LoopbackOrg, against},
    projects::sample,
    servers,
};
use std::sync::atomic::{AtomicU64, Ordering};
use xcred::practice::Pace;

/// Asks an org, which has had so many calls of 1000 before, and one more with each answer, for what differs.
fn diff(used: u64, flags: &[&str]) -> Conversation {
    let sandbox = sample();
    let org = LoopbackOrg::start(&sandbox, Pace::Steps);
    let authority = Authority::new("Test");
    sandbox.write("authority.pem", authority.pem());
    let (upstream, used) = (org.address(), AtomicU64::new(used));
    let front = TlsServer::answering(authority.serving(&["localhost"], Validity::Now), move |request| {
        let answer = servers::ask(upstream, &request.closing())?;
        let used = used.fetch_add(1, Ordering::SeqCst);
        let header = format!("HTTP/1.1 200 OK\r\nSforce-Limit-Info: api-usage={used}/1000; api-bursts=1/750\r\n");
        let rest = answer.strip_prefix(b"HTTP/1.1 200 OK\r\n").expect("the org answers");
        Ok([header.as_bytes(), rest].concat())
    });
    let url = format!("https://localhost:{}", front.address().port());
    let said = against(&url, &sandbox, [&["diff"], flags].concat()).env("SSL_CERT_FILE", "authority.pem").run();
    assert!(front.requests().len() > 3);
    said.success()
}

const WARNING: &str = "API calls of the last 24 hours are used up";

#[test]
fn an_org_near_its_limit_is_warned_of_once() {
    // The limit comes near in the middle of the run.
    let said = diff(798, &[]);
    assert_eq!(said.stderr.matches(WARNING).count(), 1, "{said}");
    assert!(said.stderr.contains("800 of its 1000 API calls") && said.stderr.contains("80 %"), "{said}");
    assert!(said.stderr.contains("Sforce-Limit-Info"), "{said}");
    let said = diff(1001, &["--json"]);
    let warnings = said.json()["warnings"].to_string();
    assert_eq!((warnings.matches(WARNING).count(), said.stderr.as_str()), (1, ""), "{said}");
    assert!(warnings.contains("1001 of its 1000"), "{said}");
    assert!(!diff(10, &["--verbose"]).stderr.contains(WARNING));
}

#[test]
fn what_is_used_is_told_to_those_who_want_to_know() {
    let said = diff(10, &["--verbose"]);
    assert!(said.stderr.contains("of the org's 1000 API calls of the last 24 hours are used"), "{said}");
    assert!(!diff(10, &[]).stderr.contains("1000"));
}
