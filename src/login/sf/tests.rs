use std::{os::unix::fs::PermissionsExt, sync::atomic::AtomicBool, sync::atomic::Ordering};

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;
use crate::login::testing::{SF_KEYS, SfHome};

const USER: &str = "me@acme.com";

fn session(token: &str, url: &str) -> Session {
    Session { instance_url: InstanceUrl::parse(url).unwrap(), access_token: AccessToken::new(token).unwrap() }
}

fn exposed(secret: Option<&SecretString>) -> &str {
    secret.map_or("", |secret| secret.expose_secret())
}

fn token_of(secrets: &Secrets) -> &str {
    secrets.access_token.as_ref().map_or("", AccessToken::expose)
}

#[test]
fn logins_are_read_with_their_aliases_and_ways() {
    let home = SfHome::new(SF_KEYS[0]);
    home.write_login(USER, &[("accessToken", "00D!canary"), ("refreshToken", "canary")]);
    home.write_login(
        "ci@acme.com",
        &[("accessToken", "00D!canary"), ("privateKey", "/keys/ci.key"), ("clientId", "app")],
    );
    home.write_login("old@acme.com", &[("accessToken", "00D!canary")]);
    home.write(
        ".sfdx/alias.json",
        "{\"orgs\":{\"acme\":\"me@acme.com\",\"qa\":\"me@acme.com\",\"ci\":\"ci@acme.com\"}}",
    );
    home.write(".sfdx/notes.json", "not JSON");
    home.write(".sfdx/00Dx0000000.sandbox.json", "{}");
    let (logins, errors) = home.store().list();
    assert!(errors.is_empty(), "{errors:?}");
    let told: Vec<(&str, String, String)> = logins
        .iter()
        .map(|login| {
            let aliases = login.aliases.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
            (login.user_name.as_deref().unwrap(), login.way.to_string(), aliases)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("ci@acme.com", "JWT".to_owned(), "ci".to_owned()),
            (USER, "refresh token".to_owned(), "acme qa".to_owned()),
            ("old@acme.com", "access token".to_owned(), String::new()),
        ]
    );
    assert!(!format!("{logins:?}").contains("canary"));
    let by_alias = home.store().find("acme").unwrap().unwrap();
    assert_eq!(by_alias, home.store().find(USER).unwrap().unwrap());
    assert_eq!(by_alias.instance_url.unwrap().to_string(), "https://acme.my.salesforce.com");
    assert_eq!(by_alias.login_url.to_string(), "https://login.salesforce.com");
    for stranger in ["nobody", "", "../secret", "alias", "notes\0", "key"] {
        assert_eq!(home.store().find(stranger).unwrap_or_default(), None, "{stranger}");
    }
}

#[test]
fn secrets_are_opened_in_both_forms() {
    for key in SF_KEYS {
        let home = SfHome::new(key);
        let members = [("accessToken", "00D!canary"), ("refreshToken", "5Aep.canary"), ("clientSecret", "cän=ary")];
        let path = home.write_login(USER, &members);
        let (secrets, _) = home.store().secrets(&path).unwrap();
        assert_eq!(token_of(&secrets), "00D!canary");
        assert_eq!(exposed(secrets.refresh_token.as_ref()), "5Aep.canary");
        assert_eq!(exposed(secrets.client_secret.as_ref()), "cän=ary");
    }
}

#[test]
fn a_keyring_that_has_another_key_gives_way_to_the_file() {
    let home = SfHome::new(SF_KEYS[0]);
    let path = home.write_login(USER, &[("accessToken", "00D!canary")]);
    let tool =
        crate::login::testing::program(&home.path("secret-tool"), &format!("echo {}", SF_KEYS[0].replace('0', "f")));
    let store = home.store_with(&[("SFDX_SECRET_TOOL_PATH", tool.to_str().unwrap())]);
    assert_eq!(token_of(&store.secrets(&path).unwrap().0), "00D!canary");
    fs::remove_file(home.path(".sfdx/key.json")).unwrap();
    let error = store.secrets(&path).unwrap_err();
    assert!(matches!(error, SfError::Crypt { source: CryptError::AnotherKey, .. }), "{error:?}");
    let right = crate::login::testing::program(&home.path("secret-tool"), &format!("echo {}", SF_KEYS[0]));
    let store = home.store_with(&[("SFDX_SECRET_TOOL_PATH", right.to_str().unwrap())]);
    assert_eq!(token_of(&store.secrets(&path).unwrap().0), "00D!canary");
}

