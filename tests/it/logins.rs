//! `xcred org login` and `logout` against the practice org over HTTP, with an empty home and no keyring.

mod logout;
mod web;
mod without_browser;

use crate::support::{
    Conversation, Sandbox,
    org::{LoopbackOrg, TOKEN},
    projects::sample,
    sandbox::Invocation,
    schema::document,
};
use secrecy::SecretString;
use serde_json::Value;
use std::{ffi::OsStr, fs, os::unix::fs::PermissionsExt, path::PathBuf};
use xcred::practice::{AccessTokens, Admission, Certificate, Pace, RefreshTokens};

/// The secret of the app `xcred-ci`, which nothing may show.
const CLIENT_SECRET: &str = "canary-client-secret-0123456789";

/// The user of the practice org.
const USER: &str = "admin@practice.invalid";

/// A key or certificate of the tests.
fn key(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/keys").join(name)
}

/// A project, and an org that lets in whoever can be let in.
fn world() -> (Sandbox, LoopbackOrg) {
    world_where(RefreshTokens::Stay)
}

fn world_where(refresh_tokens: RefreshTokens) -> (Sandbox, LoopbackOrg) {
    let sandbox = sample();
    let pem = fs::read(key("login.crt")).expect("the certificate can be read");
    let admission = Admission {
        token: SecretString::from(TOKEN),
        certificate: Some(Certificate::from_pem(&pem).expect("it is a certificate")),
        client_secret: Some(SecretString::from(CLIENT_SECRET)),
        sessions_last: None,
        refresh_tokens,
        access_tokens: AccessTokens::Opaque,
    };
    let org = LoopbackOrg::admitting(&sandbox, Pace::Steps, admission);
    (sandbox, org)
}

/// Prepares `xcred org` and these words.
fn xcred_org(sandbox: &Sandbox, words: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Invocation {
    let words = words.into_iter().map(|word| word.as_ref().to_owned());
    sandbox.xcred(["org".into()].into_iter().chain(words)).env("XCRED_RETRY_WAIT_MS", "1")
}

/// Sees to it that nothing secret was said, by any name that tokens and secrets have here.
#[track_caller]
fn is_discreet(said: Conversation) -> Conversation {
    for secret in ["canary", "00D000000000001!", "PRIVATE KEY", "eyJ"] {
        assert!(!said.stdout.contains(secret) && !said.stderr.contains(secret), "`{secret}`\n{said}");
    }
    said
}

/// The result of a run with `--json`.
#[track_caller]
fn result(said: Conversation) -> Value {
    document(&is_discreet(said))["result"].clone()
}

/// What the store says of its logins. Its files are for their owner alone, and hold no secret in clear.
#[track_caller]
fn kept(sandbox: &Sandbox) -> Vec<Value> {
    let folder = sandbox.home().join(".config/xcred");
    for entry in fs::read_dir(&folder).expect("there is a store") {
        let path = entry.expect("the store can be listed").path();
        let mode = fs::metadata(&path).expect("it is there").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", path.display());
    }
    let text = fs::read_to_string(folder.join("logins.json")).expect("there are logins");
    for secret in ["canary", "00D000000000001!", "PRIVATE KEY", "eyJ"] {
        assert!(!text.contains(secret), "`{secret}` in {text}");
    }
    let store: Value = serde_json::from_str(&text).expect("the store is JSON");
    store["logins"].as_array().cloned().unwrap_or_default()
}
