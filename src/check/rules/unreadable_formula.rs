//! Formulas that cannot be read.

use crate::{
    check::{CheckRule, Example, Look, Notes, Parameter, Subject, formula},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "unreadable-formula",
        severity: Severity::Warning,
        summary: "A header's formula cannot be read.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Inference,
    why: "Each callout reads the formula anew. One that cannot be read makes it fail, and the org says so only then.",
    way_out: "Close what is open, and put an operator between each two values: `{!'Bearer ' & \
              $Credential.Newsletter.Token}`.",
    source: "Salesforce Help: Formula Operators and Functions. This tool reads the shape of formulas, not their \
             functions and types.",
    look: Look::Parameters(&["ExternalCredential", "NamedCredential"], look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Custom</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>Authorization</parameterName>
        <parameterType>AuthHeader</parameterType>
        <parameterValue>⟦{!'Bearer ' $Credential.Newsletter.Token}⟧</parameterValue>
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
        right: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Custom</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>Authorization</parameterName>
        <parameterType>AuthHeader</parameterType>
        <parameterValue>{!'Bearer ' &amp; $Credential.Newsletter.Token}</parameterValue>
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

fn look(_: &Subject<'_>, parameter: &Parameter<'_>, notes: &mut Notes) {
    let Some(value) = formula::value_of(parameter) else { return };
    if let Err(fault) = formula::mentions_in(value.text) {
        let message = format!("the formula of {} {}", parameter.called(), fault.words());
        notes.add(&RULE, value.span, message).help("write `{!'text' & $Credential.NAME.PARAMETER}`");
    }
}
