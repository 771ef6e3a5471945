//! Another attempt where it can help, and where it cannot hurt.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use futures_util::future::BoxFuture;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use jiff::fmt::rfc2822::DateTimeParser;

use super::{Repeat, Request, Response, Transport, TransportError, Tries};
use crate::org::{clock::Clock, words};

/// Statuses after which the same request may fare better, and how many attempts each is worth at most. 420 is the edge
/// that finds no route to the org, which is passing for an org that moves and final for one that was deleted.
const PASSING: &[(u16, u32)] =
    &[(420, 2), (429, u32::MAX), (500, u32::MAX), (502, u32::MAX), (503, u32::MAX), (504, u32::MAX)];

/// How much of an answer is looked at to tell what it is.
const LOOKED_AT: usize = 4096;

/// How often and how patiently to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts at most, the first included.
    pub attempts: u32,
    /// The wait after the first attempt; it doubles after each.
    pub first_wait: Duration,
    /// The longest wait that we choose ourselves.
    pub longest_wait: Duration,
    /// The longest wait that a server can ask for. If it asks for more, its answer is the answer.
    pub longest_asked: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            attempts: 5,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(10),
            longest_asked: Duration::from_secs(120),
        }
    }
}

/// A transport that sends repeatable requests again, with waits that double, jitter, and `Retry-After` (RFC 9110,
/// section 10.2.3).
pub struct Retrying<T> {
    inner: T,
    policy: RetryPolicy,
    clock: Arc<dyn Clock>,
    random: Mutex<fastrand::Rng>,
}

impl<T: Transport> Retrying<T> {
    /// Wraps a transport. The seed spreads the waits of clients that failed together.
    pub fn new(inner: T, policy: RetryPolicy, clock: Arc<dyn Clock>, seed: u64) -> Self {
        let random = Mutex::new(fastrand::Rng::with_seed(seed));
        Self { inner, policy, clock, random }
    }

    async fn persist(&self, request: Request) -> Result<Response, TransportError> {
        let started = self.clock.instant();
        let mut attempts = 1;
        loop {
            let result = self.inner.send(request.clone()).await;
            match self.wait_after(&request, &result, attempts) {
                Some(wait) => self.clock.sleep(wait).await,
                None => return self.with_tries(result, attempts, started),
            }
            attempts += 1;
        }
    }

    /// How long to wait before another attempt; nothing where there shall be none.
    fn wait_after(
        &self,
        request: &Request,
        result: &Result<Response, TransportError>,
        attempts: u32,
    ) -> Option<Duration> {
        if request.repeat == Repeat::Never || attempts >= self.policy.attempts {
            return None;
        }
        match result {
            Ok(response) if attempts < worth(response) => match self.asked(response) {
                Some(asked) => (asked <= self.policy.longest_asked).then_some(asked),
                None => Some(self.chosen(attempts)),
            },
            Err(error) if error.may_pass() => Some(self.chosen(attempts)),
            _ => None,
        }
    }

    /// The wait that the server asks for, in seconds or until a date.
    fn asked(&self, response: &Response) -> Option<Duration> {
        let text = response.header(RETRY_AFTER)?.trim();
        if let Ok(seconds) = text.parse() {
            return Some(Duration::from_secs(seconds));
        }
        let date = DateTimeParser::new().parse_timestamp(text).ok()?;
        let wait = date.duration_since(self.clock.now());
        Some(Duration::try_from(wait).unwrap_or(Duration::ZERO))
    }

    /// Between half of the doubled wait and all of it.
    fn chosen(&self, attempts: u32) -> Duration {
        let doubled = self.policy.first_wait.saturating_mul(1 << (attempts - 1).min(16));
        let wait = doubled.min(self.policy.longest_wait);
        let mut random = self.random.lock().unwrap_or_else(PoisonError::into_inner);
        wait.mul_f64(0.5 + random.f64() / 2.0)
    }

    fn with_tries(
        &self,
        result: Result<Response, TransportError>,
        attempts: u32,
        started: Instant,
    ) -> Result<Response, TransportError> {
        let elapsed = self.clock.instant() - started;
        let tries = Tries { attempts, elapsed };
        match result {
            Ok(response) => Ok(Response { tries, ..response }),
            Err(error) => Err(TransportError { tries, ..error }),
        }
    }
}

impl<T: Transport> Transport for Retrying<T> {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(self.persist(request))
    }
}

/// How many attempts an answer like this is worth.
fn worth(response: &Response) -> u32 {
    let status = response.status.as_u16();
    let passing = PASSING.iter().find(|(passing, _)| *passing == status);
    match passing {
        _ if !response.status.is_success() && words::is_passing(&start(response)) => u32::MAX,
        Some(_) if is_soap_fault(response) => 1,
        Some((_, attempts)) => *attempts,
        None => 1,
    }
}

/// As much of the body as tells what it is.
fn start(response: &Response) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(&response.body[..response.body.len().min(LOOKED_AT)])
}

/// Whether the body is a SOAP fault: it comes with status 500, and is an answer.
fn is_soap_fault(response: &Response) -> bool {
    let content_type = response.header(CONTENT_TYPE).unwrap_or_default();
    let mut starts = response.body.windows(b"Fault".len()).take(LOOKED_AT);
    content_type.contains("xml") && starts.any(|five| five == b"Fault")
}
