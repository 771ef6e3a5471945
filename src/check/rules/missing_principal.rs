//! External credentials that nobody can use.

use crate::{
    check::{CheckRule, Example, Look, Notes, Parameter, Subject},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "missing-principal",
        severity: Severity::Warning,
        summary: "An external credential has no principal.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Corpus,
    why: "A principal holds the secrets, and permission sets grant it. Without one the deployment is green, and every \
          callout fails with `We couldn't access the credential(s)`.",
    way_out: "Add a parameter of the type `NamedPrincipal`, or `PerUserPrincipal` where each user logs in.",
    source: "82 of 90 external credentials in 40 public repositories have one.",
    look: Look::Components(&["ExternalCredential"], look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
⟦<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">⟧
    <authenticationProtocol>Custom</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>Accept</parameterName>
        <parameterType>AuthHeader</parameterType>
        <parameterValue>application/json</parameterValue>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <label>Newsletter</label>
</ExternalCredential>
"#,
        )],
        right: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Custom</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>Accept</parameterName>
        <parameterType>AuthHeader</parameterType>
        <parameterValue>application/json</parameterValue>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <externalCredentialParameters>
        <parameterName>Campaigns</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <label>Newsletter</label>
</ExternalCredential>
"#,
        )],
    },
};

fn look(subject: &Subject<'_>, notes: &mut Notes) {
    let may_be_one = |parameter: &Parameter<'_>| parameter.is_principal() || parameter.known.is_none();
    if !subject.parameters.iter().any(may_be_one) {
        let note = notes.add(&RULE, subject.root().start_tag, "the external credential has no principal");
        note.help("add a `NamedPrincipal` parameter, or a `PerUserPrincipal` where each user logs in");
    }
}
