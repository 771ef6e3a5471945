//! Secrets in comments.

use crate::{
    check::{CheckRule, Example, Look, Notes, Subject, secrets},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
    xml::{Element, Node},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "secret-in-comment",
        severity: Severity::Warning,
        summary: "A comment holds what looks like a key, a token or a password.",
    },
    fixable: false,
    conceals: true,
    since: "0.1.0",
    evidence: Evidence::Inference,
    why: "An org drops comments, the repository keeps them: a value that was put aside is still there for everybody \
          to read.",
    way_out: "Delete the comment, and change the secret at its service: what was once committed stays in the history.",
    source: "What people comment out while they try things. How often they do is not counted.",
    look: Look::Components(&[], look),
    example: Example {
        version: None,
        wrong: &[
            (
                "externalCredentials/Newsletter.externalCredential-meta.xml",
                r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Custom</authenticationProtocol>
    <externalCredentialParameters>
        <parameterGroup>Campaigns</parameterGroup>
        <parameterName>Campaigns</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    ⟦<!-- Sandbox: X-Api-Key=staple-42-horse -->⟧
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

fn look(subject: &Subject<'_>, notes: &mut Notes) {
    // Most files have no comment, and their trees need not be walked.
    if !subject.document.has_comments() {
        return;
    }
    subject.document.outside().iter().for_each(|node| tell(node, notes));
    look_inside(subject.root(), notes);
}

fn look_inside(parent: &Element<'_>, notes: &mut Notes) {
    for node in parent.children {
        tell(node, notes);
        if let Node::Element(element) = node {
            look_inside(element, notes);
        }
    }
}

fn tell(node: &Node<'_>, notes: &mut Notes) {
    if let Node::Comment(comment) = node
        && let Some(kind) = secrets::in_text(comment.value)
    {
        let message = format!("a comment holds what looks like {kind}");
        notes.add(&RULE, comment.span, message).help("delete it, and change it at the service");
    }
}
