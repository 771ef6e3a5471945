use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    sync::{Arc, Mutex},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, header::AUTHORIZATION};

use super::*;
use crate::org::{
    InstanceUrl,
    testing::{Answer, CANARY, Server, StillClock, answer, chain, fault, http, json, nowhere, options, with_headers},
};

fn request(server: &Server, repeat: Repeat) -> Request {
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, HeaderValue::from_static("Bearer canary"));
    Request {
        purpose: "test",
        method: Method::POST,
        url: format!("{}/some/path?q=canary", server.url()).parse().unwrap(),
        headers,
        body: Bytes::from_static(b"body with canary"),
        repeat,
    }
}

async fn send(server: &Server) -> Result<Response, TransportError> {
    http().send(request(server, Repeat::Never)).await
}

/// Sends through `Retrying` and says what came, and the waits in milliseconds.
async fn persist(server: &Server, repeat: Repeat) -> (Result<Response, TransportError>, Vec<u128>) {
    let clock = Arc::new(StillClock::default());
    let transport = Retrying::new(http(), RetryPolicy::default(), clock.clone(), 1);
    let result = transport.send(request(server, repeat)).await;
    let waits = clock.waits();
    (result, waits.iter().map(Duration::as_millis).collect())
}

#[tokio::test]
async fn any_status_is_an_answer() {
    for status in [200, 201, 302, 401, 420, 500, 503] {
        let headers = "location: http://127.0.0.1:1/elsewhere\r\n";
        let server = Server::with([with_headers(status, headers, "words")]);
        let response = send(&server).await.unwrap();
        assert_eq!(response.status.as_u16(), status);
        assert_eq!(response.body, b"words");
        assert_eq!(server.received().len(), 1);
    }
}

#[tokio::test]
async fn it_says_who_it_is_and_sends_what_it_is_given() {
    let server = Server::with([answer(200, "text/plain", "")]);
    send(&server).await.unwrap();
    let received = &server.received()[0];
    assert_eq!(received.line(), "POST /some/path?q=canary HTTP/1.1");
    let agent = concat!("xcred/", env!("CARGO_PKG_VERSION"));
    assert_eq!(received.header("user-agent"), Some(agent));
    assert_eq!(received.header("authorization"), Some("Bearer canary"));
    assert_eq!(received.header("accept-encoding"), Some("gzip"));
    assert_eq!(received.text(), "body with canary");
}

/// `hello` as gzip.
const HELLO: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\xcbH\xcd\xc9\xc9\x07\x00\x86\xa6\x106\x05\x00\x00\x00";

#[tokio::test]
async fn compressed_answers_are_unpacked() {
    let server = Server::with([with_headers(200, "content-encoding: gzip\r\n", HELLO)]);
    assert_eq!(send(&server).await.unwrap().body, b"hello");
    let half = &HELLO[..HELLO.len() - 6];
    let server = Server::with([with_headers(200, "content-encoding: gzip\r\n", half)]);
    assert_eq!(send(&server).await.unwrap_err().mishap, Mishap::Lost);
}

#[tokio::test]
async fn every_broken_connection_has_its_mishap() {
    let raw = |text: &str| Answer::Bytes(text.into());
    let half = "HTTP/1.1 200 X\r\ncontent-length: 100\r\n\r\nhalf";
    let cut = "HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n5\r\nwords\r\nff\r\nhal";
    for (name, answer) in [
        ("closed unread", Answer::CloseUnread),
        ("closed before the answer", raw("")),
        ("half a status line", raw("HTTP/1.1 2")),
        ("half the headers", raw("HTTP/1.1 200 X\r\ncontent-le")),
        ("half the body", raw(half)),
        ("half a chunk", raw(cut)),
        ("not HTTP", raw("SSH-2.0-OpenSSH_9.9\r\n\r\n")),
    ] {
        let server = Server::with([answer]);
        let error = send(&server).await.unwrap_err();
        assert_eq!(error.mishap, Mishap::Lost, "{name}: {}", chain(&error));
        assert!(!error.mishap.sent_nothing());
        assert!(!chain(&error).contains("canary"), "{name}: {}", chain(&error));
    }
}

