//! The practice org: an org to rehearse on, that needs no account.
//!
//! A server on loopback that speaks the same HTTP as Salesforce and judges what it gets as a real org would, in the real
//! org's words where they are known. It knows nothing of our client: a server that shares its client's code would agree
//! with its client's mistakes.

mod authority;
mod calls;
mod canonical;
mod components;
mod deploy;
mod error;
mod holdings;
mod http;
mod ids;
mod listing;
mod login;
mod mishaps;
mod moment;
mod oauth;
mod objects;
mod org;
mod retrieve;
mod seed;
mod sessions;
mod soap;
mod store;
mod token;
mod verdict;

#[cfg(test)]
mod tests;

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use jiff::Timestamp;

use crate::metadata::{ApiVersion, ComponentId};
use deploy::{DeployOptions, Deployment, progress};

pub use authority::{Authority, AuthorityError};
pub use calls::Call;
pub use deploy::progress::Pace;
pub use error::PracticeError;
pub use http::Running;
pub use ids::{ORG_ID, USER_ID, USER_NAME};
pub use login::{Certificate, CertificateError};
pub use mishaps::{
    Appointment, Grade, Mishap, Mishaps, Occasion, ScriptError, StatusBody, TROUBLES, Trouble, Work,
    table as table_of_mishaps,
};
pub use moment::Moment;
pub use oauth::CONFIDENTIAL_APP;
pub use seed::SeedError;
pub use sessions::{AccessTokens, Admission, RefreshTokens};
pub use token::fresh as new_token;

/// Says what time it is.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What a cancelled deployment is told that is done. The words are from memory, not graded.
const ALREADY_DONE: &str = "Deployment already completed";
/// For so many milliseconds a validation may be deployed: ten days.
const VALIDATED_FOR: i64 = 10 * 24 * 60 * 60 * 1000;

/// How a practice org is opened.
#[derive(Clone)]
pub struct Options {
    /// The folder of its state, such as `.xcred/practice`.
    pub state: PathBuf,
    /// The folder whose components it holds at first.
    pub seed: Option<PathBuf>,
    /// What time it is.
    pub clock: Clock,
    /// When deployments go on.
    pub pace: Pace,
}

/// How an org is served.
#[derive(Debug, Clone)]
pub struct Serving {
    /// The port of loopback; 0 for any that is free.
    pub port: u16,
    /// Who is let in.
    pub admission: Admission,
    /// What goes wrong.
    pub mishaps: Mishaps,
    /// Who vouches for it over TLS; without one it speaks plain HTTP.
    pub authority: Option<Authority>,
}

/// A practice org.
#[derive(Debug, Clone)]
pub struct Practice {
    shared: Arc<Shared>,
}

/// A component as people are shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The component.
    pub id: ComponentId,
    /// The record's id.
    pub record: String,
    /// When it was last changed.
    pub modified: Timestamp,
}

/// What an opened org and its servers have in common.
struct Shared {
    store: store::Store,
    clock: Clock,
    held: AtomicBool,
}

/// A served org: what every request needs.
#[derive(Debug)]
struct Inner {
    shared: Arc<Shared>,
    sessions: sessions::Sessions,
    consents: oauth::consent::Consents,
    calls: calls::Tally,
    connections: AtomicUsize,
    mishaps: Mishaps,
    instance_url: String,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("store", &self.store).field("held", &self.held).finish_non_exhaustive()
    }
}

impl Practice {
    /// Opens the org, and fills it from the seed where its folder holds no state yet.
    pub fn open(options: Options) -> Result<Self, PracticeError> {
        let shared = Shared {
            store: store::Store::new(options.state, options.seed),
            clock: options.clock,
            held: AtomicBool::new(options.pace == Pace::Held),
        };
        shared.with(|_, _| ())?;
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Serves the org on a port of loopback, 0 for any, from a task of the current tokio runtime.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub fn start(&self, port: u16, admission: impl Into<Admission>) -> Result<Running, PracticeError> {
        self.start_with_mishaps(port, admission, Mishaps::default())
    }

    /// Serves the org as [`Practice::start`] does, and lets the mishaps of a script happen.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub fn start_with_mishaps(
        &self,
        port: u16,
        admission: impl Into<Admission>,
        mishaps: Mishaps,
    ) -> Result<Running, PracticeError> {
        self.serve(Serving { port, admission: admission.into(), mishaps, authority: None })
    }

