//! Logins that people and CI have already: where commands find them, and what becomes of them.

use crate::support::{
    Conversation, Sandbox,
    org::{LoopbackOrg, TOKEN},
    projects::sample,
    sandbox::Invocation,
    schema::document,
    sf_files::{self, KEYS},
};
use secrecy::SecretString;
use serde_json::Value;
use std::{fs, num::NonZeroU32, path::Path};
use xcred::practice::{Admission, Certificate, Pace, RefreshTokens};

const USER: &str = "admin@practice.invalid";

/// The secret of the app that has one.
const SECRET: &str = "canary.of.the.app.with.a.secret";

/// An org whose sessions expire after so many requests, and whose refresh tokens are good once.
fn strict(sandbox: &Sandbox, requests: u32) -> LoopbackOrg {
    admitting(sandbox, requests, RefreshTokens::Rotate)
}

/// An org whose sessions expire after so many requests.
fn lenient(sandbox: &Sandbox, requests: u32) -> LoopbackOrg {
    admitting(sandbox, requests, RefreshTokens::Stay)
}

fn admitting(sandbox: &Sandbox, requests: u32, refresh_tokens: RefreshTokens) -> LoopbackOrg {
    let admission = Admission {
        sessions_last: NonZeroU32::new(requests),
        refresh_tokens,
        certificate: Some(certificate()),
        client_secret: Some(SecretString::from(SECRET)),
        ..SecretString::from(TOKEN).into()
    };
    LoopbackOrg::admitting(sandbox, Pace::Steps, admission)
}

fn certificate() -> Certificate {
    let pem = fs::read(key_file("login.crt")).expect("the certificate is there");
    Certificate::from_pem(&pem).expect("it is one")
}

