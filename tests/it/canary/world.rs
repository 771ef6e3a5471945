//! A world full of secrets: a project, an org behind TLS behind a proxy, and every way to log in to it.

use super::{
    needles::{Canary, found_in},
    sf,
};
use crate::{
    deploy_trouble::replace,
    support::{
        Conversation, Sandbox,
        authority::{Authority, TlsServer, Validity},
        forward_proxy::{Admission, ForwardProxy},
        org::{LoopbackOrg, TOKEN},
        projects::sample,
        sandbox::Invocation,
        servers::{self, Request},
        tree_of,
    },
};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read, Write},
    net::TcpStream,
    os::unix::fs::PermissionsExt,
    process::Command,
    sync::{Arc, Condvar, Mutex},
    time::Duration,
};
use xcred::practice::Pace;

/// The org's host, which only the proxy leads to.
const HOST: &str = "acme.my.salesforce.test";

const AUTH_URL_SECRET: &str = "canaryAuthUrlClientSecret";
const AUTH_URL_REFRESH: &str = "5Aep861canaryAuthUrlRefreshToken";
const ROTATED: &str = "5Aep861canaryRotatedRefreshToken";
const CLIENT_SECRET: &str = "canaryClientSecretOfVariable";
const FILE_SECRET: &str = "canaryClientSecretOfFile";
const FILE_TOKEN: &str = "AQcanaryAccessTokenOfFile";
const PROXY_PASSWORD: &str = "canaryProxyPassword";
const CODE: &str = "canaryAuthorizationCode";
const SF_REFRESH: &str = "5Aep861canarySalesforceCliRefreshToken";
const SF_KEY: &str = "c0ffee5ec4e7c0ffee5ec4e7c0ffee5e";
const STORE_KEY: &str = "ca7a21e5ca7a21e5ca7a21e5ca7a21e5ca7a21e5ca7a21e5ca7a21e5ca7a21e5";
const OURS: &str = "canaryOfTheProjectsFiles";
const THEIRS: &str = "canaryOfTheOrgsComponents";
const KEY: &str = include_str!("../../keys/login.key");

/// All secrets of the world.
pub(super) fn canaries() -> Vec<Canary> {
    let token = TOKEN.split_once('!').expect("a token has an org").1;
    let lines = KEY.lines().filter(|line| line.len() == 64).step_by(6);
    let keys = lines.map(|line| Canary::of_logins("a line of the private key", line));
    let logins = [
        ("the access token", token),
        ("the client secret of the auth URL", AUTH_URL_SECRET),
        ("the refresh token of the auth URL", AUTH_URL_REFRESH),
        ("the rotated refresh token", ROTATED),
        ("the client secret of a variable", CLIENT_SECRET),
        ("the client secret of a file", FILE_SECRET),
        ("the access token of a file", FILE_TOKEN),
        ("the password of the proxy", PROXY_PASSWORD),
        ("the authorization code", CODE),
        ("the key of the store", STORE_KEY),
        ("the refresh token of the Salesforce CLI", SF_REFRESH),
        ("the key of the Salesforce CLI", SF_KEY),
    ];
    let logins = logins.map(|(name, core)| Canary::of_logins(name, core));
    let components = [
        Canary::of_components("a secret in the project's files", OURS),
        Canary::of_components("a secret in the org's components", THEIRS),
    ];
    logins.into_iter().chain(keys).chain(components).collect()
}

/// Where a login comes from: how many of the variables that stand before it are not there, and the org that is meant.
pub(super) struct Source {
    pub(super) name: &'static str,
    without: usize,
    target: Option<&'static str>,
}

/// The variables that hold logins, in the order in which they count.
const VARIABLES: [&str; 5] =
    ["SF_ACCESS_TOKEN", "SF_ORG_INSTANCE_URL", "XCRED_AUTH_URL", "XCRED_JWT_KEY", "XCRED_CLIENT_SECRET"];

const fn of_variables(name: &'static str, without: usize) -> Source {
    Source { name, without, target: None }
}

const fn of_store(name: &'static str, target: &'static str) -> Source {
    Source { name, without: VARIABLES.len(), target: Some(target) }
}

/// All places where a login can come from.
pub(super) const SOURCES: &[Source] = &[
    of_variables("a token", 0),
    of_variables("an auth URL", 2),
    of_variables("a signed assertion", 3),
    of_variables("client credentials", 4),
    of_store("our own store", "own"),
    of_store("the files of the Salesforce CLI", "sforg"),
    of_store("the Salesforce CLI itself", "nextorg"),
];

