//! The transport of runs that may not use the network.

use futures_util::future::{BoxFuture, ready};

use super::{Mishap, Request, Response, Transport, TransportError};

/// A transport that refuses every request.
#[derive(Debug, Clone, Copy, Default)]
pub struct Offline;

impl Transport for Offline {
    fn send(&self, _: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(ready(Err(Mishap::Offline.because(None))))
    }
}
