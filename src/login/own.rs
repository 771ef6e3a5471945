//! Our own store: one file of logins, whose secrets are sealed with a key that rests in the keyring.
//!
//! What can be told of a login stands in clear, so that logins are listed without a keyring; its secrets are sealed, each
//! login's apart, together with the rest of it: whoever changes where a login leads to can no longer open it. The file is
//! replaced whole, under a lock, and one that is damaged or not ours is left as it is.

mod form;
mod key;
pub mod keyring;

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use secrecy::{ExposeSecret, SecretString};

pub use key::{KeyError, KeyPlace};
use keyring::Keyring;

use super::{Environment, Login, Origin, Secrets, whole};
use crate::org::Session;
use form::{Entry, Held};
use key::Keys;

/// The file of the store.
const FILE_NAME: &str = "logins.json";

/// What is locked while the file is replaced. The file itself cannot be, for it is replaced.
const LOCK_NAME: &str = "logins.lock";

/// Our own store. Opening it reads nothing.
pub struct OwnStore {
    /// Nothing where the user has no folder.
    folder: Option<PathBuf>,
    key: Option<SecretString>,
    keyring: Box<dyn Keyring>,
}

/// What came of a refresh.
pub struct Refreshed<'r> {
    /// The refresh token that was used.
    pub with: Option<&'r SecretString>,
    /// The new session.
    pub session: &'r Session,
    /// The new refresh token, where there is one.
    pub refresh_token: Option<&'r SecretString>,
    /// The org, where it was told.
    pub org_id: Option<&'r str>,
}

/// Why the store cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OwnStoreError {
    /// No folder of the user is known.
    #[error("there is no folder to keep logins in: `HOME` is not set")]
    NoFolder,
    /// The file, its folder or its lock cannot be read or written.
    #[error("`{path}` cannot be {verb}")]
    File {
        /// What was tried.
        verb: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file holds something else, or was written by another version.
    #[error("`{path}` is no store of logins: {reason}")]
    Foreign {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// There is no key to seal or open with.
    #[error("the secrets in `{path}` cannot be opened or sealed")]
    Key {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: KeyError,
    },
    /// The secrets of one login are damaged.
    #[error("the secrets of `{user_name}` in `{path}` cannot be opened: the login was changed or damaged")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Whose.
        user_name: String,
    },
    /// A login without a user name cannot be found again.
    #[error("a login without a user name cannot be kept")]
    NoUserName,
}

impl OwnStore {
    /// The store of this environment and machine.
    pub fn of(environment: &Environment) -> Self {
        Self::with(environment, keyring::of_the_system(environment))
    }

    /// The store of this environment, with another keyring.
    pub fn with(environment: &Environment, keyring: Box<dyn Keyring>) -> Self {
        Self { folder: environment.own_folder(), key: environment.secret("XCRED_STORE_KEY"), keyring }
    }