/// How the org's host behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mood {
    /// It does what it is asked.
    Willing,
    /// It answers with a page that repeats the request.
    Page(u16),
    /// It answers with errors, of OAuth or of the API, that repeat the request.
    Error(u16),
    /// It answers with a SOAP fault that repeats the request.
    Fault,
    /// It closes without a word.
    Silent,
    /// Its certificate is one of a stranger.
    Stranger,
    /// The proxy makes no way to it.
    ProxyRefuses,
    /// It answers when the test lets it.
    Held,
}

/// The world.
pub(super) struct World {
    pub(super) mood: Mood,
    now: Arc<Mutex<Mood>>,
    sandbox: Sandbox,
    proxy: ForwardProxy,
    gate: Arc<Gate>,
    _front: TlsServer,
    _org: Arc<LoopbackOrg>,
}

impl World {
    pub(super) fn new(mood: Mood) -> Self {
        let sandbox = sample();
        hide_secrets(&sandbox);
        let org = Arc::new(LoopbackOrg::start(&sandbox, Pace::Steps));
        let authority = Authority::new("Company");
        sandbox.write("company.pem", authority.pem());
        let stranger = Authority::new("Stranger");
        let signer = if mood == Mood::Stranger { &stranger } else { &authority };
        let gate = Arc::<Gate>::default();
        let (waiting, upstream) = (Arc::clone(&gate), org.address());
        let now = Arc::new(Mutex::new(mood));
        let shown = Arc::clone(&now);
        let turned = move || *servers::locked(&shown);
        let front = TlsServer::answering(signer.serving(&[HOST], Validity::Now), move |request| match turned() {
            Mood::Held => {
                waiting.pass();
                willing(request, upstream)
            }
            Mood::Page(status) => Ok(http(status, "text/html", &format!("<html>{}</html>", repeated(request)))),
            Mood::Error(status) => Ok(http(status, "application/json", &errors(request))),
            Mood::Fault => Ok(http(500, "text/xml", &fault(request))),
            Mood::Silent => Err(io::ErrorKind::ConnectionAborted.into()),
            _ => willing(request, upstream),
        });
        let admission = match mood {
            Mood::ProxyRefuses => Admission::Nobody,
            _ => Admission::Only("user".to_owned(), PROXY_PASSWORD.to_owned()),
        };
        let proxy = ForwardProxy::to(front.address(), admission);
        Self { mood, now, sandbox, proxy, gate, _front: front, _org: org }
    }

    /// Logs in where the source is a store of ours: the org is willing for that long.
    pub(super) fn prepare(&self, source: &Source) {
        if source.target == Some("own") {
            *servers::locked(&self.now) = Mood::Willing;
            let login = self.xcred(&SOURCES[0], vec!["org", "login", "auth-url", "--alias", "own", "--verbose"]);
            self.heard(&login.run().success());
            *servers::locked(&self.now) = self.mood;
        }
    }

    /// Prepares a run with all that this source leaves.
    pub(super) fn xcred(&self, source: &Source, words: Vec<&str>) -> Invocation {
        let run = self.sandbox.xcred([&words[..], &["--trace-http", "trace.log"]].concat());
        let without = &VARIABLES[..source.without];
        let variables = self.variables().into_iter().filter(|(name, _)| !without.contains(name));
        let run = variables.fold(run, |run, (name, value)| run.env(name, value));
        source.target.into_iter().fold(run, |run, target| run.env("SF_TARGET_ORG", target))
    }

