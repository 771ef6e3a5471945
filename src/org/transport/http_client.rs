//! The transport that talks HTTP.

use std::{
    error::Error,
    future::Future,
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use futures_util::future::BoxFuture;
use reqwest::{Client, ClientBuilder, NoProxy, Proxy, redirect};
use rustls::{ClientConfig, RootCertStore};
use url::Url;

use super::{
    Authorities, Mishap, Proxies, Repeat, Request, Response, Timing, Transport, TransportError, Tries,
    beneath::Beneath, loopback::is_loopback,
};

/// How xcred introduces itself.
const USER_AGENT: &str = concat!("xcred/", env!("CARGO_PKG_VERSION"));

/// A connection that is waited on is asked this often whether it is still there, where it speaks HTTP/2.
const PING: Duration = Duration::from_secs(30);

/// How long to wait, how much to read, through whom, and whom to believe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpOptions {
    /// For a connection to come about, proxy and TLS included.
    pub connect_timeout: Duration,
    /// For an answer to begin: for connecting, sending, and the server's work.
    pub first_byte_timeout: Duration,
    /// For the next bytes of an answer to come.
    pub idle_timeout: Duration,
    /// For a request and all of its answer.
    pub timeout: Duration,
    /// Bytes of an answer, decompressed.
    pub body_limit: usize,
    /// Which proxies stand between.
    pub proxies: Proxies,
    /// Whose certificates are trusted.
    pub authorities: Authorities,
}

impl Default for HttpOptions {
    /// Waits as long as the slowest known calls need: the answer that holds a retrieved archive can take minutes to
    /// start. The largest archive is 600 MB unpacked and 39 MB packed, 50 MB in base64.
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(20),
            first_byte_timeout: Duration::from_secs(10 * 60),
            idle_timeout: Duration::from_secs(2 * 60),
            timeout: Duration::from_secs(30 * 60),
            body_limit: 256 * 1024 * 1024,
            proxies: Proxies::none(),
            authorities: Authorities::default(),
        }
    }
}

/// A transport over HTTP/1.1 and HTTP/2, with TLS by rustls and ring.
///
/// Redirects are not followed: an org answers where it is, and a redirect elsewhere would carry the token away. Nothing
/// is sent twice below this level. What may not be repeated gets a connection of its own: on one that was used before, a
/// server that has just hung up would be taken for one that lost its answer.
///
/// The certificates that are trusted are looked for at the first request that needs them, and not for this machine's own plain
/// HTTP: the practice org works where there are none.
#[derive(Debug)]
pub struct HttpTransport {
    options: HttpOptions,
    tls: OnceLock<ClientConfig>,
    clients: [OnceLock<Clients>; 3],
}

/// How a host is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// Plain HTTP on this machine.
    Plain,
    /// TLS on this machine.
    Near,
    /// Whatever stands between.
    Far,
}

#[derive(Debug)]
struct Clients {
    pooled: Client,
    fresh: Client,
}

/// What was waited for in vain, and how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Waited {
    /// The answer did not begin.
    #[error("the answer had not begun after {} s", .0.as_secs_f64())]
    FirstByte(Duration),
    /// The answer did not go on.
    #[error("nothing more of the answer came for {} s", .0.as_secs_f64())]
    NextBytes(Duration),
    /// The answer did not end.
    #[error("the answer was not whole after {} s", .0.as_secs_f64())]
    WholeAnswer(Duration),
}

impl HttpTransport {
    /// Takes the options. Nothing is opened and nothing is read before the first request.
    pub fn new(options: HttpOptions) -> Self {
        Self { options, tls: OnceLock::new(), clients: Default::default() }
    }

    fn client_for(&self, request: &Request) -> Result<&Client, TransportError> {
        let way = way_to(&request.url);
        let cell = &self.clients[way as usize];
        if cell.get().is_none() {
            drop(cell.set(self.clients(way)?));
        }
        let clients = cell.get().expect("it was set");
        Ok(match request.repeat {
            Repeat::Freely => &clients.pooled,
            Repeat::Never => &clients.fresh,
        })
    }

