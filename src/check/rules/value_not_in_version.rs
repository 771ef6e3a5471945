//! Values that the API version does not have.

use crate::{
    check::{CheckRule, Example, Field, Level, Look, Notes, versions},
    finding::{Rule, Severity},
    metadata::{ApiVersion, shape::Evidence},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "value-not-in-version",
        severity: Severity::Error,
        summary: "The API version does not have a value.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Schema,
    why: "The enumeration of that API version lacks the value, and the org refuses it as not a valid one.",
    way_out: "Deploy with an API version that has the value (`sourceApiVersion` in `sfdx-project.json`), or write \
              another value.",
    source: "The Metadata API WSDL, versions 55 to 66, and Salesforce's generated types for 67 and 68.",
    look: Look::Oddities(look),
    example: Example {
        version: Some(ApiVersion::new(59)),
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>⟦Basic⟧</authenticationProtocol>
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

fn look(level: &Level<'_, '_>, notes: &mut Notes) {
    let version = level.subject.version;
    if level.subject.predates_type() {
        return;
    }
    for child in level.children {
        let value = child.choice.and_then(|choice| choice.value);
        if let Some(value) = value.filter(|value| !value.exists_in(version)) {
            let span = Field::of(level.subject.document, child.element).span;
            let note = notes.add(&RULE, span, format!("API version {version} has no value `{}`", value.name));
            note.help(versions::way_out(value.since, value.until, value.instead.as_deref()));
        }
    }
}
