//! The login in a browser: its return, what is refused meanwhile, how it ends, and the way without a browser here.

use super::{USER, is_discreet, kept, world, xcred_org};
use crate::support::{
    Running, Sandbox, Stream,
    org::LoopbackOrg,
    person::{answers, send, visit},
    schema::document,
};
use std::{fs::OpenOptions, io::Write, thread};
use url::Url;

/// A browser that is started and does nothing: the test is the person.
const NO_BROWSER: &str = "true";

/// Starts a login, and gives the address that the person is to open.
#[track_caller]
fn begun(sandbox: &Sandbox, org: &LoopbackOrg, words: &[&str]) -> (Running, Url) {
    let url = org.url();
    let all = ["login", "web", "--port", "0", "-r", &url].into_iter().chain(words.iter().copied());
    let mut run = xcred_org(sandbox, all).env("XCRED_BROWSER", NO_BROWSER).start();
    let address = address_told(&mut run);
    (run, address)
}

#[track_caller]
fn address_told(run: &mut Running) -> Url {
    run.wait_for(Stream::Stderr, "/services/oauth2/authorize?").trim().parse().expect("an address is told")
}

/// The page on which the browser ends, asked for at once and shown when the login has ended.
fn ending_of(back: &Url) -> thread::JoinHandle<String> {
    let end = back.join("/end").expect("it is a URL");
    thread::spawn(move || visit(&end).body)
}

#[test]
fn a_person_logs_in_and_ends_on_our_page() {
    let (sandbox, org) = world();
    let (run, address) = begun(&sandbox, &org, &["--alias", "qa"]);
    let back = answers(&address, "allow");
    assert_eq!((back.host_str(), back.path()), (Some("localhost"), "/OauthRedirect"));
    let code = back.query_pairs().find(|(name, _)| name == "code").expect("a code comes back").1.into_owned();

    let page = visit(&back);
    assert_eq!((page.status, page.header("location")), (303, Some("/end")));
    let end = ending_of(&back);
    let said = is_discreet(run.finish().success());
    let end = end.join().expect("the page is shown");
    assert!(end.contains("<h1>You are logged in</h1>") && end.contains(USER), "{end}");
    for text in [&said.stdout, &said.stderr, &end, &page.head] {
        assert!(!text.contains(&code), "the code is nowhere: {text}");
    }
    assert!(said.stdout.starts_with(&format!("Logged in to {} as {USER}.\n", org.address())), "{said}");
    assert!(said.stdout.ends_with("Name it with `-o qa`.\n"), "{said}");
    assert!(said.stderr.contains("there is no keyring here, so the key of the logins lies in `"), "{said}");
    let kept = kept(&sandbox);
    assert_eq!((kept.len(), kept[0]["userName"].as_str()), (1, Some(USER)), "{kept:?}");
}

#[test]
fn a_login_without_a_refresh_token_says_that_it_ends() {
    let (sandbox, org) = world();
    let (run, address) = begun(&sandbox, &org, &["--scopes", "api", "--username", USER]);
    assert!(address.query_pairs().any(|(name, value)| (&*name, &*value) == ("login_hint", USER)));
    let back = answers(&address, "allow");
    visit(&back);
    let end = ending_of(&back);
    let said = is_discreet(run.finish().success());
    assert!(said.stderr.contains("this login ends with its session"), "{said}");
    drop(end.join());
    assert_eq!(kept(&sandbox)[0]["way"], "token", "{:?}", kept(&sandbox));
}

#[test]
fn what_others_send_to_the_port_does_not_end_the_login() {
    let (sandbox, org) = world();
    let (mut run, address) = begun(&sandbox, &org, &["--json"]);
    let back = answers(&address, "allow");
    let mut forged = back.clone();
    forged.set_query(Some("code=canary&state=forged"));
    assert_eq!(visit(&forged).status, 403);
    assert_eq!(send(&back, "GET", &["Origin: https://evil.example".to_owned()], "").status, 403);
    assert_eq!(send(&back, "POST", &[], "").status, 405);
    assert_eq!(visit(&back.join("/favicon.ico").expect("it is a URL")).status, 404);
    assert_eq!(visit(&back).status, 303);
    assert_eq!(visit(&back).status, 409, "a second return is refused");
    let end = ending_of(&back);
    run.wait_for(Stream::Stdout, "\"status\": 0");
    let said = is_discreet(run.finish().success());
    assert_eq!(document(&said)["result"]["way"], "refresh token");
    assert!(end.join().expect("the page is shown").contains("You are logged in"));
}

