//! Orgs that refuse, and answers that come from elsewhere.

use super::scene::{Scene, diff, fault, json, refusal};
use crate::support::{
    org::{LoopbackOrg, TOKEN, against, sends_deployment},
    projects::sample,
    servers::{Answer, Fate, Proxy, canned},
};
use futures_util::future::BoxFuture;
use std::sync::Arc;
use xcred::{
    metadata::ApiVersion,
    org::{
        AccessToken, HttpOptions, HttpTransport, InstanceUrl, Org, OrgError, Renew, RenewError, Session, SystemClock,
    },
    practice::Pace,
};

/// What an org answers when it is asked for its versions.
const VERSIONS: &str = r#"[{"label": "Spring '26", "url": "/services/data/v66.0", "version": "66.0"}]"#;

/// A token in the format of JSON Web Tokens, which says nothing.
const JWT: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2lnbmF0dXJl";

pub(super) fn scenes() -> Vec<Scene> {
    let mut all: Vec<Scene> = FAULTS.iter().map(|&(trouble, code, words)| faulty(trouble, code, words)).collect();
    all.extend(PAGES.iter().map(|&(trouble, status, kind, body, said)| page(trouble, status, kind, body, said)));
    all.extend([
        with(
            "session-expired",
            "INVALID_SESSION_ID: Session expired or invalid",
            || refusal(401, "INVALID_SESSION_ID", "Session expired or invalid"),
            |_| true,
        ),
        with("rate-limited", "status 429", || json(429, ""), |_| true),
        with("answer-unreadable", "the org's answer cannot be read", || json(200, "{}"), |_| true),
        Scene::run("jwt-refused-by-soap", "API version 66.0", |more| {
            let org = canned(|_, _| json(200, VERSIONS));
            diff(&org.url(), &[("SF_ACCESS_TOKEN", JWT)], more)
        }),
        Scene::call("new-session-refused", "INVALID_SESSION_ID: Session expired or invalid", refused_twice),
        Scene::run("list-hidden-by-permission", "NOT_FOUND: The requested resource does not exist", hidden),
    ]);
    all
}

/// Trouble, code of the fault, words.
const FAULTS: &[(&str, &str, &str)] = &[
    ("session-expired", "INVALID_SESSION_ID", "Invalid Session ID found in SessionHeader: Illegal Session"),
    ("session-not-for-api", "INVALID_SESSION_ID", "This session is not valid for use with the API"),
    ("api-disabled", "API_CURRENTLY_DISABLED", "API is disabled for this User"),
    ("api-disabled", "API_DISABLED_FOR_ORG", "API is not enabled for this Organization or Partner"),
    (
        "metadata-permission-missing",
        "INSUFFICIENT_ACCESS",
        "use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions",
    ),
    ("type-not-offered", "INVALID_TYPE", "This type of metadata is not available for this organization"),
    ("request-limit-exceeded", "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."),
    ("limit-reached", "LIMIT_EXCEEDED", "Too many components"),
    ("org-fault", "UNKNOWN_EXCEPTION", "An unexpected error occurred. Please include this ErrorId: 1234-5678 (9)"),
    ("api-version-refused", "UNSUPPORTED_API_VERSION", "Invalid Api version specified on URL"),
    ("org-inactive", "ORG_LOCKED", "organization is locked"),
    ("org-inactive", "TRIAL_EXPIRED", "trial has expired"),
    ("ip-restricted", "LOGIN_DURING_RESTRICTED_DOMAIN", "cannot log in from this domain"),
    ("outside-login-hours", "LOGIN_DURING_RESTRICTED_TIME", "cannot log in at this time"),
    ("maintenance", "SERVER_UNAVAILABLE", "try again later"),
];

/// Trouble, status, content type and body of an answer to everything, and what is said of it.
const PAGES: &[(&str, u16, &str, &str, &str)] = &[
    ("sandbox-gone", 420, "text/html", "<h1>No routing</h1>", "status 420"),
    ("maintenance", 503, "text/html", "<h1>We are down for maintenance</h1>", "We are down for maintenance"),
    ("gateway-failed", 502, "text/html", "<h1>Bad Gateway</h1>", "status 502"),
    ("login-page-answered", 200, "text/html", "<title>Login | Salesforce</title>", "Login | Salesforce"),
    ("login-page-answered", 302, "text/plain", "moved", "status 302"),
    ("answer-not-salesforce", 404, "text/html", "<h1>nginx</h1>", "<h1>nginx</h1>"),
    ("answer-damaged", 200, "application/json", "[{\"version\": ", "EOF while parsing"),
];

fn faulty(trouble: &'static str, code: &'static str, words: &'static str) -> Scene {
    with(trouble, &format!("{code}: {words}"), move || fault(code, words), is_no_versions)
}

fn page(trouble: &'static str, status: u16, kind: &'static str, body: &'static str, said: &'static str) -> Scene {
    with(trouble, said, move || Answer::http(status, kind, body), |_| true)
}

fn is_no_versions(head: &str) -> bool {
    !head.starts_with("GET /services/data HTTP")
}

/// A scene in which an answer comes to each request that is meant, and the versions to others.
fn with(
    trouble: &'static str,
    said: &str,
    answer: impl Fn() -> Answer + Send + Sync + 'static,
    is_meant: fn(&str) -> bool,
) -> Scene {
    Scene::run(trouble, said, move |more| {
        let answer = answer();
        let org = canned(move |_, request| if is_meant(&request.head) { answer.clone() } else { json(200, VERSIONS) });
        diff(&org.url(), &[], more)
    })
}

/// An org that refuses every session, asked by somebody who gets a new one.
fn refused_twice() -> OrgError {
    struct Renewer(InstanceUrl);
    impl Renew for Renewer {
        fn renew<'a>(&'a self, _: &'a AccessToken) -> BoxFuture<'a, Result<Session, RenewError>> {
            let session = session(&self.0, "00D000000000001!AQanother");
            Box::pin(std::future::ready(Ok(session)))
        }
    }
    fn session(url: &InstanceUrl, token: &str) -> Session {
        Session { instance_url: url.clone(), access_token: AccessToken::new(token).expect("it is a token") }
    }
    let server = canned(|_, _| refusal(401, "INVALID_SESSION_ID", "Session expired or invalid"));
    let url = InstanceUrl::parse(&server.url()).expect("it is on this machine");
    let transport = Arc::new(HttpTransport::new(HttpOptions::default()));
    let org = Org::new(session(&url, TOKEN), transport, Arc::new(SystemClock), ApiVersion::new(66));
    let org = org.renewing(Arc::new(Renewer(url)));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be built");
    runtime.block_on(org.identity()).expect_err("the org refuses")
}

/// An org that takes no deployment of a user who may not see where they go.
fn hidden(more: &[&str]) -> crate::support::Conversation {
    let sandbox = sample();
    let org = LoopbackOrg::start(&sandbox, Pace::Steps);
    let before = Proxy::to(org.address(), |_, request| {
        let refused = || Fate::Instead(refusal(404, "NOT_FOUND", "The requested resource does not exist"));
        if sends_deployment(&request.head) { refused() } else { Fate::Carry }
    });
    against(&before.url(), &sandbox, [&["deploy", "--yes", "--quiet"], more].concat()).run()
}