    /// Serves the org from a task of the current tokio runtime.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub fn serve(&self, serving: Serving) -> Result<Running, PracticeError> {
        let Serving { port, admission, mishaps, authority } = serving;
        let shared = Arc::clone(&self.shared);
        let sessions = sessions::Sessions::new(admission);
        http::serve(port, authority.as_ref(), |instance_url| Inner {
            shared,
            sessions,
            consents: oauth::consent::Consents::default(),
            calls: calls::Tally::default(),
            connections: AtomicUsize::new(0),
            mishaps,
            instance_url,
        })
    }

    /// Makes an authority to serve the org with, writes its certificate beside the state, and gives the file.
    pub fn authority(&self) -> Result<(Authority, PathBuf), PracticeError> {
        let authority = Authority::new((self.shared.clock)())?;
        let file = self.shared.store.keep_authority(&authority.certificate)?;
        Ok((authority, file))
    }

    /// Lets held deployments go on from now on.
    pub fn release(&self) {
        self.shared.held.store(false, Ordering::SeqCst);
    }

    /// All components in the order of manifests.
    pub fn components(&self) -> Result<Vec<Shown>, PracticeError> {
        self.shared.with(|org, _| {
            let held = org.holdings.iter();
            held.map(|(id, holding)| Shown { id: id.clone(), record: holding.id.clone(), modified: holding.modified.0 })
                .collect()
        })
    }

    /// Removes the state from a folder, so that the next use starts over from the seed.
    pub fn reset(state: &Path) -> Result<(), PracticeError> {
        store::reset(state)
    }
}

impl Shared {
    fn now(&self) -> Moment {
        Moment::at((self.clock)())
    }

    /// Reads the state, brings it up to date, lets `work` use and change it, and writes it.
    fn with<T>(&self, work: impl FnOnce(&mut org::Org, Moment) -> T) -> Result<T, PracticeError> {
        let now = self.now();
        let held = self.held.load(Ordering::SeqCst);
        self.store.with(now, |org| {
            if !held {
                progress::settle(org, now);
            }
            work(org, now)
        })
    }
}

impl Inner {
    fn with<T>(&self, work: impl FnOnce(&mut org::Org, Moment) -> T) -> Result<T, PracticeError> {
        self.shared.with(work)
    }

    fn admits(&self, presented: &str) -> bool {
        self.sessions.admit(presented)
    }

    fn instance_url(&self) -> &str {
        &self.instance_url
    }

    /// Counts a request and answers it with what `work` makes, unless a mishap comes between.
    fn answer(&self, call: Call, protocol: mishaps::Protocol, work: impl FnOnce() -> http::Reply) -> http::Reply {
        let turn = self.calls.count(call);
        match self.mishaps.due(turn) {
            Some(mishap) => mishaps::befall(mishap, self, (call, protocol), work),
            None => work(),
        }
    }

    /// Counts a connection, and says whether it may live.
    fn admits_connection(&self) -> bool {
        let nth = self.connections.fetch_add(1, Ordering::SeqCst) + 1;
        !self.mishaps.refuse(nth)
    }

    /// Lets no deployment go on from now on.
    fn hold(&self) {
        self.shared.held.store(true, Ordering::SeqCst);
    }

    /// Cancels the deployment whose turn it is, if there is one.
    fn cancel_next(&self) -> Result<(), PracticeError> {
        self.with(progress::cancel_next)
    }

    /// Lets the deployment whose turn it is fail, if there is one.
    fn fail_next(&self) -> Result<(), PracticeError> {
        self.with(progress::fail_next)
    }

    /// Takes in a deployment.
    fn accept(&self, options: DeployOptions, version: ApiVersion, zip: &[u8]) -> Result<Deployment, PracticeError> {
        self.with(|org, now| {
            let id = ids::id(ids::DEPLOYMENT, org.book.next_number());
            org.accept(Deployment::new(id, options, version, zip.len(), now), zip)
        })?
    }

    /// Takes in the deployment of what was validated before; nothing where there is no such validation.
    fn accept_validated(&self, id: &str, version: ApiVersion) -> Result<Option<Deployment>, PracticeError> {
        self.with(|org, now| {
            let fresh = |validation: &&Deployment| {
                validation.may_be_deployed() && now.milliseconds_since(validation.created) <= VALIDATED_FOR
            };
            let validation = org.book.deployment(id).filter(fresh).cloned();
            validation.map(|validation| org.accept_validated(&validation, version, now)).transpose()
        })?
    }

    /// A deployment, after it went one step further.
    fn status_of(&self, id: &str) -> Result<Option<Deployment>, PracticeError> {
        let held = self.shared.held.load(Ordering::SeqCst);
        self.with(|org, now| {
            let known = org.book.deployment(id)?;
            let id = known.id.clone();
            let is_cancelled = known.status == deploy::Status::Canceling;
            if !held || is_cancelled {
                progress::step(org, &id, now);
            }
            org.book.deployment(&id).cloned()
        })
    }

    /// Cancels a deployment and says whether that was in time.
    fn cancel(&self, id: &str) -> Result<Option<(Deployment, bool)>, PracticeError> {
        self.with(|org, now| {
            let in_time = progress::cancel(org, id, now);
            let deployment = org.book.deployment(id)?.clone();
            Some((deployment, in_time))
        })
    }
}