    fn variables(&self) -> Vec<(&'static str, String)> {
        let text = |text: &str| text.to_owned();
        vec![
            ("SF_ACCESS_TOKEN", text(TOKEN)),
            ("SF_ORG_INSTANCE_URL", format!("https://{HOST}")),
            ("XCRED_AUTH_URL", auth_url()),
            ("XCRED_JWT_KEY", text(KEY)),
            ("XCRED_CLIENT_ID", text("3MVG9.consumer.key")),
            ("XCRED_CLIENT_SECRET", text(CLIENT_SECRET)),
            ("XCRED_USERNAME", text("robot@acme.example")),
            ("XCRED_LOGIN_URL", format!("https://{HOST}")),
            ("XCRED_STORE_KEY", text(STORE_KEY)),
            ("HTTPS_PROXY", format!("http://user:{PROXY_PASSWORD}@{}", self.proxy.authority())),
            ("SSL_CERT_FILE", text("company.pem")),
            ("XCRED_RETRY_WAIT_MS", text("1")),
            ("SF_USE_GENERIC_UNIX_KEYCHAIN", text("true")),
            ("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", self.sandbox.path("bin").display())),
            ("RUST_LOG", text("trace")),
            ("RUST_BACKTRACE", text("full")),
        ]
    }

    /// A file that holds a secret.
    pub(super) fn secret_file(&self, name: &str) -> Vec<u8> {
        self.sandbox.read(name)
    }

    /// The address on which a browser ends, of a login that nobody began.
    pub(super) fn redirect(&self) -> Vec<u8> {
        format!("http://localhost:1717/OauthRedirect?code={CODE}&state=another\n").into_bytes()
    }

    /// All files of the world, by folder and name.
    pub(super) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let folders = [("", self.sandbox.project()), ("home/", self.sandbox.home()), ("tmp/", self.sandbox.temp())];
        let trees = folders.into_iter().flat_map(|(before, folder)| {
            tree_of(&folder).into_iter().map(move |(name, bytes)| (format!("{before}{name}"), bytes))
        });
        trees.filter(|(name, _)| !name.ends_with(".fifo")).collect()
    }

    /// Asserts that a conversation holds no secret.
    #[track_caller]
    pub(super) fn heard(&self, said: &Conversation) {
        let found = found_in(&canaries(), said.to_string().as_bytes());
        assert!(found.is_none(), "{found:?}\n{said}");
    }

    /// Waits until the host has a request, which it holds.
    pub(super) fn wait_for_request(&self) {
        self.gate.wait_for_request();
    }

    /// Lets the host answer what it has and all that comes.
    pub(super) fn release(&self) {
        self.gate.open();
    }

    /// The run with a browser that hands the address that it gets to the test.
    pub(super) fn with_browser(&self, run: Invocation) -> Invocation {
        let script = self.sandbox.path("browser.sh");
        let pipe = self.sandbox.path("browser.fifo");
        if !pipe.exists() {
            let made = Command::new("mkfifo").arg(&pipe).status().expect("a pipe can be made");
            assert!(made.success());
            let text = format!("#!/bin/sh\nprintf '%s' \"$1\" > '{}'\n", pipe.display());
            fs::write(&script, text).expect("a script can be written");
            fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("a script can be made one");
        }
        run.env("XCRED_BROWSER", script)
    }

    /// Waits for the address, and comes back from the login page.
    pub(super) fn browse(&self) {
        let mut address = String::new();
        let mut pipe = File::open(self.sandbox.path("browser.fifo")).expect("the pipe is there");
        pipe.read_to_string(&mut address).expect("an address is text");
        let url: url::Url = address.parse().expect("an address is one");
        assert!(found_in(&canaries(), address.as_bytes()).is_none(), "{address}");
        let pairs: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
        let mut back: url::Url = pairs["redirect_uri"].parse().expect("the redirect is an address");
        back.query_pairs_mut().append_pair("code", CODE).append_pair("state", &pairs["state"]);
        let authority = format!("127.0.0.1:{}", back.port().expect("the redirect has a port"));
        let mut stream = TcpStream::connect(&authority).expect("the login waits");
        let path = &back[url::Position::BeforePath..];
        let host = back.host_str().expect("the redirect has a host");
        let port = back.port().expect("the redirect has a port");
        write!(stream, "GET {path} HTTP/1.1\r\nhost: {host}:{port}\r\nconnection: close\r\n\r\n")
            .expect("the login reads");
        let mut page = String::new();
        stream.read_to_string(&mut page).expect("the login shows a page");
        assert!(found_in(&canaries(), page.as_bytes()).is_none(), "{page}");
    }
}

fn auth_url() -> String {
    format!("force://PlatformCLI:{AUTH_URL_SECRET}:{AUTH_URL_REFRESH}@{HOST}")
}

