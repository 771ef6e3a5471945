//! Numbers where they say nothing.

use crate::{
    check::{CheckRule, Example, Look, Notes, Parameter, Subject},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
    xml::{Element, Node, Span},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "needless-sequence-number",
        severity: Severity::Note,
        summary: "A parameter has a sequence number that its type does not use.",
    },
    fixable: true,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Corpus,
    why: "Only principals, headers and request parameters are ordered. Orgs return no number on other parameters, so \
          it comes back as a difference after each deployment.",
    way_out: "Delete `<sequenceNumber>`.",
    source: "None of the settings in 90 real files has one. The sample in the Metadata API Developer Guide has.",
    look: Look::Parameters(&["ExternalAuthIdentityProvider", "ExternalCredential", "NamedCredential"], look),
    example: Example {
        version: None,
        wrong: &[(
            "externalAuthIdentityProviders/Shop.externalAuthIdentityProvider-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalAuthIdentityProvider xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationFlow>ClientCredentials</authenticationFlow>
    <authenticationProtocol>OAuth</authenticationProtocol>
    <externalAuthIdentityProviderParameters>
        <parameterName>TokenUrl</parameterName>
        <parameterType>TokenUrl</parameterType>
        <parameterValue>https://shop.example.com/token</parameterValue>
        ⟦<sequenceNumber>1</sequenceNumber>⟧
    </externalAuthIdentityProviderParameters>
    <label>Shop</label>
</ExternalAuthIdentityProvider>
"#,
        )],
        right: &[(
            "externalAuthIdentityProviders/Shop.externalAuthIdentityProvider-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalAuthIdentityProvider xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationFlow>ClientCredentials</authenticationFlow>
    <authenticationProtocol>OAuth</authenticationProtocol>
    <externalAuthIdentityProviderParameters>
        <parameterName>TokenUrl</parameterName>
        <parameterType>TokenUrl</parameterType>
        <parameterValue>https://shop.example.com/token</parameterValue>
    </externalAuthIdentityProviderParameters>
    <label>Shop</label>
</ExternalAuthIdentityProvider>
"#,
        )],
    },
};

fn look(_: &Subject<'_>, parameter: &Parameter<'_>, notes: &mut Notes) {
    let Some(sequence) = parameter.sequence.as_ref().filter(|_| parameter.known.is_some_and(|rule| rule.never_numbered)) else {
        return;
    };
    let message = format!("`{}` parameters have no order", parameter.kind());
    let note = notes.add(&RULE, sequence.element.span, message);
    note.help("delete `<sequenceNumber>`");
    note.fix("delete the sequence number", [(with_space_before(parameter.element, sequence.element), String::new())]);
}

/// The element and the white space before it.
fn with_space_before(parent: &Element<'_>, element: &Element<'_>) -> Span {
    let is_it = |node: &Node<'_>| matches!(node, Node::Element(one) if one.span == element.span);
    let at = parent.children.iter().position(is_it).unwrap_or_default();
    let start = match at.checked_sub(1).map(|before| &parent.children[before]) {
        Some(Node::Text(text)) if text.value.trim().is_empty() => text.span.start,
        _ => element.span.start,
    };
    Span { start, end: element.span.end }
}
