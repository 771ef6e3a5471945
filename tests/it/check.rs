//! `xcred check`: whole conversations, the configuration of rules, and what is named on the command line.

use crate::support::{
    Sandbox,
    projects::{credential, credential_file, empty_project, grant, principal, sample},
    schema::{document, told},
};

/// A project with an error that can be mended, an error that cannot, and a warning, in three files.
pub(crate) fn faulty() -> Sandbox {
    let sandbox = empty_project();
    let nightly = principal("Nightly");
    grant(&sandbox, &["Erp-Nightly", "Shop-Nightly"]);
    sandbox.write(credential_file("Erp"), credential("Erp", &format!("    <owner>hunter2</owner>\n{nightly}")));
    let principal = "    <externalCredentialParameters>\n\t<parameterName>注文 \u{1f4e6}</parameterName>\n        \
                     <parameterType>NamedPrincipal</parameterType>\n        <sequenceNumber>1</sequenceNumber>\n    \
                     </externalCredentialParameters>\n";
    sandbox.write(credential_file("Orders"), credential("Orders", principal));
    let shop = credential("Shop", &nightly).replace(">Custom<", ">oauth<");
    sandbox.write(credential_file("Shop"), shop);
    sandbox
}

#[test]
fn findings_are_told_at_their_lines_and_counted() {
    insta::assert_snapshot!(faulty().run(["check"]).exits(1), @"
    $ xcred check
    --- stdout
    error[unknown-element]: `ExternalCredential` has no element `<owner>`
     --> force-app/externalCredentials/Erp.externalCredential-meta.xml:4:5
      |
    4 |     <owner>***</owner>
      |     ^^^^^^^
      = help: delete it

    warning[ungranted-principal]: no permission set of the project grants the principal `注文 📦`
     --> force-app/externalCredentials/Orders.externalCredential-meta.xml:5:17
      |
    5 |     <parameterName>注文 📦</parameterName>
      |                    ^^^^^^^
      = help: add `externalCredentialPrincipalAccesses` with `Orders-注文 📦` to one

    error[unknown-value]: `oauth` is no value of `<authenticationProtocol>`
     --> force-app/externalCredentials/Shop.externalCredential-meta.xml:3:29
      |
    3 |     <authenticationProtocol>oauth</authenticationProtocol>
      |                             ^^^^^
      = help: capitals count: write `Oauth`
      = fix: write the value as `Oauth`; `xcred check --fix` does it

    4 components of the project checked for API version 64.0: 2 errors, 1 warning; `xcred check --fix` mends 1 of them.
    --- stderr
    --- exit 1
    ");
}

#[test]
fn a_project_without_faults_says_so_in_one_line() {
    let sandbox = empty_project();
    sandbox.write(credential_file("Erp"), credential("Erp", &principal("Nightly")));
    grant(&sandbox, &["Erp-Nightly"]);
    insta::assert_snapshot!(sandbox.run(["check"]).success(), @"
    $ xcred check
    --- stdout
    2 components of the project checked for API version 64.0: nothing wrong.
    --- stderr
    --- exit 0
    ");
}

#[test]
fn the_sample_project_has_no_error() {
    let said = sample().run(["check"]).success();
    assert!(!said.stdout.contains("error["), "{said}");
}

#[test]
fn the_gravity_that_fails_is_chosen() {
    let sandbox = empty_project();
    sandbox.write(credential_file("Erp"), credential("Erp", &principal("P")));
    sandbox.run(["check"]).success();
    sandbox.run(["check", "--fail-on", "warning"]).exits(1);
    sandbox.run(["check", "--fail-on", "note"]).exits(1);
    let faulty = faulty();
    faulty.run(["check", "--fail-on", "never"]).success();
    faulty.run(["check", "--fail-on", "error"]).exits(1);
}

#[test]
fn quiet_says_the_result_and_no_warning() {
    let sandbox = faulty();
    sandbox.write("xcred.toml", "[rules]\nunknown-value = \"error\"\n");
    let loud = sandbox.run(["check"]).exits(1);
    let quiet = sandbox.run(["check", "--quiet"]).exits(1);
    assert_eq!(loud.stdout, quiet.stdout);
    assert_eq!(quiet.stderr, "");
    insta::assert_snapshot!(loud.stderr, @r#"warning: `unknown-value = "error"` in `xcred.toml` changes nothing: that is what it is"#);
}

#[test]
fn rules_are_as_grave_as_the_team_says() {
    let sandbox = faulty();
    sandbox.write("force-app/near/Near.externalCredentials-meta.xml", "x");
    sandbox.write(
        "xcred.toml",
        "[rules]\nunknown-element = \"off\"\nunknown-value = \"note\"\nungranted-principal = \"error\"\nmisspelt-suffix = \"off\"\n",
    );
    let document = document(&sandbox.run(["check", "--json"]).exits(1));
    let findings = document["result"]["findings"].as_array().expect("a list");
    let found: Vec<String> = findings.iter().map(|one| format!("{} {}", one["severity"], one["rule"])).collect();
    assert_eq!(found, ["\"error\" \"ungranted-principal\"", "\"note\" \"unknown-value\""]);
}

#[test]
fn a_rule_or_severity_that_there_is_not_is_told_with_its_line() {
    let sandbox = faulty();
    sandbox.write("xcred.toml", "target-org = \"uat\"\n\n[rules]\nunknown-vlaue = \"off\"\n");
    insta::assert_snapshot!(told(&sandbox, &["check"], 64), @"error: `xcred.toml:4` is not a configuration: there is no rule `unknown-vlaue`; did you mean `unknown-value`?");
    sandbox.write("xcred.toml", "[rules]\nunknown-value = \"of\"\n");
    insta::assert_snapshot!(told(&sandbox, &["check"], 64), @"error: `xcred.toml:2` is not a configuration: `of` is no severity: error, warning, note or off; did you mean `off`?");
    sandbox.write("xcred.toml", "[rules]\nunknown-value = true\n");
    insta::assert_snapshot!(told(&sandbox, &["check"], 64), @"error: `xcred.toml:2` is not a configuration: invalid type: boolean `true`, expected a string");
}

#[test]
fn paths_may_stand_alone_and_those_without_a_component_are_left_out() {
    let sandbox = faulty();
    sandbox.write("README.md", "no component");
    sandbox.write("force-app/main.js", "neither");
    let (erp, orders) = (credential_file("Erp"), credential_file("Orders"));
    insta::assert_snapshot!(sandbox.run(["check", &erp, "README.md", &orders, "force-app/main.js"]).exits(1), @"
    $ xcred check force-app/externalCredentials/Erp.externalCredential-meta.xml README.md force-app/externalCredentials/Orders.externalCredential-meta.xml force-app/main.js
    --- stdout
    error[unknown-element]: `ExternalCredential` has no element `<owner>`
     --> force-app/externalCredentials/Erp.externalCredential-meta.xml:4:5
      |
    4 |     <owner>***</owner>
      |     ^^^^^^^
      = help: delete it

    2 components of `force-app/externalCredentials/Erp.externalCredential-meta.xml`, `force-app/externalCredentials/Orders.externalCredential-meta.xml` checked for API version 64.0: 1 error.
    --- stderr
    warning: `README.md` is the file of no component that xcred knows, and is left out
    warning: `force-app/main.js` is the file of no component that xcred knows, and is left out
    --- exit 1
    ");
    insta::assert_snapshot!(sandbox.run(["check", "README.md"]).success(), @"
    $ xcred check README.md
    --- stdout
    0 components of the paths that were named checked for API version 68.0: nothing wrong.
    --- stderr
    warning: `README.md` is the file of no component that xcred knows, and is left out
    --- exit 0
    ");
    insta::assert_snapshot!(told(&sandbox, &["check", "nowhere"], 65), @"error: `nowhere` does not exist");
}

#[test]
fn a_secret_is_in_no_format() {
    let sandbox = faulty();
    let secret = "sk-Zq81hunter2Zq81";
    let header = format!(
        "    <!-- was {secret} -->\n    <externalCredentialParameters>\n        <owner>{secret}</owner>\n        \
         <parameterName>Authorization</parameterName>\n        <parameterType>authheader</parameterType>\n        \
         <parameterValue>Bearer {secret}</parameterValue>\n        <sequenceNumber>1</sequenceNumber>\n    \
         </externalCredentialParameters>\n"
    );
    sandbox.write(credential_file("Secret"), credential("Secret", &header));
    sandbox.write(credential_file("Broken"), format!("<ExternalCredential><label>{secret}</label"));
    for format in ["human", "json", "sarif", "junit", "github", "gitlab"] {
        let said = sandbox.xcred(["check", "--format", format]).env("GITHUB_ACTIONS", "true").run().exits(1);
        assert!(!said.to_string().contains("hunter2"), "{said}");
        assert!(said.stdout.contains("Secret"), "{said}");
    }
}
