//! The ways without a browser: signed assertions, client credentials, auth URLs, access tokens.

use super::{CLIENT_SECRET, USER, is_discreet, kept, key, result, world, world_where, xcred_org};
use crate::support::{
    Sandbox,
    org::TOKEN,
    projects::sample,
    servers::{Answer, Fate, Proxy, canned},
};
use serde_json::{Value, json};
use xcred::practice::RefreshTokens;

/// What every way keeps of the practice org.
#[track_caller]
fn is_kept(sandbox: &Sandbox, url: &str, result: &Value, way: &str) {
    assert_eq!(result["username"], USER);
    assert_eq!(result["orgId"], "00D000000000001EAA");
    assert_eq!((&result["instanceUrl"], &result["way"]), (&json!(url), &json!(way)));
    assert_eq!(kept(sandbox).len(), 1, "{result}");
}

#[test]
fn a_signed_assertion_logs_in_with_keys_of_both_forms_and_from_all_places() {
    let (sandbox, org) = world();
    let url = org.url();
    let named = |file: &str| {
        let file = key(file).into_os_string().into_string().expect("UTF-8");
        ["login", "jwt", "--json", "-i", "app", "-r", &url, "-o", USER, "-f", &file].map(str::to_owned)
    };
    let pem = std::fs::read_to_string(key("login.key")).expect("the key can be read");
    let unnamed = ["login", "jwt", "--json", "-r", &url];
    let with = |run: crate::support::sandbox::Invocation| run.env("XCRED_CLIENT_ID", "app").env("XCRED_USERNAME", USER);
    let mut stdin: Vec<&str> = unnamed.to_vec();
    stdin.extend(["-f", "-"]);
    for run in [
        xcred_org(&sandbox, named("login.key")),
        xcred_org(&sandbox, named("login.rsa.key")),
        with(xcred_org(&sandbox, unnamed)).env("XCRED_JWT_KEY_FILE", key("login.key")),
        with(xcred_org(&sandbox, unnamed)).env("XCRED_JWT_KEY", &pem),
        with(xcred_org(&sandbox, stdin)).stdin(pem.clone()),
    ] {
        let result = result(run.run().success());
        is_kept(&sandbox, &url, &result, "JWT");
        assert_eq!((&result["clientId"], &result["lasting"]), (&json!("app"), &json!(true)));
    }
}

#[test]
fn the_audience_is_the_one_that_is_told() {
    let (sandbox, org) = world();
    let file = key("login.key").into_os_string().into_string().expect("UTF-8");
    let url = org.url();
    let words = ["login", "jwt", "-i", "app", "-r", &url, "-o", USER, "-f", &file];
    for audience in ["https://login.salesforce.com", "https://test.salesforce.com", &url] {
        xcred_org(&sandbox, words.iter().copied().chain(["--audience", audience])).run().success();
        xcred_org(&sandbox, words).env("SF_AUDIENCE_URL", audience).run().success();
    }
    let said = xcred_org(&sandbox, words.iter().copied().chain(["--audience", "https://other.example"])).run();
    let said = is_discreet(said.exits(65));
    assert!(said.stderr.contains("audience is invalid"), "{said}");
}

#[test]
fn what_is_no_key_is_named_before_anything_is_sent() {
    let sandbox = sample();
    for (name, words) in [
        ("encrypted.key", "its private key is encrypted"),
        ("encrypted.rsa.key", "its private key is encrypted"),
        ("login.crt", "it holds a certificate and no private key"),
        ("login.pub", "it holds a public key"),
        ("curve.key", "its private key is not one of RSA"),
        ("short.rsa.key", "its RSA key is shorter"),
        ("README.md", "it holds no private key in PEM"),
    ] {
        let file = key(name).into_os_string().into_string().expect("UTF-8");
        let words_of_run = ["login", "jwt", "-i", "app", "-r", "http://127.0.0.1:1", "-o", USER, "-f", &file];
        let said = xcred_org(&sandbox, words_of_run).run().exits(64);
        assert!(said.stderr.contains(words) && said.stderr.contains(name), "{said}");
    }
}

