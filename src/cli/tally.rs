//! How many requests a conversation took.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::{org::Exchange, render::paint::counted};

/// How many requests a conversation took, and how many bytes.
#[derive(Debug, Default)]
pub(super) struct Tally {
    requests: AtomicUsize,
    sent: AtomicUsize,
    received: AtomicUsize,
}

impl Tally {
    /// Counts one exchange.
    pub(super) fn add(&self, exchange: &Exchange) {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.sent.fetch_add(exchange.sent, Ordering::Relaxed);
        self.received.fetch_add(exchange.received, Ordering::Relaxed);
    }

    /// What was counted, in a sentence.
    pub(super) fn told(&self) -> String {
        let [requests, sent, received] =
            [&self.requests, &self.sent, &self.received].map(|count| count.load(Ordering::Relaxed));
        format!(
            "{}, {} sent, {} received",
            counted(requests, "request"),
            counted(sent, "byte"),
            counted(received, "byte")
        )
    }
}
