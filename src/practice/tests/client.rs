//! A client of the tests' own: HTTP over a bare socket, SOAP put together by hand.

use std::{
    fmt::Write as _,
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use base64::prelude::{BASE64_STANDARD, Engine};
use jiff::Timestamp;
use secrecy::SecretString;

use super::super::{Admission, Mishaps, Options, Pace, Practice, Running, Serving};
use crate::bundle::archive;

pub(super) const TOKEN: &str = "00D000000000001!practice.token";

/// A clock that goes when it is told to.
#[derive(Clone)]
pub(super) struct Watch(Arc<AtomicI64>);

impl Watch {
    pub(super) fn new() -> Self {
        Self(Arc::new(AtomicI64::new(1_795_000_000_000)))
    }

    pub(super) fn forward(&self, milliseconds: i64) {
        self.0.fetch_add(milliseconds, Ordering::SeqCst);
    }

    pub(super) fn clock(&self) -> super::super::Clock {
        let own = Arc::clone(&self.0);
        Arc::new(move || Timestamp::from_millisecond(own.load(Ordering::SeqCst)).unwrap())
    }
}

/// A served org in a folder of its own, and a runtime that serves it beside the test.
pub(super) struct Bench {
    pub(super) folder: tempfile::TempDir,
    pub(super) watch: Watch,
    pub(super) practice: Practice,
    pub(super) running: Option<Running>,
    pub(super) address: SocketAddr,
    runtime: Option<tokio::runtime::Runtime>,
    driver: Option<std::thread::JoinHandle<()>>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
}

impl Bench {
    /// An org that holds these files.
    pub(super) fn of(seed: &[(&str, &str)]) -> Self {
        Self::paced(seed, Pace::Steps)
    }

    pub(super) fn paced(seed: &[(&str, &str)], pace: Pace) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in seed {
            let path = folder.path().join("seed").join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        std::fs::create_dir_all(folder.path().join("seed")).unwrap();
        Self::in_folder(folder, Watch::new(), pace)
    }

    pub(super) fn in_folder(folder: tempfile::TempDir, watch: Watch, pace: Pace) -> Self {
        let seed = folder.path().join("seed");
        Self::seeded(folder, seed, watch, pace)
    }

    /// An org with its state in one folder and its seed in another.
    pub(super) fn seeded(folder: tempfile::TempDir, seed: PathBuf, watch: Watch, pace: Pace) -> Self {
        let options = Options { seed: Some(seed), ..options(folder.path(), &watch, pace) };
        Self::opened(folder, options, watch, secret().into())
    }

    /// An empty org that lets these in.
    pub(super) fn admitting(admission: Admission) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let watch = Watch::new();
        let options = Options { seed: None, ..options(folder.path(), &watch, Pace::Steps) };
        Self::opened(folder, options, watch, admission)
    }

    fn opened(folder: tempfile::TempDir, options: Options, watch: Watch, admission: Admission) -> Self {
        Self::serving(folder, options, watch, |_| Serving {
            port: 0,
            admission,
            mishaps: Mishaps::default(),
            authority: None,
        })
    }

    /// An empty org to which these happen.
    pub(super) fn suffering(mishaps: Mishaps) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let watch = Watch::new();
        let options = Options { seed: None, ..options(folder.path(), &watch, Pace::Steps) };
        let admission = secret().into();
        Self::serving(folder, options, watch, |_| Serving { port: 0, admission, mishaps, authority: None })
    }

    /// An empty org that is served over TLS, and the file with the certificate to trust.
    pub(super) fn sealed(mishaps: Mishaps) -> (Self, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let watch = Watch::new();
        let options = Options { seed: None, ..options(folder.path(), &watch, Pace::Steps) };
        let mut trusted = PathBuf::new();
        let org = Self::serving(folder, options, watch, |practice| {
            let (authority, file) = practice.authority().unwrap();
            trusted = file;
            Serving { port: 0, admission: secret().into(), mishaps, authority: Some(authority) }
        });
        (org, trusted)
    }

    fn serving(
        folder: tempfile::TempDir,
        options: Options,
        watch: Watch,
        how: impl FnOnce(&Practice) -> Serving,
    ) -> Self {
        let practice = Practice::open(options).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let running = {
            let _inside = runtime.enter();
            practice.serve(how(&practice)).unwrap()
        };
        let address = running.address;
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let handle = std::thread::spawn(move || {
            let _ = runtime.block_on(stopped);
        });
        Self {
            folder,
            watch,
            practice,
            running: Some(running),
            address,
            runtime: None,
            driver: Some(handle),
            stop: Some(stop),
        }
    }

    /// Stops the server and starts another one on the same folder.
    pub(super) fn restarted(mut self) -> Self {
        self.shut();
        let folder = std::mem::replace(&mut self.folder, tempfile::tempdir().unwrap());
        let watch = self.watch.clone();
        drop(self);
        Self::in_folder(folder, watch, Pace::Steps)
    }

    fn shut(&mut self) {
        drop(self.running.take());
        drop(self.stop.take());
        if let Some(driver) = self.driver.take() {
            driver.join().unwrap();
        }
        drop(self.runtime.take());
    }

    pub(super) fn state(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    /// One request; the headers are lines.
    pub(super) fn send(&self, method: &str, path: &str, headers: &[&str], body: &[u8]) -> Reply {
        send(self.address, method, path, headers, body)
    }

    pub(super) fn get(&self, path: &str) -> Reply {
        self.send("GET", path, &[&bearer()], b"")
    }

    pub(super) fn soap(&self, call: &str) -> Reply {
        self.soap_as(TOKEN, call)
    }

    pub(super) fn soap_as(&self, token: &str, call: &str) -> Reply {
        let text = envelope(token, call);
        let headers = ["Content-Type: text/xml", "SOAPAction: \"\""];
        self.send("POST", "/services/Soap/m/66.0", &headers, text.as_bytes())
    }

    /// Sends an archive over REST and gives the id.
    pub(super) fn deploy(&self, options: &str, zip: &[u8]) -> String {
        let reply = self.deploy_request(&format!("{{\"deployOptions\":{options}}}"), zip);
        assert_eq!(reply.status, 201, "{}", reply.text());
        reply.json()["id"].as_str().unwrap().to_owned()
    }

    pub(super) fn deploy_request(&self, json: &str, zip: &[u8]) -> Reply {
        let parts: [(&str, &str, &[u8]); 2] =
            [("json", "application/json", json.as_bytes()), ("file\"; filename=\"deploy.zip", "application/zip", zip)];
        self.form(&parts)
    }

    pub(super) fn form(&self, parts: &[(&str, &str, &[u8])]) -> Reply {
        let mut body = Vec::new();
        for (name, content_type, content) in parts {
            let head = format!(
                "--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\nContent-Type: {content_type}\r\n\r\n"
            );
            body.extend(head.as_bytes());
            body.extend(*content);
            body.extend(b"\r\n");
        }
        body.extend(b"--edge--\r\n");
        let headers = [bearer(), "Content-Type: multipart/form-data; boundary=edge".to_owned()];
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        self.send("POST", "/services/data/v66.0/metadata/deployRequest", &headers, &body)
    }

    pub(super) fn status(&self, id: &str) -> serde_json::Value {
        let path = format!("/services/data/v66.0/metadata/deployRequest/{id}?includeDetails=true");
        let reply = self.get(&path);
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()["deployResult"].clone()
    }

    /// Asks until the deployment is done.
    pub(super) fn outcome(&self, id: &str) -> serde_json::Value {
        for _ in 0..20 {
            let result = self.status(id);
            if result["done"] == true {
                return result;
            }
        }
        panic!("the deployment never ends");
    }

    /// Deploys, waits, and gives the result.
    pub(super) fn deployed(&self, options: &str, files: &[(&str, &str)]) -> serde_json::Value {
        self.outcome(&self.deploy(options, &zip(files)))
    }

    /// Retrieves by SOAP and gives the files of the archive.
    pub(super) fn retrieved(&self, types: &str) -> Vec<(String, String)> {
        let reply = self.soap(&format!(
            "<retrieve><retrieveRequest><apiVersion>66.0</apiVersion><singlePackage>true</singlePackage><unpackaged>{types}<version>66.0</version></unpackaged></retrieveRequest></retrieve>"
        ));
        let id = reply.between("<id>", "</id>");
        let ask = format!(
            "<checkRetrieveStatus><asyncProcessId>{id}</asyncProcessId><includeZip>true</includeZip></checkRetrieveStatus>"
        );
        assert_eq!(self.soap(&ask).between("<status>", "</status>"), "InProgress");
        unzip(&self.soap(&ask).between("<zipFile>", "</zipFile>"))
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.shut();
    }
}

