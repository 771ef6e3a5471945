//! Values that only Salesforce's own orgs know.

use crate::{
    check::{CheckRule, Example, Level, Look, Notes, Field},
    finding::{Rule, Severity},
    metadata::shape::{Audience, Evidence},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "internal-value",
        severity: Severity::Warning,
        summary: "A value is known to Salesforce's own orgs alone.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Schema,
    why: "The value stands in the schema of an org with internal features. Other orgs are not known to take it.",
    way_out: "Write a value that is documented; `xcred explain` lists them.",
    source: "The Metadata API WSDL of such an org has the value, and Salesforce's generated types, made from another \
             one, lack it.",
    look: Look::Oddities(look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>⟦ApiKey⟧</authenticationProtocol>
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
    for child in level.children {
        let value = child.choice.and_then(|choice| choice.value);
        let here = value.filter(|value| value.exists_in(level.subject.version));
        if let Some(value) = here.filter(|value| value.audience == Audience::Internal) {
            let span = Field::of(level.subject.document, child.element).span;
            let message = format!("`{}` is internal to Salesforce", value.name);
            let note = notes.add(&RULE, span, message);
            note.help(value.instead.clone().unwrap_or_else(|| "write a documented value".to_owned()));
        }
    }
}
