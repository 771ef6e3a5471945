//! Logins of the Salesforce CLI: its files, encrypted as it does, and a program that stands for it.

use crate::support::Sandbox;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Command};

/// The first form of the encryption: the key and the nonce are taken as text.
const NONCE: &str = "0a1b2c3d4e5f";

/// A text as the Salesforce CLI keeps it.
fn sealed(key: &str, text: &str) -> String {
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key.as_bytes()).expect("a key has 32 bytes"));
    let nonce = Nonce::try_assume_unique_for_key(NONCE.as_bytes()).expect("a nonce has 12 bytes");
    let mut bytes = text.as_bytes().to_vec();
    let tag = key.seal_in_place_separate_tag(nonce, Aad::empty(), &mut bytes).expect("a text can be sealed");
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    format!("{NONCE}{}:{}", hex(&bytes), hex(tag.as_ref()))
}

/// Writes the files of a login, by its alias.
pub(super) fn write_login(sandbox: &Sandbox, key: &str, host: &str, access_token: &str, refresh_token: &str) {
    let folder = sandbox.home().join(".sfdx");
    fs::create_dir_all(&folder).expect("a folder can be made");
    let login = serde_json::json!({
        "accessToken": sealed(key, access_token),
        "refreshToken": sealed(key, refresh_token),
        "clientId": "PlatformCLI",
        "instanceUrl": format!("https://{host}"),
        "loginUrl": format!("https://{host}"),
        "orgId": "00D000000000001AAA",
        "username": "sf@acme.example",
    });
    // A file that the next version of the CLI may write: of its session nothing can be read.
    let unknown = serde_json::json!({
        "accessToken": "v3:another-form",
        "instanceUrl": format!("https://{host}"),
        "username": "next@acme.example",
    });
    let aliases = serde_json::json!({ "orgs": { "sforg": "sf@acme.example", "nextorg": "next@acme.example" } });
    let key = serde_json::json!({ "account": "local", "key": key, "service": "sfdx" });
    for (name, value) in [
        ("sf@acme.example.json", login),
        ("next@acme.example.json", unknown),
        ("alias.json", aliases),
        ("key.json", key),
    ] {
        let path = folder.join(name);
        fs::write(&path, value.to_string()).expect("a file can be written");
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("a file of ours");
    }
}

/// Writes a program that answers as the Salesforce CLI does, and keeps a record of its command lines.
pub(super) fn write_program(folder: &Path, host: &str, access_token: &str) {
    fs::create_dir_all(folder).expect("a folder can be made");
    let display = serde_json::json!({ "status": 0, "result": {
        "accessToken": "[REDACTED] Use 'sf org auth show-access-token' to view",
        "instanceUrl": format!("https://{host}"),
        "username": "next@acme.example",
        "id": "00D000000000001AAA",
    }});
    let token = serde_json::json!({ "status": 0, "result": { "accessToken": access_token } });
    let script = format!(
        "#!/bin/sh\nprintf '%s ' \"$0\" \"$@\" >> \"$HOME/sf.log\"\ntr '\\000' ' ' < /proc/$PPID/cmdline >> \"$HOME/sf.log\"\n\
         case \"$*\" in *show-access-token*) printf '%s' '{token}';; *) printf '%s' '{}';; esac\n",
        display.to_string().replace('\'', "'\\''")
    );
    // A child writes it: a program that this process has open for writing cannot be run.
    let written = Command::new("/bin/sh")
        .args(["-c", "printf '%s' \"$1\" > \"$2/sf\" && chmod 755 \"$2/sf\"", "sh", &script])
        .arg(folder)
        .status()
        .expect("a shell is there");
    assert!(written.success());
}
