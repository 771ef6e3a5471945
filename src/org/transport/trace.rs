//! A log of each exchange that can be shown to strangers: JSON Lines, written as it happens.
//!
//! What it holds is chosen, never what it leaves out: names that are known ([`facts`]), with values of a known shape. All else,
//! from either side, becomes a number of characters. So a token that comes back in an odd place, or in an odd spelling, needs
//! not be recognised to stay out.

mod body;
mod facts;
mod headers;
mod place;

use std::{
    io::{self, Write},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::{Obstacle, Repeat, Request, Response, Transport, TransportError, Waited};
use crate::org::clock::Clock;

/// How the first line of each run in a trace begins: what a file must begin with to be one.
pub const TRACE_BEGINS: &str = r#"{"trace":"xcred http","#;

/// A transport that writes down each exchange.
pub struct Tracing<T> {
    inner: T,
    clock: Arc<dyn Clock>,
    book: Arc<TraceBook>,
}

/// Where exchanges are written down. It may be shared by transports, whose exchanges get numbers of one row.
pub struct TraceBook {
    out: Mutex<Box<dyn Write + Send>>,
    numbers: AtomicU64,
    failed: Box<dyn Fn(&io::Error) + Send + Sync>,
}

#[derive(Serialize)]
struct Heading {
    trace: &'static str,
    version: u32,
    xcred: &'static str,
    system: &'static str,
    began: Timestamp,
}

#[derive(Serialize)]
struct Line<'l> {
    exchange: u64,
    at: Timestamp,
    #[serde(flatten)]
    event: Event<'l>,
}

#[derive(Serialize)]
#[serde(tag = "event", rename_all = "lowercase", rename_all_fields = "camelCase")]
enum Event<'l> {
    Request {
        purpose: &'l str,
        method: &'l str,
        url: String,
        repeat: &'static str,
        headers: Value,
        body: Value,
    },
    Answer {
        status: u16,
        http: String,
        first_byte_ms: u64,
        whole_ms: u64,
        headers: Value,
        body: Value,
    },
    Failure {
        mishap: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        obstacle: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        waited: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        proxy: Option<&'l str>,
        after_ms: u64,
    },
}

impl TraceBook {
    /// Begins a run. Where something cannot be written, that is told once to `failed`, and nothing more is written.
    pub fn begin(
        out: impl Write + Send + 'static,
        clock: &dyn Clock,
        failed: impl Fn(&io::Error) + Send + Sync + 'static,
    ) -> Arc<Self> {
        let book = Self { out: Mutex::new(Box::new(out)), numbers: AtomicU64::new(1), failed: Box::new(failed) };
        book.write(&Heading {
            trace: "xcred http",
            version: 1,
            xcred: env!("CARGO_PKG_VERSION"),
            system: std::env::consts::OS,
            began: clock.now(),
        });
        Arc::new(book)
    }

    /// Writes a line, whole and at once: a run that dies leaves what it saw.
    fn write(&self, line: &impl Serialize) {
        let mut text = serde_json::to_vec(line).expect("names and texts become JSON");
        text.push(b'\n');
        let mut out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = out.write_all(&text).and_then(|()| out.flush()) {
            *out = Box::new(io::sink());
            (self.failed)(&error);
        }
    }
}

impl<T> Tracing<T> {
    /// Wraps a transport. Inside a [`super::Retrying`] each attempt is written down.
    pub fn new(inner: T, clock: Arc<dyn Clock>, book: Arc<TraceBook>) -> Self {
        Self { inner, clock, book }
    }

    fn note(&self, exchange: u64, event: Event<'_>) {
        self.book.write(&Line { exchange, at: self.clock.now(), event });
    }
}

impl<T: Transport> Transport for Tracing<T> {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            let exchange = self.book.numbers.fetch_add(1, Ordering::Relaxed);
            self.note(exchange, asked(&request));
            let started = self.clock.instant();
            let result = self.inner.send(request).await;
            match &result {
                Ok(response) => self.note(exchange, answered(response)),
                Err(error) => self.note(exchange, failed(error, self.clock.instant() - started)),
            }
            result
        })
    }
}

fn asked(request: &Request) -> Event<'_> {
    Event::Request {
        purpose: request.purpose,
        method: request.method.as_str(),
        url: place::told(&request.url),
        repeat: match request.repeat {
            Repeat::Freely => "freely",
            Repeat::Never => "never",
        },
        headers: headers::told(&request.headers),
        body: body::told(&request.headers, &request.body),
    }
}

fn answered(response: &Response) -> Event<'_> {
    Event::Answer {
        status: response.status.as_u16(),
        http: format!("{:?}", response.version),
        first_byte_ms: milliseconds(response.timing.first_byte),
        whole_ms: milliseconds(response.timing.whole),
        headers: headers::told(&response.headers),
        body: body::told(&response.headers, &response.body),
    }
}

/// The causes beneath are words of libraries about what a stranger sent, and stay out; what is typed goes in.
fn failed(error: &TransportError, after: Duration) -> Event<'_> {
    let waited = error.source.as_ref().and_then(|source| source.downcast_ref::<Waited>());
    Event::Failure {
        mishap: error.mishap.to_string(),
        obstacle: error.obstacle().map(|obstacle: Obstacle| format!("{obstacle:?}")),
        waited: waited.map(ToString::to_string),
        proxy: error.through.as_ref().map(|between| between.place.as_str()),
        after_ms: milliseconds(after),
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// A text that is not shown.
fn hidden(text: &str) -> String {
    match text.chars().count() {
        1 => "[1 character]".to_owned(),
        count => format!("[{count} characters]"),
    }
}

#[cfg(test)]
mod tests;
