//! What the tests of logins share.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use super::{
    Environment,
    sf::{self, SfStore},
};

/// Writes a program. A child of ours does it: a file that this process has open for writing cannot be run, and another
/// test may start a program at any moment, which has the same files open for an instant.
pub(super) fn program(path: &Path, script: &str) -> PathBuf {
    let text = format!("#!/bin/sh\n{script}\n");
    let status = Command::new("/bin/sh")
        .args(["-c", "printf '%s' \"$1\" > \"$2\" && chmod 755 \"$2\"", "sh", &text])
        .arg(path)
        .status()
        .unwrap();
    assert!(status.success());
    path.to_path_buf()
}

/// A key of the Salesforce CLI in each of its two forms.
pub(super) const SF_KEYS: [&str; 2] =
    ["0123456789abcdef0123456789abcdef", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"];

/// A user's folder with files as the Salesforce CLI writes them.
pub(super) struct SfHome {
    folder: tempfile::TempDir,
    key: &'static str,
}

impl SfHome {
    pub(super) fn new(key: &'static str) -> Self {
        let home = Self { folder: tempfile::tempdir().unwrap(), key };
        let text = serde_json::json!({"account": "local", "key": key, "service": "sfdx"});
        let path = home.write(".sfdx/key.json", &serde_json::to_string_pretty(&text).unwrap());
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
        home
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(super) fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// An environment whose home this is, in which no keyring is found.
    pub(super) fn environment(&self, more: &[(&str, &str)]) -> Environment {
        Environment::of(|name| match more.iter().find(|(key, _)| *key == name) {
            Some((_, value)) => Some(value.into()),
            None if name == "HOME" => Some(self.folder.path().into()),
            None => (name == "SFDX_SECRET_TOOL_PATH").then(|| "/nowhere".into()),
        })
    }

    pub(super) fn store(&self) -> SfStore {
        self.store_with(&[])
    }

    pub(super) fn store_with(&self, more: &[(&str, &str)]) -> SfStore {
        SfStore::of(&self.environment(more))
    }

    /// A text as the CLI encrypts it.
    pub(super) fn sealed(&self, text: &str) -> String {
        sf::sealed(self.key, text)
    }

    /// Writes a login as `sf org login` does: the members in its order, in two columns, secrets encrypted.
    pub(super) fn write_login(&self, user: &str, members: &[(&str, &str)]) -> PathBuf {
        let is_secret = |name: &str| ["accessToken", "refreshToken", "clientSecret"].contains(&name);
        let value = |name: &str, text: &str| if is_secret(name) { self.sealed(text) } else { text.to_owned() };
        let given = members.iter().map(|(name, text)| (*name, serde_json::json!(value(name, text))));
        let lines: Vec<String> = given
            .chain([
                ("instanceUrl", serde_json::json!("https://acme.my.salesforce.com/")),
                ("loginUrl", serde_json::json!("https://login.salesforce.com")),
                ("orgId", serde_json::json!("00D000000000001EAA")),
                ("username", serde_json::json!(user)),
                ("isDevHub", serde_json::json!(false)),
                ("trailExpirationDate", serde_json::Value::Null),
                ("name", serde_json::json!("Acme \"Ü\" GmbH")),
            ])
            .map(|(name, value)| format!("  \"{name}\": {value}"))
            .collect();
        self.write(&format!(".sfdx/{user}.json"), &format!("{{\n{}\n}}", lines.join(",\n")))
    }
}
