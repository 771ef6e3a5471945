//! Deletions: what a destructive manifest names is shown, deleted and looked for; what is refused is told at its place.

use crate::{
    deploy::held,
    support::{Sandbox, projects::sample},
};

/// A destructive manifest of these external credentials.
fn destructive(sandbox: &Sandbox, name: &str, members: &[&str]) {
    let members: String = members.iter().map(|member| format!("        <members>{member}</members>\n")).collect();
    let manifest = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <Package xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    <types>\n{members}        \
         <name>ExternalCredential</name>\n    </types>\n</Package>\n"
    );
    sandbox.write(name, manifest);
}

#[test]
fn what_a_manifest_names_is_deleted() {
    for flag in ["--pre-destructive-changes", "--post-destructive-changes"] {
        let sandbox = sample();
        destructive(&sandbox, "old.xml", &["OldFreight"]);
        let selected = ["deploy", "--yes", "-m", "ExternalCredential:Stripe", flag, "old.xml"];
        let said = sandbox.run(selected).success();
        insta::allow_duplicates! {
            insta::assert_snapshot!(said.settled().replace(flag, "FLAG"), @"
            $ xcred deploy --yes -m ExternalCredential:Stripe FLAG old.xml
            --- stdout
            [the review of Stripe]

            - ExternalCredential:OldFreight
                to be deleted from the org

            Consequences: 1 notable.
            1 to change, 1 to delete; 0 are the same.
            Deployed 2 components (1 changed, 1 deleted) to practice.
            Verified: 1 component read back, and the org holds what was sent; 1 component deleted and gone from the org.
            --- stderr
            Sent to practice as `[0Af#1]`.
            Succeeded: 2 of 2 components
            --- exit 0
            ");
        }
        assert!(!held(&sandbox).contains("OldFreight"));
        sandbox.run(["deploy", "--yes"]).success();
        sandbox.run(["diff", "--exit-code"]).success();
    }
}

#[test]
fn deletions_alone_are_a_deployment() {
    let sandbox = sample();
    sandbox.run(["deploy", "--yes"]).success();
    destructive(&sandbox, "old.xml", &["OldFreight"]);
    let dry = sandbox.run(["deploy", "--dry-run", "--post-destructive-changes", "old.xml"]).success();
    insta::assert_snapshot!(dry.settled(), @"
    $ xcred deploy --dry-run --post-destructive-changes old.xml
    --- stdout
    - ExternalCredential:OldFreight
        to be deleted from the org

    1 to delete; 43 are the same.
    Validated 1 component against practice; nothing was changed.
    --- stderr
    Sent to practice as `[0Af#1]`.
    Succeeded: 1 of 1 component
    --- exit 0
    ");
    assert!(held(&sandbox).contains("OldFreight"));
    let said = sandbox.run(["deploy", "--yes", "--post-destructive-changes", "old.xml"]).success();
    insta::assert_snapshot!(said.settled(), @"
    $ xcred deploy --yes --post-destructive-changes old.xml
    --- stdout
    - ExternalCredential:OldFreight
        to be deleted from the org

    1 to delete; 43 are the same.
    Deployed 1 component (1 deleted) to practice.
    Verified: 1 component deleted and gone from the org.
    --- stderr
    Sent to practice as `[0Af#1]`.
    Succeeded: 1 of 1 component
    --- exit 0
    ");
    let again = sandbox.run(["deploy", "--yes", "--post-destructive-changes", "old.xml"]);
    insta::assert_snapshot!(again.settled(), @"
    $ xcred deploy --yes --post-destructive-changes old.xml
    --- stdout
    - ExternalCredential:OldFreight
        to be deleted from the org

    1 to delete; 43 are the same.
    Failed: practice refused 1 component, and the deployment `[0Af#1]` changed nothing.
    --- stderr
    Sent to practice as `[0Af#1]`.
    refused: OldFreight (No ExternalCredential named: OldFreight found)
    Failed: 1 of 1 component
    warning[component-refused]: No ExternalCredential named: OldFreight found
      at old.xml:4:9
      help: `--ignore-warnings` deploys in spite of warnings
    --- exit 1
    ");
}

#[test]
fn what_others_refer_to_is_not_deleted() {
    let sandbox = sample();
    destructive(&sandbox, "delete/me.xml", &["OldFreight", "Stripe"]);
    let before = held(&sandbox);
    let flags = ["deploy", "--yes", "-m", "ExternalCredential:Erp", "--post-destructive-changes", "delete/me.xml"];
    let said = sandbox.run(flags).exits(1);
    insta::assert_snapshot!(said.settled(), @"
    $ xcred deploy --yes -m ExternalCredential:Erp --post-destructive-changes delete/me.xml
    --- stdout
    ── Erp
    ~ ExternalCredential:Erp
        integrations/fulfilment/externalCredentials/Erp.externalCredential-meta.xml
        ~ externalCredentialParameters[NamedPrincipal,Order Sync].sequenceNumber  line 10
            - 2
            + 1
        ~ externalCredentialParameters[NamedPrincipal,Stock Sync].sequenceNumber  line 17
            - 1
            + 2

    - ExternalCredential:OldFreight
        to be deleted from the org

    - ExternalCredential:Stripe
        to be deleted from the org

    1 to change, 2 to delete; 0 are the same.
    Failed: practice refused 1 component, and the deployment `[0Af#1]` changed nothing.
    --- stderr
    Sent to practice as `[0Af#1]`.
    refused: Stripe (This external credential is referenced elsewhere in Salesforce. Remove the usage and try again. : permission set - Larkhill_Sales_Callouts.)
    Failed: 3 of 3 components
    error[component-refused]: This external credential is referenced elsewhere in Salesforce. Remove the usage and try again. : permission set - Larkhill_Sales_Callouts.
      at delete/me.xml:5:9
    --- exit 1
    ");
    assert_eq!(held(&sandbox), before);
}

#[test]
fn a_wildcard_deletes_nothing() {
    let sandbox = sample();
    destructive(&sandbox, "all.xml", &["*"]);
    let said = sandbox.run(["deploy", "--yes", "--pre-destructive-changes", "all.xml"]).exits(64);
    insta::assert_snapshot!(said, @"
    $ xcred deploy --yes --pre-destructive-changes all.xml
    --- stdout
    --- stderr
    error: `all.xml` holds `*`, and what is deleted has to be named
    --- exit 64
    ");
    assert!(held(&sandbox).contains("ExternalCredential:Stripe"));
}
