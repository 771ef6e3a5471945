//! Connections that do not come about, or end too soon; certificates and proxies.

use super::scene::{Scene, diff};
use crate::support::{
    Conversation,
    authority::{Authority, TlsServer, Validity},
    forward_proxy::{Admission, ForwardProxy},
    org::against,
    projects::sample,
    servers::{Answer, Listener, canned},
};
use rustls::ServerConfig;
use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};
use xcred::org::{Authorities, HttpOptions, HttpTransport, InstanceUrl, OrgError, versions};

/// A host that only the proxy of the test leads to.
const HOST: &str = "acme.my.salesforce.test";

/// For names that nobody has (RFC 6761, section 6.4): a machine without a name service finds that out soon.
const ASK_ONCE: (&str, &str) = ("RES_OPTIONS", "attempts:1 timeout:1");

/// What a server says that finds nothing to agree on: a fatal alert of a handshake that failed (RFC 8446, section 6).
const ALERT: &[u8] = &[21, 3, 3, 0, 2, 2, 40];

pub(super) fn scenes() -> Vec<Scene> {
    let mut all = vec![
        Scene::run("name-not-resolved", "no connection could be made", |more| {
            diff("https://acme.my.salesforce.invalid", &[ASK_ONCE], more)
        }),
        Scene::run("connection-refused", "no connection could be made", |more| diff("http://127.0.0.1:1", &[], more)),
        Scene::run("connection-lost", "the connection was lost before the whole answer came", |more| {
            let org = canned(|_, _| Answer::CloseBefore);
            diff(&org.url(), &[], more)
        }),
        Scene::run("proxy-unreachable", "through the proxy `http://127.0.0.1:1` of `HTTPS_PROXY`", |more| {
            diff(&format!("https://{HOST}"), &[("HTTPS_PROXY", "http://127.0.0.1:1")], more)
        }),
        raw("tls-not-spoken", b"HTTP/1.1 400 Bad Request\r\n\r\n"),
        raw("tls-failed", ALERT),
        raw("host-unreachable", b""),
        Scene::run("authorities-unusable", "`SSL_CERT_FILE` names `nowhere.pem`, which cannot be read", |more| {
            diff(&format!("https://{HOST}"), &[("SSL_CERT_FILE", "nowhere.pem")], more)
        }),
        // Empty means the system's, and its reader finds no file of this name.
        Scene::run("no-authorities", "this system shows no certificate authorities", |more| {
            diff(&format!("https://{HOST}"), &[("SSL_CERT_FILE", "")], more)
        }),
    ];
    all.extend(CERTIFICATES.iter().map(|&(trouble, tls)| {
        Scene::run(trouble, "through the proxy `http://127.0.0.1:", move |more| company(tls, Admission::Everyone, more))
    }));
    let proxies = [("proxy-refused", Admission::Nobody), ("proxy-needs-login", only("another"))];
    all.extend(proxies.map(|(trouble, admission)| {
        Scene::run(trouble, "of `HTTPS_PROXY`", move |more| company(good, admission.clone(), more))
    }));
    all.extend([
        Scene::call("connection-timed-out", "no connection could be made", || {
            asked("https", HttpOptions { connect_timeout: SHORT, ..HttpOptions::default() })
        }),
        Scene::call("no-answer-in-time", "no answer came in time", || {
            asked("http", HttpOptions { first_byte_timeout: SHORT, ..HttpOptions::default() })
        }),
    ]);
    all
}

/// How a server speaks TLS, by the company's authority or not.
type Tls = fn(&Authority) -> ServerConfig;

const CERTIFICATES: &[(&str, Tls)] = &[
    ("certificate-unknown-authority", |_| Authority::new("Stranger").serving(&[HOST], Validity::Now)),
    ("certificate-expired", |authority| authority.serving(&[HOST], Validity::Past)),
    ("certificate-not-yet-valid", |authority| authority.serving(&[HOST], Validity::Future)),
    ("certificate-wrong-host", |authority| authority.serving(&["other.salesforce.test"], Validity::Now)),
    // Another authority that calls itself the same: what it signs, the key of the real one did not.
    ("certificate-refused", |_| Authority::new("Company").serving(&[HOST], Validity::Now)),
];

fn good(authority: &Authority) -> ServerConfig {
    authority.serving(&[HOST], Validity::Now)
}

fn only(password: &str) -> Admission {
    Admission::Only("user".to_owned(), password.to_owned())
}

/// An org behind a company's proxy, which the run trusts.
fn company(tls: Tls, admission: Admission, more: &[&str]) -> Conversation {
    let sandbox = sample();
    let authority = Authority::new("Company");
    sandbox.write("company.pem", authority.pem());
    let org = canned(|_, _| Answer::CloseBefore);
    let address = org.url().trim_start_matches("http://").parse().expect("a server has an address");
    let front = TlsServer::before(address, tls(&authority));
    let proxy = ForwardProxy::to(front.address(), admission);
    let run = against(&format!("https://{HOST}"), &sandbox, [&["diff"], more].concat());
    let run = run.env("HTTPS_PROXY", format!("http://user:password@{}", proxy.authority()));
    run.env("SSL_CERT_FILE", "company.pem").run()
}

/// A server that waits for the first byte, says something that is no TLS, and closes.
fn raw(trouble: &'static str, words: &'static [u8]) -> Scene {
    Scene::run(trouble, "no connection could be made", move |more| {
        let server = Listener::start(move |mut client| {
            client.read_exact(&mut [0])?;
            client.write_all(words)
        });
        let sandbox = sample();
        sandbox.write("company.pem", Authority::new("Company").pem());
        let run = against(&format!("https://{}", server.address()), &sandbox, [&["diff"], more].concat());
        run.env("SSL_CERT_FILE", "company.pem").run()
    })
}

/// Long enough for nothing.
const SHORT: Duration = Duration::from_millis(50);

/// What comes of asking a server for its versions that takes the connection and says nothing, until the client leaves.
fn asked(scheme: &str, options: HttpOptions) -> OrgError {
    let silent = Listener::start(|mut client: TcpStream| {
        let mut byte = [0];
        while client.read(&mut byte)? > 0 {}
        Ok(())
    });
    let folder = tempfile::TempDir::new().expect("a temporary folder can be made");
    let file = folder.path().join("company.pem");
    std::fs::write(&file, Authority::new("Company").pem()).expect("a file can be written");
    let authorities = Authorities { file: Some(file), ..Authorities::default() };
    let transport = HttpTransport::new(HttpOptions { authorities, ..options });
    let url = InstanceUrl::parse(&format!("{scheme}://{}", silent.address())).expect("it is on this machine");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be built");
    let answer = runtime.block_on(versions(&transport, &url));
    answer.expect_err("nobody answers")
}
