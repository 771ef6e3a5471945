//! `xcred check --fix`: what has one right answer is mended, as the smallest edits of the user's bytes, and shown.

use crate::support::{
    Sandbox,
    projects::{credential, credential_file, empty_project},
    schema::document,
    tree_of,
};
use std::{fs, os::unix::fs::PermissionsExt};

/// A value that is shown nowhere.
const CANARY: &str = "canary-value-shown-nowhere";

/// A credential that signs in with assertions, written by hand on another system: with a byte order mark, CRLF, tabs, a
/// comment and quirks; the mark and two values have one right answer.
fn by_hand(protocol: &str, audience: &str) -> String {
    let text = format!(
        "\u{feff}<?xml version='1.0'?>
<ExternalCredential  xmlns=\"http://soap.sforce.com/2006/04/metadata\" >
\t<label>Larkhill's ERP</label> <!-- as people call it -->
\t<authenticationProtocol>{protocol}</authenticationProtocol >
\t<externalCredentialParameters><!-- {CANARY} --><parameterName>X-Key</parameterName>
\t\t<parameterValue>{CANARY}</parameterValue><parameterType>AuthHeader</parameterType>
\t\t<sequenceNumber>1</sequenceNumber></externalCredentialParameters>
\t<externalCredentialParameters>
\t\t<parameterName>aud</parameterName>
\t\t<parameterType>JwtBodyClaim</parameterType>
\t\t<parameterValue><!-- of the token -->{audience}</parameterValue>
\t</externalCredentialParameters>
\t<externalCredentialParameters>
\t\t<parameterName>Nightly</parameterName>
\t\t<parameterType>NamedPrincipal</parameterType>
\t\t<sequenceNumber>1</sequenceNumber>
\t</externalCredentialParameters>
</ExternalCredential>"
    );
    text.replace('\n', "\r\n")
}

const AUDIENCE: &str = "https://erp.example.com";

fn broken(names: &[&str]) -> Sandbox {
    let sandbox = empty_project();
    for name in names {
        sandbox.write(credential_file(name), by_hand("CUSTOM", AUDIENCE));
    }
    sandbox
}

fn mended() -> String {
    by_hand("Custom", &format!("&quot;{AUDIENCE}&quot;")).replace('\u{feff}', "")
}

