//! Accepts connections on loopback, one thread each, until it is dropped.

use std::{
    io::{self, Read},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

/// A peer that is silent for this long is given up, so that no thread outlives its test for long.
const SILENCE: Duration = Duration::from_secs(30);

/// What serves one connection.
type Serve = dyn Fn(TcpStream) -> io::Result<()> + Send + Sync;

/// A listener on a free loopback port. Dropping it closes every connection and waits for its threads.
pub(crate) struct Listener {
    address: SocketAddr,
    stopped: Arc<AtomicBool>,
    acceptor: Option<JoinHandle<()>>,
}

impl Listener {
    /// Starts to listen; each connection is served on its own thread and closed afterwards.
    pub(crate) fn start(serve: impl Fn(TcpStream) -> io::Result<()> + Send + Sync + 'static) -> Self {
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
        let address = socket.local_addr().expect("a bound socket has an address");
        let stopped = Arc::new(AtomicBool::new(false));
        let serve: Arc<Serve> = Arc::new(serve);
        let acceptor = {
            let stopped = Arc::clone(&stopped);
            thread::spawn(move || accept(&socket, &stopped, &serve))
        };
        Self { address, stopped, acceptor: Some(acceptor) }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        // Wakes the acceptor, which then sees that it is over.
        drop(TcpStream::connect(self.address));
        if let Some(acceptor) = self.acceptor.take() {
            drop(acceptor.join());
        }
    }
}

/// Accepts until it is stopped; then closes what is open and waits for the threads.
fn accept(socket: &TcpListener, stopped: &AtomicBool, serve: &Arc<Serve>) {
    let mut connections = Vec::new();
    for stream in socket.incoming() {
        if stopped.load(Ordering::SeqCst) {
            break;
        }
        connections.extend(stream.and_then(|stream| connection(stream, Arc::clone(serve))));
    }
    for (stream, _) in &connections {
        drop(stream.shutdown(Shutdown::Both));
    }
    for (_, thread) in connections {
        drop(thread.join());
    }
}

/// Serves one connection on a thread of its own.
fn connection(stream: TcpStream, serve: Arc<Serve>) -> io::Result<(TcpStream, JoinHandle<()>)> {
    bound(&stream)?;
    let (kept, end) = (stream.try_clone()?, stream.try_clone()?);
    let thread = thread::spawn(move || {
        // A peer that breaks off is what these servers are for.
        drop(serve(stream));
        close(end);
    });
    Ok((kept, thread))
}

/// Closes so that what was sent arrives: says "no more", then reads on until the peer has heard it.
fn close(mut stream: TcpStream) {
    drop(stream.shutdown(Shutdown::Write));
    drop(io::copy(&mut stream.by_ref().take(1 << 20), &mut io::sink()));
    drop(stream.shutdown(Shutdown::Both));
}

/// Bounds how long a stream may be silent.
pub(crate) fn bound(stream: &TcpStream) -> io::Result<()> {
    stream.set_read_timeout(Some(SILENCE))?;
    stream.set_write_timeout(Some(SILENCE))
}
