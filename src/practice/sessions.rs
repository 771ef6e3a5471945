//! Who may call: the standing token, and the sessions that logins began.

use std::{
    num::NonZeroU32,
    sync::{Mutex, MutexGuard},
};

use secrecy::{ExposeSecret, SecretString};

use super::{
    login::Certificate,
    oauth::{Refusal, Scopes, words},
    token,
};

/// How many sessions and how many refresh tokens are remembered; the oldest end first.
const REMEMBERED: usize = 100;

/// The number of the login that the standing token stands for; those that people make count from 1.
const OF_STANDING: u64 = 0;

/// Who is let in.
#[derive(Debug, Clone)]
pub struct Admission {
    /// The standing token. It never expires; logins may also present it as their refresh token.
    pub token: SecretString,
    /// Whose signature begins sessions; none where nobody's does.
    pub certificate: Option<Certificate>,
    /// The secret of the one app that has one; without it there is no such app.
    pub client_secret: Option<SecretString>,
    /// After how many requests a session expires that a login began; never where this is none.
    pub sessions_last: Option<NonZeroU32>,
    /// What a refresh token is good for.
    pub refresh_tokens: RefreshTokens,
    /// The form of the access tokens of logins.
    pub access_tokens: AccessTokens,
}

/// What a refresh token is good for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RefreshTokens {
    /// Any number of sessions.
    #[default]
    Stay,
    /// One session and the next refresh token.
    Rotate,
}

/// The form of access tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AccessTokens {
    /// The org's id, `!`, and randomness.
    #[default]
    Opaque,
    /// Three parts, which SOAP refuses.
    Jwt,
}

/// What a login is for, and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Login {
    /// The app that asked.
    pub client: String,
    /// What it asked for.
    pub scopes: Scopes,
}

/// What a login begins.
#[derive(Debug)]
pub(crate) struct Begun {
    /// The token of the session.
    pub access_token: String,
    /// The token that begins the next; none where there is no new one.
    pub refresh_token: Option<String>,
    /// What both are for.
    pub login: Login,
}

/// The sessions of one running org. They end with it.
#[derive(Debug)]
pub(crate) struct Sessions {
    /// Who is let in.
    pub admission: Admission,
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    sessions: Vec<Session>,
    refreshes: Vec<Refresh>,
    standing: Standing,
    /// How many logins there were: each has a number.
    logins: u64,
}

/// What became of the standing token.
#[derive(Debug, Default)]
struct Standing {
    is_revoked: bool,
    /// It was presented as a refresh token where those are good once.
    is_spent: bool,
}

#[derive(Debug)]
struct Session {
    token: SecretString,
    /// The login that it comes from.
    number: u64,
    requests_left: Option<u32>,
}

#[derive(Debug)]
struct Refresh {
    token: SecretString,
    number: u64,
    login: Login,
}

/// Why nothing was begun.
#[derive(Debug)]
pub(crate) enum NotBegun {
    /// The org refuses.
    Refused(Refusal),
    /// There is no randomness for a token.
    NoRandomness,
}

impl From<SecretString> for Admission {
    /// Lets in the one who has this token, and nobody else.
    fn from(token: SecretString) -> Self {
        Self {
            token,
            certificate: None,
            client_secret: None,
            sessions_last: None,
            refresh_tokens: RefreshTokens::default(),
            access_tokens: AccessTokens::default(),
        }
    }
}

impl From<getrandom::Error> for NotBegun {
    fn from(_: getrandom::Error) -> Self {
        Self::NoRandomness
    }
}

impl From<Refusal> for NotBegun {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl Sessions {
    /// No sessions yet.
    pub(crate) fn new(admission: Admission) -> Self {
        Self { admission, held: Mutex::default() }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().expect("keeping books does not panic")
    }

    fn is_standing(&self, presented: &str) -> bool {
        token::is_same(&self.admission.token, presented)
    }

    /// Whether whoever presents this may make one request.
    pub(crate) fn admit(&self, presented: &str) -> bool {
        let mut held = self.held();
        let found = held.sessions.iter_mut().find(|session| token::is_same(&session.token, presented));
        match found.map(|session| &mut session.requests_left) {
            None => self.is_standing(presented) && !held.standing.is_revoked,
            Some(None) => true,
            Some(Some(0)) => false,
            Some(Some(left)) => {
                *left -= 1;
                true
            }
        }
    }

