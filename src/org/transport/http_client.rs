//! The transport that talks HTTP.

use std::time::Duration;

use futures_util::future::BoxFuture;
use reqwest::{Client, ClientBuilder, redirect};

use super::{Mishap, Repeat, Request, Response, Transport, TransportError, Tries};

/// How xcred introduces itself.
const USER_AGENT: &str = concat!("xcred/", env!("CARGO_PKG_VERSION"));

/// How long to wait, how much to read, and through whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HttpOptions {
    /// For a connection to come about, TLS included.
    pub connect_timeout: Duration,
    /// For the next bytes of an answer to come.
    pub idle_timeout: Duration,
    /// For a request and all of its answer.
    pub timeout: Duration,
    /// Bytes of an answer, decompressed.
    pub body_limit: usize,
    /// Whether proxies of the system are used.
    pub proxies: Proxies,
}

/// Whose proxies are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proxies {
    /// Those that the environment or the operating system names.
    OfTheSystem,
    /// None, as for an org on this machine.
    None,
}

impl Default for HttpOptions {
    /// Waits as long as the slowest known calls need: the answer that holds a retrieved archive can take minutes to
    /// start. The largest archive is 600 MB unpacked and 39 MB packed, 50 MB in base64.
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(20),
            idle_timeout: Duration::from_secs(5 * 60),
            timeout: Duration::from_secs(30 * 60),
            body_limit: 256 * 1024 * 1024,
            proxies: Proxies::OfTheSystem,
        }
    }
}

/// A transport over HTTP/1.1 and HTTP/2, with TLS by rustls and ring.
///
/// Redirects are not followed: an org answers where it is, and a redirect elsewhere would carry the token away. Nothing
/// is sent twice below this level. What may not be repeated gets a connection of its own: on one that was used before, a
/// server that has just hung up would be taken for one that lost its answer.
#[derive(Debug, Clone)]
pub struct HttpTransport {
    pooled: Client,
    fresh: Client,
    body_limit: usize,
}

impl HttpTransport {
    /// Makes the clients. The certificates that the operating system trusts are found here.
    pub fn new(options: &HttpOptions) -> Result<Self, TransportError> {
        // Another part of the process may have been first; both want the same provider.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let unsendable = |error| Mishap::Unsendable.because(boxed(error));
        let fresh = builder(options).pool_max_idle_per_host(0).build();
        Ok(Self {
            pooled: builder(options).build().map_err(unsendable)?,
            fresh: fresh.map_err(unsendable)?,
            body_limit: options.body_limit,
        })
    }

    fn client_for(&self, request: &Request) -> &Client {
        match request.repeat {
            Repeat::Freely => &self.pooled,
            Repeat::Never => &self.fresh,
        }
    }

    async fn exchange(&self, request: Request) -> Result<Response, TransportError> {
        let mut answer = self
            .client_for(&request)
            .request(request.method, request.url)
            .headers(request.headers)
            .body(request.body)
            .send()
            .await
            .map_err(classified)?;
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(classified)? {
            if body.len() + chunk.len() > self.body_limit {
                let limit = self.body_limit;
                return Err(Mishap::TooLarge { limit }.because(None));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response { status: answer.status(), headers: std::mem::take(answer.headers_mut()), body, tries: Tries::ONE })
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(self.exchange(request))
    }
}

fn builder(options: &HttpOptions) -> ClientBuilder {
    let builder = Client::builder()
        .user_agent(USER_AGENT)
        .connect_timeout(options.connect_timeout)
        .read_timeout(options.idle_timeout)
        .timeout(options.timeout)
        .redirect(redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .gzip(true);
    match options.proxies {
        Proxies::OfTheSystem => builder,
        Proxies::None => builder.no_proxy(),
    }
}

fn classified(error: reqwest::Error) -> TransportError {
    let mishap = if error.is_builder() {
        Mishap::Unsendable
    } else if error.is_connect() {
        Mishap::Unreachable
    } else if error.is_timeout() {
        Mishap::TimedOut
    } else {
        Mishap::Lost
    };
    mishap.because(boxed(error))
}

/// The error without its URL, which our own errors name.
fn boxed(error: reqwest::Error) -> Box<dyn std::error::Error + Send + Sync> {
    Box::new(error.without_url())
}