#[test]
fn the_key_of_another_certificate_is_refused_in_the_orgs_words() {
    let (sandbox, org) = world();
    let file = key("other.key").into_os_string().into_string().expect("UTF-8");
    let url = org.url();
    let said = xcred_org(&sandbox, ["login", "jwt", "-i", "app", "-r", &url, "-o", USER, "-f", &file]).run();
    let said = is_discreet(said.exits(65));
    assert!(said.stderr.contains("could not log in with a signed assertion at "), "{said}");
    assert!(said.stderr.contains("invalid_grant") && said.stdout.is_empty(), "{said}");
    assert!(!sandbox.home().join(".config").exists(), "nothing is kept of a login that failed");
}

#[test]
fn client_credentials_come_from_the_environment_a_file_or_standard_input() {
    let (sandbox, org) = world();
    let url = org.url();
    let file = sandbox.write("secret", format!("{CLIENT_SECRET}\n"));
    let file = file.to_str().expect("UTF-8");
    let words = ["login", "client-credentials", "--json", "-i", "xcred-ci", "-r", &url];
    for run in [
        xcred_org(&sandbox, words).env("XCRED_CLIENT_SECRET", CLIENT_SECRET),
        xcred_org(&sandbox, words.iter().copied().chain(["--client-secret-file", file])),
        xcred_org(&sandbox, words.iter().copied().chain(["--client-secret-file", "-"])).stdin(CLIENT_SECRET),
    ] {
        let result = result(run.run().success());
        is_kept(&sandbox, &url, &result, "client credentials");
    }
    let said = xcred_org(&sandbox, words).env("XCRED_CLIENT_SECRET", "canary-wrong").run().exits(65);
    assert!(is_discreet(said).stdout.contains("invalid_client"));
    let said = xcred_org(&sandbox, words).run().exits(64);
    assert!(said.stdout.contains("the client secret is missing"), "{said}");
}

#[test]
fn a_secret_that_is_typed_is_not_shown() {
    let (sandbox, org) = world();
    let url = org.url();
    let auth_url = format!("force://PlatformCLI::{TOKEN}@{url}");
    for (words, question, typed) in [
        (&["login", "client-credentials", "-i", "xcred-ci", "-r", &url][..], "The client secret, ", CLIENT_SECRET),
        (&["login", "token", "-r", &url], "The access token, ", TOKEN),
        (&["login", "auth-url"], "The auth URL, ", &auth_url),
    ] {
        let seen = xcred_org(&sandbox, words).answering(question, &format!("{typed}\n"), 100, 24).exits(0);
        assert!(seen.text.contains("which is not shown:") && !seen.text.contains("canary"), "{seen}");
        let seen = xcred_org(&sandbox, words).answering(question, "\n", 100, 24).exits(64);
        assert!(seen.text.contains("is missing"), "{seen}");
    }
}

#[test]
fn client_credentials_are_for_a_my_domain() {
    let sandbox = sample();
    for host in ["https://login.salesforce.com", "test.salesforce.com"] {
        let run = xcred_org(&sandbox, ["login", "client-credentials", "-i", "app", "-r", host]);
        let said = is_discreet(run.env("XCRED_CLIENT_SECRET", CLIENT_SECRET).run().exits(64));
        assert!(said.stderr.contains("client credentials are for the org's own My Domain"), "{said}");
    }
}

#[test]
fn an_auth_url_comes_from_all_places_and_what_it_became_is_kept() {
    let (sandbox, org) = world();
    let url = org.url();
    let auth_url = format!("force://PlatformCLI::{TOKEN}@{url}");
    let file = sandbox.write("url", &auth_url);
    let json = sandbox.write("url.json", json!({"status": 0, "result": {"sfdxAuthUrl": auth_url}}).to_string());
    let words = ["login", "auth-url", "--json", "--alias", "qa"];
    for run in [
        xcred_org(&sandbox, words.iter().copied().chain(["--auth-url-stdin"])).stdin(format!("{auth_url}\n")),
        xcred_org(&sandbox, words.iter().copied().chain(["--sfdx-url-file", file.to_str().expect("UTF-8")])),
        xcred_org(&sandbox, words.iter().copied().chain(["-f", json.to_str().expect("UTF-8")])),
        xcred_org(&sandbox, words).env("XCRED_AUTH_URL", &auth_url),
        xcred_org(&sandbox, words).env("SFDX_AUTH_URL", &auth_url),
    ] {
        let result = result(run.run().success());
        is_kept(&sandbox, &url, &result, "refresh token");
        assert_eq!((&result["aliases"], &result["clientId"]), (&json!(["qa"]), &json!("PlatformCLI")));
    }
}

