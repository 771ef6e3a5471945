//! A login in use: it begins sessions, and what comes of that rests where the login came from.
//!
//! A refresh token may be good for one use. So two processes that use one login take turns, what rests is read again before
//! anything is sent, and a new token is kept before the session is used. Only a login of the environment cannot be kept;
//! that is told.

use std::{fs, io, path::PathBuf, sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};
use tokio::sync::Mutex;

use super::{
    LastKnown, Login, Origin, OwnStore, OwnStoreError, Secrets, Way,
    own::Refreshed,
    sf::{CliError, SalesforceCli, Seen, SfError, SfStore, Written},
    turn::Turn,
};
use crate::org::{
    AccessToken, Clock, Renew, RenewError, Session, Transport,
    oauth::{self, Assertion, Client, Grant, Granted, OauthCode, OauthError, SigningKey, SigningKeyError, audience_of},
};

/// How long another process that renews the same login is waited for.
const LONGEST_TURN: Duration = Duration::from_secs(60);

/// Where logins rest.
pub struct Stores {
    /// Our own.
    pub own: OwnStore,
    /// The files of the Salesforce CLI.
    pub sf: SfStore,
    /// The Salesforce CLI itself, where it is installed.
    pub cli: Option<SalesforceCli>,
}

/// Why a login began no session.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// The login server refused, or was not reached.
    #[error(transparent)]
    Oauth(#[from] OauthError),
    /// There was one session, and it is over.
    #[error("the login holds one access token, and no way to another")]
    NoWay,
    /// Something is missing without which no session begins.
    #[error("the login holds no {0}")]
    Lacking(&'static str),
    /// The private key cannot be read.
    #[error("the private key `{path}` cannot be read")]
    KeyFile {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The private key signs no logins.
    #[error("{place} cannot sign logins: {source}")]
    Key {
        /// The file, or the variable.
        place: String,
        /// Why.
        source: SigningKeyError,
    },
    /// What proves the login cannot be read from our own store.
    #[error(transparent)]
    Own(#[from] OwnStoreError),
    /// What proves the login cannot be read from the Salesforce CLI's files.
    #[error(transparent)]
    Sf(#[from] SfError),
    /// The Salesforce CLI gave none.
    #[error(transparent)]
    Cli(#[from] CliError),
    /// The login is gone from where it rested.
    #[error("the login of `{0}` is no longer there")]
    Gone(String),
}

/// A login in use.
pub struct Renewal {
    login: Login,
    known: Mutex<Known>,
    stores: Stores,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    /// The folder in which processes take turns; nothing where there is none.
    folder: Option<PathBuf>,
    /// Hears what cannot be kept.
    warn: Box<dyn Fn(String) + Send + Sync>,
}

/// What is known of a login, besides what can be told.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    pub(super) secrets: Secrets,
    /// How it stood in the Salesforce CLI's file.
    pub(super) seen: Option<Seen>,
}

impl Renewal {
    /// A login that begins sessions over a transport, and tells what it cannot keep.
    pub(super) fn of(
        login: Login,
        known: Known,
        stores: Stores,
        folder: Option<PathBuf>,
        wire: (Arc<dyn Transport>, Arc<dyn Clock>),
        warn: impl Fn(String) + Send + Sync + 'static,
    ) -> Self {
        let (transport, clock) = wire;
        Self { login, known: Mutex::new(known), stores, transport, clock, folder, warn: Box::new(warn) }
    }

    /// What can be told of the login.
    pub fn login(&self) -> &Login {
        &self.login
    }

    /// A session to start with: the last one that is known, which may have expired, else a new one.
    pub async fn session(&self) -> Result<Session, BeginError> {
        if let Some(session) = session_of(&self.login, &self.known.lock().await.secrets) {
            return Ok(session);
        }
        self.next(None).await
    }

    /// A session that is not the expired one: one that another process has begun, else a new one.
    async fn next(&self, expired: Option<&AccessToken>) -> Result<Session, BeginError> {
        let mut known = self.known.lock().await;
        let _turn = match &self.folder {
            Some(folder) => Turn::of(folder, &self.login, &*self.clock, LONGEST_TURN).await,
            None => None,
        };
        let login = self.read_again(&mut known)?;
        if let Some(session) = session_of(&login, &known.secrets).filter(|session| is_another(session, expired)) {
            return Ok(session);
        }
        let begun = self.granted(&login, &mut known).await;
        self.note(&begun);
        match begun? {
            Begun::Granted(granted) => {
                self.keep(&granted, &mut known);
                Ok(granted.session)
            }
            Begun::ByCli(session) => Ok(session),
        }
    }

    /// Notes whether the login works still. What never reached the login server says nothing of it.
    fn note(&self, begun: &Result<Begun, BeginError>) {
        let works = match begun {
            Ok(_) => true,
            Err(BeginError::Oauth(error)) if error.refusal().is_some() && !error.may_pass() => false,
            Err(_) => return,
        };
        LastKnown::in_folder(self.folder.clone()).note(&self.login, works, self.clock.now());
    }

    /// Reads what rests, for another process or the Salesforce CLI may have changed it.
    fn read_again(&self, known: &mut Known) -> Result<Login, BeginError> {
        let name = self.login.user_name.as_deref().unwrap_or_default();
        let gone = || BeginError::Gone(name.to_owned());
        match &self.login.origin {
            Origin::OwnStore(_) => {
                let (login, secrets) = self.stores.own.get(name)?.ok_or_else(gone)?;
                *known = Known { secrets, seen: None };
                Ok(login)
            }
            Origin::SalesforceCliFile(path) if self.login.way != Way::SalesforceCli => {
                let login = self.stores.sf.find(name)?.ok_or_else(gone)?;
                let (secrets, seen) = self.stores.sf.secrets(path)?;
                *known = Known { secrets, seen: Some(seen) };
                Ok(login)
            }
            _ => Ok(self.login.clone()),
        }
    }

    /// Begins a session. A refresh token that was used up meanwhile has left another where the login rests.
    async fn granted(&self, login: &Login, known: &mut Known) -> Result<Begun, BeginError> {
        let used = known.secrets.refresh_token.clone();
        match self.grant(login, &known.secrets).await {
            Err(BeginError::Oauth(error)) if is_used_up(&error) => {
                self.read_again(known)?;
                let is_new = match (&used, &known.secrets.refresh_token) {
                    (Some(used), Some(now)) => used.expose_secret() != now.expose_secret(),
                    _ => false,
                };
                if is_new { self.grant(login, &known.secrets).await } else { Err(BeginError::Oauth(error)) }
            }
            Err(error) if may_ask_cli(login, &error) => self.ask_cli(error).await,
            done => done,
        }
    }

    async fn grant(&self, login: &Login, secrets: &Secrets) -> Result<Begun, BeginError> {
        let (client_id, grant) = match &login.way {
            Way::Token => return Err(BeginError::NoWay),
            Way::SalesforceCli => return self.ask_cli(BeginError::NoWay).await,
            Way::RefreshToken { client_id } => {
                let token = secrets.refresh_token.clone().ok_or(BeginError::Lacking("refresh token"))?;
                (client_id, Grant::RefreshToken(token))
            }
            Way::Jwt { client_id, key_file, audience } => {
                let key = key_of(key_file.as_ref(), secrets)?;
                let user_name = login.user_name.as_deref().ok_or(BeginError::Lacking("user name"))?;
                let audience = audience.clone().unwrap_or_else(|| audience_of(&login.login_url));
                let assertion = Assertion { client_id, user_name, audience: &audience };
                (client_id, Grant::Assertion(assertion.sign(&key, self.clock.now())))
            }
            Way::ClientCredentials { client_id } => (client_id, Grant::ClientCredentials),
        };
        let client = Client { id: client_id.clone(), secret: secrets.client_secret.clone() };
        let granted = oauth::token(&*self.transport, &login.login_url, &client, &grant).await?;
        Ok(Begun::Granted(Box::new(granted)))
    }

    /// Asks the Salesforce CLI for a session; where there is none, the error stays what it was.
    async fn ask_cli(&self, error: BeginError) -> Result<Begun, BeginError> {
        let Some(cli) = self.stores.cli.clone() else { return Err(error) };
        let name = self.login.user_name.clone().unwrap_or_default();
        // It takes seconds, in which an interruption must be heard.
        let asked = tokio::task::spawn_blocking(move || cli.login(&name)).await.expect("it does not panic");
        let (login, secrets) = asked?;
        session_of(&login, &secrets).map(Begun::ByCli).ok_or(BeginError::Lacking("session"))
    }

    /// Keeps what a grant brought where the login rests. The session is good even where that fails; so it is a warning.
    fn keep(&self, granted: &Granted, known: &mut Known) {
        let kept = match (&self.login.origin, &known.seen) {
            (Origin::OwnStore(_), _) => self.keep_in_own(granted, known).map_err(|error| chain(&error)),
            (Origin::SalesforceCliFile(path), Some(seen)) => {
                let written = self.stores.sf.write(path, seen, &granted.session, granted.refresh_token.as_ref());
                written.map(|written| written == Written::Yes).map_err(|error| chain(&error))
            }
            _ => Err(format!("{} cannot be changed", self.login.origin)),
        };
        if let (Err(why), Some(_)) = (&kept, rotated(known.secrets.refresh_token.as_ref(), granted)) {
            (self.warn)(format!(
                "the org gave a new refresh token, which cannot be kept: {why}; the next run needs a new login"
            ));
        } else if let (Err(why), Origin::OwnStore(_) | Origin::SalesforceCliFile(_)) = (&kept, &self.login.origin) {
            (self.warn)(format!("the new session cannot be kept: {why}"));
        }
        known.secrets.access_token = Some(granted.session.access_token.clone());
        if let Some(token) = &granted.refresh_token {
            known.secrets.refresh_token = Some(token.clone());
        }
    }

    fn keep_in_own(&self, granted: &Granted, known: &Known) -> Result<bool, OwnStoreError> {
        let user_name = self.login.user_name.as_deref().unwrap_or_default();
        let refreshed = Refreshed {
            with: known.secrets.refresh_token.as_ref(),
            session: &granted.session,
            refresh_token: granted.refresh_token.as_ref(),
            org_id: granted.org_id.as_deref(),
        };
        self.stores.own.refresh(user_name, &refreshed)
    }
}

impl Renew for Renewal {
    fn renew<'a>(&'a self, expired: &'a AccessToken) -> BoxFuture<'a, Result<Session, RenewError>> {
        Box::pin(async move {
            self.next(Some(expired)).await.map_err(|error| match error {
                BeginError::Oauth(error) => {
                    let may_pass = error.may_pass();
                    RenewError::new(error).passing(may_pass)
                }
                error => RenewError::new(error),
            })
        })
    }
}

/// A session that has begun.
enum Begun {
    /// By a grant of our own.
    Granted(Box<Granted>),
    /// By the Salesforce CLI, which keeps what is to be kept.
    ByCli(Session),
}

fn session_of(login: &Login, secrets: &Secrets) -> Option<Session> {
    Some(Session { instance_url: login.instance_url.clone()?, access_token: secrets.access_token.clone()? })
}

fn is_another(session: &Session, expired: Option<&AccessToken>) -> bool {
    expired.is_none_or(|expired| expired.expose() != session.access_token.expose())
}

/// Whether a refusal may mean that the refresh token was used by somebody else meanwhile.
fn is_used_up(error: &OauthError) -> bool {
    error.refusal().is_some_and(|refusal| refusal.code == OauthCode::InvalidGrant)
}

/// Whether the Salesforce CLI may know a way where we know none: for its own logins, whose secrets or key we cannot use.
/// What a server refused to us it refuses to it as well.
fn may_ask_cli(login: &Login, error: &BeginError) -> bool {
    matches!(login.origin, Origin::SalesforceCliFile(_)) && !matches!(error, BeginError::Oauth(_) | BeginError::NoWay)
}

fn key_of(file: Option<&PathBuf>, secrets: &Secrets) -> Result<SigningKey, BeginError> {
    let (place, pem) = match (file, &secrets.private_key) {
        (Some(path), _) => {
            let read = fs::read(path).map_err(|source| BeginError::KeyFile { path: path.clone(), source })?;
            (format!("`{}`", path.display()), Zeroizing::new(read))
        }
        (None, Some(key)) => {
            ("the private key of the login".to_owned(), Zeroizing::new(key.expose_secret().as_bytes().to_vec()))
        }
        (None, None) => return Err(BeginError::Lacking("private key")),
    };
    SigningKey::from_pem(&pem).map_err(|source| BeginError::Key { place, source })
}

/// The new refresh token, where there is one and it differs.
fn rotated<'g>(used: Option<&SecretString>, granted: &'g Granted) -> Option<&'g SecretString> {
    let new = granted.refresh_token.as_ref()?;
    used.is_none_or(|used| used.expose_secret() != new.expose_secret()).then_some(new)
}

/// An error with its causes, in one line.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.fold(error.to_string(), |told, cause| format!("{told}: {cause}"))
}
