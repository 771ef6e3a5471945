//! The server over real sockets: what it takes, what it refuses, and that neither ends a login that goes on.

use super::*;
use crate::org::oauth::{Authorization, OauthCode, Pkce};
use secrecy::ExposeSecret;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

/// What no answer may show.
const CODE: &str = "aPrxcanary";

/// A login that waits, and its state as the browser carries it.
struct Login {
    callback: Callback,
    address: SocketAddr,
    state: String,
    strays: Arc<Mutex<Vec<Stray>>>,
}

impl Login {
    async fn begun() -> Self {
        let doorway = Doorway::open(0).await.unwrap();
        let address = doorway.listeners[0].local_addr().unwrap();
        let (state, pkce) = (State::new(&[9; 32]), Pkce::new(&[1; 64]));
        let login_url = InstanceUrl::parse("https://login.example").unwrap();
        let redirect = doorway.redirect().clone();
        let question = Authorization {
            client_id: "x",
            redirect: &redirect,
            scopes: "x",
            user_name: None,
            pkce: &pkce,
            state: &state,
        };
        let asked = question.url(&login_url);
        let text = asked.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
        let strays = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&strays);
        let callback = doorway.wait(state, login_url, move |stray| heard.lock().unwrap().push(stray));
        Self { callback, address, state: text, strays }
    }

    fn host(&self) -> String {
        format!("Host: localhost:{}", self.address.port())
    }

    /// The request of a browser that comes back.
    fn coming_back(&self, query: &str, more: &[&str]) -> String {
        let lines: String = more.iter().map(|line| format!("{line}\r\n")).collect();
        format!("GET /OauthRedirect?{query} HTTP/1.1\r\n{}\r\n{lines}\r\n", self.host())
    }

    fn right(&self) -> String {
        self.coming_back(&format!("code={CODE}&state={}", self.state), &[])
    }

    async fn answer(&self, request: &str) -> String {
        answer_at(self.address, request).await
    }

    /// Sees to it that the login still waits, and takes the right return.
    async fn still_waits(mut self, what: &str) {
        let answer = self.answer(&self.right()).await;
        assert!(answer.starts_with("HTTP/1.1 303 See Other\r\nlocation: /end\r\n"), "{what}: {answer}");
        let Returned::Code(code) = self.callback.returned().await else { panic!("{what}") };
        assert_eq!(code.expose_secret(), CODE);
    }
}

async fn answer_at(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8(answer).unwrap();
    assert!(!answer.contains("canary"), "{answer}");
    answer
}

/// What a page of ours may do, and what is kept of it.
fn is_ours(answer: &str) {
    for line in [
        "content-type: text/html; charset=utf-8",
        "cache-control: no-store",
        "referrer-policy: no-referrer",
        "x-content-type-options: nosniff",
        "connection: close",
    ] {
        assert!(answer.contains(&format!("\r\n{line}\r\n")), "{line}: {answer}");
    }
    let policy = answer.lines().find(|line| line.starts_with("content-security-policy: ")).unwrap();
    let start = "content-security-policy: default-src 'none'; style-src 'sha256-";
    let end = "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    assert!(policy.starts_with(start) && policy.ends_with(end), "{policy}");
    let page = answer.split_once("\r\n\r\n").unwrap().1;
    for marker in ["<script", " onload", " onclick", " onerror", "javascript:", "http://", "https://", "src=", "href="]
    {
        assert!(!page.contains(marker), "{marker}: {page}");
    }
}

#[tokio::test]
async fn the_first_return_is_taken_and_the_browser_ends_on_a_page_without_the_code() {
    let mut login = Login::begun().await;
    let answer = login.answer(&login.right()).await;
    assert!(answer.starts_with("HTTP/1.1 303 See Other\r\nlocation: /end\r\n"), "{answer}");
    assert!(answer.contains("\r\ncache-control: no-store\r\n") && answer.ends_with("content-length: 0\r\n\r\n"));
    let Returned::Code(code) = login.callback.returned().await else { panic!() };
    assert_eq!(code.expose_secret(), CODE);

    let end = format!("GET /end HTTP/1.1\r\n{}\r\n\r\n", login.host());
    let page = tokio::spawn({
        let address = login.address;
        async move { answer_at(address, &end).await }
    });
    let user_name = Some("<b>ada</b>@acme.example".to_owned());
    login.callback.end(&Ending::LoggedIn { user_name, org: "acme.my.salesforce.com".to_owned() }).await;
    let page = page.await.unwrap();
    assert!(page.starts_with("HTTP/1.1 200 OK\r\n"), "{page}");
    is_ours(&page);
    assert!(page.contains("<h1>You are logged in</h1>") && page.contains("acme.my.salesforce.com"));
    assert!(page.contains("&#60;b&#62;ada") && !page.contains("<b>"), "{page}");
    assert!(login.strays.lock().unwrap().is_empty());
    assert!(TcpStream::connect(login.address).await.is_err(), "nobody listens any more");
}