#[test]
fn a_refresh_token_that_rotates_is_spent_and_the_next_one_is_kept() {
    let (sandbox, org) = world_where(RefreshTokens::Rotate);
    let proxy = Proxy::to(org.address(), |_, _| Fate::Carry);
    let auth_url = format!("force://PlatformCLI::{TOKEN}@{}", proxy.url());
    xcred_org(&sandbox, ["login", "auth-url", "--alias", "qa"]).env("XCRED_AUTH_URL", &auth_url).run().success();
    let again = xcred_org(&sandbox, ["login", "auth-url"]).env("XCRED_AUTH_URL", &auth_url).run().exits(65);
    assert!(is_discreet(again).stderr.contains("invalid_grant"), "the token of the auth URL was good once");
    let said = xcred_org(&sandbox, ["logout", "-o", "qa"]).run().success();
    assert!(is_discreet(said).stdout.starts_with(&format!("Logged out {USER} of ")));
    let requests = proxy.requests();
    let bodies = |path: &str| {
        let of_path = requests.iter().filter(move |request| request.head.starts_with(&format!("POST {path} ")));
        of_path.map(|request| String::from_utf8_lossy(&request.body).into_owned()).collect::<Vec<_>>()
    };
    let revoked = bodies("/services/oauth2/revoke");
    let spent = TOKEN.replace('!', "%21");
    assert!(bodies("/services/oauth2/token").iter().all(|body| body.contains(&spent)));
    assert!(matches!(&revoked[..], [body] if !body.contains(&spent)), "the next token was kept, and is revoked");
}

#[test]
fn a_login_that_could_not_be_kept_spends_nothing() {
    let (sandbox, org) = world_where(RefreshTokens::Rotate);
    let auth_url = format!("force://PlatformCLI::{TOKEN}@{}", org.url());
    let login = || xcred_org(&sandbox, ["login", "auth-url"]).env("XCRED_AUTH_URL", &auth_url);
    let said = login().env("HOME", "").run().exits(65);
    assert!(said.stderr.contains("there is no folder to keep logins in"), "{said}");
    let store = sandbox.home().join(".config/xcred");
    std::fs::create_dir_all(&store).expect("a folder can be made");
    std::fs::write(store.join("logins.json"), "not ours").expect("a file can be written");
    let said = login().run().exits(65);
    assert!(said.stderr.contains("is no store of logins"), "{said}");
    std::fs::remove_file(store.join("logins.json")).expect("a file can be removed");
    login().run().success();
}

#[test]
fn a_login_whose_user_is_not_told_is_kept_by_the_users_id() {
    let sandbox = sample();
    let org = canned(|_, request| {
        if request.head.contains("/services/oauth2/userinfo") {
            return Answer::http(403, "text/plain", "Bad_OAuth_Token");
        }
        let host = request.head.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host is named");
        let granted = json!({
            "access_token": "00D000000000001!canary",
            "refresh_token": "canary-next",
            "instance_url": format!("http://{host}"),
            "id": "https://login.salesforce.com/id/00D000000000001EAA/005000000000001AAA",
        });
        Answer::http(200, "application/json", granted.to_string())
    });
    let auth_url = format!("force://PlatformCLI::{TOKEN}@{}", org.url());
    let said = xcred_org(&sandbox, ["login", "auth-url", "--alias", "qa"]).env("XCRED_AUTH_URL", auth_url).run();
    let said = is_discreet(said.success());
    assert!(said.stderr.contains("kept by the user's id, `005000000000001AAA`"), "{said}");
    let kept = kept(&sandbox);
    assert_eq!((&kept[0]["userName"], &kept[0]["orgId"]), (&json!("005000000000001AAA"), &json!("00D000000000001EAA")));
}

