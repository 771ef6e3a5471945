//! `xcred practice`: the practice org for people, and for other clients.

use crate::support::{
    Conversation, Running, Sandbox, Stream,
    org::call,
    projects::{empty_project, sample},
    schema::{document, found, text},
    tree_of,
};
use std::{
    fs,
    net::{SocketAddr, TcpListener},
    os::unix::fs::PermissionsExt,
};

#[test]
fn what_the_org_holds_is_listed() {
    let sandbox = sample();
    let told = document(&sandbox.run(["practice", "show", "--json"]).success());
    assert_eq!(found(&told).len(), 42);
    let seeded = tree_of(&sandbox.path("practice-seed"));
    for id in found(&told) {
        let (_, name) = id.split_once(':').expect("an id has a type");
        assert!(seeded.keys().any(|file| file.contains(&format!("/{name}."))), "{id} comes from nowhere");
    }
    let shown = sandbox.run(["practice", "show", "-C", ".", "--no-color"]).success();
    let last = shown.stdout.lines().last();
    assert_eq!((shown.stdout.lines().count(), last), (45, Some("42 components in `.xcred/practice`.")), "{shown}");
}

#[test]
fn an_org_without_a_seed_is_empty() {
    let sandbox = empty_project();
    insta::assert_snapshot!(sandbox.run(["practice", "show"]).success(), @"
    $ xcred practice show
    --- stdout
    The practice org in `.xcred/practice` is empty.
    --- stderr
    --- exit 0
    ");
    sandbox.write("xcred.toml", "[practice]\nseed = \"nowhere\"\n");
    sandbox.run(["practice", "reset"]).success();
    insta::assert_snapshot!(sandbox.run(["practice", "show"]).exits(65), @"
    $ xcred practice show
    --- stdout
    --- stderr
    error: the practice org's seed `nowhere` cannot be read: IO error for operation on nowhere: No such file or directory (os error 2)
      hint: `seed` under `[practice]` in xcred.toml names the folder
    --- exit 65
    ");
}

#[test]
fn a_reset_brings_the_seed_back() {
    let sandbox = sample();
    sandbox.run(["deploy", "--yes"]).success();
    sandbox.run(["diff", "--exit-code", "-m", "ExternalCredential:Stripe"]).success();
    insta::assert_snapshot!(sandbox.run(["practice", "reset"]).success(), @"
    $ xcred practice reset
    --- stdout
    The practice org was forgotten; the next use seeds it from `practice-seed`.
    --- stderr
    --- exit 0
    ");
    sandbox.run(["diff", "--exit-code", "-m", "ExternalCredential:Stripe"]).exits(2);
    let told = document(&sandbox.run(["practice", "reset", "--json"]).success());
    assert!(text(&told["result"]["message"]).contains("practice-seed"), "{told}");
}

/// Starts `practice serve`; the address.
fn serve(sandbox: &Sandbox, port: &str) -> (Running, SocketAddr) {
    let mut running = sandbox.xcred(["practice", "serve", "--port", port, "--token-file", "token"]).start();
    let url = running.wait_for(Stream::Stdout, "http://");
    let address = url.trim_start_matches("http://").parse().expect("the URL is that of a port");
    (running, address)
}

const QUERY: &str = "/services/data/v66.0/tooling/query?q=SELECT+Id+FROM+DeployRequest";

#[test]
fn the_org_is_served_to_whoever_has_its_token() {
    let sandbox = sample();
    let (running, address) = serve(&sandbox, "0");
    let token = String::from_utf8(sandbox.read("token")).expect("a token is text");
    let mode = fs::metadata(sandbox.path("token")).expect("the file is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(call(address, "GET", QUERY, token.trim(), "").0, 200);
    let (status, body) = call(address, "GET", QUERY, "00D000000000001!wrong", "");
    assert_eq!((status, body.contains("INVALID_SESSION_ID")), (401, true));
    assert_eq!(call(address, "GET", QUERY, "", "").0, 401);
    assert_eq!(call(address, "GET", "/services/data", "", "").0, 200);
    running.interrupt();
    let said = running.finish().success();
    assert!(!said.to_string().contains(token.trim()), "{said}");
    insta::assert_snapshot!(said.redacted(), @"
    $ xcred practice serve --port 0 --token-file token
    --- stdout
    http://127.0.0.1:[PORT]
    The practice org has stopped.
    --- stderr
    The practice org answers there; its access token is in `token`. Ctrl-C ends it.
    --- exit 0
    ");
}

#[test]
fn an_org_over_tls_says_whom_to_trust_and_where_its_secrets_are() {
    let sandbox = sample();
    let words = ["practice", "serve", "--tls", "--token-file", "token", "--client-secret-file", "secret"];
    let mut running = sandbox.xcred(words).start();
    running.wait_for(Stream::Stdout, "https://127.0.0.1:");
    running.interrupt();
    let said = running.finish().success();
    insta::assert_snapshot!(said.redacted(), @"
    $ xcred practice serve --tls --token-file token --client-secret-file secret
    --- stdout
    https://127.0.0.1:[PORT]
    The practice org has stopped.
    --- stderr
    The practice org answers there; its access token is in `token`. The secret of the app `xcred-ci` is in `secret`. The certificate to trust is `.xcred/practice/authority.pem`. Ctrl-C ends it.
    --- exit 0
    ");
    let authority = String::from_utf8(sandbox.read(".xcred/practice/authority.pem")).expect("PEM is text");
    assert!(authority.starts_with("-----BEGIN CERTIFICATE-----") && !authority.contains("KEY"));
    let secret = String::from_utf8(sandbox.read("secret")).expect("a secret is text");
    let mode = fs::metadata(sandbox.path("secret")).expect("the file is there").permissions().mode();
    assert_eq!((mode & 0o777, said.to_string().contains(secret.trim())), (0o600, false));
    sandbox.run(["practice", "reset"]).success();
    assert!(!sandbox.path(".xcred/practice/authority.pem").exists());
}

#[test]
fn a_token_that_is_there_is_kept() {
    let sandbox = sample();
    sandbox.write("token", "00D000000000001!a.token.of.our.own\n");
    let (running, address) = serve(&sandbox, "0");
    assert_eq!(call(address, "GET", QUERY, "00D000000000001!a.token.of.our.own", "").0, 200);
    drop(running);
    sandbox.write("token", "short\n");
    let said = sandbox.run(["practice", "serve", "--token-file", "token"]).exits(64);
    insta::assert_snapshot!(said, @"
    $ xcred practice serve --token-file token
    --- stdout
    --- stderr
    error: `token` holds no access token of 16 characters or more
      hint: remove the file, and a new one is made
    --- exit 64
    ");
    assert_eq!(sandbox.read("token"), b"short\n");
}

#[test]
fn a_port_that_is_taken_is_told() {
    let sandbox = sample();
    let taken = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let port = taken.local_addr().expect("it is bound").port().to_string();
    let said = sandbox.run(["practice", "serve", "--port", &port, "--token-file", "token"]).exits(65);
    insta::assert_snapshot!(said.to_string().replace(&port, "[PORT]"), @"
    $ xcred practice serve --port [PORT] --token-file token
    --- stdout
    --- stderr
    error: the practice org cannot listen on port [PORT] of this machine: Address already in use (os error 98)
      hint: `--port 0` takes any port that is free
    --- exit 65
    ");
}

/// The kernel's list of listening sockets names their addresses.
#[cfg(target_os = "linux")]
#[test]
fn nobody_else_on_the_network_is_served() {
    let sandbox = sample();
    let (_running, address) = serve(&sandbox, "0");
    let port = format!(":{:04X}", address.port());
    let listening = |table: &str| {
        let text = fs::read_to_string(table).unwrap_or_default();
        let ours = |line: &&str| line.split_whitespace().nth(1).is_some_and(|address| address.ends_with(&port));
        let listens = |line: &&str| line.split_whitespace().nth(3) == Some("0A");
        text.lines().filter(ours).filter(listens).map(str::to_owned).collect::<Vec<_>>()
    };
    let [line] = &listening("/proc/net/tcp")[..] else { panic!("one socket listens on {address}") };
    assert!(line.contains(" 0100007F:"), "{line}");
    assert!(listening("/proc/net/tcp6").is_empty());
}

#[test]
fn one_state_serves_several_processes_at_once() {
    let sandbox = sample();
    let runs: Vec<Running> = (0..4).map(|_| sandbox.xcred(["practice", "show", "--json"]).start()).collect();
    let told: Vec<_> = runs.into_iter().map(|run| document(&run.finish().success())["result"].clone()).collect();
    assert!(told.iter().all(|one| *one == told[0]), "all of them see one org");
    let (_running, address) = serve(&sandbox, "0");
    let names = ["Stripe", "Erp", "Shipping", "Newsletter"].map(|name| format!("ExternalCredential:{name}"));
    let deploy = |name: &String| sandbox.xcred(["deploy", "--yes", "-m", name]).start();
    let runs: Vec<Running> = names.iter().map(deploy).collect();
    for run in runs {
        let said: Conversation = run.finish().success();
        assert!(said.stdout.contains("Verified: 1 component"), "{said}");
    }
    let token = String::from_utf8(sandbox.read("token")).expect("a token is text");
    let (_, deployments) = call(address, "GET", QUERY, token.trim(), "");
    let deployments: serde_json::Value = serde_json::from_str(&deployments).expect("JSON");
    assert_eq!(deployments["totalSize"], 4);
}

#[test]
fn broken_state_is_told_and_kept() {
    let sandbox = sample();
    sandbox.run(["practice", "show"]).success();
    let file = ".xcred/practice/org.json";
    let whole = sandbox.read(file);
    let newer = String::from_utf8(whole.clone()).expect("JSON is UTF-8").replace("\"format\": 1", "\"format\": 2");
    for broken in [&whole[..whole.len() / 2], b"", b"not JSON", b"{}", newer.as_bytes()] {
        sandbox.write(file, broken);
        for command in [&["practice", "show"][..], &["diff"], &["deploy", "--yes"]] {
            let said = sandbox.run(command).exits(65);
            assert!(said.stderr.contains("`xcred practice reset`"), "{said}");
        }
        assert_eq!(sandbox.read(file), broken, "it is kept as it is");
    }
    insta::assert_snapshot!(sandbox.run(["practice", "show"]).exits(65), @"
    $ xcred practice show
    --- stdout
    --- stderr
    error: the practice org's state file `.xcred/practice/org.json` has format 2, and this version of xcred knows 1; update xcred, or `xcred practice reset` starts over
    --- exit 65
    ");
    sandbox.run(["practice", "reset"]).success();
    sandbox.run(["practice", "show"]).success();
}

#[test]
fn lost_components_are_told() {
    let sandbox = sample();
    sandbox.run(["practice", "show"]).success();
    let components = tree_of(&sandbox.path(".xcred/practice")).into_keys().find(|name| name.starts_with("components-"));
    fs::remove_file(sandbox.path(".xcred/practice").join(components.expect("they have a file"))).expect("it is ours");
    let said = sandbox.run(["practice", "show"]).exits(65);
    assert!(said.stderr.contains("it is missing") && said.stderr.contains("`xcred practice reset`"), "{said}");
}
