//! The org: sessions, the transport, and one typed method per call of the Metadata API.
//!
//! Nothing here reads the environment or writes to a terminal: sessions, clocks, seeds, paces and observers come in as
//! values. What a call brings is typed and complete, or an error that says what was asked, how often, and what the
//! server said to it. The access token is in no error and in no debug output.

mod asked;
pub mod clock;
pub mod code;
pub mod error;
pub mod oauth;
pub mod pace;
mod record;
mod renewal;
pub mod rest;
pub mod session;
pub mod soap;
pub mod transport;
pub mod trouble;
pub mod words;

use std::{fmt, sync::Arc};

pub use clock::{Clock, SystemClock};
pub use code::ErrorCode;
pub use error::{ApiError, NotSalesforce, OrgError, OrgProblem, Refusal};
pub use pace::{Followed, Pace};
pub use renewal::{Renew, RenewError};
pub use rest::{
    ComponentMessage, DeployDetails, DeployId, DeployOptions, DeployRequestError, DeployResult, DeployStatus, Details,
    Identity, NotADeployId, RecentDeployment, TestFailure, TestLevel, TestRun, versions,
};
pub use session::{AccessToken, AccessTokenError, InstanceUrl, InstanceUrlError, Session};
pub use soap::{
    COMPONENTS_A_CALL, DescribedType, FileProperties, IncludeZip, OrgDescription, RetrieveError, RetrieveId,
    RetrieveMessage, RetrieveResult, RetrieveStatus, Retrieved,
};
pub use transport::{
    Authorities, AuthoritiesError, Between, Exchange, HttpOptions, HttpTransport, Logging, Mishap, NotUnicode,
    Obstacle, Offline, Proxies, ProxyError, ProxyProblem, Repeat, Request, Response, RetryPolicy, Retrying,
    TRACE_BEGINS, Timing, TraceBook, Tracing, Transport, TransportError, Tries, Usage, Waited,
};
pub use trouble::Trouble;

use crate::metadata::ApiVersion;
use renewal::Sessions;

/// What xcred calls itself in calls, where the org's logs show it.
const CLIENT_NAME: &str = "xcred";

/// A session and the way to its org, at one API version.
#[derive(Clone)]
pub struct Org {
    sessions: Arc<Sessions>,
    transport: Arc<dyn Transport>,
    clock: Arc<dyn Clock>,
    version: ApiVersion,
}

impl Org {
    /// An org that is spoken to at this API version.
    pub fn new(session: Session, transport: Arc<dyn Transport>, clock: Arc<dyn Clock>, version: ApiVersion) -> Self {
        let sessions = Arc::new(Sessions::of(session, None));
        Self { sessions, transport, clock, version }
    }

    /// The same org, which gets a new session where one has expired, once for each call, and makes the call again.
    #[must_use]
    pub fn renewing(self, renewer: Arc<dyn Renew>) -> Self {
        let session = Session::clone(&self.sessions.held().session);
        let sessions = Arc::new(Sessions::of(session, Some(renewer)));
        Self { sessions, ..self }
    }

    /// Where the org is.
    pub fn instance_url(&self) -> InstanceUrl {
        self.sessions.held().session.instance_url.clone()
    }

    /// The API version of all calls.
    pub fn version(&self) -> ApiVersion {
        self.version
    }
}

impl fmt::Debug for Org {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Org").field("session", &self.sessions).field("version", &self.version).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
