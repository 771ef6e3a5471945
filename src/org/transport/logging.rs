//! What was asked and how it went, for whoever watches.

use std::{sync::Arc, time::Duration};

use futures_util::future::BoxFuture;
use http::{Method, StatusCode};

use super::{Mishap, Request, Response, Transport, TransportError, Usage, usage};
use crate::org::clock::Clock;

/// One request and how it went. Headers, bodies and queries are not in it, so that no secret can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// What it was for.
    pub purpose: &'static str,
    /// The method.
    pub method: Method,
    /// The path, without host and query.
    pub path: String,
    /// The answer's status, or why there was none.
    pub outcome: Result<StatusCode, Mishap>,
    /// The bytes of the request's body.
    pub sent: usize,
    /// The bytes of the answer's body, decompressed.
    pub received: usize,
    /// From sending to the last byte.
    pub duration: Duration,
    /// What the org said about its limit of calls, where it did.
    pub usage: Option<Usage>,
}

/// A transport that tells an observer of each exchange.
pub struct Logging<T> {
    inner: T,
    clock: Arc<dyn Clock>,
    observer: Box<dyn Fn(&Exchange) + Send + Sync>,
}

impl<T> Logging<T> {
    /// Wraps a transport. Inside a [`super::Retrying`] each attempt is told of, outside of it each call.
    pub fn new(inner: T, clock: Arc<dyn Clock>, observer: impl Fn(&Exchange) + Send + Sync + 'static) -> Self {
        let observer = Box::new(observer);
        Self { inner, clock, observer }
    }
}

impl<T: Transport> Transport for Logging<T> {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            let mut exchange = Exchange {
                purpose: request.purpose,
                method: request.method.clone(),
                path: request.url.path().to_owned(),
                outcome: Err(Mishap::Lost),
                sent: request.body.len(),
                received: 0,
                duration: Duration::ZERO,
                usage: None,
            };
            let started = self.clock.instant();
            let result = self.inner.send(request).await;
            exchange.duration = self.clock.instant() - started;
            match &result {
                Ok(response) => {
                    exchange.outcome = Ok(response.status);
                    exchange.received = response.body.len();
                    let header = response.header(http::HeaderName::from_static(usage::HEADER));
                    exchange.usage = header.and_then(Usage::of_header);
                }
                Err(error) => exchange.outcome = Err(error.mishap),
            }
            (self.observer)(&exchange);
            result
        })
    }
}