    fn clients(&self, way: Way) -> Result<Clients, TransportError> {
        let tls = match way {
            Way::Plain => without_tls(),
            Way::Near | Way::Far => self.tls()?,
        };
        let client = |builder: ClientBuilder| {
            let builder = self.towards(way, builder)?.tls_backend_preconfigured(tls.clone());
            builder.build().map_err(|error| Mishap::Unsendable.because(boxed(error)))
        };
        let fresh = client(self.builder().pool_max_idle_per_host(0))?;
        Ok(Clients { pooled: client(self.builder())?, fresh })
    }

    fn tls(&self) -> Result<ClientConfig, TransportError> {
        if let Some(tls) = self.tls.get() {
            return Ok(tls.clone());
        }
        let tls = self.options.authorities.tls();
        let tls = tls.map_err(|error| Mishap::Unsendable.because(Box::<dyn Error + Send + Sync>::from(error)))?;
        Ok(self.tls.get_or_init(|| tls).clone())
    }

    fn builder(&self) -> ClientBuilder {
        Client::builder()
            .user_agent(USER_AGENT)
            .connect_timeout(self.options.connect_timeout)
            .redirect(redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .gzip(true)
            .http2_keep_alive_interval(PING)
    }

    fn towards(&self, way: Way, builder: ClientBuilder) -> Result<ClientBuilder, TransportError> {
        let proxies = &self.options.proxies;
        if way != Way::Far || proxies.is_none() {
            return Ok(builder.no_proxy());
        }
        let Some(named) = proxies.named() else { return Ok(builder) };
        let unsendable = |error| Mishap::Unsendable.because(boxed(error));
        let except = NoProxy::from_string(&named.except);
        let http = named.http.iter().map(|proxy| Proxy::http(proxy.url.clone()));
        let https = named.https.iter().map(|proxy| Proxy::https(proxy.url.clone()));
        http.chain(https).try_fold(builder.no_proxy(), |builder, proxy| {
            Ok(builder.proxy(proxy.map_err(unsendable)?.no_proxy(except.clone())))
        })
    }

    async fn exchange(&self, request: Request) -> Result<Response, TransportError> {
        let through = self.options.proxies.before(&request.url);
        let whole = self.options.timeout;
        let answered = within(whole, Waited::WholeAnswer(whole), self.answer(request)).await;
        answered.map_err(|error| TransportError { through, ..error })
    }

    async fn answer(&self, request: Request) -> Result<Response, TransportError> {
        let HttpOptions { first_byte_timeout, idle_timeout, body_limit: limit, .. } = self.options;
        let started = Instant::now();
        let sending = self.client_for(&request)?.request(request.method, request.url);
        let sending = sending.headers(request.headers).body(request.body).send();
        let mut answer = within(first_byte_timeout, Waited::FirstByte(first_byte_timeout), sending).await?;
        let first_byte = started.elapsed();
        let mut body = Vec::new();
        let patience = Waited::NextBytes(idle_timeout);
        while let Some(chunk) = within(idle_timeout, patience, answer.chunk()).await? {
            if body.len() + chunk.len() > limit {
                return Err(Mishap::TooLarge { limit }.because(None));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response {
            status: answer.status(),
            version: answer.version(),
            headers: std::mem::take(answer.headers_mut()),
            body,
            tries: Tries::ONE,
            timing: Timing { first_byte, whole: started.elapsed() },
        })
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(self.exchange(request))
    }
}

fn way_to(url: &Url) -> Way {
    match (is_loopback(url), url.scheme()) {
        (true, "http") => Way::Plain,
        (true, _) => Way::Near,
        (false, _) => Way::Far,
    }
}

/// A configuration that trusts nobody, for those who speak no TLS.
fn without_tls() -> ClientConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.expect("the provider knows the versions of TLS that are safe");
    builder.with_root_certificates(RootCertStore::empty()).with_no_client_auth()
}

/// Waits so long and no longer.
async fn within<T, E: Into<TransportError>>(
    limit: Duration,
    waited: Waited,
    future: impl Future<Output = Result<T, E>>,
) -> Result<T, TransportError> {
    match tokio::time::timeout(limit, future).await {
        Ok(done) => done.map_err(Into::into),
        Err(_) => Err(Mishap::TimedOut.because(Box::<dyn Error + Send + Sync>::from(waited))),
    }
}

impl From<reqwest::Error> for TransportError {
    fn from(error: reqwest::Error) -> Self {
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
}

fn boxed(error: reqwest::Error) -> Box<dyn Error + Send + Sync> {
    Box::new(Beneath::of(error))
}
