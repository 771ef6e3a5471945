//! Elements inside a value.

use crate::{
    check::{CheckRule, Example, Level, Look, Notes},
    finding::{Rule, Severity},
    metadata::shape::{Evidence, Kind},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "element-in-value",
        severity: Severity::Error,
        summary: "An element stands inside an element that holds a value.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Server,
    why: "The org refuses the component with `Error parsing file: Unexpected element \
          {http://soap.sforce.com/2006/04/metadata}b during simple type deserialization`.",
    way_out: "Write markup that is meant as text with `&lt;` and `&gt;`, or delete it.",
    source: "A server's answer, seen for `<p>` in a custom label (forcedotcom/source-deploy-retrieve, #607).",
    look: Look::Oddities(look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Basic</authenticationProtocol>
    <description>For the ⟦<b>⟧weekly</b> newsletter.</description>
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
    <authenticationProtocol>Basic</authenticationProtocol>
    <description>For the weekly newsletter.</description>
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
        let holds_value = child.shape.is_some_and(|shape| !matches!(shape.kind, Kind::Structure(_)));
        if let Some(inner) = child.element.elements().next().filter(|_| holds_value) {
            let message = format!("`<{}>` stands inside the value of `<{}>`", inner.name, child.element.name);
            let note = notes.add(&RULE, inner.start_tag, message);
            note.help("write `&lt;` for `<` where it is text, or delete the tags");
        }
    }
}