#[test]
fn what_is_not_understood_is_told_with_its_file() {
    let home = SfHome::new(SF_KEYS[0]);
    let path = home.write_login(USER, &[("accessToken", "00D!canary")]);
    let text = fs::read_to_string(&path).unwrap();
    let broken = text.replace("https://acme", "http://acme");
    fs::write(&path, broken).unwrap();
    let (logins, errors) = home.store().list();
    assert!(logins.is_empty() && matches!(errors[..], [SfError::Url { .. }]), "{errors:?}");
    for broken in ["", "[]", &text[..text.len() / 2]] {
        fs::write(&path, broken).unwrap();
        for error in [home.store().find(USER).unwrap_err(), home.store().secrets(&path).unwrap_err()] {
            assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
        }
        assert!(
            home.store()
                .write(&path, &Seen { access_token: None, refresh_token: None }, &session("t", "https://a.b"), None)
                .is_err()
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), broken);
    }
    home.write(".sfdx/alias.json", "{");
    assert!(matches!(home.store().find("acme").unwrap_err(), SfError::Foreign { .. }));
}

#[test]
fn a_new_session_takes_the_place_of_the_old_and_nothing_else_changes() {
    for key in SF_KEYS {
        let home = SfHome::new(key);
        let path =
            home.write_login(USER, &[("accessToken", "00D!old"), ("refreshToken", "old"), ("clientSecret", "x")]);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let before = fs::read_to_string(&path).unwrap();
        let store = home.store();
        let (_, seen) = store.secrets(&path).unwrap();
        let new = session("00D!new", "https://acme.my.salesforce.com");
        assert_eq!(store.write(&path, &seen, &new, Some(&SecretString::from("new"))).unwrap(), Written::Yes);
        let (secrets, _) = store.secrets(&path).unwrap();
        assert_eq!((token_of(&secrets), exposed(secrets.refresh_token.as_ref())), ("00D!new", "new"));
        assert_eq!(exposed(secrets.client_secret.as_ref()), "x");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o644);
        let after = fs::read_to_string(&path).unwrap();
        let changed: Vec<&str> = before
            .lines()
            .zip(after.lines())
            .filter(|(one, other)| one != other)
            .map(|(_, line)| line.trim())
            .collect();
        assert_eq!(changed.len(), 2, "{changed:?}");
        assert!(changed[0].starts_with("\"accessToken\"") && changed[1].starts_with("\"refreshToken\""));
        assert_eq!(before.lines().count(), after.lines().count());
        let mut names: Vec<_> =
            fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["key.json", "me@acme.com.json"], "no lock and no temporary file stay");
    }
}

#[test]
fn an_org_that_moved_is_found_where_it_is() {
    let home = SfHome::new(SF_KEYS[0]);
    let path = home.write_login(USER, &[("accessToken", "00D!old"), ("refreshToken", "old")]);
    let store = home.store();
    let (_, seen) = store.secrets(&path).unwrap();
    store.write(&path, &seen, &session("00D!new", "https://moved.my.salesforce.com"), None).unwrap();
    assert_eq!(store.find(USER).unwrap().unwrap().instance_url.unwrap().to_string(), "https://moved.my.salesforce.com");
    assert_eq!(exposed(store.secrets(&path).unwrap().0.refresh_token.as_ref()), "old");
}

