//! A new session in place of an expired one: asked for once, whoever needs it, and never forgotten when words are redacted.

use std::{
    error::Error,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use futures_util::future::BoxFuture;

use super::{
    error::{OrgError, OrgProblem},
    session::{AccessToken, Session},
};

/// Whoever can get a new session for a login.
pub trait Renew: Send + Sync {
    /// Gets a new session in place of one that the org has refused. It is called once at a time.
    fn renew<'a>(&'a self, expired: &'a AccessToken) -> BoxFuture<'a, Result<Session, RenewError>>;
}

/// Why no new session came. It prints as the error that it was made from, and is shared by all calls that waited for it.
#[derive(Debug, Clone)]
pub struct RenewError {
    error: Arc<dyn Error + Send + Sync>,
    may_pass: bool,
}

impl RenewError {
    /// An error that a moment later would come again.
    pub fn new(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { error: Arc::from(error.into()), may_pass: false }
    }

    /// The same, which may pass: the login server was not reached, or too busy.
    #[must_use]
    pub fn passing(self, may_pass: bool) -> Self {
        Self { may_pass, ..self }
    }

    /// Whether the same attempt may fare better a moment later.
    pub fn may_pass(&self) -> bool {
        self.may_pass
    }

    /// The error that it was made from, to be looked into.
    pub fn cause(&self) -> &(dyn Error + 'static) {
        &*self.error
    }
}

impl fmt::Display for RenewError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl Error for RenewError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.error.source()
    }
}

/// The sessions of an org: the one to call with, and all that were before it, whose tokens are secrets still.
pub(super) struct Sessions {
    state: Mutex<State>,
    renewer: Option<Arc<dyn Renew>>,
    /// Held while a new session is asked for.
    gate: tokio::sync::Mutex<()>,
}

struct State {
    held: Held,
    spent: Vec<AccessToken>,
    failures: u64,
    last_failure: Option<RenewError>,
}

/// A session, and which of the sessions of its org it is.
#[derive(Clone)]
pub(super) struct Held {
    pub(super) session: Arc<Session>,
    number: u64,
}

impl Sessions {
    pub(super) fn of(session: Session, renewer: Option<Arc<dyn Renew>>) -> Self {
        let held = Held { session: Arc::new(session), number: 0 };
        let state = State { held, spent: Vec::new(), failures: 0, last_failure: None };
        Self { state: Mutex::new(state), renewer, gate: tokio::sync::Mutex::default() }
    }

    /// The session to call with.
    pub(super) fn held(&self) -> Held {
        self.state().held.clone()
    }

    /// The text without the tokens of all sessions.
    pub(super) fn redact(&self, text: &str) -> String {
        let state = self.state();
        let current = state.held.session.access_token.redact(text);
        state.spent.iter().fold(current, |text, token| token.redact(&text))
    }

    /// The session after one that was refused; nothing where none can be had. Calls that were refused side by side wait for
    /// one renewal, and share what comes of it.
    async fn after(&self, refused: &Held) -> Option<Result<Held, RenewError>> {
        let login = self.renewer.as_ref()?;
        let failures = self.state().failures;
        let _gate = self.gate.lock().await;
        if let Some(shared) = self.meanwhile(refused, failures) {
            return Some(shared);
        }
        let renewed = login.renew(&refused.session.access_token).await;
        Some(self.take(renewed))
    }

    /// What came of a renewal that somebody else waited for.
    fn meanwhile(&self, refused: &Held, failures: u64) -> Option<Result<Held, RenewError>> {
        let state = self.state();
        if state.held.number != refused.number {
            return Some(Ok(state.held.clone()));
        }
        let failed = state.last_failure.as_ref().filter(|_| state.failures != failures)?;
        Some(Err(failed.clone()))
    }

    fn take(&self, renewed: Result<Session, RenewError>) -> Result<Held, RenewError> {
        let mut state = self.state();
        match renewed {
            Ok(session) => {
                let held = Held { session: Arc::new(session), number: state.held.number + 1 };
                let spent = std::mem::replace(&mut state.held, held);
                state.spent.push(spent.session.access_token.clone());
                Ok(state.held.clone())
            }
            Err(error) => {
                state.failures += 1;
                state.last_failure = Some(error.clone());
                Err(error)
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a call, and once more with a new session where the org says that the session has expired: a refused session has
    /// done nothing, whatever the call.
    pub(super) async fn call<T, E: Caused>(&self, attempt: impl AsyncFn(&Session) -> Result<T, E>) -> Result<T, E> {
        let held = self.held();
        let mut error = match attempt(&held.session).await {
            Err(error) if error.cause().is_expiry() => error,
            done => return done,
        };
        match self.after(&held).await {
            None => Err(error),
            Some(Ok(renewed)) => attempt(&renewed.session).await.map_err(|mut again| {
                again.cause_mut().after_renewal();
                again
            }),
            Some(Err(failure)) => {
                error.cause_mut().without_renewal(failure);
                Err(error)
            }
        }
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.held().session.fmt(f)
    }
}

/// An error of a call, with the org's words beneath.
pub(super) trait Caused {
    fn cause(&self) -> &OrgError;
    fn cause_mut(&mut self) -> &mut OrgError;
}

impl Caused for OrgError {
    fn cause(&self) -> &OrgError {
        self
    }

    fn cause_mut(&mut self) -> &mut OrgError {
        self
    }
}

impl OrgError {
    fn is_expiry(&self) -> bool {
        matches!(*self.problem, OrgProblem::SessionExpired(_))
    }

    /// Notes that the session which was refused was a new one.
    fn after_renewal(&mut self) {
        if let OrgProblem::SessionExpired(refusal) = &*self.problem {
            *self.problem = OrgProblem::NewSessionRefused(refusal.clone());
        }
    }

    /// Notes that no new session came.
    fn without_renewal(&mut self, source: RenewError) {
        if let OrgProblem::SessionExpired(refusal) = &*self.problem {
            *self.problem = OrgProblem::NotRenewed { refusal: refusal.clone(), source };
        }
    }
}

#[cfg(test)]
mod tests;