#[tokio::test]
async fn what_is_not_our_return_is_refused_and_the_login_goes_on() {
    for (stray, status, make) in [
        (Stray::WrongState, 403, |login: &Login| login.coming_back(&format!("code={CODE}&state=canary"), &[])),
        (Stray::NoState, 403, |login| login.coming_back(&format!("code={CODE}"), &[])),
        (Stray::WrongState, 403, |login| login.coming_back("error=access_denied&state=canary", &[])),
        (Stray::NoCode, 400, |login| login.coming_back(&format!("state={}", login.state), &[])),
        (Stray::Twice, 400, |login| login.coming_back(&format!("code={CODE}&code=b&state={}", login.state), &[])),
        (Stray::ForeignHost, 421, |login| login.right().replace("localhost:", "evil.example:")),
        (Stray::ForeignHost, 421, |login| login.right().replace("Host: localhost:", "Host: localhost.evil.example:")),
        (Stray::ForeignHost, 421, |login| login.right().replace("Host: localhost:", "Host: 127.0.0.1:")),
        (Stray::ForeignHost, 421, |login| login.right().replace(&login.host(), "Host: localhost")),
        (Stray::ForeignHost, 421, |login| login.right().replace(&login.host(), "X: y")),
        (Stray::ForeignHost, 421, |login| {
            login.right().replace(&login.host(), &format!("{}\r\nHost: evil.example", login.host()))
        }),
        (Stray::ForeignOrigin, 403, |login| with(login, "Origin: https://evil.example")),
        (Stray::ForeignOrigin, 403, |login| with(login, "Origin: null")),
        (Stray::ForeignOrigin, 403, |login| with(login, "Origin: http://acme.my.salesforce.com")),
        (Stray::ForeignOrigin, 403, |login| with(login, "Origin: https://salesforce.com.evil.example")),
        (Stray::NotAPage, 403, |login| with(login, "Sec-Fetch-Mode: no-cors")),
        (Stray::NotAPage, 403, |login| with(login, "Sec-Fetch-Dest: iframe")),
        (Stray::WrongMethod, 405, |login| login.right().replacen("GET", "POST", 1)),
        (Stray::WrongMethod, 405, |login| login.right().replacen("GET", "HEAD", 1)),
        (Stray::WrongMethod, 405, |login| login.right().replacen("GET", "OPTIONS", 1)),
        (Stray::WrongPath, 404, |login| login.right().replacen("/OauthRedirect", "/oauthredirect", 1)),
        (Stray::WrongPath, 404, |login| login.right().replacen("/OauthRedirect", "/favicon.ico", 1)),
        (Stray::WrongPath, 404, |login| login.right().replacen("/OauthRedirect", "/end", 1)),
        (Stray::TooLarge, 431, |login| with(login, &format!("X: {}", "x".repeat(300_000)))),
        (Stray::TooLarge, 431, |login| with(login, &"X: y\r\n".repeat(100))),
        (Stray::Malformed, 400, |login| login.right().replacen("/OauthRedirect", "http://localhost/OauthRedirect", 1)),
        (Stray::Malformed, 400, |_| "\u{16}\u{3}\u{1}\r\n\r\n".to_owned()),
    ] as [(Stray, u16, fn(&Login) -> String); 27]
    {
        let login = Login::begun().await;
        let request = make(&login);
        let answer = login.answer(&request).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{stray:?} {request:.300}: {answer}");
        assert_eq!(*login.strays.lock().unwrap(), [stray], "{request:.300}");
        if !request.starts_with("HEAD") {
            is_ours(&answer);
            assert!(answer.contains("still waits"), "{answer}");
        }
        login.still_waits(&request).await;
    }
}

fn with(login: &Login, line: &str) -> String {
    login.coming_back(&format!("code={CODE}&state={}", login.state), &[line])
}

#[tokio::test]
async fn a_browser_that_says_who_sent_it_is_let_in() {
    for line in [
        "Origin: https://login.example",
        "Origin: https://acme.my.salesforce.com",
        "Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\nSec-Fetch-Site: cross-site",
    ] {
        let mut login = Login::begun().await;
        let answer = login.answer(&with(&login, line)).await;
        assert!(answer.starts_with("HTTP/1.1 303 "), "{line}: {answer}");
        assert!(matches!(login.callback.returned().await, Returned::Code(_)));
    }
}

#[tokio::test]
async fn a_second_return_is_refused_and_the_first_one_counts() {
    let mut login = Login::begun().await;
    login.answer(&login.right()).await;
    let other = login.coming_back(&format!("code=another&state={}", login.state), &[]);
    for request in [other, login.right()] {
        let answer = login.answer(&request).await;
        assert!(answer.starts_with("HTTP/1.1 409 ") && answer.contains("A login has come back already"), "{answer}");
        is_ours(&answer);
    }
    assert_eq!(*login.strays.lock().unwrap(), [Stray::SecondReturn; 2]);
    let Returned::Code(code) = login.callback.returned().await else { panic!() };
    assert_eq!(code.expose_secret(), CODE);
}