pub(super) fn options(folder: &std::path::Path, watch: &Watch, pace: Pace) -> Options {
    Options { state: folder.join("state"), seed: Some(folder.join("seed")), clock: watch.clock(), pace }
}

pub(super) fn secret() -> SecretString {
    SecretString::from(TOKEN)
}

pub(super) fn bearer() -> String {
    format!("Authorization: Bearer {TOKEN}")
}

pub(super) fn envelope(token: &str, call: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Header xmlns=\"http://soap.sforce.com/2006/04/metadata\"><SessionHeader><sessionId>{token}</sessionId></SessionHeader></soapenv:Header><soapenv:Body xmlns=\"http://soap.sforce.com/2006/04/metadata\">{call}</soapenv:Body></soapenv:Envelope>"
    )
}

pub(super) fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    archive::write(files.iter().map(|(name, text)| (*name, text.as_bytes())))
}

pub(super) fn unzip(encoded: &str) -> Vec<(String, String)> {
    let bytes = BASE64_STANDARD.decode(encoded).unwrap();
    let entries = archive::read(&bytes, archive::ArchiveLimits::default()).unwrap();
    let text = |entry: archive::Entry| (entry.name, String::from_utf8(entry.bytes).unwrap());
    entries.into_iter().map(text).collect()
}

