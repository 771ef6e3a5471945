//! Labels that do not fit.

use crate::{
    check::{CheckRule, Example, Field, Level, Look, Notes},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "label-too-long",
        severity: Severity::Warning,
        summary: "A label has more characters than its field.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Document,
    why: "The org refuses the label or cuts it off.",
    way_out: "Write a shorter label.",
    source: "Salesforce Field Reference Guide: NamedCredential, `MasterLabel`, 80 characters. That external \
             credentials and identity providers have the same length is inferred.",
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
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <label>⟦Newsletter for those who asked for it, for those who did not, and for all the others⟧</label>
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
    for child in level.children {
        let Some(longest) = child.shape.and_then(|shape| shape.longest) else { continue };
        let field = Field::of(level.subject.document, child.element);
        let length = if field.text.len() > longest { field.text.chars().count() } else { 0 };
        if length > longest {
            let message = format!("`<{}>` has {length} characters; {longest} fit", child.element.local_name());
            notes.add(&RULE, field.span, message).help("write a shorter one");
        }
    }
}