#[test]
fn what_is_no_auth_url_is_not_repeated() {
    let sandbox = sample();
    for (text, words) in [
        ("", "standard input holds no auth URL"),
        ("https://canary@acme.com", "does not start with `force://`"),
        ("force://canary@http://acme.com", "is not encrypted"),
        ("force://a:b:c:canary@acme.com", "has another form than"),
        ("[REDACTED] Use 'sf org auth show-sfdx-auth-url' to view canary", "is redacted"),
    ] {
        let said = xcred_org(&sandbox, ["login", "auth-url", "--auth-url-stdin"]).stdin(text).run();
        let said = is_discreet(said.exits(64));
        assert!(said.stderr.contains(words), "{said}");
    }
}

#[test]
fn an_access_token_is_tried_before_it_is_kept() {
    let (sandbox, org) = world();
    let url = org.url();
    let file = sandbox.write("token", TOKEN);
    let words = ["login", "token", "--json", "-r", &url];
    for run in [
        xcred_org(&sandbox, ["login", "token", "--json"])
            .env("SF_ORG_INSTANCE_URL", &url)
            .env("SF_ACCESS_TOKEN", TOKEN),
        xcred_org(&sandbox, words.iter().copied().chain(["--token-file", file.to_str().expect("UTF-8")])),
        xcred_org(&sandbox, words.iter().copied().chain(["--token-stdin"])).stdin(format!("{TOKEN}\n")),
    ] {
        let result = result(run.run().success());
        is_kept(&sandbox, &url, &result, "access token");
        assert_eq!(result["lasting"], false);
    }
    let said = xcred_org(&sandbox, words).env("SF_ACCESS_TOKEN", "00D000000000001!canaryOLD").run().exits(65);
    assert!(is_discreet(said).stdout.contains("session has expired or is not valid"));
    assert_eq!(kept(&sandbox).len(), 1, "the login from before is there still");
}

#[test]
fn a_token_answer_that_leads_nowhere_ends_clearly() {
    let sandbox = sample();
    for (body, words) in [
        (json!({"access_token": "00D!canary"}).to_string(), "it holds no `instance_url`"),
        (json!({"access_token": "00D!canary", "instance_url": "http://acme.com"}).to_string(), "is not encrypted"),
        ("<html>canary</html>".to_owned(), "came with no answer of Salesforce"),
        (String::new(), "it is empty"),
    ] {
        let server = canned(move |_, _| Answer::http(200, "text/plain", &body));
        let url = server.url();
        let run = xcred_org(&sandbox, ["login", "client-credentials", "-i", "app", "-r", &url]);
        let said = run.env("XCRED_CLIENT_SECRET", CLIENT_SECRET).run().exits(65);
        assert!(said.stderr.contains(words) && !said.stderr.contains("00D!"), "{said}");
    }
}

#[test]
fn an_alias_leads_to_its_login_and_to_nothing_else() {
    let (sandbox, org) = world();
    let url = org.url();
    for alias in ["", "practice", "https://acme.com", "two words", "-x"] {
        let flag = format!("--alias={alias}");
        let run = xcred_org(&sandbox, ["login", "token", "-r", &url, &flag]).env("SF_ACCESS_TOKEN", TOKEN);
        let said = run.run().exits(64);
        assert!(said.stderr.contains("cannot be an alias"), "{said}");
    }
    for (words, aliases) in
        [(&["--alias", "qa"][..], json!(["qa"])), (&[], json!(["qa"])), (&["-a", "uat"], json!(["uat"]))]
    {
        let all = ["login", "token", "--json", "-r", &url].into_iter().chain(words.iter().copied());
        let said = xcred_org(&sandbox, all).env("SF_ACCESS_TOKEN", TOKEN).run().success();
        assert_eq!(result(said)["aliases"], aliases);
    }
}
