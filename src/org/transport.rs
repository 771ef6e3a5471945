//! One request to one answer: the trait, its requests, its answers and its mishaps.
//!
//! A transport sends a request and gives back whatever status came: what a status means is for the callers to say, who
//! know the call. [`HttpTransport`] talks to the network, [`Retrying`] and [`Logging`] wrap any transport, and
//! [`Offline`] refuses.

mod authorities;
mod beneath;
mod http_client;
mod logging;
pub(super) mod loopback;
mod obstacle;
mod offline;
mod proxies;
mod retrying;
mod trace;
pub(super) mod usage;

use std::{fmt, time::Duration};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderMap, Method, StatusCode, Version};
use url::Url;

pub use authorities::{Authorities, AuthoritiesError};
pub use http_client::{HttpOptions, HttpTransport, Waited};
pub use logging::{Exchange, Logging};
pub use obstacle::Obstacle;
pub(super) use obstacle::links;
pub use offline::Offline;
pub use proxies::{Between, NotUnicode, Proxies, ProxyError, ProxyProblem};
pub use retrying::{RetryPolicy, Retrying};
pub use trace::{TRACE_BEGINS, TraceBook, Tracing};
pub use usage::Usage;

/// The only way to the network.
pub trait Transport: Send + Sync {
    /// Sends a request and reads the whole answer.
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>>;
}

impl<T: Transport + ?Sized> Transport for std::sync::Arc<T> {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        (**self).send(request)
    }
}

/// Whether a request may reach the server more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// It changes nothing, or nothing more when it comes twice.
    Freely,
    /// The second would do something else than the first.
    Never,
}

/// What is sent.
#[derive(Clone)]
pub struct Request {
    /// What it is for, as words that follow "could not": `read the org's versions`.
    pub purpose: &'static str,
    /// The method.
    pub method: Method,
    /// Where to.
    pub url: Url,
    /// The headers; those that hold a token are marked as sensitive.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// Whether it may be sent again.
    pub repeat: Repeat,
}

impl Request {
    /// The origin and path, without the query.
    pub fn place(&self) -> String {
        let origin = &self.url[..url::Position::BeforePath];
        format!("{origin}{}", self.url.path())
    }
}

impl fmt::Debug for Request {
    /// Leaves out headers and body, which hold tokens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("purpose", &self.purpose)
            .field("method", &self.method)
            .field("place", &self.place())
            .field("bytes", &self.body.len())
            .field("repeat", &self.repeat)
            .finish_non_exhaustive()
    }
}

/// What came back.
#[derive(Clone)]
pub struct Response {
    /// The status, whichever it is.
    pub status: StatusCode,
    /// The version of HTTP that it came by.
    pub version: Version,
    /// The headers.
    pub headers: HeaderMap,
    /// All of the body, decompressed.
    pub body: Vec<u8>,
    /// How often and how long it was tried.
    pub tries: Tries,
    /// How long the last attempt took.
    pub timing: Timing,
}

/// How long an exchange took, from the moment when it was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Timing {
    /// Until the answer's headers were there: connecting, sending, and the server's work.
    pub first_byte: Duration,
    /// Until the last byte of the body.
    pub whole: Duration,
}

impl Response {
    /// The text of a header, where it is there and text.
    pub fn header(&self, name: http::HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl fmt::Debug for Response {
    /// Leaves out headers and body, which may hold anything.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("bytes", &self.body.len())
            .field("tries", &self.tries)
            .finish_non_exhaustive()
    }
}

/// How often and how long something was tried. Prints nothing for a single try, and else a clause to put at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tries {
    /// The number of attempts, the last one included.
    pub attempts: u32,
    /// From before the first attempt to after the last.
    pub elapsed: Duration,
}

impl Tries {
    /// One attempt that nobody timed.
    pub const ONE: Self = Self { attempts: 1, elapsed: Duration::ZERO };
}

impl fmt::Display for Tries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.attempts < 2 {
            return Ok(());
        }
        let seconds = self.elapsed.as_secs_f64();
        write!(f, ", after {} attempts in {seconds:.1} s", self.attempts)
    }
}

/// A request without an answer.
#[derive(Debug, thiserror::Error)]
#[error("{mishap}{}", Clause(.through.as_ref()))]
pub struct TransportError {
    /// What went wrong.
    pub mishap: Mishap,
    /// The proxy that stood between.
    pub through: Option<Between>,
    /// How often and how long it was tried.
    pub tries: Tries,
    /// What the layers below say.
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl TransportError {
    /// Whether the same request may fare better a moment later: not where a certificate is wrong, or a proxy
    /// wants to know who asks. What else a proxy refuses may be a host that is down.
    pub fn may_pass(&self) -> bool {
        let is_final = self.obstacle().is_some_and(|obstacle| FINAL.contains(&obstacle));
        self.mishap.may_pass() && !is_final
    }
}

/// What stands in the way until somebody changes it.
const FINAL: &[Obstacle] = &[
    Obstacle::CertificateUnknownAuthority,
    Obstacle::CertificateExpired,
    Obstacle::CertificateNotYetValid,
    Obstacle::CertificateWrongHost,
    Obstacle::CertificateRefused,
    Obstacle::NotTls,
    Obstacle::NoAuthorities,
    Obstacle::ProxyNeedsLogin,
];

/// A clause to put at the end, or nothing.
struct Clause<'b>(Option<&'b Between>);

impl fmt::Display for Clause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |between| write!(f, ", {between}"))
    }
}

/// What can go wrong between a request and its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Mishap {
    /// No connection came about: name, network, proxy or TLS. Nothing was sent.
    #[error("no connection could be made")]
    Unreachable,
    /// The connection broke after the request was on its way, before all of the answer was there.
    #[error("the connection was lost before the whole answer came")]
    Lost,
    /// The server took longer than we wait, with the request on its way.
    #[error("no answer came in time")]
    TimedOut,
    /// The answer is larger than we read.
    #[error("the answer is larger than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// This run may not use the network. Nothing was sent.
    #[error("the network is off for this run")]
    Offline,
    /// The request or the client could not be made. Nothing was sent.
    #[error("the request could not be made")]
    Unsendable,
}

impl Mishap {
    /// Whether the server cannot have seen the request.
    pub const fn sent_nothing(self) -> bool {
        matches!(self, Self::Unreachable | Self::Offline | Self::Unsendable)
    }

    /// Whether the same request may fare better a moment later.
    pub const fn may_pass(self) -> bool {
        matches!(self, Self::Unreachable | Self::Lost | Self::TimedOut)
    }
}

impl Mishap {
    /// The error of a single attempt.
    pub fn because(self, source: impl Into<Option<Box<dyn std::error::Error + Send + Sync>>>) -> TransportError {
        TransportError { mishap: self, through: None, tries: Tries::ONE, source: source.into() }
    }
}

#[cfg(test)]
mod tests;
