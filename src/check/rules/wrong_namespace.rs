//! Elements outside the namespace of metadata.

use crate::{
    check::{CheckRule, Example, Level, Look, Notes},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
    xml::{Element, METADATA_NAMESPACE, Span},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "wrong-namespace",
        severity: Severity::Error,
        summary: "An element is not in the namespace of metadata.",
    },
    fixable: true,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Schema,
    why: "Orgs tell elements by namespace and name, `{http://soap.sforce.com/2006/04/metadata}label`. In another \
          namespace, or in none, the component holds none that its type has.",
    way_out: "Write `xmlns=\"http://soap.sforce.com/2006/04/metadata\"` on the root element, and no other namespace \
              below it.",
    source: "The Metadata API WSDL; servers' answers name elements with that namespace. What they say of another one \
             is not known.",
    look: Look::Oddities(look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
⟦<ExternalCredential>⟧
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
    let is_right = |element: &Element<'_>| element.namespace == Some(METADATA_NAMESPACE);
    if level.is_root() && !is_right(level.parent) {
        tell_root(level.parent, notes);
    }
    for child in level.children.iter().filter(|child| !is_right(child.element)) {
        // What shares the fault of the element around it is mended with that.
        if child.element.namespace != level.parent.namespace {
            let note = notes.add(&RULE, child.element.start_tag, message(child.element));
            note.help("delete its `xmlns` or its prefix");
        }
    }
}

fn message(element: &Element<'_>) -> String {
    let which = if element.namespace.is_some() { "another namespace" } else { "no namespace" };
    format!("`<{}>` is in {which}", element.name)
}

fn tell_root(root: &Element<'_>, notes: &mut Notes) {
    let note = notes.add(&RULE, root.start_tag, message(root));
    note.help(format!("write `xmlns=\"{METADATA_NAMESPACE}\"`"));
    let declaration = match root.name.split_once(':') {
        Some((prefix, _)) => format!("xmlns:{prefix}"),
        None => "xmlns".to_owned(),
    };
    let declared = root.attributes.iter().find(|attribute| attribute.name == declaration);
    let after_name = root.start_tag.start as usize + 1 + root.name.len();
    let edit = match declared {
        Some(attribute) => (attribute.value_span, METADATA_NAMESPACE.to_owned()),
        None => (Span::new(after_name, after_name), format!(" {declaration}=\"{METADATA_NAMESPACE}\"")),
    };
    note.fix("declare the namespace of metadata", [edit]);
}
