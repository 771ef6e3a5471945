//! The logins of the Salesforce CLI, in its own files: read directly, and changed so that it reads them as before.
//!
//! Each login is a file `~/.sfdx/USER.json`, whose tokens and secrets are encrypted; `alias.json` beside it says what people
//! call it, and `config.json` in `.sf` folders which one is meant where none is named. The files are another program's:
//! what is not understood is an error that names the file, and stays as it is.

mod cli;
mod crypt;
mod key;
mod lock;
mod members;

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};

pub use cli::{CliError, SalesforceCli};
pub use crypt::CryptError;
pub use key::KeyError;
pub use members::NotAnObject;

use super::{Environment, Login, Origin, Secrets, Way, whole};
use crate::org::{AccessToken, InstanceUrl, InstanceUrlError, Session, oauth::PLATFORM_CLI};
use key::{Place, Platform};
use lock::Lock;
use members::Members;

/// Where sessions begin when a file does not say.
const USUAL_LOGIN_URL: &str = "https://login.salesforce.com";

/// The files of the Salesforce CLI. Opening them reads nothing.
#[derive(Debug, Clone)]
pub struct SfStore {
    /// The user's folder; nothing where there is none.
    home: Option<PathBuf>,
    /// Where its key may be.
    keys: Vec<Place>,
}

/// Why a file of the Salesforce CLI cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SfError {
    /// The file cannot be read or written.
    #[error("`{path}` cannot be {verb}")]
    File {
        /// What was tried.
        verb: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is no JSON object.
    #[error("`{path}` is not as the Salesforce CLI writes it")]
    Foreign {
        /// The file.
        path: PathBuf,
        /// Where it is broken.
        source: NotAnObject,
    },
    /// A URL in the file is none.
    #[error("`{path}` holds no URL of an org")]
    Url {
        /// The file.
        path: PathBuf,
        /// Why it is none.
        source: InstanceUrlError,
    },
    /// The key that the secrets are encrypted with cannot be had.
    #[error("the secrets in `{path}` cannot be opened")]
    Key {
        /// The file.
        path: PathBuf,
        /// Why.
        source: KeyError,
    },
    /// The secrets are not in a form that is known, or not encrypted with this key.
    #[error("the secrets in `{path}` cannot be opened")]
    Crypt {
        /// The file.
        path: PathBuf,
        /// Why.
        source: CryptError,
    },
}

/// What became of a new session that was to be written into a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// It is there.
    Yes,
    /// The file has other tokens than those that the new ones came from: somebody logged in again, and that login stays.
    Changed,
}

/// What a file's secrets were when they were read, to see whether somebody changed them since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    access_token: Option<String>,
    refresh_token: Option<String>,
}

impl SfStore {
    /// The files of this environment's user.
    pub fn of(environment: &Environment) -> Self {
        let home = environment.home();
        let keys = home.as_ref().map(|home| key::places(environment, &home.join(".sfdx"), Platform::HERE));
        Self { home, keys: keys.unwrap_or_default() }
    }

    /// All logins, by user name, and what is wrong with the files of others.
    pub fn list(&self) -> (Vec<Login>, Vec<SfError>) {
        let Some(folder) = self.folder() else { return Default::default() };
        let mut errors = Vec::new();
        let aliases = self.aliases().unwrap_or_else(|error| {
            errors.push(error);
            BTreeMap::new()
        });
        let names =
            fs::read_dir(&folder).into_iter().flatten().filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut users: Vec<String> = names.filter_map(|name| user_of(&name).map(str::to_owned)).collect();
        users.sort();
        let mut logins = Vec::new();
        for user in users {
            match self.login_of(&user, &aliases) {
                Ok(Some(login)) => logins.push(login),
                Ok(None) => {}
                Err(error) => errors.push(error),
            }
        }
        (logins, errors)
    }

    /// The login with this alias or user name; an alias counts first.
    pub fn find(&self, name: &str) -> Result<Option<Login>, SfError> {
        let aliases = self.aliases()?;
        let user = aliases.get(name).map_or(name, String::as_str);
        self.login_of(user, &aliases)
    }

