//! Login hosts that refuse.

use super::scene::{Scene, json};
use crate::support::{Conversation, Sandbox, servers::canned};

/// Trouble, code and words of the refusal.
const REFUSALS: &[(&str, &str, &str)] = &[
    ("refresh-token-expired", "invalid_grant", "expired access/refresh token"),
    ("authorization-code-expired", "invalid_grant", "expired authorization code"),
    ("app-not-installed", "invalid_client", "app must be installed into org"),
    ("app-not-installed", "invalid_grant", "External client app is not installed in this org"),
    ("app-not-installed", "OAUTH_EC_APP_NOT_FOUND", "external client app not found"),
    ("app-blocked", "OAUTH_APP_BLOCKED", "this app is blocked by admin"),
    ("consumer-not-approved", "invalid_grant", "user hasn't approved this consumer"),
    ("user-not-admitted", "invalid_app_access", "user is not admin approved to access this app"),
    ("user-not-admitted", "OAUTH_APP_ACCESS_DENIED", "user is not admin approved to access this app"),
    ("audience-invalid", "invalid_grant", "audience is invalid"),
    ("audience-invalid", "invalid_grant", "Audience validation failed"),
    ("assertion-invalid", "invalid_grant", "invalid assertion"),
    ("app-unknown", "invalid_client_id", "client identifier invalid"),
    ("client-secret-wrong", "invalid_client", "invalid client credentials"),
    ("redirect-not-registered", "redirect_uri_mismatch", "redirect_uri must match configuration"),
    ("login-denied", "access_denied", "end-user denied authorization"),
    ("ip-restricted", "invalid_grant", "ip restricted"),
    ("user-inactive", "inactive_user", "user is inactive"),
    ("user-inactive", "invalid_grant", "inactive user"),
    ("org-inactive", "inactive_org", "organization is inactive"),
    ("rate-limited", "rate_limit_exceeded", "login rate exceeded"),
    ("client-credentials-on-login-host", "invalid_grant", "request not supported on this domain"),
    ("no-client-credentials-user", "invalid_grant", "no client credentials user enabled"),
    ("client-credentials-off", "invalid_grant", "client credentials flow not enabled"),
    ("grant-not-allowed", "unsupported_grant_type", "grant type not supported"),
    ("grant-not-allowed", "invalid_request", "grant type not supported"),
    ("scope-not-allowed", "invalid_scope", "the requested scope is not allowed"),
    ("login-refused", "invalid_grant", "authentication failure"),
    // Close to what others say, and something else.
    ("login-refused", "invalid_grant", "the authorization code has been revoked"),
    ("login-refused", "invalid_grant", "no user of this organization approved it"),
    ("client-secret-wrong", "invalid_client", "app must be signed"),
];

pub(super) fn scenes() -> Vec<Scene> {
    let refused = |&(trouble, code, words): &(&'static str, &'static str, &'static str)| {
        Scene::run(trouble, format!("{code}: {words}"), move |more| refused(trouble, code, words, more))
    };
    let shared = Scene::run("client-credentials-on-login-host", "`login.salesforce.com`", |more| {
        log_in("client-credentials", "https://login.salesforce.com", more)
    });
    REFUSALS.iter().map(refused).chain([shared.exiting(64)]).collect()
}

/// A login that a host refuses, by the way that meets the trouble: with client credentials, a refresh token, or a signed assertion.
fn refused(trouble: &str, code: &str, words: &str, more: &[&str]) -> Conversation {
    let body = serde_json::json!({ "error": code, "error_description": words }).to_string();
    let host = canned(move |_, _| json(400, &body));
    let way = match trouble {
        _ if trouble.contains("client") => "client-credentials",
        "refresh-token-expired" => "auth-url",
        _ => "jwt",
    };
    let said = log_in(way, &host.url(), more);
    assert_eq!(host.requests().len(), 1, "{said}");
    said
}

fn log_in(way: &str, url: &str, more: &[&str]) -> Conversation {
    let key = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/keys/login.key");
    let sandbox = Sandbox::new();
    let run = sandbox.xcred([&["org", "login", way], more].concat()).env("XCRED_LOGIN_URL", url);
    let run = run.env("XCRED_CLIENT_ID", "3MVG9key").env("XCRED_CLIENT_SECRET", "secret");
    let run = run.env("XCRED_USERNAME", "robot@acme.example").env("XCRED_JWT_KEY_FILE", key);
    run.env("XCRED_AUTH_URL", format!("force://PlatformCLI::5Aep861token@{url}")).env("XCRED_RETRY_WAIT_MS", "1").run()
}