/// Puts secrets into the files of the project, of the org, and into those that flags name.
fn hide_secrets(sandbox: &Sandbox) {
    let stripe = |folder: &str, ending: &str| format!("{folder}/externalCredentials/Stripe.externalCredential{ending}");
    let (ours, theirs) = (stripe("force-app/main/default", "-meta.xml"), stripe("practice-seed", ""));
    let header = |name: &str| format!("{{!&apos;Bearer &apos; &amp; $Credential.Stripe.{name}}}");
    replace(sandbox, &ours, &header("ApiKey"), &format!("Bearer sk_live_{OURS}"));
    replace(sandbox, &theirs, &header("SecretKey"), &format!("Bearer sk_live_{THEIRS}"));
    let secret = format!("</consumerKey>\n    <consumerSecret>{OURS}</consumerSecret>");
    replace(sandbox, "force-app/main/default/authproviders/Workspace.authprovider-meta.xml", "</consumerKey>", &secret);
    let address = format!("https://user:{OURS}@auth.parcels.example/oauth2/token?client_secret={OURS}");
    let shipping = "integrations/fulfilment/externalCredentials/Shipping.externalCredential-meta.xml";
    replace(sandbox, shipping, "https://auth.parcels.example/oauth2/token", &address);
    // The session of the files has expired, so that it is renewed, and what is new is written back.
    sf::write_login(sandbox, SF_KEY, HOST, &format!("00D000000000001!{FILE_TOKEN}"), SF_REFRESH);
    sf::write_program(&sandbox.path("bin"), HOST, TOKEN);
    sandbox.write("old.xml", sandbox.read(&theirs));
    sandbox.write("token.txt", format!("00D000000000001!{FILE_TOKEN}\n"));
    sandbox.write("client-secret.txt", format!("{FILE_SECRET}\n"));
    sandbox.write("auth-url.txt", format!("{}\n", auth_url()));
    sandbox.write("server.key", KEY);
    for name in ["token.txt", "client-secret.txt", "auth-url.txt", "server.key"] {
        let private = fs::Permissions::from_mode(0o600);
        fs::set_permissions(sandbox.path(name), private).expect("a file of ours");
    }
}

/// An org that does what it is asked, and begins sessions for everybody.
fn willing(request: &Request, upstream: std::net::SocketAddr) -> io::Result<Vec<u8>> {
    let line = request.head.lines().next().unwrap_or_default();
    if line.contains("/services/oauth2/token") {
        let body = serde_json::json!({
            "access_token": TOKEN,
            "refresh_token": ROTATED,
            "instance_url": format!("https://{HOST}"),
            "id": "https://login.salesforce.com/id/00D000000000001AAA/005000000000001AAA",
            "scope": "api refresh_token",
            "token_type": "Bearer",
        });
        return Ok(http(200, "application/json", &body.to_string()));
    }
    if line.contains("/services/oauth2/revoke") {
        return Ok(http(200, "text/plain", ""));
    }
    servers::ask(upstream, &request.closing())
}

fn http(status: u16, kind: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status} X\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n");
    format!("{head}sforce-limit-info: api-usage=99/100\r\n\r\n{body}").into_bytes()
}

/// A request, as a server repeats it that is too helpful: as it came, and with its form taken apart.
fn repeated(request: &Request) -> String {
    let body = String::from_utf8_lossy(&request.body);
    let form: Vec<String> =
        url::form_urlencoded::parse(&request.body).map(|(name, value)| format!("{name}={value}")).collect();
    format!("{} {body} {}", request.head.replace("\r\n", " "), form.join(" "))
}

fn errors(request: &Request) -> String {
    let words = repeated(request);
    let is_oauth = request.head.contains("/services/oauth2/");
    match is_oauth {
        true => serde_json::json!({ "error": "invalid_grant", "error_description": words }).to_string(),
        false => serde_json::json!([{ "errorCode": "INVALID_SESSION_ID", "message": words }]).to_string(),
    }
}

fn fault(request: &Request) -> String {
    let words = repeated(request).replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<Envelope><Body><Fault><faultcode>sf:UNKNOWN_EXCEPTION</faultcode><faultstring>{words}</faultstring></Fault></Body></Envelope>"
    )
}

/// Holds requests until the test has looked.
#[derive(Default)]
struct Gate {
    state: Mutex<Held>,
    changed: Condvar,
}

#[derive(Default)]
struct Held {
    requests: usize,
    is_open: bool,
}

/// A run that asks nothing for so long never will.
const PATIENCE: Duration = Duration::from_secs(60);

impl Gate {
    /// Holds a request until the gate opens.
    fn pass(&self) {
        let mut held = servers::locked(&self.state);
        held.requests += 1;
        self.changed.notify_all();
        drop(self.changed.wait_while(held, |held| !held.is_open).expect("no test panics here"));
    }

    /// Waits until a request is held.
    fn wait_for_request(&self) {
        let held = servers::locked(&self.state);
        let waited = self.changed.wait_timeout_while(held, PATIENCE, |held| held.requests == 0);
        let (held, _) = waited.expect("no test panics here");
        assert!(held.requests > 0, "the run asks nothing");
    }

    fn open(&self) {
        servers::locked(&self.state).is_open = true;
        self.changed.notify_all();
    }
}
