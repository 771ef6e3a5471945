//! A person with a browser: opens the page of a login, answers it, and follows where the answer leads.
//!
//! It is no browser. It keeps the one cookie of the page and sends the one form on it, and so shows what goes over the wire.

use std::{
    io::{Read, Write},
    net::TcpStream,
};
use url::Url;

/// What a server answered.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Page {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// Asks for a page, as a browser that follows a redirect does.
pub(crate) fn visit(url: &Url) -> Page {
    send(url, "GET", &[], "")
}

/// Opens the page of a login, answers it, and gives back where that leads.
#[track_caller]
pub(crate) fn answers(url: &Url, answer: &str) -> Url {
    let page = visit(url);
    assert_eq!(page.status, 200, "{page:?}");
    let cookie =
        page.header("set-cookie").and_then(|cookie| cookie.split(';').next()).expect("the page keeps a cookie");
    let (_, rest) = page.body.split_once("name=\"question\" value=\"").expect("the page asks a question");
    let question = rest.split('"').next().expect("the question ends");
    let mut form = url.clone();
    form.set_query(None);
    let lines = [format!("Cookie: {cookie}"), "Content-Type: application/x-www-form-urlencoded".to_owned()];
    let page = send(&form, "POST", &lines, &format!("question={question}&answer={answer}"));
    assert_eq!(page.status, 303, "{page:?}");
    page.header("location").expect("the answer leads on").parse().expect("it leads to a URL")
}

/// Sends a request to this machine, whatever the host is called.
pub(crate) fn send(url: &Url, method: &str, lines: &[String], body: &str) -> Page {
    let port = url.port().expect("servers of tests have ports of their own");
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("somebody listens");
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let more: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
    let (host, length) = (url.authority(), body.len());
    let head =
        format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n");
    stream.write_all(format!("{head}{more}\r\n{body}").as_bytes()).expect("the server reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("the server answers in UTF-8");
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer has no head: {answer:?}"));
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("an answer has a status");
    Page { status, head: head.to_owned(), body: body.to_owned() }
}