#[test]
fn a_login_that_somebody_else_made_meanwhile_stays() {
    let home = SfHome::new(SF_KEYS[0]);
    let path = home.write_login(USER, &[("accessToken", "00D!old"), ("refreshToken", "old")]);
    let store = home.store();
    let (_, seen) = store.secrets(&path).unwrap();
    home.write_login(USER, &[("accessToken", "00D!theirs"), ("refreshToken", "theirs")]);
    let before = fs::read(&path).unwrap();
    let new = session("00D!new", "https://acme.my.salesforce.com");
    assert_eq!(store.write(&path, &seen, &new, Some(&SecretString::from("new"))).unwrap(), Written::Changed);
    assert_eq!(fs::read(&path).unwrap(), before);
    // Another member may change meanwhile: it stays, and the session is written.
    let (_, seen) = store.secrets(&path).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("\"isDevHub\": false", "\"isDevHub\": true")).unwrap();
    assert_eq!(store.write(&path, &seen, &new, None).unwrap(), Written::Yes);
    assert!(fs::read_to_string(&path).unwrap().contains("\"isDevHub\": true"));
}

#[test]
fn whoever_reads_while_it_is_written_reads_a_whole_file() {
    let home = SfHome::new(SF_KEYS[1]);
    let path = home.write_login(USER, &[("accessToken", "00D!old"), ("refreshToken", "old")]);
    let (store, done) = (home.store(), AtomicBool::new(false));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for turn in 0..60 {
                let (_, seen) = store.secrets(&path).unwrap();
                let new = session(&format!("00D!{}", "x".repeat(turn * 40)), "https://acme.my.salesforce.com");
                assert_eq!(store.write(&path, &seen, &new, None).unwrap(), Written::Yes);
            }
            done.store(true, Ordering::SeqCst);
        });
        while !done.load(Ordering::SeqCst) {
            let (secrets, _) = store.secrets(&path).unwrap();
            assert!(token_of(&secrets).starts_with("00D!"));
        }
    });
}

#[test]
fn the_org_that_is_meant_is_the_projects_then_the_users() {
    let home = SfHome::new(SF_KEYS[0]);
    let project = home.path("project");
    let told = || home.store().target_org(Some(&project)).unwrap().map(|(name, _)| name);
    assert_eq!(told(), None);
    home.write(".sfdx/sfdx-config.json", "{\"defaultusername\":\"user-old\"}");
    assert_eq!(told().as_deref(), Some("user-old"));
    home.write(".sf/config.json", "{\"target-org\":\"user\"}");
    assert_eq!(told().as_deref(), Some("user"));
    home.write("project/.sfdx/sfdx-config.json", "{\"defaultusername\":\"project-old\"}");
    assert_eq!(told().as_deref(), Some("project-old"));
    home.write("project/.sf/config.json", "{\"target-org\":\"project\"}");
    assert_eq!(told().as_deref(), Some("project"));
    assert_eq!(home.store().target_org(None).unwrap().unwrap().0, "user");
    home.write("project/.sf/config.json", "{\"target-org\":\"\"}");
    assert_eq!(told().as_deref(), Some("project-old"));
    home.write("project/.sf/config.json", "{");
    assert!(matches!(home.store().target_org(Some(&project)).unwrap_err(), SfError::Foreign { .. }));
}

#[test]
fn without_a_home_there_is_nothing() {
    let store = SfStore::of(&Environment::default());
    assert!(store.list().0.is_empty());
    assert_eq!(store.find("me").unwrap(), None);
    assert_eq!(store.target_org(None).unwrap(), None);
}

fn cli(home: &SfHome, script: &str) -> SalesforceCli {
    crate::login::testing::program(&home.path("sf"), script);
    SalesforceCli::of(&home.environment(&[("PATH", home.path("").to_str().unwrap())])).unwrap()
}

const DISPLAY: &str = r#"case "$*" in
'org display -o qa --json') echo '{"status":0,"result":{"id":"00D1","username":"me@acme.com","instanceUrl":"https://acme.my.salesforce.com/","accessToken":"TOKEN","alias":"qa"},"warnings":[]}';;
'org auth show-access-token -o qa --json') echo '{"status":0,"result":{"accessToken":"00D!shown"}}';;
*) printf '%s' '{"status":1,"name":"NamedOrgNotFoundError","message":"No authorization information\nfound for nobody."}'; exit 1;;
esac"#;

