//! `xcred scan` where names and places are odd: what it takes, what it leaves, and why.

use crate::support::{
    projects::{credential, credential_file, empty_project, parameter},
    schema::{document, found},
};
use serde_json::Value;

#[test]
fn names_stay_as_they_are_and_linked_folders_are_walked() {
    let sandbox = empty_project();
    for name in ["with space", "Zürich", "a%2Fb", "My.Dotted"] {
        sandbox.write(credential_file(name), credential(name, ""));
    }
    sandbox.write("shared/Linked.externalCredential-meta.xml", credential("Linked", ""));
    std::os::unix::fs::symlink("../shared", sandbox.path("force-app/link")).expect("links can be made");
    let said = sandbox.run(["scan"]).success();
    insta::assert_snapshot!(said, @r"
    $ xcred scan
    --- stdout
    COMPONENT                     PROTOCOL PRINCIPALS REFERS TO FILE
    ExternalCredential:Linked     Custom                        force-app/link/Linked.externalCredential-meta.xml
    ExternalCredential:My.Dotted  Custom                        force-app/externalCredentials/My.Dotted.externalCredential-meta.xml
    ExternalCredential:Zürich     Custom                        force-app/externalCredentials/Zürich.externalCredential-meta.xml
    ExternalCredential:a%2Fb      Custom                        force-app/externalCredentials/a%2Fb.externalCredential-meta.xml
    ExternalCredential:with space Custom                        force-app/externalCredentials/with space.externalCredential-meta.xml

    5 components in the project.
    --- stderr
    --- exit 0
    ");
}

#[test]
fn what_a_terminal_could_stumble_over_is_written_out() {
    let sandbox = empty_project();
    let principals =
        [parameter("NamedPrincipal", "two&#10;lines", ""), parameter("NamedPrincipal", "a\u{202e}b\u{9b}1m", "")];
    sandbox.write(credential_file("hid\u{200b}den"), credential("x", &principals.concat()));
    insta::assert_snapshot!(sandbox.run(["scan"]).success(), @r"
    $ xcred scan
    --- stdout
    COMPONENT                         PROTOCOL PRINCIPALS         REFERS TO FILE
    ExternalCredential:hid\u{200b}den Custom   two\nlines                   force-app/externalCredentials/hid\u{200b}den.externalCredential-meta.xml
                                               a\u{202e}b\u{9b}1m

    1 component in the project.
    --- stderr
    --- exit 0
    ");
    let json = sandbox.run(["scan", "--json"]).success();
    assert!(json.stdout.is_ascii(), "{json}");
    assert_eq!(found(&document(&json)), ["ExternalCredential:hid\u{200b}den"]);
}

#[test]
fn near_misses_wrong_folders_and_lone_halves_are_told_with_the_way_out() {
    let sandbox = empty_project();
    sandbox.write("force-app/externalCredentials/Stripe.externalCredentials-meta.xml", credential("x", ""));
    sandbox.write("force-app/namedCredentials/Shop.externalCredential-meta.xml", credential("x", ""));
    let warned = sandbox.run(["scan"]).success();
    insta::assert_snapshot!(warned, @r"
    $ xcred scan
    --- stdout
    COMPONENT               PROTOCOL PRINCIPALS REFERS TO FILE
    ExternalCredential:Shop Custom                        force-app/namedCredentials/Shop.externalCredential-meta.xml

    1 component in the project.
    --- stderr
    warning[misspelt-suffix]: `Stripe.externalCredentials-meta.xml` ends in nothing that a metadata type has, so it is no component
      at force-app/externalCredentials/Stripe.externalCredentials-meta.xml
      help: if it is an external credential, rename it to `Stripe.externalCredential-meta.xml`
    warning[unexpected-folder]: an external credential lies in `namedCredentials/`, the folder of named credentials
      at force-app/namedCredentials/Shop.externalCredential-meta.xml
      help: move it to `externalCredentials/`, or, if it is a named credential, rename it to `Shop.namedCredential-meta.xml`
    --- exit 0
    ");
    sandbox.write("force-app/certs/Lone.crt", "certificate");
    let said = sandbox.run(["scan", "-m", "Certificate"]).exits(1);
    insta::assert_snapshot!(said.stderr, @r"
    error[without-content]: the content file of a certificate is here, but no metadata file `force-app/certs/Lone.crt-meta.xml`
      at force-app/certs/Lone.crt
      help: add `force-app/certs/Lone.crt-meta.xml`, or remove `force-app/certs/Lone.crt`
    warning[misspelt-suffix]: `Stripe.externalCredentials-meta.xml` ends in nothing that a metadata type has, so it is no component
      at force-app/externalCredentials/Stripe.externalCredentials-meta.xml
      help: if it is an external credential, rename it to `Stripe.externalCredential-meta.xml`
    ");
}

#[test]
fn the_same_component_twice_is_an_error_that_names_both_files() {
    let sandbox = empty_project();
    sandbox.write("sfdx-project.json", r#"{"packageDirectories": [{"path": "force-app"}, {"path": "other"}]}"#);
    sandbox.write(credential_file("A"), credential("one", ""));
    sandbox.write("other/A.externalCredential", credential("two", ""));
    insta::assert_snapshot!(sandbox.run(["scan"]).exits(1), @r"
    $ xcred scan
    --- stdout
    COMPONENT            PROTOCOL PRINCIPALS REFERS TO FILE
    ExternalCredential:A Custom                        force-app/externalCredentials/A.externalCredential-meta.xml

    1 component in the project.
    --- stderr
    error[duplicate-component]: `ExternalCredential:A` is described by `force-app/externalCredentials/A.externalCredential-meta.xml` and by `other/A.externalCredential`
      at other/A.externalCredential
      help: keep one of the two; the first is used until then
    --- exit 1
    ");
    let findings = &document(&sandbox.run(["scan", "--json"]).exits(1))["result"]["findings"];
    assert_eq!(
        (&findings[0]["rule"], findings.as_array().map(Vec::len)),
        (&Value::from("duplicate-component"), Some(1))
    );
}

#[test]
fn why_names_the_line_that_decided() {
    let sandbox = empty_project();
    sandbox.write(
        ".forceignore",
        "# kept out\n**/drafts/**\n*.profile-meta.xml\n\nforce-app/old\n/force-app/some/*\n!/force-app/some/Back.externalCredential-meta.xml\n",
    );
    for path in ["A", "drafts/B", "old/deep/C", "some/D", "some/Back", ".sf/E"] {
        sandbox.write(format!("force-app/{path}.externalCredential-meta.xml"), credential("x", ""));
    }
    sandbox.write("elsewhere/F.externalCredential", credential("x", ""));
    let mut told = String::new();
    let files = ["A", "drafts/B", "old/deep/C", "some/D", "some/Back", ".sf/E", "Nowhere"];
    let files = files.map(|path| format!("force-app/{path}.externalCredential-meta.xml"));
    let others = ["elsewhere/F.externalCredential", "force-app", "force-app/notes.md", "force-app/x.namedcredential"];
    for file in files.iter().map(String::as_str).chain(others) {
        let said = sandbox.run(["scan", "--why", file]).success();
        told.push_str(&said.stdout);
        let json = document(&sandbox.run(["scan", "--json", "--why", file]).success());
        assert_eq!(json["result"]["ignored"] == true, said.stdout.contains(": ignored\n"), "{said}{json}");
    }
    insta::assert_snapshot!(told, @r"
    force-app/A.externalCredential-meta.xml: taken as ExternalCredential:A
      no ignore rule matches it
    force-app/drafts/B.externalCredential-meta.xml: ignored
      decided by `**/drafts/**` (.forceignore:2)
    force-app/old/deep/C.externalCredential-meta.xml: ignored
      decided by `force-app/old` (.forceignore:5), which matches `force-app/old`
    force-app/some/D.externalCredential-meta.xml: ignored
      decided by `/force-app/some/*` (.forceignore:6)
    force-app/some/Back.externalCredential-meta.xml: taken as ExternalCredential:Back
      decided by `!/force-app/some/Back.externalCredential-meta.xml` (.forceignore:7)
    force-app/.sf/E.externalCredential-meta.xml: ignored
      decided by `**/.sf/**` (built in, as in `sf`)
    force-app/Nowhere.externalCredential-meta.xml: not there, and would be taken as ExternalCredential:Nowhere
      no ignore rule matches it
    elsewhere/F.externalCredential: left: it lies in no package directory of the project; `-d` names it
      no ignore rule matches it
    force-app: taken: a folder, whose files are looked at
      no ignore rule matches it
    force-app/notes.md: left: its name is that of no type xcred looks after
      no ignore rule matches it
    force-app/x.namedcredential: left: its name is nearly that of a component; did you mean `x.namedCredential-meta.xml`?
      no ignore rule matches it
    ");
    let listed = document(&sandbox.run(["scan", "--json"]).success());
    assert_eq!(found(&listed), ["ExternalCredential:A", "ExternalCredential:Back"], "why and the scan agree");
    assert_eq!(listed["result"]["ignored"], 4);
}

#[test]
fn what_was_named_and_holds_no_component_is_explained() {
    let sandbox = empty_project();
    sandbox.write(".forceignore", "drafts\n");
    sandbox.write("force-app/drafts/A.externalCredential-meta.xml", credential("x", ""));
    sandbox.write("force-app/near/A.externalCredentials-meta.xml", credential("x", ""));
    sandbox.write("force-app/README.md", "x");
    let mut told = String::new();
    for path in ["force-app/drafts", "force-app/near", "force-app/README.md", "nowhere"] {
        let said = sandbox.run(["scan", "-d", path]);
        assert_eq!(said.stdout, "");
        told.push_str(&format!("{}{}\n", said.stderr, said.status));
    }
    insta::assert_snapshot!(told, @r"
    error: `force-app/drafts` has no component
      hint: `xcred scan --why force-app/drafts` tells which rule ignores it
    exit 64
    error: `force-app/near` has no component
      hint: `A.externalCredentials-meta.xml` ends in nothing that a metadata type has, so it is no component; if it is an external credential, rename it to `A.externalCredential-meta.xml`
    exit 64
    error: `force-app/README.md` is the file of no component that xcred knows
      hint: a component's file is named as `Stripe.externalCredential-meta.xml`
    exit 64
    error: `nowhere` does not exist
    exit 65
    ");
}