    /// Begins a session, and gives a refresh token where the login may be renewed.
    pub(crate) fn begin(&self, login: Login, issuer: &str) -> Result<Begun, NotBegun> {
        let access_token = self.fresh_access(&login, issuer)?;
        let refresh_token = login.scopes.may_refresh().then(token::fresh_refresh).transpose()?;
        let mut held = self.held();
        held.logins += 1;
        let number = held.logins;
        held.keep_session(&access_token, number, self.admission.sessions_last);
        if let Some(token) = &refresh_token {
            held.keep_refresh(token, number, login.clone());
        }
        Ok(Begun { access_token, refresh_token, login })
    }

    /// Begins the next session of a login. Where refresh tokens rotate, the one that is presented is good no more.
    pub(crate) fn renew(&self, presented: &str, client: &str, issuer: &str) -> Result<Begun, NotBegun> {
        let rotates = self.admission.refresh_tokens == RefreshTokens::Rotate;
        let next = rotates.then(token::fresh_refresh).transpose()?;
        let mut held = self.held();
        let (number, login) = if self.is_standing(presented) {
            held.login_of_standing(client, rotates)?
        } else {
            held.login_of_refresh(presented, client, rotates)?
        };
        let access_token = self.fresh_access(&login, issuer)?;
        held.keep_session(&access_token, number, self.admission.sessions_last);
        if let Some(token) = &next {
            held.keep_refresh(token, number, login.clone());
        }
        Ok(Begun { access_token, refresh_token: next, login })
    }

    /// Ends the session of an access token, or a refresh token with all sessions of its login. Says whether there was one.
    pub(crate) fn revoke(&self, presented: &str) -> bool {
        let mut held = self.held();
        let known = held.refreshes.iter().find(|refresh| token::is_same(&refresh.token, presented));
        if let Some(number) = known.map(|refresh| refresh.number) {
            held.refreshes.retain(|refresh| refresh.number != number);
            held.sessions.retain(|session| session.number != number);
            return true;
        }
        if self.is_standing(presented) {
            held.sessions.retain(|session| session.number != OF_STANDING);
            return !std::mem::replace(&mut held.standing.is_revoked, true);
        }
        let before = held.sessions.len();
        held.sessions.retain(|session| !token::is_same(&session.token, presented));
        held.sessions.len() < before
    }

    fn fresh_access(&self, login: &Login, issuer: &str) -> Result<String, getrandom::Error> {
        match self.admission.access_tokens {
            AccessTokens::Opaque => Ok(token::fresh()?.expose_secret().to_owned()),
            AccessTokens::Jwt => token::fresh_jwt(issuer, &login.client),
        }
    }
}

impl Held {
    /// The login that the standing token stands for: whichever app presents it, its session is good for all that it asks.
    fn login_of_standing(&mut self, client: &str, once: bool) -> Result<(u64, Login), Refusal> {
        if self.standing.is_revoked || self.standing.is_spent {
            return Err(words::EXPIRED_TOKEN);
        }
        self.standing.is_spent = once;
        Ok((OF_STANDING, Login { client: client.to_owned(), scopes: Scopes::read(None)? }))
    }

    fn login_of_refresh(&mut self, presented: &str, client: &str, once: bool) -> Result<(u64, Login), Refusal> {
        let is_it = |known: &Refresh| known.login.client == client && token::is_same(&known.token, presented);
        let place = self.refreshes.iter().position(is_it).ok_or(words::EXPIRED_TOKEN)?;
        let Refresh { number, login, .. } = &self.refreshes[place];
        let found = (*number, login.clone());
        if once {
            self.refreshes.remove(place);
        }
        Ok(found)
    }

    fn keep_session(&mut self, token: &str, number: u64, last: Option<NonZeroU32>) {
        let token = SecretString::from(token);
        self.sessions.push(Session { token, number, requests_left: last.map(NonZeroU32::get) });
        let surplus = self.sessions.len().saturating_sub(REMEMBERED);
        self.sessions.drain(..surplus);
    }

    fn keep_refresh(&mut self, token: &str, number: u64, login: Login) {
        self.refreshes.push(Refresh { token: SecretString::from(token), number, login });
        let surplus = self.refreshes.len().saturating_sub(REMEMBERED);
        self.refreshes.drain(..surplus);
    }
}
