//! The server itself: a socket on loopback, and each request to whoever answers it.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    sync::{Arc, atomic::Ordering},
};

use axum::{
    Router,
    body::Bytes,
    extract::{ConnectInfo, State},
    response::Response,
};
use futures_util::StreamExt;
use tokio::{sync::oneshot, task::JoinHandle};

use super::{
    Body, Delivery, Reply, Request, multipart, respond,
    wire::{Gate, Line},
};
use crate::practice::{Authority, Inner, error::PracticeError};

/// The largest body that is read: the Metadata API's limit for an archive in base64, and its envelope.
pub(crate) const LARGEST_BODY: usize = 52_428_800;

/// A practice org that is being served. It stops when this is dropped.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// The URL of the org: `http://127.0.0.1:PORT`, or with `https` where it is served over TLS.
    pub instance_url: String,
    inner: Arc<Inner>,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

impl Running {
    /// How often each call was made since it runs.
    pub fn calls(&self) -> std::collections::BTreeMap<crate::practice::Call, usize> {
        self.inner.calls.counts()
    }

    /// How many connections were opened since it runs.
    pub fn connections(&self) -> usize {
        self.inner.connections.load(Ordering::SeqCst)
    }

    /// Stops, after the requests that are being answered.
    pub async fn stop(mut self) {
        drop(self.stop.take());
        // A server that panicked has stopped, too.
        let _ = (&mut self.task).await;
    }
}

/// Listens on loopback and serves from a task of the current runtime.
pub(crate) fn serve(
    port: u16,
    authority: Option<&Authority>,
    make: impl FnOnce(String) -> Inner,
) -> Result<Running, PracticeError> {
    let failed = |reason| PracticeError::Listen { port, reason };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let listener = tokio::net::TcpListener::from_std(listener).map_err(failed)?;
    let scheme = if authority.is_some() { "https" } else { "http" };
    let instance_url = format!("{scheme}://{address}");
    let inner = Arc::new(make(instance_url.clone()));
    let gate = Gate::new(listener, Arc::clone(&inner), authority.map(Authority::server));
    let router = Router::new().fallback(handle).with_state(Arc::clone(&inner));
    let service = router.into_make_service_with_connect_info::<Line>();
    let (stop, stopped) = oneshot::channel::<()>();
    let task = tokio::spawn(async move {
        let until = async move { drop(stopped.await) };
        // Errors of single connections end there; the server has none of its own.
        let _ = axum::serve(gate, service).with_graceful_shutdown(until).await;
    });
    Ok(Running { address, instance_url, inner, stop: Some(stop), task })
}

/// Reads a body. One that is too large is heard to its end, within reason, so that the client hears the answer.
async fn read(incoming: axum::body::Body) -> Result<Option<Bytes>, axum::Error> {
    let mut chunks = incoming.into_data_stream();
    let mut whole = Vec::new();
    let mut length = 0;
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk?;
        length += chunk.len();
        if length <= LARGEST_BODY {
            whole.extend_from_slice(&chunk);
        } else if length > 4 * LARGEST_BODY {
            break;
        }
    }
    Ok((length <= LARGEST_BODY).then(|| whole.into()))
}

async fn handle(
    ConnectInfo(line): ConnectInfo<Line>,
    State(practice): State<Arc<Inner>>,
    request: axum::extract::Request,
) -> Response {
    let (parts, incoming) = request.into_parts();
    let body = match read(incoming).await {
        Ok(Some(bytes)) => multipart::split(&parts.headers, bytes).await,
        Ok(None) => Body::TooLarge,
        Err(error) => Body::Broken(format!("the request ends early: {error}")),
    };
    let query = parts.uri.query().unwrap_or_default();
    // HTTP/2 names the host in the request's line.
    let named = parts.headers.get(http::header::HOST).and_then(|value| value.to_str().ok());
    let host = parts.uri.authority().map_or(named, |authority| Some(authority.as_str()));
    let request = Request {
        method: parts.method,
        host: host.unwrap_or_default().to_owned(),
        path: parts.uri.path().to_owned(),
        query: url::form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        headers: parts.headers,
        body,
    };
    let answered = tokio::task::spawn_blocking(move || respond(&practice, &request)).await;
    let lost = |_| Reply::error(500, "UNKNOWN_EXCEPTION", "the practice org has a fault of its own");
    let reply = answered.unwrap_or_else(lost);
    let (delivery, length) = reply.delivery();
    line.deliver(delivery, length);
    if let Delivery::Late(time) = delivery {
        tokio::time::sleep(time).await;
    }
    reply.into_response()
}