/// An answer.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

impl Reply {
    pub(super) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub(super) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(super) fn between(&self, start: &str, end: &str) -> String {
        let text = self.text();
        let from = text.find(start).unwrap_or_else(|| panic!("{start} in {text}")) + start.len();
        let to = from + text[from..].find(end).unwrap();
        text[from..to].to_owned()
    }
}

fn send(address: SocketAddr, method: &str, path: &str, headers: &[&str], body: &[u8]) -> Reply {
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    for header in headers {
        write!(head, "{header}\r\n").unwrap();
    }
    write!(head, "Content-Length: {}\r\n\r\n", body.len()).unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    // A server that has heard enough hangs up before all is said.
    let _ = stream.write_all(body);
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(answer[..end].to_vec()).unwrap();
    // A page is what stands in the org's place, and no answer of it.
    if !head.to_ascii_lowercase().contains("content-type: text/html") {
        keep(path, &answer[end + 4..]);
    }
    Reply { status: head[9..12].parse().unwrap(), body: answer[end + 4..].to_vec(), head }
}

/// Keeps SOAP answers where `XCRED_KEEP_ANSWERS` names a folder, so that a schema can judge them.
fn keep(path: &str, body: &[u8]) {
    static NUMBER: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    if let (Ok(folder), true) = (std::env::var("XCRED_KEEP_ANSWERS"), path.contains("/Soap/")) {
        let number = NUMBER.fetch_add(1, Ordering::SeqCst);
        std::fs::write(PathBuf::from(folder).join(format!("{number}.xml")), body).unwrap();
    }
}
