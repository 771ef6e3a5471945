//! How many requests a conversation took, and what is left of the org's limit.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use crate::{
    org::{Exchange, Usage},
    render::paint::counted,
};

/// How many requests a conversation took, and how many bytes.
#[derive(Debug, Default)]
pub(super) struct Tally {
    requests: AtomicUsize,
    sent: AtomicUsize,
    received: AtomicUsize,
    usage: Mutex<Option<Usage>>,
}

impl Tally {
    /// Counts one exchange. What the org says of its limit comes back where it is the first time that the limit is near.
    pub(super) fn add(&self, exchange: &Exchange) -> Option<Usage> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.sent.fetch_add(exchange.sent, Ordering::Relaxed);
        self.received.fetch_add(exchange.received, Ordering::Relaxed);
        let now = exchange.usage?;
        let before = self.usage.lock().unwrap_or_else(PoisonError::into_inner).replace(now);
        let is_news = !before.is_some_and(Usage::is_near_limit);
        Some(now).filter(|now| is_news && now.is_near_limit())
    }

    /// What was counted, in a sentence.
    pub(super) fn told(&self) -> String {
        let [requests, sent, received] =
            [&self.requests, &self.sent, &self.received].map(|count| count.load(Ordering::Relaxed));
        let usage = *self.usage.lock().unwrap_or_else(PoisonError::into_inner);
        let usage = usage.map(|usage| {
            format!("; {} of the org's {} API calls of the last 24 hours are used", usage.used, usage.limit)
        });
        format!(
            "{}, {} sent, {} received{}",
            counted(requests, "request"),
            counted(sent, "byte"),
            counted(received, "byte"),
            usage.unwrap_or_default()
        )
    }
}
