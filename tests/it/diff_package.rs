//! `xcred diff --package`: the manifests of a change set.

use crate::support::projects::{credential_file, sample};
use xcred::metadata::Manifest;

fn members(bytes: &[u8]) -> Vec<String> {
    Manifest::from_xml(bytes).expect("a manifest").ids().map(|id| id.to_string()).collect()
}

#[test]
fn the_manifests_of_a_change_set_are_whole_and_say_the_version() {
    let sandbox = sample();
    let told = sandbox.run(["diff", "dir:practice-seed", "project", "--package", "out/changes", "--quiet"]).success();
    assert_eq!(told.stderr, "");
    let package = sandbox.read("out/changes/package.xml");
    let expected = [
        "ExternalAuthIdentityProvider:ShopLogin",
        "ExternalCredential:Erp",
        "ExternalCredential:Newsletter",
        "ExternalCredential:Shipping",
        "ExternalCredential:Stripe",
        "NamedCredential:Newsletter",
        "PermissionSet:Larkhill_Marketing_Callouts",
    ];
    assert_eq!(members(&package), expected);
    assert!(String::from_utf8_lossy(&package).contains("<version>66.0</version>"));
    assert_eq!(members(&sandbox.read("out/changes/destructiveChanges.xml")), ["ExternalCredential:OldFreight"]);
}

#[test]
fn nothing_of_an_earlier_run_is_left() {
    let sandbox = sample();
    sandbox.run(["diff", "dir:practice-seed", "project", "--package", "out"]).success();
    let told = sandbox.run(["diff", "project", "project", "--package", "out"]).success();
    assert_eq!(told.stderr, "wrote package.xml (0) and destructiveChanges.xml (0) into `out`\n");
    for name in ["package.xml", "destructiveChanges.xml"] {
        assert_eq!(members(&sandbox.read(format!("out/{name}"))), [""; 0], "{name}");
    }
}

#[test]
fn files_that_cannot_be_read_are_not_left_out_in_silence() {
    let sandbox = sample();
    sandbox.write(credential_file("Broken"), "<ExternalCredential>");
    let told = sandbox.run(["diff", "dir:practice-seed", "project", "--package", "out"]).exits(1);
    assert!(told.stderr.contains("no manifest is written into `out`"), "{told}");
    assert!(!sandbox.path("out").exists());
    sandbox.write("file", "");
    sandbox.run(["diff", "dir:practice-seed", "dir:practice-seed", "--package", "file"]).exits(65);
}