    /// The org that is meant where none is named, as the project's configuration says, else the user's; and the file that
    /// says so.
    pub fn target_org(&self, project: Option<&Path>) -> Result<Option<(String, PathBuf)>, SfError> {
        let roots = project.into_iter().chain(self.home.as_deref());
        for root in roots {
            let files = [(".sf/config.json", "target-org"), (".sfdx/sfdx-config.json", "defaultusername")];
            for (file, member) in files {
                let path = root.join(file);
                let Some(text) = read(&path)? else { continue };
                let members = Members::of(&text).map_err(|source| SfError::Foreign { path: path.clone(), source })?;
                if let Some(name) = members.text_of(member).filter(|name| !name.is_empty()) {
                    return Ok(Some((name, path)));
                }
            }
        }
        Ok(None)
    }

    /// What proves the login of a file, and what stood there.
    pub fn secrets(&self, path: &Path) -> Result<(Secrets, Seen), SfError> {
        let text = must_read(path)?;
        let members = Members::of(&text).map_err(|source| SfError::Foreign { path: path.to_path_buf(), source })?;
        let sealed = |name: &str| members.text_of(name).filter(|text| !text.is_empty());
        let seen = Seen { access_token: sealed("accessToken"), refresh_token: sealed("refreshToken") };
        let texts = [seen.access_token.clone(), seen.refresh_token.clone(), sealed("clientSecret")];
        let [access_token, refresh_token, client_secret] = self.opened(path, &texts)?.1;
        let access_token = access_token.and_then(|token| AccessToken::new(token.expose_secret()).ok());
        Ok((Secrets { access_token, refresh_token, client_secret, private_key: None }, seen))
    }

    /// Writes a new session into the file that it came from, and a new refresh token where there is one: in the same form,
    /// every other byte as it was, whole or not at all, and only where the tokens in it are still those that were seen.
    pub fn write(
        &self,
        path: &Path,
        seen: &Seen,
        session: &Session,
        refresh_token: Option<&SecretString>,
    ) -> Result<Written, SfError> {
        let failed = |source| SfError::File { verb: "written", path: path.to_path_buf(), source };
        let _lock = Lock::of(path).map_err(failed)?;
        let text = must_read(path)?;
        let members = Members::of(&text).map_err(|source| SfError::Foreign { path: path.to_path_buf(), source })?;
        let sealed = |name: &str| members.text_of(name).filter(|text| !text.is_empty());
        if (Seen { access_token: sealed("accessToken"), refresh_token: sealed("refreshToken") }) != *seen {
            return Ok(Written::Changed);
        }
        let (key, _) = self.opened(path, &[seen.access_token.clone(), seen.refresh_token.clone(), None])?;
        let access_token = key.seal(session.access_token.expose());
        let mut changes = vec![("accessToken", access_token.as_str())];
        let refresh_token = refresh_token.map(|token| key.seal(token.expose_secret()));
        changes.extend(refresh_token.as_deref().map(|token| ("refreshToken", token)));
        let instance_url = session.instance_url.to_string();
        let is_there = |text: String| InstanceUrl::parse(&text).is_ok_and(|url| url == session.instance_url);
        if !members.text_of("instanceUrl").is_some_and(is_there) {
            changes.push(("instanceUrl", &instance_url));
        }
        whole::replace(path, members.with(&changes).as_bytes()).map_err(failed)?;
        Ok(Written::Yes)
    }

    /// Opens texts with the first key that fits, and gives back that key with them.
    fn opened(
        &self,
        path: &Path,
        texts: &[Option<String>; 3],
    ) -> Result<(crypt::Key, [Option<SecretString>; 3]), SfError> {
        let mut first = None;
        for place in &self.keys {
            let opened =
                place.key().map_err(|source| SfError::Key { path: path.to_path_buf(), source }).and_then(|key| {
                    let open = |text: &Option<String>| text.as_deref().map(|text| key.open(text)).transpose();
                    let crypt = |source| SfError::Crypt { path: path.to_path_buf(), source };
                    let opened = [open(&texts[0]), open(&texts[1]), open(&texts[2])];
                    let [one, two, three] = opened;
                    Ok((key.clone(), [one.map_err(crypt)?, two.map_err(crypt)?, three.map_err(crypt)?]))
                });
            match opened {
                Ok(opened) => return Ok(opened),
                Err(error) => first = first.or(Some(error)),
            }
        }
        Err(first.expect("whoever has a file has a folder, and with it a place for the key"))
    }

