//! Commands that need no org open no socket and start no runtime: the kernel would kill them.

use crate::support::{network, projects::sample};

#[test]
fn offline_commands_open_no_socket_and_start_no_runtime() {
    let sandbox = sample();
    for args in [
        &["--version"][..],
        &["--help"],
        &["scan"],
        &["scan", "--json"],
        &["scan", "--why", "force-app"],
        &["check"],
        &["check", "--json", "--post-destructive-changes", "manifest/package.xml"],
        &["manifest"],
        &["manifest", "--merge", "-m", "ExternalCredential"],
        &["diff", "practice-seed", "project"],
        &["diff", "dir:practice-seed", "project", "--json"],
    ] {
        let said = sandbox.xcred(args).without_network().run().success();
        assert!(!said.stdout.is_empty(), "{said}");
    }
    let wrong = sandbox.xcred(["scan", "-m", "Nothing"]).without_network().run();
    wrong.exits(64);
}

#[test]
fn the_practice_org_does_need_it() {
    let said = sample().xcred(["diff", "-o", "practice"]).without_network().run();
    assert_eq!(said.status, network::KILLED, "the filter catches what it is for\n{said}");
}