/// A server that keeps its connections open, and answers with the number of the connection.
fn numbering() -> InstanceUrl {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            std::thread::spawn(move || {
                let mut stream = BufReader::new(stream.unwrap());
                let mut line = String::new();
                while stream.read_line(&mut line).is_ok_and(|read| read > 0) {
                    if line == "\r\n" {
                        let answer = format!("HTTP/1.1 200 X\r\ncontent-length: 1\r\n\r\n{number}");
                        stream.get_mut().write_all(answer.as_bytes()).unwrap();
                    }
                    line.clear();
                }
            });
        }
    });
    InstanceUrl::parse(&format!("http://{address}")).unwrap()
}

#[tokio::test]
async fn what_may_not_be_repeated_gets_a_connection_of_its_own() {
    let (server, numbering) = (Server::with([]), numbering());
    let transport = http();
    let mut numbers = Vec::new();
    for repeat in [Repeat::Freely, Repeat::Freely, Repeat::Never, Repeat::Never, Repeat::Freely] {
        let mut request = request(&server, repeat);
        (request.url, request.body) = (numbering.at("/"), Bytes::new());
        numbers.extend(transport.send(request).await.unwrap().body);
    }
    assert_eq!(numbers, b"00120");
}

#[tokio::test]
async fn nobody_there_is_unreachable() {
    let server = Server::with([]);
    let mut request = request(&server, Repeat::Never);
    request.url = nowhere().at("/");
    let error = http().send(request).await.unwrap_err();
    assert_eq!(error.mishap, Mishap::Unreachable);
    assert!(error.mishap.sent_nothing());
}

#[tokio::test]
async fn a_silent_server_is_left() {
    let server = Server::with([Answer::Silence]);
    let options = HttpOptions { timeout: Duration::from_millis(50), ..options() };
    let transport = HttpTransport::new(options);
    let error = transport.send(request(&server, Repeat::Never)).await;
    assert_eq!(error.unwrap_err().mishap, Mishap::TimedOut);
}

#[tokio::test]
async fn no_more_is_read_than_the_limit() {
    let server = Server::with([answer(200, "text/plain", "12345"), answer(200, "text/plain", "123456")]);
    let options = HttpOptions { body_limit: 5, ..options() };
    let transport = HttpTransport::new(options);
    let fits = transport.send(request(&server, Repeat::Never)).await;
    assert_eq!(fits.unwrap().body, b"12345");
    let error = transport.send(request(&server, Repeat::Never)).await;
    assert_eq!(error.unwrap_err().mishap, Mishap::TooLarge { limit: 5 });
}

