//! `xcred fmt`: files in the order and form in which Salesforce retrieves them.

use crate::support::{
    Sandbox,
    projects::{credential, credential_file, empty_project, sample},
    schema::document,
    tree_of,
};

/// A credential as people write them.
const BY_HAND: &str = "<ExternalCredential xmlns='http://soap.sforce.com/2006/04/metadata'>\r
  <!-- what people call it -->\r
  <label>Larkhill's \"ERP\"</label>\r
  <externalCredentialParameters><parameterType>NamedPrincipal</parameterType> <!-- for all users -->\r
    <parameterName>Nightly</parameterName></externalCredentialParameters>\r
  <authenticationProtocol>Basic</authenticationProtocol>\r
</ExternalCredential>";

fn project() -> Sandbox {
    let sandbox = empty_project();
    sandbox.write(credential_file("Erp"), BY_HAND);
    sandbox.write(credential_file("Shop"), credential("Shop", ""));
    sandbox
}

#[test]
fn a_file_by_hand_becomes_one_by_salesforce() {
    let sandbox = project();
    insta::assert_snapshot!(sandbox.run(["fmt"]).success(), @r"
    $ xcred fmt
    --- stdout
    force-app/externalCredentials/Erp.externalCredential-meta.xml
    2 files of the project looked at: 1 formatted.
    --- stderr
    --- exit 0
    ");
    insta::assert_snapshot!(String::from_utf8(sandbox.read(credential_file("Erp"))).expect("UTF-8"), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
        <authenticationProtocol>Basic</authenticationProtocol>
        <externalCredentialParameters>
            <parameterName>Nightly</parameterName>
            <parameterType>NamedPrincipal</parameterType> <!-- for all users -->
        </externalCredentialParameters>
        <!-- what people call it -->
        <label>Larkhill&apos;s &quot;ERP&quot;</label>
    </ExternalCredential>
    "#);
    let again = sandbox.run(["fmt"]).success();
    assert!(again.stdout.ends_with("none changes.\n"), "{again}");
}

#[test]
fn check_lists_what_would_change_and_writes_nothing() {
    let sandbox = project();
    let before = tree_of(&sandbox.project());
    insta::assert_snapshot!(sandbox.run(["fmt", "--check"]).exits(1), @r"
    $ xcred fmt --check
    --- stdout
    force-app/externalCredentials/Erp.externalCredential-meta.xml
    2 files of the project looked at: 1 would change.
    --- stderr
    --- exit 1
    ");
    assert_eq!(tree_of(&sandbox.project()), before);
    sandbox.run(["fmt"]).success();
    sandbox.run(["fmt", "--check"]).success();
}

#[test]
fn the_meaning_stays() {
    let sandbox = project();
    sandbox.write("before/externalCredentials/Erp.externalCredential", BY_HAND);
    sandbox.run(["fmt"]).success();
    sandbox.run(["diff", "before", "project", "-m", "ExternalCredential:Erp", "--exit-code"]).success();
}

#[test]
fn only_what_is_selected_is_written() {
    let sandbox = project();
    sandbox.write(credential_file("Other"), BY_HAND);
    let said = sandbox.run(["fmt", "-d", &credential_file("Other")]).success();
    assert!(said.stdout.contains("1 formatted"), "{said}");
    assert_eq!(sandbox.read(credential_file("Erp")), BY_HAND.as_bytes());
    sandbox.run(["fmt", "-m", "ExternalCredential:Nope"]).exits(64);
}

#[test]
fn what_cannot_be_read_is_told_and_stays() {
    let sandbox = project();
    sandbox.write(credential_file("Broken"), "<ExternalCredential><label>x</ExternalCredential>");
    sandbox.write(credential_file("Wrong"), "<NamedCredential/>");
    let said = sandbox.run(["fmt"]).exits(1);
    for rule in ["[not-well-formed]", "[wrong-root]"] {
        assert!(said.to_string().contains(rule), "{said}");
    }
    assert!(said.stdout.contains("1 formatted"), "{said}");
    assert_eq!(sandbox.read(credential_file("Wrong")), b"<NamedCredential/>");
}

#[test]
fn the_sample_project_is_in_form() {
    sample().run(["fmt", "--check"]).success();
}

#[test]
fn the_document_lists_the_files() {
    let sandbox = project();
    let result = document(&sandbox.run(["fmt", "--check", "--json"]).exits(1))["result"].clone();
    assert_eq!((&result["changed"][0], &result["written"]), (&credential_file("Erp").into(), &false.into()));
    assert_eq!(result["lookedAt"], 2);
}
