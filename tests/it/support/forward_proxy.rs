//! A proxy as companies have them: it makes tunnels (`CONNECT`) to those whom it knows, and all of them lead to one place.

use super::servers::{self, Listener, bound};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::{
    io::{self, BufRead, BufReader, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// Who may use a proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    Everyone,
    /// Who gives this user and password.
    Only(String, String),
    /// Nobody: it makes no tunnel to the host that is asked for.
    Nobody,
}

/// A proxy on loopback. It stops when it is dropped.
pub(crate) struct ForwardProxy {
    listener: Listener,
    seen: Arc<Mutex<Vec<String>>>,
}

impl ForwardProxy {
    /// Starts a proxy whose tunnels lead to this address, whatever host is asked for: names need no resolver that way.
    pub(crate) fn to(address: SocketAddr, admission: Admission) -> Self {
        let seen = Arc::<Mutex<Vec<String>>>::default();
        let record = Arc::clone(&seen);
        let listener = Listener::start(move |client| {
            let head = head_of(&client)?;
            let refusal = refusal(&head, &admission);
            servers::locked(&record).push(head);
            match refusal {
                Some(answer) => (&client).write_all(answer.as_bytes()),
                None => tunnel(&client, address),
            }
        });
        Self { listener, seen }
    }

    /// `127.0.0.1:PORT`.
    pub(crate) fn authority(&self) -> String {
        self.listener.address().to_string()
    }

    /// The heads of the requests that came so far, passwords included.
    pub(crate) fn heads(&self) -> Vec<String> {
        servers::locked(&self.seen).clone()
    }
}

/// What is said to one who gets no tunnel.
fn refusal(head: &str, admission: &Admission) -> Option<&'static str> {
    const WHO: &str = "HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm=\"proxy\"\r\n\
                       content-length: 0\r\n\r\n";
    if !head.starts_with("CONNECT ") {
        return Some("HTTP/1.1 405 Method Not Allowed\r\ncontent-length: 0\r\n\r\n");
    }
    match admission {
        Admission::Everyone => None,
        Admission::Nobody => Some("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n"),
        Admission::Only(user, password) => {
            let wanted = format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
            let mut lines = head.lines().filter_map(|line| line.split_once(": "));
            let given = lines.find(|(name, _)| name.eq_ignore_ascii_case("proxy-authorization"));
            given.is_none_or(|(_, value)| value != wanted).then_some(WHO)
        }
    }
}

/// Reads up to the empty line and not one byte more: what follows is the tunnel's.
fn head_of(client: &TcpStream) -> io::Result<String> {
    let mut reader = BufReader::with_capacity(1, client);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head)? > 0 {}
    Ok(head.trim_end().to_owned())
}

/// Carries bytes both ways until both sides have said all.
fn tunnel(client: &TcpStream, address: SocketAddr) -> io::Result<()> {
    let server = TcpStream::connect(address)?;
    bound(&server)?;
    { client }.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
    thread::scope(|scope| {
        scope.spawn(|| carry(client, &server));
        carry(&server, client);
    });
    Ok(())
}

fn carry(mut from: &TcpStream, mut to: &TcpStream) {
    drop(io::copy(&mut from, &mut to));
    drop(to.shutdown(Shutdown::Write));
}
