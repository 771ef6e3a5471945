//! A practice org inside the test, on the state of a sandbox's project: for what the binary meets over the network.
//!
//! It is the library's own org, served from a thread of the test, so that a test can hold its deployments and put a
//! misbehaving proxy before it.

use super::{
    Sandbox,
    sandbox::Invocation,
    servers::{self, Request},
};
use secrecy::SecretString;
use std::{
    ffi::OsStr,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    sync::{Arc, mpsc::channel},
    thread::{self, JoinHandle},
};
use tokio::sync::oneshot;
use xcred::practice::{Admission, Options, Pace, Practice};

/// The access token of every org in the tests. It must appear nowhere: [`super::super::secrets`] looks for it.
pub(crate) const TOKEN: &str = "00D000000000001!AQcanaryTOKENcanary.that.is.shown.nowhere";

/// A practice org that runs until it is dropped.
pub(crate) struct LoopbackOrg {
    address: SocketAddr,
    practice: Practice,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl LoopbackOrg {
    /// Serves the state of the sandbox's project, seeded as the sample project is.
    pub(crate) fn start(sandbox: &Sandbox, pace: Pace) -> Self {
        Self::admitting(sandbox, pace, SecretString::from(TOKEN).into())
    }

    /// The same, for whom these are let in.
    pub(crate) fn admitting(sandbox: &Sandbox, pace: Pace, admission: Admission) -> Self {
        let options = Options {
            state: sandbox.path(".xcred/practice"),
            seed: Some(sandbox.path("practice-seed")),
            clock: Arc::new(jiff::Timestamp::now),
            pace,
        };
        let practice = Practice::open(options).expect("the sample project's seed can be read");
        let (stop, stopped) = oneshot::channel();
        let (tell, told) = channel();
        let served = practice.clone();
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime can be built").block_on(async {
                let running = served.start(0, admission).expect("loopback has a free port");
                tell.send(running.address).expect("the test waits for the address");
                drop(stopped.await);
                running.stop().await;
            });
        });
        let address = told.recv().expect("the org starts");
        Self { address, practice, stop: Some(stop), thread: Some(thread) }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:PORT`.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Lets held deployments go on.
    pub(crate) fn release(&self) {
        self.practice.release();
    }

    /// Cancels a deployment, as another user of the org would; the answer's status.
    pub(crate) fn cancel(&self, id: &str) -> u16 {
        let path = format!("/services/data/v66.0/metadata/deployRequest/{id}");
        call(self.address, "PATCH", &path, TOKEN, r#"{"deployResult": {"status": "Canceling"}}"#).0
    }
}

impl Drop for LoopbackOrg {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

/// Prepares a run of `xcred` that talks to the org at this URL with [`TOKEN`], and is quick to try again.
pub(crate) fn against(url: &str, sandbox: &Sandbox, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Invocation {
    let run = sandbox.xcred(args).env("SF_ACCESS_TOKEN", TOKEN).env("SF_ORG_INSTANCE_URL", url);
    run.env("XCRED_RETRY_WAIT_MS", "1")
}

/// Sends one request as a client of nobody's library; the status and the body.
pub(crate) fn call(address: SocketAddr, method: &str, path: &str, token: &str, body: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).expect("the org listens");
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).expect("the org reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("the org answers in UTF-8");
    let (head, body) = answer.split_once("\r\n\r\n").expect("an answer has a head");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
    (status.expect("an answer has a status"), body.to_owned())
}

/// How many of these requests send a deployment.
pub(crate) fn deployments(requests: &[servers::Request]) -> usize {
    requests.iter().filter(|request| sends_deployment(&request.head)).count()
}

/// Whether a request with this head sends a deployment.
pub(crate) fn sends_deployment(head: &str) -> bool {
    let line = head.lines().next().unwrap_or_default();
    line.starts_with("POST ") && line.contains("/metadata/deployRequest")
}

/// Whether a request with this head asks how a deployment stands.
pub(crate) fn asks_status(head: &str) -> bool {
    let line = head.lines().next().unwrap_or_default();
    line.starts_with("GET ") && line.contains("/metadata/deployRequest/")
}

/// Whether a request is a SOAP call of this name.
pub(crate) fn is_soap(request: &Request, name: &str) -> bool {
    request.head.contains("/services/Soap/m/") && String::from_utf8_lossy(&request.body).contains(&format!("<{name}"))
}
