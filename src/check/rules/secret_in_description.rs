//! Secrets in prose.

use crate::{
    check::{CheckRule, Example, Field, Look, Notes, Subject, secrets},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
    xml::Element,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "secret-in-description",
        severity: Severity::Warning,
        summary: "A description or label holds what looks like a key, a token or a password.",
    },
    fixable: false,
    conceals: true,
    since: "0.1.0",
    evidence: Evidence::Inference,
    why: "Everybody who sees Setup reads it, and it stands in the repository and in every package.",
    way_out: "Delete it there, and change the secret at its service: what was once committed stays in the history.",
    source: "What people write down beside a credential. How often they do is not counted.",
    look: Look::Components(&[], look),
    example: Example {
        version: None,
        wrong: &[
            (
                "externalCredentials/Newsletter.externalCredential-meta.xml",
                r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Custom</authenticationProtocol>
    <description>⟦Sandbox of the newsletter. The password: staple-42-horse⟧</description>
    <externalCredentialParameters>
        <parameterGroup>Campaigns</parameterGroup>
        <parameterName>Campaigns</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <externalCredentialParameters>
        <parameterGroup>DefaultGroup</parameterGroup>
        <parameterName>X-Api-Key</parameterName>
        <parameterType>AuthHeader</parameterType>
        <parameterValue>{!$Credential.Newsletter.ApiKey}</parameterValue>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <label>Newsletter</label>
</ExternalCredential>
"#,
            ),
        ],
        right: &[
            (
                "externalCredentials/Newsletter.externalCredential-meta.xml",
                r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Custom</authenticationProtocol>
    <description>Sandbox of the newsletter.</description>
    <externalCredentialParameters>
        <parameterGroup>Campaigns</parameterGroup>
        <parameterName>Campaigns</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <externalCredentialParameters>
        <parameterGroup>DefaultGroup</parameterGroup>
        <parameterName>X-Api-Key</parameterName>
        <parameterType>AuthHeader</parameterType>
        <parameterValue>{!$Credential.Newsletter.ApiKey}</parameterValue>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <label>Newsletter</label>
</ExternalCredential>
"#,
            ),
        ],
    },
};

/// The elements that hold prose.
const PROSE: &[&str] = &["description", "label", "masterLabel"];

fn look(subject: &Subject<'_>, notes: &mut Notes) {
    let parameters = subject.parameters.iter().map(|parameter| parameter.element);
    for holder in std::iter::once(subject.root()).chain(parameters) {
        holder.elements().filter(|element| PROSE.contains(&element.local_name())).for_each(|element| tell(subject, element, notes));
    }
}

fn tell(subject: &Subject<'_>, element: &Element<'_>, notes: &mut Notes) {
    let field = Field::of(subject.document, element);
    if let Some(kind) = secrets::in_text(field.text) {
        let message = format!("`<{}>` holds what looks like {kind}", element.local_name());
        notes.add(&RULE, field.span, message).help("delete it, and change it at the service");
    }
}