#[tokio::test]
async fn a_refusal_of_the_org_ends_the_login_with_its_words_escaped() {
    let mut login = Login::begun().await;
    let query = format!("error=access_denied&error_description=%3Cscript%3Eend-user+denied&state={}", login.state);
    let answer = login.answer(&login.coming_back(&query, &[])).await;
    assert!(answer.starts_with("HTTP/1.1 303 "), "{answer}");
    let Returned::Refused(refused) = login.callback.returned().await else { panic!() };
    assert_eq!(refused.code, OauthCode::AccessDenied);
    let end = format!("GET /end HTTP/1.1\r\n{}\r\n\r\n", login.host());
    let ending = Ending::Refused(refused);
    let (page, ()) = tokio::join!(answer_at(login.address, &end), login.callback.end(&ending));
    is_ours(&page);
    assert!(page.contains("<dd>access_denied</dd>") && page.contains("&#60;script&#62;end-user denied"), "{page}");
}

#[tokio::test]
async fn a_login_that_failed_later_is_not_shown_as_one_that_succeeded() {
    let login = Login::begun().await;
    login.answer(&login.right()).await;
    let end = format!("GET /end HTTP/1.1\r\n{}\r\n\r\n", login.host());
    let ending = Ending::Failed { message: "could not <exchange> the code".to_owned() };
    let (page, ()) = tokio::join!(answer_at(login.address, &end), login.callback.end(&ending));
    is_ours(&page);
    assert!(page.contains("You are not logged in") && page.contains("could not &#60;exchange&#62; the code"), "{page}");
}

#[tokio::test]
async fn chrome_is_told_that_a_login_page_may_send_it_here() {
    let login = Login::begun().await;
    let ask = |origin: &str, more: &str| {
        let host = login.host();
        format!("OPTIONS /OauthRedirect HTTP/1.1\r\n{host}\r\nOrigin: {origin}\r\n{more}\r\n\r\n")
    };
    let private = "Access-Control-Request-Method: GET\r\nAccess-Control-Request-Private-Network: true";
    let answer = login.answer(&ask("https://acme.my.salesforce.com", private)).await;
    assert!(answer.starts_with("HTTP/1.1 204 No Content\r\n"), "{answer}");
    for line in [
        "access-control-allow-origin: https://acme.my.salesforce.com",
        "access-control-allow-methods: GET",
        "access-control-allow-private-network: true",
    ] {
        assert!(answer.contains(&format!("\r\n{line}\r\n")), "{answer}");
    }
    for (request, status) in [
        (ask("https://evil.example", private), 403),
        (
            ask(
                "https://login.example",
                "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Private-Network: true",
            ),
            405,
        ),
        (ask("https://login.example", "Access-Control-Request-Method: GET"), 405),
    ] {
        let answer = login.answer(&request).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")) && !answer.contains("access-control"), "{answer}");
    }
    login.still_waits("a preflight").await;
}

#[tokio::test]
async fn silent_and_half_connections_keep_nobody_out() {
    let login = Login::begun().await;
    let mut held = Vec::new();
    for start in ["", "GET /Oauth", "GET / HTTP/1.1\r\nHost: x\r\n"] {
        let mut stream = TcpStream::connect(login.address).await.unwrap();
        stream.write_all(start.as_bytes()).await.unwrap();
        held.push(stream);
    }
    login.still_waits("half requests").await;
}

#[tokio::test]
async fn more_connections_than_there_is_room_for_are_hung_up_on() {
    let login = Login::begun().await;
    let mut held = Vec::new();
    for _ in 0..MOST_CONNECTIONS {
        let mut stream = TcpStream::connect(login.address).await.unwrap();
        stream.write_all(b"GET ").await.unwrap();
        held.push(stream);
    }
    let mut extra = TcpStream::connect(login.address).await.unwrap();
    assert_eq!(extra.read(&mut [0; 1]).await.unwrap_or(0), 0, "hung up on");
    drop(held);
    // Those who hung up make room, as soon as the server has seen it.
    while let Ok(mut stream) = TcpStream::connect(login.address).await {
        stream.write_all(login.right().as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        if stream.read_to_end(&mut answer).await.is_ok() && answer.starts_with(b"HTTP/1.1 303 ") {
            return;
        }
    }
}

#[tokio::test]
async fn the_port_is_held_on_both_loopback_addresses_and_on_no_other() {
    let doorway = Doorway::open(0).await.unwrap();
    let port = doorway.listeners[0].local_addr().unwrap().port();
    assert_eq!(doorway.redirect().as_str(), format!("http://localhost:{port}/OauthRedirect"));
    assert!(doorway.listeners.iter().all(|listener| listener.local_addr().unwrap().ip().is_loopback()));
    let error = Doorway::open(port).await.unwrap_err();
    assert!(error.is_taken() && error.to_string().contains(&port.to_string()), "{error}");
}

#[tokio::test]
async fn a_stranger_on_the_other_loopback_address_is_a_failure() {
    // Without IPv6 there is no other address, and nothing to see.
    let Ok(stranger) = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).await else { return };
    let port = stranger.local_addr().unwrap().port();
    if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.is_ok() {
        assert!(Doorway::open(port).await.unwrap_err().is_taken());
    }
}
