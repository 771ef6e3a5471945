//! Attributes where none belongs.

use crate::{
    check::{CheckRule, Example, Level, Look, Notes},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
    xml::Element,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "unexpected-attribute",
        severity: Severity::Warning,
        summary: "An element has an attribute, and metadata has none.",
    },
    fixable: false,
    conceals: true,
    since: "0.1.0",
    evidence: Evidence::Inference,
    why: "What a component says stands in its elements. By the schema an attribute is wrong; orgs were seen to read \
          over some.",
    way_out: "Delete the attribute, or write what it says as an element.",
    source: "The Metadata API WSDL. Bundles of Lightning components carried an attribute `fqn` for years, and orgs \
             took them.",
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
    <label ⟦lang="en"⟧>Newsletter</label>
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
    if level.is_root() {
        tell(level.parent, notes);
    }
    level.children.iter().for_each(|child| tell(child.element, notes));
}

fn tell(element: &Element<'_>, notes: &mut Notes) {
    for attribute in element.attributes.iter().filter(|attribute| !is_of_xml(attribute.name)) {
        let message = format!("`<{}>` has an attribute `{}`", element.name, attribute.name);
        notes.add(&RULE, attribute.span, message).help("delete it, or write what it says as an element");
    }
}

/// Declarations of namespaces and the attributes of XML Schema stand anywhere; orgs write `xsi:nil` themselves.
fn is_of_xml(name: &str) -> bool {
    name == "xmlns" || ["xmlns:", "xsi:"].iter().any(|prefix| name.starts_with(prefix))
}