#[test]
fn a_person_says_no() {
    let (sandbox, org) = world();
    let (run, address) = begun(&sandbox, &org, &[]);
    let back = answers(&address, "deny");
    assert_eq!(visit(&back).status, 303);
    let end = ending_of(&back);
    let said = run.finish().exits(65);
    assert!(said.stderr.contains("access_denied"), "{said}");
    assert!(said.stderr.contains("could not log in with the browser at "), "{said}");
    let end = end.join().expect("the page is shown");
    assert!(end.contains("You are not logged in") && end.contains("access_denied"), "{end}");
    assert!(!sandbox.home().join(".config").exists());
}

#[test]
fn a_code_of_another_login_begins_nothing() {
    let (sandbox, org) = world();
    let (first, first_address) = begun(&sandbox, &org, &[]);
    let (second, second_address) = begun(&sandbox, &org, &[]);
    let pair = |url: &Url, name: &str| url.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
    // Somebody logs in as himself, and brings his code to a login that another person has begun, of which he knows all that
    // was shown.
    let code = pair(&answers(&first_address, "allow"), "code");
    let mut back: Url = pair(&second_address, "redirect_uri").parse().expect("it is a URL");
    back.query_pairs_mut().append_pair("code", &code).append_pair("state", &pair(&second_address, "state"));
    assert_eq!(visit(&back).status, 303);
    let end = ending_of(&back);
    let said = is_discreet(second.finish().exits(65));
    assert!(said.stderr.contains("could not exchange the code of the browser for a session"), "{said}");
    let end = end.join().expect("the page is shown");
    assert!(end.contains("You are not logged in") && !end.contains(&code), "{end}");
    drop(first);
}

#[test]
fn nobody_comes_back() {
    let (sandbox, org) = world();
    let (run, _address) = begun(&sandbox, &org, &["--timeout", "1"]);
    let said = run.finish().exits(65);
    assert!(said.stderr.contains("nobody came back from the browser within 1 seconds"), "{said}");
    assert!(said.stderr.contains("--no-browser"), "{said}");
}

#[test]
fn a_port_that_is_taken_is_told_and_the_projects_port_counts() {
    let (sandbox, org) = world();
    let (_run, address) = begun(&sandbox, &org, &[]);
    let redirect = address.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap().1.into_owned();
    let port = Url::parse(&redirect).expect("it is a URL").port().expect("it has a port");
    let project = String::from_utf8(sandbox.read("sfdx-project.json")).expect("UTF-8");
    let project = project.replacen('{', &format!("{{\"oauthLocalPort\": {port},"), 1);
    sandbox.write("sfdx-project.json", project);
    let url = org.url();
    let said = xcred_org(&sandbox, ["login", "web", "-r", &url]).env("XCRED_BROWSER", NO_BROWSER).run().exits(65);
    assert!(said.stderr.contains(&format!("port {port} of this machine cannot be listened at")), "{said}");
    assert!(said.stderr.contains("another program has the port"), "{said}");
}

/// Starts a login without a browser whose standard input is a pipe, and gives the pipe's other end.
fn begun_by_hand(sandbox: &Sandbox, org: &LoopbackOrg) -> (Running, Url, impl Write) {
    sandbox.command("/usr/bin/mkfifo", ["pasted"]).run().success();
    let xcred = env!("CARGO_BIN_EXE_xcred");
    let line = format!("exec '{xcred}' org login web --no-browser --json -r {} < pasted", org.url());
    let mut run = sandbox.command("/bin/sh", ["-c", &line]).start();
    let pipe = OpenOptions::new().write(true).open(sandbox.path("pasted")).expect("the pipe opens");
    let address = address_told(&mut run);
    (run, address, pipe)
}

#[test]
fn a_machine_without_a_browser_reads_the_address_on_which_one_ended() {
    let (sandbox, org) = world();
    let (run, address, mut pipe) = begun_by_hand(&sandbox, &org);
    let redirect = address.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap().1.into_owned();
    assert_eq!(redirect, "http://localhost:1717/OauthRedirect");
    let back = answers(&address, "allow");
    writeln!(pipe, "{back}").expect("the pipe is read");
    let said = is_discreet(run.finish().success());
    assert_eq!(document(&said)["result"]["username"], USER);
    assert_eq!(kept(&sandbox).len(), 1);
}

#[test]
fn an_address_of_another_host_or_login_is_refused_and_not_repeated() {
    for (from, to, words) in [
        ("http://localhost:1717", "http://evil.example", "of another page than the one on which the browser ends"),
        ("state=", "state=x", "the state differs"),
        ("code=", "cod=", "there is no code"),
    ] {
        let (sandbox, org) = world();
        let (run, address, mut pipe) = begun_by_hand(&sandbox, &org);
        let back = answers(&address, "allow");
        let code = back.query_pairs().find(|(name, _)| name == "code").expect("a code comes back").1.into_owned();
        writeln!(pipe, "{}", back.as_str().replace(from, to)).expect("the pipe is read");
        let said = is_discreet(run.finish().exits(65));
        assert!(said.stdout.contains(words) && !said.stdout.contains(&code), "{said}");
    }
}
