//! Numbers that two parameters of one type share.

use crate::{
    check::{CheckRule, Example, Look, Notes, Subject},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "duplicate-sequence-number",
        severity: Severity::Warning,
        summary: "Two parameters of one type have the same sequence number.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Corpus,
    why: "The numbers say which principal counts for a user who may use several, and in which order headers and \
          request parameters are sent. Where two are the same, nothing says which comes first.",
    way_out: "Give each parameter of the type a number of its own.",
    source: "None of 90 external credentials in 40 public repositories has such a pair; numbering begins anew for \
             each parameter type. What a server says of one is not known.",
    look: Look::Components(&["ExternalAuthIdentityProvider", "ExternalCredential", "NamedCredential"], look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Basic</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>Campaigns</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <externalCredentialParameters>
        <parameterName>Nightly</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>⟦1⟧</sequenceNumber>
    </externalCredentialParameters>
    <label>Newsletter</label>
</ExternalCredential>
"#,
        )],
        right: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Basic</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>Campaigns</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <externalCredentialParameters>
        <parameterName>Nightly</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>2</sequenceNumber>
    </externalCredentialParameters>
    <label>Newsletter</label>
</ExternalCredential>
"#,
        )],
    },
};

fn look(subject: &Subject<'_>, notes: &mut Notes) {
    let mut seen: Vec<(&str, i64)> = Vec::new();
    for parameter in subject.parameters {
        let Some(sequence) = &parameter.sequence else { continue };
        let Ok(number) = sequence.text.parse() else { continue };
        if seen.contains(&(parameter.kind(), number)) {
            let message = format!("another `{}` parameter has the number {number}", parameter.kind());
            notes.add(&RULE, sequence.span, message).help("give each of them a number of its own");
        } else {
            seen.push((parameter.kind(), number));
        }
    }
}
