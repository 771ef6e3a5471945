//! The one client, from below: protocols, kept connections, and what it waits for how long.

use crate::support::authority::{Authority, TlsServer, Validity};
use bytes::Bytes;
use http::{HeaderMap, Method, Version};
use std::{
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;
use xcred::org::{
    Authorities, HttpOptions, HttpTransport, Mishap, Proxies, Repeat, Request, Response, Transport, TransportError,
    Waited,
};

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be built")
}

fn get(url: &str, repeat: Repeat) -> Request {
    Request {
        purpose: "test",
        method: Method::GET,
        url: url.parse().expect("a URL"),
        headers: HeaderMap::new(),
        body: Bytes::new(),
        repeat,
    }
}

/// An authority, and options that trust it.
fn trusted() -> (Authority, HttpOptions, TempDir) {
    let folder = TempDir::new().expect("a temporary folder can be made");
    let authority = Authority::new("Test");
    let file: PathBuf = folder.path().join("authority.pem");
    std::fs::write(&file, authority.pem()).expect("the file can be written");
    let authorities = Authorities { file: Some(file), ..Authorities::default() };
    (authority, HttpOptions { authorities, ..HttpOptions::default() }, folder)
}

/// Serves HTTP/2 over TLS, each stream with the number of its connection; gives where it listens.
async fn serve_http2(authority: &Authority) -> SocketAddr {
    let mut config = authority.serving(&["localhost"], Validity::Now);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("loopback has a free port");
    let address = listener.local_addr().expect("a bound socket has an address");
    tokio::spawn(async move {
        for number in 0.. {
            let (stream, _) = listener.accept().await.expect("a client connects");
            let stream = acceptor.accept(stream).await.expect("the client trusts us");
            tokio::spawn(async move {
                let mut connection = h2::server::handshake(stream).await.expect("the client speaks HTTP/2");
                while let Some(Ok((_, mut respond))) = connection.accept().await {
                    let mut body = respond.send_response(http::Response::new(()), false).expect("the stream is open");
                    body.send_data(format!("{number}").into(), true).expect("the stream is open");
                }
            });
        }
    });
    address
}

#[test]
fn http2_is_spoken_where_it_is_offered_and_connections_are_kept() {
    let (authority, options, _folder) = trusted();
    runtime().block_on(async {
        let address = serve_http2(&authority).await;
        let transport = HttpTransport::new(options);
        let mut connections = Vec::new();
        for repeat in [Repeat::Freely, Repeat::Freely, Repeat::Never, Repeat::Freely] {
            let url = format!("https://localhost:{}/", address.port());
            let response: Response = transport.send(get(&url, repeat)).await.expect("an answer");
            assert_eq!(response.version, Version::HTTP_2);
            connections.extend(response.body);
        }
        // What may not be repeated gets a connection of its own.
        assert_eq!(connections, b"0010");
    });
}

#[test]
fn http1_is_spoken_where_nothing_else_is_offered() {
    let (authority, options, _folder) = trusted();
    let server = TlsServer::answering(authority.serving(&["localhost"], Validity::Now), |_| {
        Ok(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n".to_vec())
    });
    let url = format!("https://localhost:{}/", server.address().port());
    let response = runtime().block_on(HttpTransport::new(options).send(get(&url, Repeat::Freely)));
    assert_eq!(response.expect("an answer").version, Version::HTTP_11);
}

/// A server that answers a request with the first of these bytes, and then keeps silent with the connection open.
fn stalling(bytes: &'static [u8]) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
    let address = listener.local_addr().expect("a bound socket has an address");
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("a client connects");
        // What came before the request would answer nothing.
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            stream.read_exact(&mut byte).expect("the client asks");
            head.extend(byte);
        }
        stream.write_all(bytes).expect("the client reads");
        // Until the client gives up.
        drop(stream.read_to_end(&mut Vec::new()));
    });
    format!("http://{address}/")
}