    /// The file of the store, which need not be there.
    pub fn file(&self) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.join(FILE_NAME))
    }

    /// All logins, in the order of their user names. No key is needed.
    pub fn list(&self) -> Result<Vec<Login>, OwnStoreError> {
        let Some(file) = self.file() else { return Ok(Vec::new()) };
        let held = read(&file)?;
        held.logins.iter().map(|entry| login_of(entry, &file)).collect()
    }

    /// The login with this alias or user name; an alias counts first. No key is needed.
    pub fn find(&self, name: &str) -> Result<Option<Login>, OwnStoreError> {
        let logins = self.list()?;
        let by_alias = logins.iter().find(|login| login.aliases.contains(name));
        Ok(by_alias.or_else(|| logins.iter().find(|login| login.user_name.as_deref() == Some(name))).cloned())
    }

    /// The login with this alias or user name, and what proves it.
    pub fn get(&self, name: &str) -> Result<Option<(Login, Secrets)>, OwnStoreError> {
        let Some(login) = self.find(name)? else { return Ok(None) };
        let file = self.file().ok_or(OwnStoreError::NoFolder)?;
        let held = read(&file)?;
        let Some(entry) = held.logins.iter().find(|entry| Some(&entry.user_name) == login.user_name.as_ref()) else {
            return Ok(None);
        };
        let Some(note) = &held.key else { return Ok(Some((login, Secrets::default()))) };
        let key =
            self.keys(folder_of(&file)).of(note).map_err(|source| OwnStoreError::Key { path: file.clone(), source })?;
        let damaged = || OwnStoreError::Damaged { path: file.clone(), user_name: entry.user_name.clone() };
        Ok(Some((login, entry.open(&key.bytes).ok_or_else(damaged)?)))
    }

    /// Keeps a login, over another of the same user; an alias that another login had becomes this one's. Gives back where
    /// the key of the store rests where this put it there, so that people can be told.
    pub fn put(&self, login: &Login, secrets: &Secrets) -> Result<Option<KeyPlace>, OwnStoreError> {
        let user_name = login.user_name.clone().ok_or(OwnStoreError::NoUserName)?;
        self.change(|held, keys, file| {
            let key = |source| OwnStoreError::Key { path: file.to_path_buf(), source };
            let (key, is_new) = match &held.key {
                Some(note) => (keys.of(note).map_err(key)?, false),
                None => (keys.first().map_err(key)?, true),
            };
            for other in &mut held.logins {
                other.aliases.retain(|alias| !login.aliases.contains(alias));
            }
            held.logins.retain(|entry| entry.user_name != user_name);
            held.logins.push(Entry::sealed(user_name.clone(), login, secrets, &key.bytes));
            held.logins.sort_by(|one, other| one.user_name.cmp(&other.user_name));
            held.key = Some(key.note());
            Ok(is_new.then_some(key.place))
        })
    }

    /// Keeps a new session of a login, and a new refresh token where there is one; not where the login has gone, or has
    /// another refresh token than the one that was used: then somebody logged in again, and that login stays.
    pub fn refresh(&self, user_name: &str, refreshed: &Refreshed<'_>) -> Result<bool, OwnStoreError> {
        self.change(|held, keys, file| {
            let Some(note) = &held.key else { return Ok(false) };
            let key = keys.of(note).map_err(|source| OwnStoreError::Key { path: file.to_path_buf(), source })?;
            let Some(entry) = held.logins.iter_mut().find(|entry| entry.user_name == user_name) else {
                return Ok(false);
            };
            let damaged = || OwnStoreError::Damaged { path: file.to_path_buf(), user_name: user_name.to_owned() };
            let mut secrets = entry.open(&key.bytes).ok_or_else(damaged)?;
            if exposed(secrets.refresh_token.as_ref()) != exposed(refreshed.with) {
                return Ok(false);
            }
            let mut login = login_of(entry, file)?;
            login.instance_url = Some(refreshed.session.instance_url.clone());
            login.org_id = refreshed.org_id.map(str::to_owned).or(login.org_id);
            secrets.access_token = Some(refreshed.session.access_token.clone());
            secrets.refresh_token = refreshed.refresh_token.cloned().or(secrets.refresh_token);
            *entry = Entry::sealed(user_name.to_owned(), &login, &secrets, &key.bytes);
            Ok(true)
        })
    }

    /// Forgets the login with this alias or user name, and gives back what could be told of it. No key is needed.
    pub fn remove(&self, name: &str) -> Result<Option<Login>, OwnStoreError> {
        let Some(login) = self.find(name)? else { return Ok(None) };
        self.change(|held, _, _| {
            held.logins.retain(|entry| Some(&entry.user_name) != login.user_name.as_ref());
            // With the last secret goes what is said of its key: the next one may rest elsewhere.
            if held.logins.is_empty() {
                held.key = None;
            }
            Ok(Some(login.clone()))
        })
    }

    /// Changes the file under its lock.
    fn change<T>(
        &self,
        change: impl FnOnce(&mut Held, &Keys<'_>, &Path) -> Result<T, OwnStoreError>,
    ) -> Result<T, OwnStoreError> {
        let folder = self.folder.as_deref().ok_or(OwnStoreError::NoFolder)?;
        let failed = |verb, path: &Path| {
            let path = path.to_path_buf();
            move |source| OwnStoreError::File { verb, path, source }
        };
        whole::make_private_folder(folder).map_err(failed("made", folder))?;
        let (lock, file) = (folder.join(LOCK_NAME), folder.join(FILE_NAME));
        let _lock = whole::lock(&lock).map_err(failed("locked", &lock))?;
        let mut held = read(&file)?;
        let done = change(&mut held, &self.keys(folder), &file)?;
        whole::replace(&file, held.text().as_bytes()).map_err(failed("written", &file))?;
        Ok(done)
    }

    fn keys<'k>(&'k self, folder: &'k Path) -> Keys<'k> {
        Keys { given: self.key.as_ref(), keyring: &*self.keyring, folder }
    }
}

/// What the file holds; no file holds nothing.
fn read(file: &Path) -> Result<Held, OwnStoreError> {
    let text = match fs::read(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Held::default()),
        Err(source) => return Err(OwnStoreError::File { verb: "read", path: file.to_path_buf(), source }),
    };
    Held::of(&text).map_err(|reason| OwnStoreError::Foreign { path: file.to_path_buf(), reason })
}

fn login_of(entry: &Entry, file: &Path) -> Result<Login, OwnStoreError> {
    let foreign = |reason: String| OwnStoreError::Foreign { path: file.to_path_buf(), reason };
    entry.login(Origin::OwnStore(file.to_path_buf())).map_err(foreign)
}

fn exposed(secret: Option<&SecretString>) -> Option<&str> {
    secret.map(ExposeSecret::expose_secret)
}

fn folder_of(file: &Path) -> &Path {
    file.parent().expect("the file lies in the store's folder")
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