#[test]
fn the_salesforce_cli_itself_gives_sessions_old_and_new() {
    let home = SfHome::new(SF_KEYS[0]);
    for (token, expected) in
        [("00D!old", "00D!old"), ("[REDACTED] Use 'sf org auth show-access-token' to view", "00D!shown")]
    {
        let script = DISPLAY.replace("TOKEN", &token.replace('\'', ""));
        let (login, secrets) = cli(&home, &script).login("qa").unwrap();
        assert_eq!(token_of(&secrets), expected);
        assert_eq!((login.user_name.as_deref(), login.way), (Some(USER), Way::SalesforceCli));
        assert_eq!(login.instance_url.unwrap().to_string(), "https://acme.my.salesforce.com");
    }
    let error = cli(&home, DISPLAY).login("nobody").unwrap_err();
    let words = "`sf org display -o nobody --json` failed: No authorization information found for nobody.";
    assert_eq!(error.to_string(), words);
    let error = cli(&home, "echo oops >&2; exit 127").login("qa").unwrap_err();
    assert!(error.to_string().ends_with("failed: oops"), "{error}");
    for (answer, lacking) in [("{}", "instance URL"), ("{\"instanceUrl\":\"https://a.b\"}", "access token")] {
        let script = format!("echo '{{\"status\":0,\"result\":{answer}}}'");
        let error = cli(&home, &script).login("qa").unwrap_err();
        assert!(error.to_string().ends_with(&format!("told no {lacking}")), "{error}");
    }
}

fn any_member() -> impl Strategy<Value = Value> {
    prop_oneof![any::<bool>().prop_map(Value::from), ".{0,12}".prop_map(Value::from), Just(json!({"a": [1, null]}))]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever the Salesforce CLI wrote, in whatever order: after a new session it reads the same, but for the tokens.
    #[test]
    fn no_file_of_the_salesforce_cli_is_broken(
        others in prop::collection::btree_map("[a-z]{1,8}|.{1,5}", any_member(), 0..8),
        order in any::<prop::sample::Index>(),
        two in any::<bool>(), pretty in any::<bool>(), rotated in prop::option::of("[!-~]{1,40}"),
    ) {
        let home = SfHome::new(SF_KEYS[usize::from(two)]);
        let own = ["accessToken", "refreshToken", "clientSecret", "instanceUrl", "loginUrl", "privateKey", "username", "orgId"];
        let mut members: Vec<(String, Value)> = others.into_iter().filter(|(name, _)| !own.contains(&name.as_str())).collect();
        let at = order.index(members.len() + 1);
        members.insert(at, ("refreshToken".to_owned(), json!(home.sealed("old"))));
        members.insert(at, ("accessToken".to_owned(), json!(home.sealed("00D!old"))));
        members.push(("instanceUrl".to_owned(), json!("https://acme.my.salesforce.com/")));
        let body: Vec<String> = members.iter().map(|(name, value)| format!("{}:{value}", json!(name))).collect();
        let text = if pretty { format!("{{\n  {}\n}}", body.join(",\n  ")) } else { format!("{{{}}}", body.join(",")) };
        let path = home.write(".sfdx/me@acme.com.json", &text);
        let store = home.store();
        let (_, seen) = store.secrets(&path).unwrap();
        let rotated = rotated.map(SecretString::from);
        store.write(&path, &seen, &session("00D!new", "https://acme.my.salesforce.com"), rotated.as_ref()).unwrap();
        let read = |text: &str| serde_json::from_str::<Map<String, Value>>(text).unwrap();
        let (mut before, mut after) = (read(&text), read(&fs::read_to_string(&path).unwrap()));
        let token = after["refreshToken"].clone();
        prop_assert_eq!(rotated.is_none(), token == before["refreshToken"]);
        for members in [&mut before, &mut after] {
            members.remove("accessToken");
            members.remove("refreshToken");
        }
        prop_assert_eq!(before, after);
        let (secrets, _) = store.secrets(&path).unwrap();
        prop_assert_eq!(token_of(&secrets), "00D!new");
        prop_assert_eq!(exposed(secrets.refresh_token.as_ref()), rotated.as_ref().map_or("old", |token| token.expose_secret()));
    }
}
