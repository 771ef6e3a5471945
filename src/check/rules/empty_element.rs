//! Elements that must be there and are empty.

use crate::{
    check::{CheckRule, Example, Level, Look, Notes},
    finding::{Rule, Severity},
    metadata::shape::{Evidence, Kind},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "empty-element",
        severity: Severity::Warning,
        summary: "An element that must be there says nothing.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Inference,
    why: "A component without the element is refused. The schema takes an empty text; what an org does with one is \
          not known, and it can mean nothing.",
    way_out: "Write what belongs there.",
    source: "The Metadata API WSDL says which elements must be there.",
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
    ⟦<label></label>⟧
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
        let wants_text = child.shape.is_some_and(|shape| shape.required && shape.kind == Kind::Text);
        if wants_text && child.element.is_leaf() && child.element.text().trim().is_empty() {
            let name = child.element.local_name();
            notes.add(&RULE, child.element.span, format!("`<{name}>` is empty")).help("write what belongs there");
        }
    }
}
