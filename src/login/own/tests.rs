use std::{
    os::unix::fs::PermissionsExt,
    sync::{Arc, Mutex},
};

use secrecy::ExposeSecret;

use super::{
    keyring::{KeyringError, NoKeyring},
    *,
};
use crate::{
    login::Way,
    org::{AccessToken, InstanceUrl},
};

/// A keyring in memory.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Option<SecretString>>>);

impl Keyring for Memory {
    fn get(&self) -> Result<Option<SecretString>, KeyringError> {
        Ok(self.0.lock().unwrap().clone())
    }

    fn put(&self, key: &SecretString) -> Result<(), KeyringError> {
        *self.0.lock().unwrap() = Some(key.clone());
        Ok(())
    }
}

struct Home(tempfile::TempDir);

impl Home {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn folder(&self) -> PathBuf {
        self.0.path().join("inner").join("xcred")
    }

    fn environment(&self, key: Option<&str>) -> Environment {
        let folder = self.folder();
        Environment::of(|name| match name {
            "XCRED_CONFIG_DIR" => Some(folder.clone().into()),
            "XCRED_STORE_KEY" => key.map(Into::into),
            _ => None,
        })
    }

    fn store(&self, keyring: impl Keyring + 'static) -> OwnStore {
        OwnStore::with(&self.environment(None), Box::new(keyring))
    }

    fn store_with_key(&self, key: &str) -> OwnStore {
        OwnStore::with(&self.environment(Some(key)), Box::new(NoKeyring))
    }

    fn file(&self) -> PathBuf {
        self.folder().join(FILE_NAME)
    }

    fn text(&self) -> String {
        fs::read_to_string(self.file()).unwrap()
    }
}

fn login(user_name: &str, aliases: &[&str]) -> Login {
    Login {
        user_name: Some(user_name.to_owned()),
        org_id: Some("00D000000000001EAA".to_owned()),
        instance_url: Some(InstanceUrl::parse("https://acme.my.salesforce.com").unwrap()),
        login_url: InstanceUrl::parse("https://login.salesforce.com").unwrap(),
        aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
        way: Way::RefreshToken { client_id: "PlatformCLI".to_owned() },
        origin: Origin::StandardInput,
    }
}

fn secrets() -> Secrets {
    Secrets {
        access_token: Some(AccessToken::new("00Dx!canary.access").unwrap()),
        refresh_token: Some(SecretString::from("canary.refresh")),
        client_secret: None,
        private_key: Some(SecretString::from("-----BEGIN\ncanary\n-----END\n")),
    }
}

fn put(store: &OwnStore, user_name: &str, aliases: &[&str]) {
    store.put(&login(user_name, aliases), &secrets()).unwrap();
}

#[test]
fn what_is_put_is_got_by_alias_and_by_user_name() {
    let home = Home::new();
    let store = home.store(Memory::default());
    assert_eq!(store.list().unwrap(), []);
    put(&store, "me@acme.com", &["acme", "qa"]);
    put(&store, "you@acme.com", &[]);
    for name in ["me@acme.com", "acme", "qa"] {
        let (got, opened) = store.get(name).unwrap().unwrap();
        let expected = Login { origin: Origin::OwnStore(home.file()), ..login("me@acme.com", &["acme", "qa"]) };
        assert_eq!(got, expected);
        assert_eq!(opened.access_token.unwrap().expose(), "00Dx!canary.access");
        assert_eq!(opened.refresh_token.unwrap().expose_secret(), "canary.refresh");
        assert!(opened.client_secret.is_none());
        assert_eq!(opened.private_key.unwrap().expose_secret(), "-----BEGIN\ncanary\n-----END\n");
    }
    assert!(store.get("nobody").unwrap().is_none());
    assert_eq!(store.remove("qa").unwrap().unwrap().user_name.as_deref(), Some("me@acme.com"));
    assert_eq!(store.list().unwrap().len(), 1);
    assert!(store.remove("qa").unwrap().is_none());
}

