//! The form of the store's file: what stands in it in clear, and what is sealed.

use std::{borrow::Cow, collections::BTreeSet};

use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};
use serde::{Deserialize, Serialize};

use super::key::KeyNote;
use crate::{
    login::{
        Login, Origin, Secrets, Way,
        cipher::{KEY_BYTES, NONCE_BYTES, open, random, seal},
    },
    org::{AccessToken, InstanceUrl},
};

/// The version of the form; a file of another one is not touched.
const FORM: u8 = 1;

/// What the file holds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Held {
    form: u8,
    /// The key that all is sealed with; nothing before the first login.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) key: Option<KeyNote>,
    pub(super) logins: Vec<Entry>,
}

impl Default for Held {
    fn default() -> Self {
        Self { form: FORM, key: None, logins: Vec::new() }
    }
}

impl Held {
    /// Reads the file's text, or says why it is none of ours.
    pub(super) fn of(text: &[u8]) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Form {
            form: u8,
        }
        let form: Form = serde_json::from_slice(text).map_err(|error| place(&error))?;
        if form.form != FORM {
            return Err(format!("its form is {}, and this xcred knows form {FORM}", form.form));
        }
        serde_json::from_slice(text).map_err(|error| place(&error))
    }

    /// The file's text.
    pub(super) fn text(&self) -> String {
        serde_json::to_string_pretty(self).expect("texts are JSON") + "\n"
    }
}

/// Where JSON is broken, without its words.
fn place(error: &serde_json::Error) -> String {
    format!("line {}, column {}", error.line(), error.column())
}

/// A login as the file holds it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    pub(super) user_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    org_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    instance_url: Option<String>,
    login_url: String,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) aliases: BTreeSet<String>,
    #[serde(flatten)]
    way: Way,
    /// The nonce and the sealed secrets, in base64.
    sealed: String,
}

/// The secrets before they are sealed.
#[derive(Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Open<'a> {
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    access_token: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    refresh_token: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    client_secret: Option<Cow<'a, str>>,
    #[serde(borrow, skip_serializing_if = "Option::is_none")]
    private_key: Option<Cow<'a, str>>,
}

impl Entry {
    /// A login with its secrets sealed.
    pub(super) fn sealed(user_name: String, login: &Login, secrets: &Secrets, key: &[u8; KEY_BYTES]) -> Self {
        let open = Open {
            access_token: secrets.access_token.as_ref().map(|token| Cow::from(token.expose())),
            refresh_token: text_of(secrets.refresh_token.as_ref()),
            client_secret: text_of(secrets.client_secret.as_ref()),
            private_key: text_of(secrets.private_key.as_ref()),
        };
        let open = Zeroizing::new(serde_json::to_vec(&open).expect("texts are JSON"));
        let mut entry = Self {
            user_name,
            org_id: login.org_id.clone(),
            instance_url: login.instance_url.as_ref().map(ToString::to_string),
            login_url: login.login_url.to_string(),
            aliases: login.aliases.clone(),
            way: login.way.clone(),
            sealed: String::new(),
        };
        let nonce: [u8; NONCE_BYTES] = random();
        let sealed = seal(key, nonce, &entry.belongs_to(), &open);
        entry.sealed = STANDARD.encode([nonce.as_slice(), &sealed].concat());
        entry
    }

    /// The secrets, where the key fits and nothing was changed.
    pub(super) fn open(&self, key: &[u8; KEY_BYTES]) -> Option<Secrets> {
        let bytes = STANDARD.decode(&self.sealed).ok()?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        let text = Zeroizing::new(open(key, *nonce, &self.belongs_to(), sealed).ok()?);
        let open: Open<'_> = serde_json::from_slice(&text).ok()?;
        let secret = |text: Option<Cow<'_, str>>| text.map(|text| SecretString::from(text.into_owned()));
        Some(Secrets {
            access_token: open.access_token.and_then(|token| AccessToken::new(&token).ok()),
            refresh_token: secret(open.refresh_token),
            client_secret: secret(open.client_secret),
            private_key: secret(open.private_key),
        })
    }

    /// What can be told of it, or why it cannot be read.
    pub(super) fn login(&self, origin: Origin) -> Result<Login, String> {
        let url = |text: &str| {
            InstanceUrl::parse(text).map_err(|error| format!("the login of `{}`: {error}", self.user_name))
        };
        Ok(Login {
            user_name: Some(self.user_name.clone()),
            org_id: self.org_id.clone(),
            instance_url: self.instance_url.as_deref().map(url).transpose()?,
            login_url: url(&self.login_url)?,
            aliases: self.aliases.clone(),
            way: self.way.clone(),
            origin,
        })
    }

    /// All that decides where the secrets are sent and who they are for. Aliases do not: they may be changed without the key.
    fn belongs_to(&self) -> Vec<u8> {
        let parts = (&self.user_name, &self.org_id, &self.instance_url, &self.login_url, &self.way);
        serde_json::to_vec(&parts).expect("texts are JSON")
    }
}

fn text_of(secret: Option<&SecretString>) -> Option<Cow<'_, str>> {
    secret.map(|secret| Cow::from(secret.expose_secret()))
}
