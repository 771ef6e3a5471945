//! A real HTTP server on loopback that answers as a test tells it to, and a clock that does not wait.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use futures_util::future::{BoxFuture, ready};
use jiff::Timestamp;

use super::{
    AccessToken, Clock, HttpOptions, HttpTransport, InstanceUrl, Org, Pace, Proxies, RetryPolicy, Retrying, Session,
};
use crate::metadata::ApiVersion;

/// The token of the tests, which no output may show.
pub(super) const CANARY: &str = "00D000000000001!AQcanary.x.y";

/// What the server does with a request.
#[derive(Clone)]
pub(super) enum Answer {
    /// Sends these bytes and closes.
    Bytes(Vec<u8>),
    /// Closes without having read the request.
    CloseUnread,
    /// Reads the request and never answers.
    Silence,
}

/// A whole answer.
pub(super) fn answer(status: u16, content_type: &str, body: impl AsRef<[u8]>) -> Answer {
    with_headers(status, &format!("content-type: {content_type}\r\n"), body)
}

/// A whole answer with header lines of its own.
pub(super) fn with_headers(status: u16, headers: &str, body: impl AsRef<[u8]>) -> Answer {
    let body = body.as_ref();
    let length = body.len();
    let head = format!("HTTP/1.1 {status} X\r\n{headers}connection: close\r\ncontent-length: {length}\r\n\r\n");
    Answer::Bytes([head.as_bytes(), body].concat())
}

/// A JSON answer.
pub(super) fn json(status: u16, body: &str) -> Answer {
    answer(status, "application/json;charset=UTF-8", body)
}

/// A SOAP answer to a call.
pub(super) fn soap(call: &str, results: &str) -> Answer {
    let body = format!("<{call}Response>{results}</{call}Response>");
    answer(200, "text/xml;charset=UTF-8", envelope(&body))
}

/// A SOAP fault.
pub(super) fn fault(code: &str, words: &str) -> Answer {
    let fault =
        format!("<soapenv:Fault><faultcode>sf:{code}</faultcode><faultstring>{words}</faultstring></soapenv:Fault>");
    answer(500, "text/xml;charset=UTF-8", envelope(&fault))
}

fn envelope(body: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:sf="http://soap.sforce.com/2006/04/metadata"><soapenv:Body>{body}</soapenv:Body></soapenv:Envelope>"#
    )
}

/// A request as it came.
#[derive(Clone, Default)]
pub(super) struct Received {
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

impl Received {
    pub(super) fn line(&self) -> &str {
        self.head.lines().next().unwrap_or_default()
    }

    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut pairs = self.head.lines().filter_map(|line| line.split_once(": "));
        pairs.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub(super) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

/// A server of one request a connection.
pub(super) struct Server {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
    stopping: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// A server that gives these answers in turn, and then closes unread.
    pub(super) fn with(answers: impl IntoIterator<Item = Answer>) -> Self {
        let mut answers = answers.into_iter().collect::<Vec<_>>().into_iter();
        Self::replying(move |_| answers.next().unwrap_or(Answer::CloseUnread))
    }

    /// A server that answers by what it gets.
    pub(super) fn replying(mut reply: impl FnMut(&Received) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let received = Arc::new(Mutex::new(Vec::new()));
        let stopping = Arc::new(AtomicBool::new(false));
        let (log, stop) = (received.clone(), stopping.clone());
        let thread = std::thread::spawn(move || {
            let mut silent = Vec::new();
            for stream in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                silent.extend(serve(stream.unwrap(), &mut reply, &log));
            }
        });
        Self { address, received, stopping, thread: Some(thread) }
    }

    pub(super) fn url(&self) -> InstanceUrl {
        InstanceUrl::parse(&format!("http://{}", self.address)).unwrap()
    }

    pub(super) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// The org behind the server, with retries, on a clock that does not wait.
    pub(super) fn org(&self) -> Org {
        org_at(self.url(), CANARY, Arc::default())
    }

    pub(super) fn org_with(&self, token: &str, clock: Arc<StillClock>) -> Org {
        org_at(self.url(), token, clock)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
        let joined = self.thread.take().map(JoinHandle::join);
        assert!(std::thread::panicking() || joined.is_none_or(|result| result.is_ok()));
    }
}

/// Serves one request; gives the connection back where it is to stay open.
fn serve(
    mut stream: TcpStream,
    reply: &mut impl FnMut(&Received) -> Answer,
    log: &Mutex<Vec<Received>>,
) -> Option<TcpStream> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|read| read == 1) {
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let mut received = Received { head, body: Vec::new() };
    let length = received.header("content-length").map_or(0, |text| text.parse().unwrap());
    received.body.resize(length, 0);
    // The last byte stays unread for now: closing a socket with unread bytes is a reset, as when a process dies.
    let (all_but_last, last) = received.body.split_at_mut(length.saturating_sub(1));
    stream.read_exact(all_but_last).unwrap();
    let answer = reply(&Received { head: received.head.clone(), body: all_but_last.to_vec() });
    if !matches!(answer, Answer::CloseUnread) {
        stream.read_exact(last).unwrap();
        keep(&received);
    }
    log.lock().unwrap().push(received);
    match answer {
        Answer::CloseUnread => None,
        Answer::Bytes(bytes) => {
            let _ = stream.write_all(&bytes);
            None
        }
        Answer::Silence => Some(stream),
    }
}

/// Keeps whole SOAP requests where `XCRED_KEEP_REQUESTS` names a folder, so that a schema can judge them.
fn keep(received: &Received) {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    if let (Ok(folder), true) = (std::env::var("XCRED_KEEP_REQUESTS"), received.line().contains("/Soap/")) {
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        std::fs::write(Path::new(&folder).join(format!("{number}.xml")), &received.body).unwrap();
    }
}

/// Where nobody listens. A port that was just given up would not do: another test may have it by now.
pub(super) fn nowhere() -> InstanceUrl {
    InstanceUrl::parse("http://127.0.0.1:1").unwrap()
}

pub(super) fn org_at(instance_url: InstanceUrl, token: &str, clock: Arc<StillClock>) -> Org {
    let session = Session { instance_url, access_token: AccessToken::new(token).unwrap() };
    let transport = Retrying::new(http(), RetryPolicy::default(), clock.clone(), 7);
    Org::new(session, Arc::new(transport), clock, ApiVersion::new(65))
}

/// The client that all tests use.
pub(super) fn http() -> HttpTransport {
    HttpTransport::new(options())
}

pub(super) fn options() -> HttpOptions {
    HttpOptions { proxies: Proxies::none(), ..HttpOptions::default() }
}

/// The default pace, without waiting: the clock does not.
pub(super) fn pace() -> Pace {
    Pace::default()
}

/// A clock that moves by being slept on, and by nothing else.
pub(super) struct StillClock {
    start: Instant,
    waits: Mutex<Vec<Duration>>,
}

impl Default for StillClock {
    fn default() -> Self {
        Self { start: Instant::now(), waits: Mutex::default() }
    }
}

impl StillClock {
    pub(super) fn waits(&self) -> Vec<Duration> {
        self.waits.lock().unwrap().clone()
    }
}

impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        "2026-03-01T12:00:00Z".parse().unwrap()
    }

    fn instant(&self) -> Instant {
        self.start + self.waits().iter().sum::<Duration>()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'_, ()> {
        self.waits.lock().unwrap().push(time);
        Box::pin(ready(()))
    }
}

/// An error with all of its causes, as a user reads it.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    let causes = causes.map(|cause| format!("\n  {cause}"));
    format!("{error}{}", causes.collect::<String>())
}