#[tokio::test]
async fn passing_trouble_is_tried_again_and_final_answers_are_not() {
    let html = |status| answer(status, "text/html", "<html>");
    let error = |status| json(status, r#"[{"errorCode":"X","message":"Fault"}]"#);
    for (name, first, attempts) in [
        ("429", html(429), 5),
        ("420", html(420), 2),
        ("500 with JSON", error(500), 5),
        ("502", html(502), 5),
        ("503", html(503), 5),
        ("504", html(504), 5),
        ("lost", Answer::CloseUnread, 5),
        ("half", Answer::Bytes(b"HTTP/1.1 200 X\r\ncontent-length: 9\r\n\r\nx".into()), 5),
        ("500 with a fault", fault("INVALID_SESSION_ID", "x"), 1),
        ("fault that passes", fault("SERVER_UNAVAILABLE", "x"), 5),
        ("fault in words that pass", fault("UNKNOWN_EXCEPTION", "Unexpected internal servlet state"), 5),
        ("400 that passes", answer(400, "text/html", "<h1>Bad Message 400</h1>"), 5),
        ("400 with JSON", error(400), 1),
        ("200 with words that pass", json(200, "\"server_unavailable\""), 1),
        ("200", html(200), 1),
        ("302", html(302), 1),
        ("401", error(401), 1),
        ("404", error(404), 1),
        ("501", html(501), 1),
    ] {
        let server = Server::replying(move |_| first.clone());
        let (result, waits) = persist(&server, Repeat::Freely).await;
        assert_eq!(server.received().len(), attempts, "{name}");
        assert_eq!(waits.len(), attempts - 1, "{name}");
        let tries = result.map_or_else(|error| error.tries, |response| response.tries);
        assert_eq!(tries.attempts as usize, attempts, "{name}");
        assert!(tries.elapsed.as_millis().abs_diff(waits.iter().sum()) < 10, "{name}");
    }
}

#[tokio::test]
async fn what_may_not_be_repeated_is_sent_once() {
    for first in [answer(503, "text/html", ""), Answer::CloseUnread, json(429, "[]")] {
        let server = Server::replying(move |_| first.clone());
        let (_, waits) = persist(&server, Repeat::Never).await;
        assert_eq!((server.received().len(), waits.len()), (1, 0));
    }
}

#[tokio::test]
async fn success_ends_the_trouble() {
    let busy = || answer(503, "text/html", "");
    let server = Server::with([busy(), Answer::CloseUnread, answer(200, "text/plain", "at last")]);
    let (result, waits) = persist(&server, Repeat::Freely).await;
    let response = result.unwrap();
    assert_eq!((response.body.as_slice(), response.tries.attempts), (&b"at last"[..], 3));
    assert_eq!(waits.len(), 2);
}

#[tokio::test]
async fn waits_double_with_jitter_that_follows_from_the_seed() {
    let server = Server::replying(|_| answer(503, "text/html", ""));
    let (_, waits) = persist(&server, Repeat::Freely).await;
    for (wait, doubled) in waits.iter().zip([500, 1_000, 2_000, 4_000]) {
        assert!((doubled / 2..=doubled).contains(wait), "{waits:?}");
    }
    let (_, again) = persist(&server, Repeat::Freely).await;
    assert_eq!(waits, again);
}

#[tokio::test]
async fn the_server_may_say_how_long_to_wait() {
    // The tests' clock stands at 2026-03-01T12:00:00Z.
    for (asked, expected) in [
        ("7", Some(7_000)),
        ("0", Some(0)),
        ("Sun, 01 Mar 2026 12:00:30 GMT", Some(30_000)),
        ("Sun, 01 Mar 2026 11:00:00 GMT", Some(0)),
        ("3600", None),
        ("Mon, 02 Mar 2026 12:00:00 GMT", None),
    ] {
        let busy = with_headers(503, &format!("retry-after: {asked}\r\n"), "");
        let server = Server::with([busy, answer(200, "text/plain", "")]);
        let (result, waits) = persist(&server, Repeat::Freely).await;
        assert_eq!(waits, Vec::from_iter(expected), "{asked}");
        let status = if expected.is_some() { 200 } else { 503 };
        assert_eq!(result.unwrap().status.as_u16(), status, "{asked}");
    }
    let busy = with_headers(503, "retry-after: soon\r\n", "");
    let server = Server::with([busy, answer(200, "text/plain", "")]);
    let (_, waits) = persist(&server, Repeat::Freely).await;
    assert!((250..=500).contains(&waits[0]), "{waits:?}");
}

#[tokio::test]
async fn offline_refuses_at_once() {
    let clock = Arc::new(StillClock::default());
    let transport = Retrying::new(Offline, RetryPolicy::default(), clock.clone(), 1);
    let server = Server::with([]);
    let error = transport.send(request(&server, Repeat::Freely)).await.unwrap_err();
    assert_eq!(error.mishap, Mishap::Offline);
    assert_eq!(error.to_string(), "the network is off for this run");
    assert!(server.received().is_empty() && clock.waits().is_empty());
}

#[tokio::test]
async fn observers_learn_of_each_exchange_and_of_no_secret() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = seen.clone();
    let observe = move |exchange: &Exchange| log.lock().unwrap().push(exchange.clone());
    let clock = Arc::new(StillClock::default());
    let logging = Logging::new(http(), clock.clone(), observe);
    let transport = Retrying::new(logging, RetryPolicy::default(), clock, 1);
    let server = Server::with([Answer::CloseUnread, answer(200, "text/plain", "canary")]);
    let request = request(&server, Repeat::Freely);
    let printed = format!("{request:?}");
    let response = transport.send(request).await.unwrap();
    let seen = seen.lock().unwrap();
    let told: Vec<_> = seen
        .iter()
        .map(|exchange| (exchange.outcome.map(|status| status.as_u16()), exchange.sent, exchange.received))
        .collect();
    assert_eq!(told, [(Err(Mishap::Lost), 16, 0), (Ok(200), 16, 6)]);
    assert_eq!(seen[0].path, "/some/path");
    let all = format!("{seen:?} {printed} {response:?}");
    assert!(!all.contains("canary") && !all.contains(CANARY), "{all}");
}
