//! Values that are no whole number.

use crate::{
    check::{CheckRule, Example, Level, Look, Notes, Field},
    finding::{Rule, Severity},
    metadata::shape::{Evidence, Kind},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "not-a-number",
        severity: Severity::Error,
        summary: "A value is no whole number.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Schema,
    why: "The element holds a whole number of at most 32 bits; by the schema the component is invalid.",
    way_out: "Write the number in digits.",
    source: "The Metadata API WSDL, and XML Schema, part 2, section 3.3.17.",
    look: Look::Oddities(look),
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
        <sequenceNumber>⟦first⟧</sequenceNumber>
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
    <label>Newsletter</label>
</ExternalCredential>
"#,
        )],
    },
};

fn look(level: &Level<'_, '_>, notes: &mut Notes) {
    let numbers = level.children.iter().filter(|child| child.shape.is_some_and(|shape| shape.kind == Kind::Integer));
    for child in numbers {
        if child.element.is_leaf() && child.element.text().trim().parse::<i32>().is_err() {
            let span = Field::of(level.subject.document, child.element).span;
            let message = format!("`<{}>` is no whole number", child.element.local_name());
            notes.add(&RULE, span, message).help("write it in digits, such as `1`");
        }
    }
}