#[test]
fn an_alias_belongs_to_one_login_and_a_user_to_one_entry() {
    let home = Home::new();
    let store = home.store(Memory::default());
    put(&store, "me@acme.com", &["qa", "acme"]);
    put(&store, "you@acme.com", &["qa"]);
    put(&store, "me@acme.com", &["mine"]);
    let aliases: Vec<Vec<String>> =
        store.list().unwrap().into_iter().map(|login| login.aliases.into_iter().collect()).collect();
    assert_eq!(aliases, [vec!["mine".to_owned()], vec!["qa".to_owned()]]);
}

#[test]
fn where_the_key_rests_is_told_once() {
    let home = Home::new();
    let store = home.store(NoKeyring);
    let key = home.folder().join("store.key");
    assert_eq!(store.put(&login("me@acme.com", &[]), &secrets()).unwrap(), Some(KeyPlace::File(key)));
    assert_eq!(store.put(&login("you@acme.com", &[]), &secrets()).unwrap(), None);
    let (home, keyring) = (Home::new(), Memory::default());
    assert_eq!(
        home.store(keyring.clone()).put(&login("me@acme.com", &[]), &secrets()).unwrap(),
        Some(KeyPlace::Keyring)
    );
    assert!(keyring.0.lock().unwrap().is_some());
    let home = Home::new();
    let store = home.store_with_key(&"0f".repeat(32));
    assert_eq!(store.put(&login("me@acme.com", &[]), &secrets()).unwrap(), Some(KeyPlace::Environment));
    assert_eq!(fs::read_dir(home.folder()).unwrap().count(), 2, "no key file lies there");
}

#[test]
fn nothing_in_the_folder_tells_a_secret_and_all_is_its_owners() {
    let home = Home::new();
    put(&home.store(NoKeyring), "me@acme.com", &["acme"]);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&home.folder()), mode(home.folder().parent().unwrap())), (0o700, 0o700));
    let mut files = Vec::new();
    for entry in fs::read_dir(home.folder()).unwrap() {
        let path = entry.unwrap().path();
        assert_eq!(mode(&path), 0o600, "{}", path.display());
        assert!(!fs::read_to_string(&path).unwrap().contains("canary"), "{}", path.display());
        files.push(path.file_name().unwrap().to_str().unwrap().to_owned());
    }
    files.sort();
    assert_eq!(files, ["logins.json", "logins.lock", "store.key"]);
    assert!(home.text().contains("me@acme.com"), "what can be told stands in clear");
}

#[test]
fn without_its_key_logins_are_listed_and_forgotten_but_not_opened_nor_overwritten() {
    for keep in [None, Some("0f".repeat(32))] {
        let (home, keyring) = (Home::new(), Memory::default());
        let first = match &keep {
            Some(key) => home.store_with_key(key),
            None => home.store(keyring),
        };
        put(&first, "me@acme.com", &["acme"]);
        let before = home.text();
        let store = home.store(NoKeyring);
        assert_eq!(store.list().unwrap().len(), 1);
        assert!(matches!(store.get("acme").unwrap_err(), OwnStoreError::Key { .. }));
        assert!(matches!(store.put(&login("you@a.com", &[]), &secrets()).unwrap_err(), OwnStoreError::Key { .. }));
        assert_eq!(home.text(), before);
        store.remove("acme").unwrap().unwrap();
        put(&store, "you@a.com", &[]);
        assert!(store.get("you@a.com").unwrap().is_some(), "an empty store takes another key");
    }
}

#[test]
fn another_key_is_told_from_damage() {
    let home = Home::new();
    put(&home.store_with_key(&"0f".repeat(32)), "me@acme.com", &["acme"]);
    let error = home.store_with_key(&"1f".repeat(32)).get("acme").unwrap_err();
    assert!(matches!(error, OwnStoreError::Key { source: KeyError::Another { .. }, .. }), "{error:?}");
    let error = home.store_with_key("short").get("acme").unwrap_err();
    assert!(matches!(error, OwnStoreError::Key { source: KeyError::NotAKey, .. }), "{error:?}");
    let base64 = "Dw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8PDw8=";
    assert!(home.store_with_key(base64).get("acme").unwrap().is_some(), "the same key in base64");
}