fn waited(url: &str, options: HttpOptions) -> Waited {
    let error: TransportError =
        runtime().block_on(HttpTransport::new(options).send(get(url, Repeat::Freely))).expect_err("nothing comes");
    assert_eq!(error.mishap, Mishap::TimedOut);
    let source = error.source.expect("it says what it waited for");
    *source.downcast_ref::<Waited>().expect("it says what it waited for")
}

#[test]
fn each_phase_has_a_limit_of_its_own() {
    let short = Duration::from_millis(30);
    let options = HttpOptions::default;
    let half = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf";
    let first = HttpOptions { first_byte_timeout: short, ..options() };
    assert_eq!(waited(&stalling(b""), first), Waited::FirstByte(short));
    let idle = HttpOptions { idle_timeout: short, ..options() };
    assert_eq!(waited(&stalling(half), idle), Waited::NextBytes(short));
    for bytes in [&b""[..], half] {
        let whole = HttpOptions { timeout: short, ..options() };
        assert_eq!(waited(&stalling(bytes), whole), Waited::WholeAnswer(short));
    }
}

/// A host that takes connections and never speaks TLS.
#[test]
fn a_connection_that_does_not_come_about_was_never_used() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
    let port = listener.local_addr().expect("a bound socket has an address").port();
    let (_authority, options, _folder) = trusted();
    let options = HttpOptions { connect_timeout: Duration::from_millis(30), ..options };
    let sending = runtime().block_on(async {
        HttpTransport::new(options).send(get(&format!("https://localhost:{port}/"), Repeat::Never)).await
    });
    let error = sending.expect_err("nobody answers");
    assert!(error.mishap == Mishap::Unreachable && error.mishap.sent_nothing());
    assert_eq!(error.obstacle(), Some(xcred::org::Obstacle::TimedOut));
}

/// A SOCKS5 proxy (RFC 1928) without logins that leads everywhere to one place.
fn socks_proxy(to: SocketAddr, asked: Arc<AtomicUsize>) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
    let address = listener.local_addr().expect("a bound socket has an address");
    thread::spawn(move || {
        for client in listener.incoming() {
            let mut client = client.expect("a client connects");
            let server = TcpStream::connect(to).expect("the server listens");
            let mut greeting = [0; 3];
            client.read_exact(&mut greeting).expect("a greeting");
            assert_eq!(greeting, [5, 1, 0]);
            client.write_all(&[5, 0]).expect("the client reads");
            let mut request = [0; 5];
            client.read_exact(&mut request).expect("a request");
            assert_eq!(request[..4], [5, 1, 0, 3], "it asks for a host by its name");
            let mut host = vec![0; usize::from(request[4]) + 2];
            client.read_exact(&mut host).expect("a host and a port");
            assert_eq!(host, b"acme.test\x01\xbb");
            client.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).expect("the client reads");
            asked.fetch_add(1, Ordering::SeqCst);
            thread::spawn(move || {
                thread::scope(|scope| {
                    scope.spawn(|| std::io::copy(&mut (&client), &mut (&server)));
                    drop(std::io::copy(&mut (&server), &mut (&client)));
                    drop(client.shutdown(std::net::Shutdown::Both));
                });
            });
        }
    });
    address
}

#[test]
fn a_socks_proxy_is_spoken_through_too() {
    let (authority, options, _folder) = trusted();
    let server = TlsServer::answering(authority.serving(&["acme.test"], Validity::Now), |_| {
        Ok(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi".to_vec())
    });
    let asked = Arc::new(AtomicUsize::new(0));
    let proxy = socks_proxy(server.address(), Arc::clone(&asked));
    let read = |name: &str| (name == "ALL_PROXY").then(|| Ok(format!("socks5h://{proxy}")));
    let options = HttpOptions { proxies: Proxies::of_variables(read).expect("a proxy"), ..options };
    let response = runtime().block_on(HttpTransport::new(options).send(get("https://acme.test/", Repeat::Freely)));
    assert_eq!(response.expect("an answer").body, b"hi");
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}
