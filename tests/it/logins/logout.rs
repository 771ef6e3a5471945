//! Logins are ended: in the org, and here in any case.

use super::{is_discreet, kept, result, world, xcred_org};
use crate::support::{
    Sandbox,
    org::TOKEN,
    servers::{Answer, Fate, Proxy},
};
use serde_json::json;

/// Logs in with the standing token as a refresh token, through this URL.
#[track_caller]
fn logged_in(sandbox: &Sandbox, url: &str) {
    let auth_url = format!("force://PlatformCLI::{TOKEN}@{url}");
    let run = xcred_org(sandbox, ["login", "auth-url", "-u", "--alias", "qa"]);
    is_discreet(run.stdin(auth_url).run().success());
    assert_eq!(kept(sandbox).len(), 1);
}

#[test]
fn the_org_revokes_a_login_and_it_is_forgotten() {
    let (sandbox, org) = world();
    let proxy = Proxy::to(org.address(), |_, _| Fate::Carry);
    logged_in(&sandbox, &proxy.url());
    let said = result(xcred_org(&sandbox, ["logout", "--json", "-o", "qa"]).run().success());
    assert_eq!(said["loggedOut"][0]["revoked"], "now");
    assert_eq!(kept(&sandbox), Vec::<serde_json::Value>::new());
    let asked = proxy.requests().into_iter().filter(|request| request.head.starts_with("POST /services/oauth2/revoke"));
    let bodies: Vec<String> = asked.map(|request| String::from_utf8_lossy(&request.body).into_owned()).collect();
    assert!(matches!(&bodies[..], [body] if body.starts_with("token=")), "one token is revoked");
    let said = xcred_org(&sandbox, ["logout", "-o", "qa"]).run().exits(64);
    assert!(said.stderr.contains("xcred keeps no login of the name `qa`"), "{said}");
    assert!(said.stderr.contains("sf org logout -o qa"), "{said}");
}

#[test]
fn a_revocation_that_fails_is_told_and_the_login_is_forgotten_all_the_same() {
    let (sandbox, org) = world();
    let proxy = Proxy::to(org.address(), |_, request| {
        let is_revocation = request.head.contains("/services/oauth2/revoke");
        if is_revocation { Fate::Instead(Answer::http(404, "text/html", "<h1>Gone")) } else { Fate::Carry }
    });
    logged_in(&sandbox, &proxy.url());
    let said = xcred_org(&sandbox, ["logout", "--json", "-o", "qa"]).run().exits(65);
    let said = result(said);
    assert_eq!(said["loggedOut"][0]["revoked"], "failed");
    assert!(said["loggedOut"][0]["problem"].as_str().is_some_and(|problem| problem.contains("status 404")), "{said}");
    assert_eq!(kept(&sandbox), Vec::<serde_json::Value>::new());

    logged_in(&sandbox, &proxy.url());
    let said = is_discreet(xcred_org(&sandbox, ["logout", "-o", "qa"]).run().exits(65));
    assert!(said.stdout.contains("the org was not told, so the login may be good there still"), "{said}");
}

#[test]
fn all_logins_are_ended_after_a_question() {
    let (sandbox, org) = world();
    logged_in(&sandbox, &org.url());
    let said = xcred_org(&sandbox, ["logout", "--all"]).run().exits(64);
    assert!(said.stderr.contains("there is no terminal to ask"), "{said}");
    let no = xcred_org(&sandbox, ["logout", "--all"]).typing("n\n", 80, 24).exits(64);
    assert!(no.text.contains("End all 1 logins?"), "{no}");
    assert_eq!(kept(&sandbox).len(), 1, "nothing was ended");
    let said = result(xcred_org(&sandbox, ["logout", "--all", "--yes", "--json"]).run().success());
    assert_eq!(said["loggedOut"].as_array().map(Vec::len), Some(1));
    let said = result(xcred_org(&sandbox, ["logout", "--all", "--no-prompt", "--json"]).run().success());
    assert_eq!(said, json!({"loggedOut": []}));
}

#[test]
fn one_login_or_all_are_named_and_not_both() {
    let (sandbox, _org) = world();
    xcred_org(&sandbox, ["logout"]).run().exits(64);
    xcred_org(&sandbox, ["logout", "--all", "-o", "qa"]).run().exits(64);
}
