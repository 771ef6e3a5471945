//! A person with a browser, who tries again as people do; and what is kept of logins.

use crate::support::Sandbox;
use serde_json::Value;
use std::{
    io::{Read, Write},
    net::TcpStream,
    path::Path,
};
use url::Url;

/// So often a person loads a page anew before giving up; more often than any mishap happens in a row.
const PATIENCE: usize = 9;

/// An answer, as far as it came.
struct Answer {
    status: u16,
    head: String,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// Asks once, over a connection of its own; nothing where no whole head comes back.
fn ask(method: &str, url: &Url, headers: &str, body: &str) -> Option<Answer> {
    let host = url.host_str()?.replace("localhost", "127.0.0.1");
    let mut stream = TcpStream::connect((host, url.port()?)).ok()?;
    let place = &url[url::Position::BeforePath..];
    let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let length = body.len();
    let head = format!(
        "{method} {place} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())).ok()?;
    let mut bytes = Vec::new();
    // A connection that breaks leaves what came before.
    drop(stream.read_to_end(&mut bytes));
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Answer { status, head: head.to_owned(), body: body.to_owned() })
}

/// Opens the page that asks and says yes, until the browser was sent back to the app.
pub(super) fn says_yes(asked: &str) -> Option<()> {
    let asked = Url::parse(asked).ok()?;
    (0..PATIENCE).find_map(|_| try_once(&asked))
}

fn try_once(asked: &Url) -> Option<()> {
    let page = ask("GET", asked, "", "").filter(|page| page.status == 200)?;
    let field = "name=\"question\" value=\"";
    let question = page.body.split_once(field)?.1.split('"').next()?;
    let cookie = page.header("set-cookie")?.split(';').next()?;
    let headers = format!("Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    let mut action = asked.clone();
    action.set_query(None);
    let sent = ask("POST", &action, &headers, &format!("question={question}&answer=allow"))?;
    let back = Url::parse(sent.header("location").filter(|_| sent.status == 303)?).ok()?;
    ask("GET", &back, "", "").map(drop)
}

/// Keeps a login with an access token.
pub(super) fn keep_login(sandbox: &Sandbox, home: &Path, url: &str, token: &str) {
    let words = ["org", "login", "token", "--json", "--instance-url", url];
    sandbox.xcred(words).env("HOME", home).env("SF_ACCESS_TOKEN", token).run().success();
}

/// The user names of the logins that are kept.
pub(super) fn kept_logins(sandbox: &Sandbox, home: &Path) -> Vec<String> {
    let listed = sandbox.xcred(["org", "list", "--json"]).env("HOME", home).run().success().json();
    let logins = listed["result"]["orgs"].as_array().expect("logins are listed").iter();
    let name = |login: &Value| login["username"].as_str().expect("a login has a user").to_owned();
    logins.map(name).collect()
}

/// Whether an org takes an access token. That is a question which no conversation asks, so no mishap befalls it.
pub(super) fn is_admitted(url: &str, token: &str) -> bool {
    let place = Url::parse(url).expect("the org has a URL").join("/services/data/v66.0/limits");
    let bearer = format!("Authorization: Bearer {token}\r\n");
    ask("GET", &place.expect("a path is a path"), &bearer, "").expect("the org answers").status == 200
}
