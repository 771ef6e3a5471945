//! The harness, tested itself: a harness that hides something makes every other test worthless.

use crate::support::{
    Ending, Sandbox, Stream, redact,
    sandbox::Invocation,
    servers::{Answer, Fate, Proxy, canned},
    tree_of,
};
use std::{
    collections::BTreeMap,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// Runs a line of shell in the sandbox: the stand-in for a program that does what the test needs.
fn shell(sandbox: &Sandbox, line: &str) -> Invocation {
    sandbox.command("/bin/sh", ["-c", line])
}

#[test]
fn a_conversation_shows_both_streams_and_the_exit_code() {
    let sandbox = Sandbox::new();
    let said = shell(&sandbox, "echo data in $PWD; echo speech >&2; printf end; exit 3").run();
    insta::assert_snapshot!(said, @r"
    $ sh -c 'echo data in $PWD; echo speech >&2; printf end; exit 3'
    --- stdout
    data in [DIR]
    end[no newline at the end]
    --- stderr
    speech
    --- exit 3
    ");
    assert_eq!(said.exits(3).status, Ending::Exit(3));
}

#[test]
fn the_binary_runs() {
    let said = Sandbox::new().run(["--version"]).success();
    assert_eq!(said.stderr, "");
}

#[test]
fn nothing_of_the_machine_is_inherited() {
    let sandbox = Sandbox::new();
    let said = sandbox.command("/usr/bin/env", [""; 0]).env("XCRED_X", "1").run().success();
    let names: Vec<&str> = said.stdout.lines().filter_map(|line| line.split('=').next()).collect();
    let mut names: Vec<&str> = names.into_iter().filter(|name| !["PWD", "SHLVL", "_"].contains(name)).collect();
    names.sort_unstable();
    assert_eq!(names, ["HOME", "PATH", "TMPDIR", "XCRED_X"], "{said}");
    assert!(said.to_string().contains("HOME=[HOME]\n"), "{said}");
    assert!(tree_of(&sandbox.home()).is_empty() && tree_of(&sandbox.temp()).is_empty());
}

#[test]
fn files_keep_their_bytes() {
    let (sandbox, other) = (Sandbox::new(), Sandbox::new());
    sandbox.write("force app/x.xml", b"a\r\n\xff");
    sandbox.write("y", "");
    sandbox.write(".xcred/practice/state.json", "{}");
    other.copy(sandbox.project(), "copy");
    let expected = [("copy/force app/x.xml", b"a\r\n\xff".to_vec()), ("copy/y", Vec::new())];
    let expected: BTreeMap<String, Vec<u8>> =
        expected.into_iter().map(|(name, bytes)| (name.to_owned(), bytes)).collect();
    assert_eq!(tree_of(&other.project()), expected);
    assert_eq!(other.read("copy/force app/x.xml"), b"a\r\n\xff");
}

#[test]
fn stdin_and_folder_are_given() {
    let sandbox = Sandbox::new();
    sandbox.write("inner/file", "");
    let invocation = shell(&sandbox, "ls; cat").in_folder(sandbox.path("inner"));
    assert_eq!(invocation.stdin(r#"{"a": 1}"#).run().stdout, "file\n{\"a\": 1}");
    assert_eq!(shell(&sandbox, "cat").run().stdout, "", "without, stdin is empty");
    assert_eq!(shell(&sandbox, "cat").stdin(r#"{"a": 1}"#).run().json()["a"], 1);
}

#[test]
#[should_panic(expected = "heard before")]
fn a_run_without_end_is_killed_and_shows_what_it_said() {
    let sandbox = Sandbox::new();
    shell(&sandbox, "mkfifo pipe; echo heard before; cat pipe").limit(Duration::from_millis(300)).run();
}

/// Set in a child that is a test of this binary, run again to do what the test is about.
const CHILD: &str = "XCRED_TEST_CHILD";

fn is_child() -> bool {
    std::env::var_os(CHILD).is_some()
}

/// Runs one test of this binary again, in a process of its own.
fn child(sandbox: &Sandbox, test: &str) -> Invocation {
    let this = std::env::current_exe().expect("a process knows its program");
    sandbox.command(this, ["--exact", test, "--nocapture"]).env(CHILD, "1")
}

#[test]
fn a_running_process_is_heard_and_interrupted() {
    if is_child() {
        eprintln!("listening on 8080");
        loop {
            std::thread::park();
        }
    }
    let sandbox = Sandbox::new();
    let mut running = child(&sandbox, "harness::a_running_process_is_heard_and_interrupted").start();
    assert_eq!(running.wait_for(Stream::Stderr, "listening"), "listening on 8080");
    assert_eq!(running.wait_for(Stream::Stdout, "running"), "running 1 test");
    running.interrupt();
    assert_eq!(running.finish().status, Ending::Signal(libc::SIGINT));
}

#[test]
fn what_differs_each_time_is_redacted() {
    let sandbox = Sandbox::new();
    let text = "0AfRM00000ABCDE0A1 of 00D000000000001EAA, again 0AfRM00000ABCDE, then 0AfRM00000ABCDF at 2026-01-02T03:04:05.678Z http://127.0.0.1:43210/x in 1.2 s; ExternalCredential v66.0";
    insta::assert_snapshot!(redact::volatile(text), @"[0Af#1] of [00D#1], again [0Af#1], then [0Af#2] at [DATE] http://127.0.0.1:[PORT]/x in [TIME]; ExternalCredential v66.0");
    let said = shell(&sandbox, "echo took 12 ms").run();
    assert!(said.redacted().contains("\ntook [TIME]\n"), "{said}");
}

/// Sends a raw request and answers everything that came back, up to the end of the connection.
fn ask(url: &str, request: &str) -> String {
    let address: SocketAddr = url.strip_prefix("http://").and_then(|rest| rest.parse().ok()).expect("an address");
    let mut stream = TcpStream::connect(address).expect("the server listens");
    stream.write_all(request.as_bytes()).expect("the server reads");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("the server closes without a reset");
    String::from_utf8(answer).expect("the test answers in UTF-8")
}

const POST: &str = "POST /x HTTP/1.1\r\nhost: h\r\nConnection: keep-alive\r\ncontent-length: 4\r\n\r\nbody";
const CHUNKED: &str = "POST /x HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";

#[test]
fn a_canned_server_answers_byte_by_byte() {
    let server = canned(|number, request| match number {
        1 => Answer::http(503, "text/html", "<html>"),
        2 => Answer::http(200, "text/xml", request.head.lines().next().unwrap_or_default()).cut(12),
        _ => Answer::CloseBefore,
    });
    assert_eq!(
        ask(&server.url(), POST),
        "HTTP/1.1 503 Canned\r\ncontent-type: text/html\r\ncontent-length: 6\r\nconnection: close\r\n\r\n<html>"
    );
    assert_eq!(ask(&server.url(), CHUNKED), "HTTP/1.1 200");
    assert_eq!(ask(&server.url(), POST), "");
    let bodies: Vec<Vec<u8>> = server.requests().into_iter().map(|request| request.body).collect();
    assert_eq!(bodies, [&b"body"[..], b"3\r\nabc\r\n0\r\n\r\n", b"body"]);
    assert_eq!(server.requests()[0].header("Host"), Some("h"));
}

#[test]
fn a_proxy_loses_what_it_is_told_to_lose() {
    let server = canned(|number, _| Answer::http(200, "text/plain", format!("answer {number}")));
    let upstream = server.url().trim_start_matches("http://").parse().expect("an address");
    let proxy = Proxy::to(upstream, |number, _| match number {
        1 => Fate::LoseRequest,
        2 => Fate::LoseAnswer,
        3 => Fate::CutAnswer(8),
        _ => Fate::Carry,
    });
    let answers: Vec<String> = (0..4).map(|_| ask(&proxy.url(), POST)).collect();
    assert_eq!(answers[..3], ["", "", "HTTP/1.1"]);
    assert!(answers[3].ends_with("answer 3"), "the first request never arrived: {}", answers[3]);
    assert_eq!((proxy.requests().len(), server.requests().len()), (4, 3));
    let carried = server.requests().pop().expect("the last one was carried");
    assert_eq!(carried.header("connection"), Some("close"));
    assert_eq!(carried.body, b"body");
}

#[test]
fn servers_stop_while_a_client_hangs() {
    let server = canned(|_, _| Answer::CloseBefore);
    let address: SocketAddr = server.url().trim_start_matches("http://").parse().expect("an address");
    let mut silent = TcpStream::connect(address).expect("the server listens");
    silent.write_all(b"POST / HT").expect("the server reads");
    drop(server);
    let mut rest = Vec::new();
    drop(silent.read_to_end(&mut rest));
    assert_eq!(rest, b"");
}

#[cfg(target_os = "linux")]
mod without_network {
    use super::{Sandbox, child, is_child, shell};
    use crate::support::network::KILLED;

    #[test]
    fn a_process_without_sockets_lives() {
        let said = shell(&Sandbox::new(), "echo alive").without_network().run().success();
        assert_eq!(said.stdout, "alive\n");
    }

    #[test]
    fn a_child_that_opens_a_socket_dies() {
        dies("harness::without_network::a_child_that_opens_a_socket_dies", || {
            drop(std::net::UdpSocket::bind("127.0.0.1:0"));
        });
    }

    #[test]
    fn a_child_that_starts_a_runtime_dies() {
        dies("harness::without_network::a_child_that_starts_a_runtime_dies", || {
            drop(tokio::runtime::Builder::new_current_thread().enable_io().build());
        });
    }

    /// Runs this test again under the filter, where it does the deed; and once without, where it lives.
    fn dies(test: &str, deed: fn()) {
        if is_child() {
            return deed();
        }
        let sandbox = Sandbox::new();
        child(&sandbox, test).run().success();
        let said = child(&sandbox, test).without_network().run();
        assert_eq!(said.status, KILLED, "{said}");
    }
}
