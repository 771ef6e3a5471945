//! Servers on loopback that misbehave to order: answers byte by byte, and a proxy that loses what it should carry.
//!
//! They are raw TCP, below any HTTP library, because what they do no library lets one do: half a body, a closed line
//! instead of an answer. One connection carries one request; the answer says `connection: close`, so that the n-th
//! request is the n-th connection whatever the client pools.

mod listener;
mod request;

pub(crate) use listener::{Listener, bound};
pub(crate) use request::Request;
use std::{
    io::{self, Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    sync::{Arc, Mutex, MutexGuard},
};

/// What a [`Canned`] server does with one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Sends these bytes, then closes.
    Bytes(Vec<u8>),
    /// Closes without a word.
    CloseBefore,
    /// Sends the first so many of these bytes, then closes.
    CloseAfter(usize, Vec<u8>),
}

impl Answer {
    /// A well-formed HTTP answer.
    pub(crate) fn http(status: u16, content_type: &str, body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status} Canned\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
        );
        Self::Bytes([head.as_bytes(), body].concat())
    }

    fn send(&self, client: &mut impl Write) -> io::Result<()> {
        match self {
            Self::Bytes(bytes) => client.write_all(bytes),
            Self::CloseBefore => Ok(()),
            Self::CloseAfter(count, bytes) => client.write_all(&bytes[..bytes.len().min(*count)]),
        }
    }

    /// The same answer, of which only the first so many bytes arrive.
    pub(crate) fn cut(self, count: usize) -> Self {
        match self {
            Self::Bytes(bytes) | Self::CloseAfter(_, bytes) => Self::CloseAfter(count, bytes),
            Self::CloseBefore => Self::CloseBefore,
        }
    }
}

/// What a [`Proxy`] does with one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The request and its answer are carried.
    Carry,
    /// The request is lost: the other side never sees it.
    LoseRequest,
    /// The other side does what was asked, and its answer is lost.
    LoseAnswer,
    /// Of the answer, only the first so many bytes arrive.
    CutAnswer(usize),
    /// The request is lost, and this comes back.
    Instead(Answer),
}

/// The requests that came, in the order in which they came.
type Seen = Arc<Mutex<Vec<Request>>>;

/// A server that gives the answers of a function. It stops when it is dropped.
pub(crate) struct Canned {
    listener: Listener,
    seen: Seen,
}

/// Starts a server; `answer` gets the number of the request, from 1, and the request.
pub(crate) fn canned(answer: impl FnMut(usize, &Request) -> Answer + Send + 'static) -> Canned {
    let seen = Seen::default();
    let (record, answer) = (Arc::clone(&seen), Mutex::new(answer));
    let listener = Listener::start(move |mut client| {
        let Some(request) = Request::read(&mut client)? else {
            return Ok(());
        };
        let reply = numbered(&record, &answer, request);
        reply.send(&mut client)
    });
    Canned { listener, seen }
}

impl Canned {
    /// `http://127.0.0.1:PORT`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.listener.address())
    }

    /// What came so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        locked(&self.seen).clone()
    }
}

/// A proxy to another server on loopback. It stops when it is dropped.
pub(crate) struct Proxy {
    listener: Listener,
    seen: Seen,
}

impl Proxy {
    /// Starts a proxy to an address; `fate` gets the number of the request, from 1, and the request.
    pub(crate) fn to(upstream: SocketAddr, fate: impl FnMut(usize, &Request) -> Fate + Send + 'static) -> Self {
        let seen = Seen::default();
        let (record, fate) = (Arc::clone(&seen), Mutex::new(fate));
        let listener = Listener::start(move |mut client| {
            let Some(request) = Request::read(&mut client)? else {
                return Ok(());
            };
            let bytes = request.closing();
            match numbered(&record, &fate, request) {
                Fate::LoseRequest => Ok(()),
                Fate::Instead(answer) => answer.send(&mut client),
                Fate::LoseAnswer => ask(upstream, &bytes).map(drop),
                Fate::Carry => client.write_all(&ask(upstream, &bytes)?),
                Fate::CutAnswer(count) => {
                    let answer = ask(upstream, &bytes)?;
                    client.write_all(&answer[..count.min(answer.len())])
                }
            }
        });
        Self { listener, seen }
    }

    /// `http://127.0.0.1:PORT`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.listener.address())
    }

    /// What came so far, whatever became of it.
    pub(crate) fn requests(&self) -> Vec<Request> {
        locked(&self.seen).clone()
    }
}

/// Records a request and asks the rule what to do with it, under one lock: numbers follow the order of arrival.
fn numbered<T>(seen: &Seen, rule: &Mutex<impl FnMut(usize, &Request) -> T>, request: Request) -> T {
    let mut seen = locked(seen);
    seen.push(request);
    let number = seen.len();
    locked(rule)(number, &seen[number - 1])
}

/// Sends a request on a connection of its own and reads to the end of the answer.
pub(crate) fn ask(upstream: SocketAddr, request: &[u8]) -> io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(upstream)?;
    listener::bound(&stream)?;
    stream.write_all(request)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    // The other side may have closed first.
    drop(stream.shutdown(Shutdown::Both));
    Ok(answer)
}

/// A rule that panicked fails its own test; the record stays readable.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
