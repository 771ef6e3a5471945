//! Files as the Salesforce CLI writes them, made by nobody's library: `crypto.ts` of `@salesforce/core` says how.

use super::Sandbox;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use serde_json::Value;
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

/// The two forms in which the CLI encrypts, by the length of its key.
pub(crate) const KEYS: [&str; 2] =
    ["0123456789abcdef0123456789abcdef", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"];

/// A nonce as the file holds it, as long as the key's form has them.
fn nonce(key: &str) -> &'static str {
    if key.len() == 32 { "c0ffee0ddba1" } else { "c0ffee0ddba1c0ffee0ddba1" }
}

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hexadecimal")).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The cipher and what a nonce's characters stand for, in the form that the key has.
fn cipher(key: &str, nonce: &str) -> (LessSafeKey, Nonce) {
    let is_first = key.len() == 32;
    let raw = |text: &str| if is_first { text.as_bytes().to_vec() } else { bytes(text) };
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &raw(key)).expect("32 bytes"));
    (key, Nonce::try_assume_unique_for_key(&raw(nonce)).expect("12 bytes"))
}

/// A text as the CLI keeps it.
pub(crate) fn sealed(key: &str, text: &str) -> String {
    let written = nonce(key);
    let (cipher, nonce) = cipher(key, written);
    let mut sealed = text.as_bytes().to_vec();
    let tag = cipher.seal_in_place_separate_tag(nonce, Aad::empty(), &mut sealed).expect("it is short");
    format!("{written}{}:{}", hex(&sealed), hex(tag.as_ref()))
}

/// What the CLI reads in a text that it kept.
#[track_caller]
pub(crate) fn opened(key: &str, text: &str) -> String {
    let (sealed, tag) = text.split_once(':').expect("the form of the CLI");
    let (nonce, sealed) = sealed.split_at(nonce(key).len());
    let (cipher, nonce) = cipher(key, nonce);
    let mut all = [bytes(sealed), bytes(tag)].concat();
    let opened = cipher.open_in_place(nonce, Aad::empty(), &mut all).expect("the key that sealed it");
    String::from_utf8(opened.to_vec()).expect("UTF-8")
}

/// Writes the CLI's key into the sandbox's HOME.
pub(crate) fn write_key(sandbox: &Sandbox, key: &str) -> PathBuf {
    let path = write(
        sandbox,
        ".sfdx/key.json",
        &format!("{{\n    \"account\": \"local\",\n    \"key\": \"{key}\",\n    \"service\": \"sfdx\"\n}}"),
    );
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("its mode can be set");
    path
}

/// Writes a login with a refresh token and an expired session, as `sf org login web` leaves it behind after some hours.
pub(crate) fn write_login(sandbox: &Sandbox, key: &str, user: &str, url: &str, refresh_token: &str) -> PathBuf {
    let text = format!(
        "{{\n  \"accessToken\": \"{}\",\n  \"clientId\": \"PlatformCLI\",\n  \"instanceUrl\": \"{url}\",\n  \
         \"isDevHub\": false,\n  \"loginUrl\": \"{url}/\",\n  \"orgId\": \"00D000000000001EAA\",\n  \
         \"refreshToken\": \"{}\",\n  \"trailExpirationDate\": null,\n  \"username\": \"{user}\"\n}}",
        sealed(key, "00D000000000001!canary.expired"),
        sealed(key, refresh_token),
    );
    write(sandbox, &format!(".sfdx/{user}.json"), &text)
}

/// Writes a file into the sandbox's HOME.
pub(crate) fn write(sandbox: &Sandbox, name: &str, text: &str) -> PathBuf {
    let path = sandbox.home().join(name);
    fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder can be made");
    fs::write(&path, text).expect("a file can be written");
    path
}

/// A member of a file that the CLI encrypts, as it reads it.
#[track_caller]
pub(crate) fn secret_of(path: &Path, key: &str, member: &str) -> String {
    let text = fs::read_to_string(path).expect("the file is there");
    let value: Value = serde_json::from_str(&text).expect("the file is JSON");
    opened(key, value[member].as_str().expect("the member is a text"))
}
