//! When a login's session was last known to work, or not to: kept beside our own store, and of no account where it is lost.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Environment, Login, whole};

/// The version of the file's form; another one knows nothing.
const FORM: u8 = 1;

/// What is known of sessions.
#[derive(Debug, Clone, Default)]
pub struct LastKnown {
    folder: Option<PathBuf>,
}

/// Whether a session worked, and when that was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Whether it did.
    pub works: bool,
    /// When.
    pub at: Timestamp,
}

#[derive(Default, Serialize, Deserialize)]
struct Held {
    form: u8,
    sessions: BTreeMap<String, Seen>,
}

impl LastKnown {
    /// What is known in this environment.
    pub fn of(environment: &Environment) -> Self {
        Self::in_folder(environment.own_folder())
    }

    pub(super) fn in_folder(folder: Option<PathBuf>) -> Self {
        Self { folder }
    }

    /// What is known of a login.
    pub fn seen(&self, login: &Login) -> Option<Seen> {
        self.held()?.sessions.get(&key(login)).copied()
    }

    /// Notes whether a session worked. Where that cannot be kept, nothing is lost but the note.
    pub fn note(&self, login: &Login, works: bool, at: Timestamp) {
        let Some(folder) = &self.folder else { return };
        let noted = || {
            whole::make_private_folder(folder)?;
            let _lock = whole::lock(&folder.join("sessions.lock"))?;
            let mut held = self.held().unwrap_or_default();
            held.form = FORM;
            held.sessions.insert(key(login), Seen { works, at });
            let text = serde_json::to_string_pretty(&held).expect("texts and dates are JSON") + "\n";
            whole::replace(&file(folder), text.as_bytes())
        };
        drop(noted());
    }

    fn held(&self) -> Option<Held> {
        let held: Held = serde_json::from_slice(&fs::read(file(self.folder.as_ref()?)).ok()?).ok()?;
        (held.form == FORM).then_some(held)
    }
}

fn file(folder: &Path) -> PathBuf {
    folder.join("sessions.json")
}

/// What tells a login from others: whose it is, where its sessions begin, and where it rests.
fn key(login: &Login) -> String {
    let user = login.user_name.as_deref().unwrap_or("whoever the token is for");
    format!("{user} at {} by {}", login.login_url, login.origin.place())
}
