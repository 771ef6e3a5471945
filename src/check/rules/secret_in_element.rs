//! Secrets in the elements of legacy named credentials.

use crate::{
    check::{CheckRule, Example, Field, Look, Notes, Subject, secrets},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "secret-in-element",
        severity: Severity::Warning,
        summary: "An element that is made for a secret holds one.",
    },
    fixable: false,
    conceals: true,
    since: "0.1.0",
    evidence: Evidence::Inference,
    why: "Whoever can read the repository has it, and every org gets the same one.",
    way_out: "Leave the element out and enter the value in Setup, or move to an external credential. Then change the \
              secret at its service: what was once committed stays in the history.",
    source: "Metadata API Developer Guide: NamedCredential, which has these elements for legacy ones.",
    look: Look::Components(&["NamedCredential"], look),
    example: Example {
        version: None,
        wrong: &[
            (
                "namedCredentials/Newsletter.namedCredential-meta.xml",
                r#"<?xml version="1.0" encoding="UTF-8"?>
<NamedCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <allowMergeFieldsInBody>false</allowMergeFieldsInBody>
    <allowMergeFieldsInHeader>false</allowMergeFieldsInHeader>
    <endpoint>https://newsletter.example.com</endpoint>
    <generateAuthorizationHeader>true</generateAuthorizationHeader>
    <label>Newsletter</label>
    <namedCredentialType>Legacy</namedCredentialType>
    <password>⟦correct-horse-battery-staple⟧</password>
    <principalType>NamedUser</principalType>
    <protocol>Password</protocol>
    <username>campaigns</username>
</NamedCredential>
"#,
            ),
        ],
        right: &[
            (
                "namedCredentials/Newsletter.namedCredential-meta.xml",
                r#"<?xml version="1.0" encoding="UTF-8"?>
<NamedCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <allowMergeFieldsInBody>false</allowMergeFieldsInBody>
    <allowMergeFieldsInHeader>false</allowMergeFieldsInHeader>
    <endpoint>https://newsletter.example.com</endpoint>
    <generateAuthorizationHeader>true</generateAuthorizationHeader>
    <label>Newsletter</label>
    <namedCredentialType>Legacy</namedCredentialType>
    <principalType>NamedUser</principalType>
    <protocol>Password</protocol>
    <username>campaigns</username>
</NamedCredential>
"#,
            ),
        ],
    },
};

fn look(subject: &Subject<'_>, notes: &mut Notes) {
    for element in subject.root().elements() {
        let shape = subject.table.element(element.local_name()).filter(|shape| !shape.secret.is_empty());
        let Some(shape) = shape else { continue };
        let field = Field::of(subject.document, element);
        if secrets::is_literal(field.text) {
            let message = format!("`<{}>` holds a value in plain text", shape.name);
            notes.add(&RULE, field.span, message).help("enter it in the org, and change it at the service");
        }
    }
}