fn key_file(name: &str) -> String {
    format!("{}/tests/keys/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// A run that is quick to try again.
fn xcred(sandbox: &Sandbox, args: &[&str]) -> Invocation {
    sandbox.xcred(args).env("XCRED_RETRY_WAIT_MS", "1")
}

/// The result of a run that succeeds and tells no secret.
#[track_caller]
fn result(said: Conversation) -> Value {
    let said = discreet(said.success());
    document(&said)["result"].clone()
}

/// A run that tells no secret.
#[track_caller]
fn discreet(said: Conversation) -> Conversation {
    for secret in ["canary", "5Aep861", "00D000000000001!", "BEGIN PRIVATE"] {
        assert!(!said.stdout.contains(secret) && !said.stderr.contains(secret), "{secret}: {said}");
    }
    said
}

fn logins_file(sandbox: &Sandbox) -> String {
    fs::read_to_string(sandbox.home().join(".config/xcred/logins.json")).expect("the store is there")
}

/// Logs in with an auth URL, and keeps the login.
#[track_caller]
fn log_in(sandbox: &Sandbox, org: &LoopbackOrg, alias: &str) {
    let url = format!("force://PlatformCLI::{TOKEN}@{}", org.url());
    let said = xcred(sandbox, &["org", "login", "auth-url", "--auth-url-stdin", "--alias", alias, "--json"]);
    discreet(said.stdin(url).run().success());
}

#[test]
fn a_login_of_our_own_store_outlives_its_sessions_and_its_refresh_tokens() {
    let sandbox = sample();
    let org = strict(&sandbox, 2);
    log_in(&sandbox, &org, "qa");
    for _ in 0..4 {
        let before = logins_file(&sandbox);
        let shown = result(xcred(&sandbox, &["org", "show", "-o", "qa", "--json"]).run());
        assert_eq!((shown["org"]["username"].as_str(), shown["org"]["aliases"][0].as_str()), (Some(USER), Some("qa")));
        let listed = xcred(&sandbox, &["diff", "-o", USER, "--json"]).run();
        assert!(discreet(listed).json()["result"]["components"].is_array());
        assert_ne!(logins_file(&sandbox), before, "the next token is kept");
    }
}

#[test]
fn files_of_the_salesforce_cli_are_used_in_both_forms_and_keep_what_else_they_hold() {
    for key in KEYS {
        let sandbox = sample();
        let org = strict(&sandbox, 2);
        sf_files::write_key(&sandbox, key);
        let file = sf_files::write_login(&sandbox, key, USER, &org.url(), TOKEN);
        sf_files::write(&sandbox, ".sfdx/alias.json", &format!("{{\"orgs\":{{\"qa\":\"{USER}\"}}}}"));
        let mut tokens = vec![TOKEN.to_owned()];
        for _ in 0..3 {
            let before = fs::read_to_string(&file).unwrap();
            let shown = result(xcred(&sandbox, &["org", "show", "-o", "qa", "--json"]).run());
            assert_eq!(shown["org"]["file"].as_str(), file.to_str());
            assert_eq!(shown["org"]["way"], "refresh token");
            xcred(&sandbox, &["diff", "-o", "qa"]).run();
            let after = fs::read_to_string(&file).unwrap();
            let kept =
                |text: &str| text.lines().filter(|line| !line.contains("Token")).map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(kept(&before), kept(&after));
            tokens.push(sf_files::secret_of(&file, key, "refreshToken"));
            assert!(sf_files::secret_of(&file, key, "accessToken").starts_with("00D000000000001!"));
        }
        tokens.dedup();
        assert_eq!(tokens.len(), 4, "each refresh token was good once, and the next was kept");
        let names: Vec<_> =
            fs::read_dir(sandbox.home().join(".sfdx")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names.len(), 3, "{names:?}");
    }
}

#[test]
fn many_at_once_use_one_refresh_token_once() {
    let sandbox = sample();
    let org = strict(&sandbox, 99);
    sf_files::write_key(&sandbox, KEYS[0]);
    let file = sf_files::write_login(&sandbox, KEYS[0], USER, &org.url(), TOKEN);
    let runs: Vec<_> = (0..6).map(|_| xcred(&sandbox, &["org", "show", "-o", USER, "--json"]).start()).collect();
    for run in runs {
        result(run.finish());
    }
    let next = sf_files::secret_of(&file, KEYS[0], "refreshToken");
    assert!(next.starts_with("5Aep861"), "the token that the first of them got");
}

#[test]
fn the_environment_holds_logins_of_four_kinds() {
    let sandbox = sample();
    let org = lenient(&sandbox, 3);
    let auth_url = format!("force://PlatformCLI::{TOKEN}@{}", org.url());
    let key = fs::read_to_string(key_file("login.key")).unwrap();
    let jwt = [("XCRED_CLIENT_ID", "ci"), ("XCRED_USERNAME", USER), ("XCRED_LOGIN_URL", &org.url())];
    for (variables, variable, way) in [
        (
            vec![("SF_ACCESS_TOKEN", TOKEN.to_owned()), ("SF_ORG_INSTANCE_URL", org.url())],
            "SF_ACCESS_TOKEN",
            "access token",
        ),
        (vec![("XCRED_AUTH_URL", auth_url.clone())], "XCRED_AUTH_URL", "refresh token"),
        (vec![("SFDX_AUTH_URL", auth_url.clone())], "SFDX_AUTH_URL", "refresh token"),
        (vec![("XCRED_JWT_KEY_FILE", key_file("login.key"))], "XCRED_JWT_KEY_FILE", "JWT"),
        (vec![("XCRED_JWT_KEY", key.clone())], "XCRED_JWT_KEY", "JWT"),
        (
            vec![
                ("XCRED_CLIENT_SECRET", SECRET.to_owned()),
                ("XCRED_CLIENT_ID", "xcred-ci".to_owned()),
                ("SF_ORG_INSTANCE_URL", org.url()),
            ],
            "XCRED_CLIENT_SECRET",
            "client credentials",
        ),
    ] {
        let run = |args: &[&str]| {
            let run = xcred(&sandbox, args);
            let run = if way == "JWT" { jwt.iter().fold(run, |run, (name, value)| run.env(name, value)) } else { run };
            variables.iter().fold(run, |run, (name, value)| run.env(name, value)).run()
        };
        let shown = result(run(&["org", "show", "--json"]));
        assert_eq!(shown["org"]["origin"], format!("the environment (`{variable}`)"), "{shown}");
        assert_eq!((shown["org"]["way"].as_str(), shown["org"]["username"].as_str()), (Some(way), Some(USER)));
        assert_eq!(shown["named"], Value::Null);
        // A comparison takes more requests than a session lasts.
        let compared = discreet(run(&["diff", "--json"]));
        assert!(compared.json()["result"]["components"].is_array(), "{compared}");
    }
    assert!(!sandbox.home().join(".config").join("xcred").join("logins.json").exists(), "no login is kept");
}

#[test]
fn a_new_refresh_token_that_cannot_be_kept_is_told() {
    let sandbox = sample();
    let org = strict(&sandbox, 99);
    let auth_url = format!("force://PlatformCLI::{TOKEN}@{}", org.url());
    let said = discreet(xcred(&sandbox, &["org", "show"]).env("XCRED_AUTH_URL", auth_url).run().success());
    let told = "the environment (`XCRED_AUTH_URL`) cannot be changed; the next run needs a new login";
    assert!(said.stderr.contains(told), "{said}");
}

#[test]
fn an_auth_url_on_standard_input_is_good_for_one_run() {
    let sandbox = sample();
    let org = strict(&sandbox, 9);
    let url = format!("force://PlatformCLI::{TOKEN}@{}\n", org.url());
    let run = |text: &str| xcred(&sandbox, &["org", "show", "--auth-url-stdin", "--json"]).stdin(text.to_owned()).run();
    let shown = result(run(&url));
    assert_eq!(shown["org"]["origin"], "standard input");
    for text in ["", "canary", "force://canary@", "[REDACTED] Use 'sf org auth show-sfdx-auth-url' to view"] {
        let said = discreet(run(text)).exits(64);
        assert_eq!(document(&said)["error"]["name"], "AuthUrlError");
    }
}

#[test]
fn places_are_looked_through_in_their_order() {
    let sandbox = sample();
    let org = lenient(&sandbox, 99);
    sf_files::write_key(&sandbox, KEYS[0]);
    sf_files::write_login(&sandbox, KEYS[0], USER, &org.url(), TOKEN);
    sf_files::write_login(&sandbox, KEYS[0], "other@practice.invalid", &org.url(), TOKEN);
    sf_files::write(
        &sandbox,
        ".sfdx/alias.json",
        &format!("{{\"orgs\":{{\"sf\":\"{USER}\",\"both\":\"other@practice.invalid\"}}}}"),
    );
    log_in(&sandbox, &org, "both");
    let from = |args: &[&str], variables: &[(&str, &str)]| {
        let run = xcred(&sandbox, &[&["org", "show", "--json"], args].concat());
        let said = variables.iter().fold(run, |run, (name, value)| run.env(name, value)).run();
        let shown = result(said);
        let origin =
            shown["org"]["origin"].as_str().unwrap_or_default().split(" (").next().unwrap_or_default().to_owned();
        (origin, shown["named"]["by"].as_str().map(str::to_owned), shown["passedOver"].clone())
    };
    let url = org.url();
    let token = [("SF_ACCESS_TOKEN", TOKEN), ("SF_ORG_INSTANCE_URL", url.as_str())];
    let own = "xcred's own store".to_owned();
    let files = "the Salesforce CLI's files".to_owned();
    // Our own store counts before the CLI's files; the environment only for what it is for.
    assert_eq!(from(&["-o", "both"], &[]).0, own);
    let (origin, by, passed_over) = from(&["-o", "sf"], &token);
    assert_eq!((origin, by.as_deref()), (files.clone(), Some("`-o`")));
    assert_eq!(passed_over.as_array().map(Vec::len), Some(2), "the environment and our own store: {passed_over}");
    assert_eq!(from(&["-o", &url], &token).0, "the environment");
    // Without a name: SF_TARGET_ORG, the environment, xcred.toml, the project's and the user's configuration.
    sf_files::write(&sandbox, ".sf/config.json", "{\"target-org\":\"sf\"}");
    fs::remove_file(sandbox.path("xcred.toml")).unwrap();
    let (origin, by, _) = from(&[], &[]);
    assert_eq!(origin, files);
    assert!(by.unwrap().contains(".sf/config.json"));
    sandbox.write(".sf/config.json", "{\"target-org\":\"both\"}");
    assert_eq!(from(&[], &[]).0, own);
    sandbox.write("xcred.toml", "target-org = \"sf\"\n");
    assert_eq!(from(&[], &[]).1.as_deref(), Some("`xcred.toml`"));
    assert_eq!(from(&[], &token).0, "the environment");
    let with_name = [token[0], token[1], ("SF_TARGET_ORG", "both")];
    let (origin, by, _) = from(&[], &with_name);
    assert_eq!((origin, by.as_deref()), (own, Some("`SF_TARGET_ORG`")));
}

#[test]
fn an_unknown_name_is_told_with_the_one_that_was_likely_meant() {
    let sandbox = sample();
    let org = strict(&sandbox, 99);
    log_in(&sandbox, &org, "staging");
    let run = |name: &str| discreet(xcred(&sandbox, &["org", "show", "-o", name, "--json"]).run());
    let error = document(&run("stagign").exits(64))["error"].clone();
    assert_eq!(error["message"], "there is no login for the org `stagign`");
    assert_eq!(error["hints"][0], "did you mean `staging`?");
    let error = document(&run("00D000000000001!canary").exits(64))["error"].clone();
    assert_eq!(error["message"], "an access token was given as the name of an org");
    fs::remove_file(sandbox.path("xcred.toml")).unwrap();
    let error = document(&discreet(xcred(&sandbox, &["org", "show", "--json"]).run()).exits(64))["error"].clone();
    assert_eq!((error["name"].as_str(), error["message"].as_str()), (Some("NoTargetOrg"), Some("no org is named")));
}

#[test]
fn a_broken_login_of_the_environment_does_not_lead_to_another_org() {
    let sandbox = sample();
    for (name, value) in [("XCRED_AUTH_URL", "canary"), ("SF_ACCESS_TOKEN", "can ary")] {
        let run = xcred(&sandbox, &["org", "show", "--json"]).env(name, value);
        let said = discreet(run.env("SF_ORG_INSTANCE_URL", "https://a.my.salesforce.com").run()).exits(64);
        let error = document(&said)["error"].clone();
        assert_eq!(error["message"], "the environment holds a login that cannot be used");
        assert!(error["causes"][0].as_str().unwrap_or_default().contains(name), "{error}");
    }
}

#[test]
fn where_the_files_cannot_be_opened_the_salesforce_cli_is_asked() {
    let sandbox = sample();
    let org = strict(&sandbox, 99);
    sf_files::write_key(&sandbox, KEYS[0]);
    let file = sf_files::write_login(&sandbox, KEYS[1], USER, &org.url(), TOKEN);
    let before = fs::read(&file).unwrap();
    let run = |path: &Path| xcred(&sandbox, &["org", "show", "-o", USER, "--json"]).env("PATH", path).run();
    let error = document(&discreet(run(Path::new("/nowhere"))).exits(65))["error"].clone();
    assert!(error["causes"][0].as_str().unwrap_or_default().contains(file.to_str().unwrap()), "{error}");
    let script = format!(
        "#!/bin/sh\ncase \"$*\" in\n'org display -o {USER} --json') echo '{{\"status\":0,\"result\":{{\"id\":\"00D000000000001EAA\",\
         \"username\":\"{USER}\",\"instanceUrl\":\"{url}\",\"accessToken\":\"[REDACTED] Use x\"}}}}';;\n\
         'org auth show-access-token -o {USER} --json') echo '{{\"status\":0,\"result\":{{\"accessToken\":\"{TOKEN}\"}}}}';;\n\
         *) exit 9;;\nesac\n",
        url = org.url(),
    );
    sandbox.write("bin/sf", script);
    std::os::unix::fs::PermissionsExt::set_mode(
        &mut fs::metadata(sandbox.path("bin/sf")).unwrap().permissions(),
        0o755,
    );
    let status = std::process::Command::new("chmod").arg("755").arg(sandbox.path("bin/sf")).status().unwrap();
    assert!(status.success());
    let shown = result(run(&sandbox.path("bin")));
    assert_eq!((shown["org"]["way"].as_str(), shown["org"]["username"].as_str()), (Some("Salesforce CLI"), Some(USER)));
    let why = shown["passedOver"].to_string();
    assert!(why.contains("cannot be opened"), "{why}");
    assert_eq!(fs::read(&file).unwrap(), before, "its file stays as it is");
}

#[test]
fn logins_are_listed_without_a_network_and_checked_with_one() {
    let sandbox = sample();
    fs::remove_file(sandbox.path("xcred.toml")).unwrap();
    let said = xcred(&sandbox, &["org", "list"]).run().success();
    assert_eq!(said.stdout, "There is no login; `xcred org login web` makes one.\n");
    let org = lenient(&sandbox, 99);
    sf_files::write_key(&sandbox, KEYS[0]);
    sf_files::write_login(&sandbox, KEYS[0], USER, &org.url(), TOKEN);
    sf_files::write_login(&sandbox, KEYS[0], "gone@practice.invalid", &org.url(), "5Aep861.revoked");
    sf_files::write(&sandbox, ".sfdx/broken@practice.invalid.json", "{");
    sf_files::write(&sandbox, ".sf/config.json", &format!("{{\"target-org\":\"{USER}\"}}"));
    log_in(&sandbox, &org, "qa");
    let list = |args: &[&str]| xcred(&sandbox, &[&["org", "list", "--json"], args].concat());
    let said = discreet(list(&[]).without_network().run().success());
    let listed = document(&said);
    let told = |listed: &Value| -> Vec<(String, String, bool, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let one = |org: &Value| {
            (text(&org["username"]), text(&org["origin"]), org["default"] == true, org["session"]["works"].to_string())
        };
        listed["result"]["orgs"].as_array().expect("orgs").iter().map(one).collect()
    };
    let row = |user: &str, origin: &str, default, works: &str| {
        (user.to_owned(), origin.to_owned(), default, works.to_owned())
    };
    let mut expected = [
        row(USER, "xcred", true, "null"),
        row(USER, "Salesforce CLI", false, "null"),
        row("gone@practice.invalid", "Salesforce CLI", false, "null"),
    ];
    let listed_now = told(&listed);
    assert_eq!(listed_now, expected);
    assert_eq!(listed["warnings"].as_array().map(Vec::len), Some(1), "{listed}");
    let checked = document(&discreet(list(&["--check"]).run().success()));
    expected[0].3 = "true".to_owned();
    expected[1].3 = "true".to_owned();
    expected[2].3 = "false".to_owned();
    assert_eq!(told(&checked), expected);
    let again = document(&list(&[]).run().success());
    assert_eq!(told(&again), expected, "it is known without asking");
    let human = discreet(xcred(&sandbox, &["org", "list"]).run().success());
    assert!(human.stdout.contains("* is the org that commands talk to"), "{human}");
}

#[test]
fn a_session_that_is_over_is_shown_with_where_it_came_from() {
    let sandbox = sample();
    let org = strict(&sandbox, 99);
    sf_files::write_key(&sandbox, KEYS[0]);
    let file = sf_files::write_login(&sandbox, KEYS[0], USER, &org.url(), "5Aep861.revoked");
    let said = discreet(xcred(&sandbox, &["org", "show", "-o", USER, "--json"]).run()).exits(65);
    let shown = document(&said)["result"].clone();
    assert_eq!(shown["org"]["session"]["works"], false);
    assert_eq!(shown["org"]["file"].as_str(), file.to_str());
    assert!(shown["org"]["problem"].as_str().unwrap_or_default().contains("expired access/refresh token"), "{shown}");
    let human = discreet(xcred(&sandbox, &["org", "show", "-o", USER]).run()).exits(65);
    assert!(human.stdout.contains("does not work"), "{human}");
}

#[test]
fn the_practice_org_is_shown_as_one_without_a_login() {
    let sandbox = sample();
    let shown = result(xcred(&sandbox, &["org", "show", "-o", "practice", "--json"]).run());
    assert_eq!(shown["org"]["username"], USER);
    assert!(shown["org"]["origin"].as_str().unwrap_or_default().starts_with("the practice org in"));
}
