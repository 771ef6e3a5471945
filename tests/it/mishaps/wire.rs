//! The mishaps themselves: as bytes on a connection, and as a script for `xcred practice serve`.

use super::org::{ServedOrg, State, TOKEN};
use crate::support::{Sandbox, Stream};
use std::{
    io::{Read, Write},
    net::TcpStream,
};
use xcred::practice::{Call, Mishap, Mishaps, Occasion, Pace, StatusBody, Work};

const VERSIONS: &str = "GET /services/data HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n";
const WHO: &str = "GET /services/oauth2/userinfo HTTP/1.1\r\nhost: h\r\nconnection: close\r\n\r\n";

/// Everything that comes back on a connection of its own.
fn ask(url: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(url.trim_start_matches("http://")).expect("the org listens");
    // An org that closes the connection need not have heard everything.
    drop(stream.write_all(request.as_bytes()));
    let mut answer = Vec::new();
    drop(stream.read_to_end(&mut answer));
    String::from_utf8(answer).expect("answers are UTF-8")
}

/// A deployment of nothing; it fails when it is begun.
fn deployment() -> String {
    let part = |name: &str, content: &str| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{content}\r\n")
    };
    let body = part("json", r#"{"deployOptions":{"singlePackage":true}}"#) + &part("file", "no zip") + "--b--\r\n";
    let length = body.len();
    format!(
        "POST /services/data/v66.0/metadata/deployRequest HTTP/1.1\r\nhost: h\r\nauthorization: Bearer {TOKEN}\r\n\
         content-type: multipart/form-data; boundary=b\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

fn org_with(sandbox: &Sandbox, occasion: Occasion, mishap: Mishap) -> ServedOrg {
    let seed = sandbox.path("seed");
    std::fs::create_dir_all(&seed).expect("a folder can be made in the sandbox");
    ServedOrg::start(&seed, None, Pace::Held, Mishaps::at(occasion, 1, mishap))
}

#[test]
fn answers_leave_as_the_script_says_and_the_next_one_leaves_whole() {
    let sandbox = Sandbox::new();
    let versions = Occasion::Call(Call::Versions);
    let told = |mishap| {
        let org = org_with(&sandbox, versions, mishap);
        let told = [(); 2].map(|()| without_date(&ask(org.url(), VERSIONS)));
        org.end();
        told
    };
    let [first, whole] = told(Mishap::Delay { milliseconds: 1 });
    assert_eq!(first, whole);
    assert!(whole.starts_with("HTTP/1.1 200 OK\r\n") && whole.ends_with(']'), "{whole}");
    let twice = [whole.as_str(), &whole].concat();
    for (mishap, wanted) in [
        (Mishap::Trickle { bytes: 700, milliseconds: 1 }, whole.as_str()),
        (Mishap::RepeatAnswer, &twice),
        (Mishap::CutAnswer { bytes: 9 }, &whole[..9]),
        (Mishap::CutAnswer { bytes: usize::MAX }, &whole),
        (Mishap::LoseAnswer, ""),
        (Mishap::LoseRequest, ""),
    ] {
        assert_eq!(told(mishap.clone()), [wanted, &whole], "{mishap:?}");
    }
    let refused = org_with(&sandbox, Occasion::Connection, Mishap::Refuse);
    assert_eq!([(); 2].map(|()| without_date(&ask(refused.url(), VERSIONS))), ["", &whole]);
    assert_eq!(refused.counts().calls, [(Call::Versions, 1)].into());
}

fn without_date(answer: &str) -> String {
    let lines = answer.split_inclusive("\r\n").filter(|line| !line.starts_with("date: "));
    lines.collect()
}

#[test]
fn a_lost_request_is_not_worked_on_and_a_lost_answer_is() {
    let sandbox = Sandbox::new();
    let status =
        |work| Mishap::Status { status: 504, body: StatusBody::Html, code: String::new(), retry_after: None, work };
    for (mishap, deployments) in [
        (Mishap::LoseRequest, 0),
        (Mishap::LoseAnswer, 1),
        (Mishap::CutAnswer { bytes: 30 }, 1),
        (status(Work::Undone), 0),
        (status(Work::Done), 1),
        (Mishap::ExpireSession, 0),
    ] {
        let org = org_with(&sandbox, Occasion::Call(Call::Deploy), mishap.clone());
        ask(org.url(), &deployment());
        assert_eq!(State::read(org.folder()).deployments.len(), deployments, "{mishap:?}");
        assert_eq!(org.counts().calls, [(Call::Deploy, 1)].into());
    }
}

#[test]
fn a_stranger_answers_with_what_it_was_given() {
    let sandbox = Sandbox::new();
    let told = |mishap| ask(org_with(&sandbox, Occasion::Any, mishap).url(), WHO);
    let status = |body| Mishap::Status {
        status: 503,
        body,
        code: "SERVER_UNAVAILABLE".to_owned(),
        retry_after: Some(7),
        work: Work::Undone,
    };
    for (mishap, words) in [
        (
            status(StatusBody::Json),
            &["HTTP/1.1 503 ", "retry-after: 7", "application/json", "\"SERVER_UNAVAILABLE\""][..],
        ),
        (status(StatusBody::Html), &["HTTP/1.1 503 ", "retry-after: 7", "text/html", "<html>"]),
        (status(StatusBody::None), &["HTTP/1.1 503 ", "retry-after: 7", "content-length: 0"]),
        (Mishap::ExpireSession, &["HTTP/1.1 403 ", "Bad_OAuth_Token"]),
    ] {
        let told = told(mishap);
        for word in words {
            assert!(told.contains(word), "{word}: {told}");
        }
    }
}

#[test]
fn a_script_is_served_and_one_that_is_wrong_is_told() {
    let sandbox = Sandbox::new();
    sandbox.write("sfdx-project.json", r#"{"packageDirectories": [{"path": "app"}]}"#);
    sandbox.write("app/keep", "");
    sandbox.write("lost.toml", "[[mishap]]\ncall = \"Versions\"\ndo = \"lose-answer\"\n");
    let serve = |script: &str| sandbox.xcred(["practice", "serve", "--token-file", "token", "--mishaps", script]);
    let mut server = serve("lost.toml").start();
    let url = server.wait_for(Stream::Stdout, "http://");
    assert_eq!(ask(&url, VERSIONS), "");
    assert!(ask(&url, VERSIONS).starts_with("HTTP/1.1 200"));
    server.interrupt();
    server.finish().success();

    sandbox.write("wrong.toml", "[[mishap]]\ncall = \"Versions\"\n\ndo = \"explode\"\n");
    let said = serve("wrong.toml").run().exits(64);
    for words in ["`wrong.toml` is no script of mishaps: line 4: `explode` is no mishap", "`lose-answer`"] {
        assert!(said.stderr.contains(words), "{said}");
    }
    let said = serve("missing.toml").run().exits(65);
    assert!(said.stderr.contains("missing.toml"), "{said}");
}