    fn folder(&self) -> Option<PathBuf> {
        Some(self.home.as_ref()?.join(".sfdx"))
    }

    /// What people call the logins: alias to user name.
    fn aliases(&self) -> Result<BTreeMap<String, String>, SfError> {
        let Some(path) = self.folder().map(|folder| folder.join("alias.json")) else { return Ok(BTreeMap::new()) };
        let Some(text) = read(&path)? else { return Ok(BTreeMap::new()) };
        let members = Members::of(&text).map_err(|source| SfError::Foreign { path, source })?;
        Ok(members.value_of("orgs").unwrap_or_default())
    }

    fn login_of(&self, user: &str, aliases: &BTreeMap<String, String>) -> Result<Option<Login>, SfError> {
        let Some(folder) = self.folder().filter(|_| is_file_name(user)) else { return Ok(None) };
        let path = folder.join(format!("{user}.json"));
        let Some(text) = read(&path)? else { return Ok(None) };
        let members = Members::of(&text).map_err(|source| SfError::Foreign { path: path.clone(), source })?;
        // `alias.json` and others lie in the same folder.
        if members.text_of("orgId").is_none() && members.text_of("accessToken").is_none() {
            return Ok(None);
        }
        let url =
            |text: String| InstanceUrl::parse(&text).map_err(|source| SfError::Url { path: path.clone(), source });
        let instance_url = members.text_of("instanceUrl").filter(|text| !text.is_empty()).map(url).transpose()?;
        let login_url = members.text_of("loginUrl").filter(|text| !text.is_empty()).map(url).transpose()?;
        let usual = || InstanceUrl::parse(USUAL_LOGIN_URL).expect("it is one");
        Ok(Some(Login {
            user_name: Some(members.text_of("username").unwrap_or_else(|| user.to_owned())),
            org_id: members.text_of("orgId"),
            login_url: login_url.or_else(|| instance_url.clone()).unwrap_or_else(usual),
            instance_url,
            aliases: aliases.iter().filter(|(_, aliased)| *aliased == user).map(|(alias, _)| alias.clone()).collect(),
            way: way_of(&members),
            origin: Origin::SalesforceCliFile(path),
        }))
    }
}

/// How sessions of a file's login begin, as the CLI decides it.
fn way_of(members: &Members<'_>) -> Way {
    let client_id =
        || members.text_of("clientId").filter(|id| !id.is_empty()).unwrap_or_else(|| PLATFORM_CLI.to_owned());
    if let Some(key) = members.text_of("privateKey").filter(|key| !key.is_empty()) {
        return Way::Jwt { client_id: client_id(), key_file: Some(PathBuf::from(key)), audience: None };
    }
    match members.text_of("refreshToken").filter(|token| !token.is_empty()) {
        Some(_) => Way::RefreshToken { client_id: client_id() },
        None => Way::Token,
    }
}

/// The user whose login is in a file of this name: the CLI takes what looks like a user name.
fn user_of(file_name: &str) -> Option<&str> {
    let user = file_name.strip_suffix(".json")?;
    let (name, domain) = user.split_once('@')?;
    let is_domain = domain.split('.').count() > 1 && !domain.split('.').any(str::is_empty) && !domain.contains('@');
    (!name.is_empty() && !name.starts_with('.') && is_domain && !user.ends_with(".sandbox")).then_some(user)
}

/// Whether a name can be part of a file's, and leads nowhere else.
fn is_file_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0', ':'])
}

/// The text of a file; nothing where there is none.
fn read(path: &Path) -> Result<Option<Zeroizing<String>>, SfError> {
    match must_read(path) {
        Err(SfError::File { source, .. }) if source.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
        Ok(text) => Ok(Some(text)),
    }
}

fn must_read(path: &Path) -> Result<Zeroizing<String>, SfError> {
    let unreadable = |source| SfError::File { verb: "read", path: path.to_path_buf(), source };
    fs::read_to_string(path).map(Zeroizing::new).map_err(unreadable)
}

/// A text as the Salesforce CLI encrypts it with this key.
#[cfg(test)]
pub(super) fn sealed(key: &str, text: &str) -> String {
    crypt::Key::of(&SecretString::from(key)).expect("a test has a key of a known form").seal(text)
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