#[test]
fn only_what_is_wrong_changes_and_it_is_shown() {
    let sandbox = broken(&["Erp"]);
    let before = tree_of(&sandbox.project());
    let said = sandbox.run(["check", "--fix", "--fail-on", "never"]).success();
    let shown = said.stdout.split("\n\n").next().expect("the file is shown");
    insta::assert_snapshot!(shown, @r#"
    ~ force-app/externalCredentials/Erp.externalCredential-meta.xml
        byte-order-mark: delete the byte order mark
        unknown-value: write the value as `Custom`
        audience-not-json: put the audience into double quotes
              <ExternalCredential  xmlns="http://soap.sforce.com/2006/04/metadata" >
                  <label>Larkhill's ERP</label> <!--***-->
            -     <authenticationProtocol>CUSTOM</authenticationProtocol >
            +     <authenticationProtocol>Custom</authenticationProtocol >
                  <externalCredentialParameters><!--***--><parameterName>X-Key</parameterName>
                      <parameterValue>***</parameterValue><parameterType>AuthHeader</parameterType>
              …
                      <parameterName>aud</parameterName>
                      <parameterType>JwtBodyClaim</parameterType>
            -         <parameterValue><!--***-->https://erp.example.com</parameterValue>
            +         <parameterValue><!--***-->&quot;https://erp.example.com&quot;</parameterValue>
                  </externalCredentialParameters>
                  <externalCredentialParameters>
    "#);
    assert!(said.stdout.contains("\n1 file mended, 3 fixes applied.\n"), "{said}");
    assert_eq!(String::from_utf8(sandbox.read(credential_file("Erp"))).expect("UTF-8"), mended());
    let after = tree_of(&sandbox.project());
    let others = |tree: &std::collections::BTreeMap<String, Vec<u8>>| {
        let mut tree = tree.clone();
        tree.remove(&credential_file("Erp"));
        tree
    };
    assert_eq!(others(&before), others(&after), "nothing else is written");
    assert!(tree_of(&sandbox.temp()).is_empty());
}

#[test]
fn a_second_time_changes_nothing() {
    let sandbox = broken(&["Erp"]);
    let first = sandbox.run(["check", "--fix"]);
    let before = sandbox.read(credential_file("Erp"));
    let again = sandbox.run(["check", "--fix"]);
    assert_eq!(first.status, again.status, "{again}");
    assert!(again.stdout.starts_with("Nothing was found that has one right answer.\n"), "{again}");
    assert_eq!(sandbox.read(credential_file("Erp")), before);
}

#[test]
fn a_dry_run_shows_the_same_and_writes_nothing() {
    let sandbox = broken(&["Erp"]);
    let before = tree_of(&sandbox.project());
    let dry = sandbox.run(["check", "--fix", "--dry-run"]);
    assert_eq!(tree_of(&sandbox.project()), before);
    let wet = sandbox.run(["check", "--fix"]);
    assert_eq!(dry.status, wet.status, "{dry}\n{wet}");
    let shown = |said: &str| said.split("\n\n").next().expect("the file is shown").to_owned();
    assert_eq!(shown(&dry.stdout), shown(&wet.stdout));
    assert!(dry.stdout.contains("1 file would be mended, with 3 fixes; nothing was written."), "{dry}");
    sandbox.run(["check", "--dry-run"]).exits(64);
}

#[test]
fn what_is_hidden_stays_hidden() {
    let sandbox = broken(&["Erp"]);
    for args in [&["check", "--fix", "--dry-run"][..], &["check", "--fix", "--dry-run", "--json"], &["check", "--fix"]]
    {
        let said = sandbox.run(args);
        assert!(!said.to_string().contains(CANARY), "{said}");
        assert!(said.stdout.contains("<parameterValue>***</parameterValue>"), "the line is not shown at all: {said}");
    }
}

#[test]
fn only_what_is_selected_is_written() {
    let sandbox = broken(&["Erp", "Shop"]);
    let said = sandbox.run(["check", "--fix", "-m", "ExternalCredential:Shop"]);
    assert!(said.stdout.contains("\n1 file mended, 3 fixes applied.\n"), "{said}");
    assert_eq!(sandbox.read(credential_file("Shop")), mended().as_bytes());
    assert_eq!(sandbox.read(credential_file("Erp")), by_hand("CUSTOM", AUDIENCE).as_bytes());
}

#[test]
fn what_cannot_be_mended_remains_and_counts() {
    let sandbox = broken(&["Erp"]);
    sandbox.write(credential_file("Shop"), "<ExternalCredential>");
    let said = sandbox.run(["check", "--fix"]).exits(1);
    assert!(said.stdout.contains("\n1 file mended, 3 fixes applied.\n"), "{said}");
    assert!(said.to_string().contains("[not-well-formed]"), "{said}");
    assert!(!said.to_string().contains("[audience-not-json]"), "{said}");
    assert_eq!(sandbox.read(credential_file("Shop")), b"<ExternalCredential>");
}

#[test]
fn a_file_that_may_not_be_written_is_named_and_the_others_stay_whole() {
    let sandbox = broken(&["Erp", "Shop"]);
    let path = sandbox.path(credential_file("Shop"));
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).expect("the mode can be set");
    let said = sandbox.run(["check", "--fix"]).exits(65);
    insta::assert_snapshot!(said.stderr, @r"
    error: `force-app/externalCredentials/Shop.externalCredential-meta.xml` cannot be written
      because: permission denied
      hint: no file was changed
    ");
    let untouched = by_hand("CUSTOM", AUDIENCE);
    for name in ["Erp", "Shop"] {
        assert_eq!(sandbox.read(credential_file(name)), untouched.as_bytes());
    }
}

#[test]
fn links_and_modes_stay_as_they_are() {
    let sandbox = empty_project();
    let target = sandbox.write("elsewhere/Erp.xml", by_hand("CUSTOM", AUDIENCE));
    fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).expect("the mode can be set");
    sandbox.write("force-app/externalCredentials/.gitkeep", "");
    let link = sandbox.path(credential_file("Erp"));
    std::os::unix::fs::symlink("../../elsewhere/Erp.xml", &link).expect("links can be made");
    sandbox.run(["check", "--fix", "--fail-on", "never"]).success();
    assert!(fs::symlink_metadata(&link).expect("it is there").is_symlink());
    assert_eq!(sandbox.read("elsewhere/Erp.xml"), mended().as_bytes());
    assert_eq!(fs::metadata(&target).expect("it is there").permissions().mode() & 0o777, 0o640);
}

#[test]
fn the_document_lists_what_was_done() {
    let sandbox = broken(&["Erp"]);
    let said = sandbox.run(["check", "--fix", "--json"]);
    let fixes = &document(&said)["result"]["fixes"];
    assert_eq!(fixes["written"], true);
    assert_eq!(fixes["files"][0]["file"], credential_file("Erp"));
    let rules = fixes["files"][0]["applied"].as_array().expect("a list").iter().map(|one| &one["rule"]);
    assert_eq!(rules.collect::<Vec<_>>(), ["byte-order-mark", "unknown-value", "audience-not-json"]);
    assert_eq!(document(&sandbox.run(["check", "--json"]))["result"].get("fixes"), None);
}

#[test]
fn many_ampersands_of_one_text_are_mended_at_once() {
    let sandbox = empty_project();
    let label = "&".repeat(300) + " &amp; &#38; &lt;";
    sandbox.write(credential_file("Erp"), credential(&label, ""));
    sandbox.run(["check", "--fix", "--fail-on", "never"]).success();
    let text = String::from_utf8(sandbox.read(credential_file("Erp"))).expect("the file is text");
    assert!(text.contains(&format!("<label>{} &amp; &#38; &lt;</label>", "&amp;".repeat(300))), "{text}");
}
