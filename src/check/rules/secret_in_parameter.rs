//! Secrets in parameters.

use crate::{
    check::{CheckRule, Example, Look, Notes, Parameter, Subject, secrets},
    finding::{Rule, Severity},
    metadata::shape::{Evidence, Secrecy},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "secret-in-parameter",
        severity: Severity::Warning,
        summary: "A parameter holds a literal that looks like a key, a token or a password.",
    },
    fixable: false,
    conceals: true,
    since: "0.1.0",
    evidence: Evidence::Corpus,
    why: "Whoever can read the repository, the org's metadata or a package has the secret, and every org has the same \
          one. A server takes it without a word, which is why this is no error; raise it to one where your team wants \
          that.",
    way_out: "Make it a parameter of the principal, whose value is kept in the org, and write a formula that refers \
              to it: `{!$Credential.CREDENTIAL.PARAMETER}`. Then change the secret at its service: what was once \
              committed stays in the history.",
    source: "Salesforce's guide to named credentials: secrets belong to principals. Public repositories hold more \
             literal header values than formulas: 33 against 29, and at least 8 files with keys that look alive.",
    look: Look::Parameters(&[], look),
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
    <externalCredentialParameters>
        <parameterGroup>DefaultGroup</parameterGroup>
        <parameterName>X-Api-Key</parameterName>
        <parameterType>AuthHeader</parameterType>
        <parameterValue>⟦correct-horse-battery-staple⟧</parameterValue>
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

fn look(subject: &Subject<'_>, parameter: &Parameter<'_>, notes: &mut Notes) {
    let Some(value) = parameter.value.as_ref().filter(|value| !value.is_empty()) else { return };
    let found = match parameter.secrecy() {
        Secrecy::Whole => secrets::in_value(parameter.name(), value.text),
        Secrecy::Harmless => secrets::in_harmless(value.text),
        Secrecy::InUrl => None,
    };
    if let Some(kind) = found {
        let note = notes.add(&RULE, value.span, format!("{} holds what looks like {kind}", parameter.called()));
        note.help(match subject.table.name.as_str() {
            "ExternalAuthIdentityProvider" => "keep it in the org as the provider's credential, and change it at the service",
            _ => "keep it in a principal's parameter, refer to it by a formula, and change it at the service",
        });
    }
}