#[test]
fn where_a_login_leads_to_cannot_be_changed_behind_its_back() {
    let home = Home::new();
    let store = home.store(NoKeyring);
    put(&store, "me@acme.com", &["acme"]);
    put(&store, "you@acme.com", &[]);
    let text = home.text();
    for (from, to) in [
        ("https://acme.my.salesforce.com", "https://evil.example"),
        ("https://login.salesforce.com", "https://evil.example"),
        ("PlatformCLI", "Other"),
        ("me@acme.com", "them@acme.com"),
        ("00D000000000001EAA", "00D000000000002EAA"),
    ] {
        fs::write(home.file(), text.replacen(from, to, 1)).unwrap();
        let name = if from == "me@acme.com" { to } else { "me@acme.com" };
        assert!(matches!(store.get(name).unwrap_err(), OwnStoreError::Damaged { .. }), "{from}");
        assert!(store.get("you@acme.com").unwrap().is_some(), "others are not harmed");
    }
    fs::write(home.file(), text.replacen("\"acme\"", "\"other\"", 1)).unwrap();
    assert!(store.get("other").unwrap().is_some(), "an alias is a name and no more");
}

#[test]
fn damaged_and_foreign_files_are_told_and_left_as_they_are() {
    let home = Home::new();
    let store = home.store(NoKeyring);
    put(&store, "me@acme.com", &[]);
    let text = home.text();
    for broken in [
        String::new(),
        "{".to_owned(),
        "[]".to_owned(),
        "{\"orgs\":{}}".to_owned(),
        text.replace("\"form\": 1", "\"form\": 2"),
        text.replace("\"form\": 1", "\"form\": 1, \"more\": 2"),
        text.replace("https://login", "http://login"),
        text[..text.len() / 2].to_owned(),
    ] {
        fs::write(home.file(), &broken).unwrap();
        for error in
            [store.list().unwrap_err(), store.get("me@acme.com").unwrap_err(), store.remove("me@acme.com").unwrap_err()]
        {
            assert!(matches!(error, OwnStoreError::Foreign { .. }), "{error:?}");
            assert!(error.to_string().contains(home.file().to_str().unwrap()));
        }
        if !broken.contains("http://") {
            assert!(matches!(
                store.put(&login("you@acme.com", &[]), &secrets()).unwrap_err(),
                OwnStoreError::Foreign { .. }
            ));
        }
        assert_eq!(fs::read_to_string(home.file()).unwrap(), broken);
    }
}

#[test]
fn a_key_that_others_may_read_is_refused() {
    let home = Home::new();
    let store = home.store(NoKeyring);
    put(&store, "me@acme.com", &[]);
    let key = home.folder().join("store.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o640)).unwrap();
    let error = store.get("me@acme.com").unwrap_err();
    assert!(
        matches!(error, OwnStoreError::Key { source: KeyError::OpenToOthers { mode: 0o640, .. }, .. }),
        "{error:?}"
    );
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).unwrap();
    fs::write(&key, "nothing").unwrap();
    let error = store.get("me@acme.com").unwrap_err();
    assert!(matches!(error, OwnStoreError::Key { source: KeyError::NotAKeyFile { .. }, .. }), "{error:?}");
}

#[test]
fn many_at_once_lose_nothing() {
    let home = Home::new();
    std::thread::scope(|scope| {
        for one in 0..8 {
            let store = home.store(NoKeyring);
            scope.spawn(move || {
                for two in 0..4 {
                    put(&store, &format!("user{one}.{two}@acme.com"), &[]);
                }
            });
        }
    });
    let store = home.store(NoKeyring);
    let logins = store.list().unwrap();
    assert_eq!(logins.len(), 32);
    for login in logins {
        assert!(store.get(login.user_name.as_deref().unwrap()).unwrap().is_some());
    }
}

#[test]
fn without_a_home_there_is_an_empty_store_that_takes_nothing() {
    let store = OwnStore::with(&Environment::default(), Box::new(NoKeyring));
    assert_eq!(store.list().unwrap(), []);
    assert!(store.get("x").unwrap().is_none());
    assert!(matches!(store.put(&login("me@acme.com", &[]), &secrets()).unwrap_err(), OwnStoreError::NoFolder));
    let home = Home::new();
    let nameless = Login { user_name: None, ..login("x", &[]) };
    let error = home.store(NoKeyring).put(&nameless, &secrets()).unwrap_err();
    assert!(matches!(error, OwnStoreError::NoUserName));
}
