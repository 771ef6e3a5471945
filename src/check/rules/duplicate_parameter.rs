//! Two parameters with the same key.

use std::collections::BTreeMap;

use crate::{
    check::{CheckRule, Example, Look, Notes, Parameter, Subject},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
    xml::Span,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "duplicate-parameter",
        severity: Severity::Warning,
        summary: "Two parameters have the same type, name and group.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Corpus,
    why: "Type, name and group tell one parameter from another. Where two agree in all three, the org keeps one of them, \
          and nothing says which.",
    way_out: "Delete the one that is not meant.",
    source: "None of 90 external credentials in 40 public repositories has such a pair. What a server says of one is not \
             known. Headers alone may repeat: Salesforce Help, Create and Edit Custom Headers.",
    look: Look::Components(&[], look),
    example: Example {
        version: None,
        wrong: &[(
            "externalAuthIdentityProviders/Shop.externalAuthIdentityProvider-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalAuthIdentityProvider xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationFlow>ClientCredentials</authenticationFlow>
    <authenticationProtocol>OAuth</authenticationProtocol>
    <externalAuthIdentityProviderParameters>
        <parameterName>tenant</parameterName>
        <parameterType>TokenRequestBodyParameter</parameterType>
        <parameterValue>north</parameterValue>
        <sequenceNumber>1</sequenceNumber>
    </externalAuthIdentityProviderParameters>
    <externalAuthIdentityProviderParameters>
        <parameterName>⟦tenant⟧</parameterName>
        <parameterType>TokenRequestBodyParameter</parameterType>
        <parameterValue>south</parameterValue>
        <sequenceNumber>2</sequenceNumber>
    </externalAuthIdentityProviderParameters>
    <externalAuthIdentityProviderParameters>
        <parameterName>TokenUrl</parameterName>
        <parameterType>TokenUrl</parameterType>
        <parameterValue>https://shop.example.com/token</parameterValue>
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
        <parameterName>tenant</parameterName>
        <parameterType>TokenRequestBodyParameter</parameterType>
        <parameterValue>north</parameterValue>
        <sequenceNumber>1</sequenceNumber>
    </externalAuthIdentityProviderParameters>
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

fn look(subject: &Subject<'_>, notes: &mut Notes) {
    // Keys are made where two could be the same, which is nearly nowhere.
    let parameters = &subject.parameters;
    if (1..parameters.len()).all(|at| !parameters[..at].iter().any(|one| may_be_same(one, &parameters[at]))) {
        return;
    }
    let mut seen: BTreeMap<Vec<String>, Span> = BTreeMap::new();
    let may_repeat = |parameter: &&Parameter<'_>| parameter.known.is_some_and(|rule| rule.may_repeat);
    for parameter in subject.parameters.iter().filter(|parameter| !may_repeat(parameter)) {
        let told = |name: &str| parameter.element.child_text(name).map(|text| text.trim().to_owned());
        let values: BTreeMap<&str, String> =
            parameter.structure.elements.iter().filter_map(|shape| Some((shape.name.as_str(), told(&shape.name)?))).collect();
        let sibling = |name: &str| values.get(name).map(String::as_str);
        let key = parameter.shape.key_of(sibling).iter().map(|name| {
            let default = parameter.structure.element(name).and_then(|shape| shape.default_among(sibling));
            sibling(name).or(default).unwrap_or_default().to_owned()
        });
        let key: Vec<String> = key.collect();
        let span = parameter.name.as_ref().map_or_else(|| parameter.span(), |name| name.span);
        if let Some(first) = seen.get(&key) {
            let line = subject.line_of(*first);
            let note = notes.add(&RULE, span, format!("{} stands twice", parameter.called()));
            note.help(format!("the first one stands on line {line}; delete one of them"));
        } else {
            seen.insert(key, span);
        }
    }
}

/// Whether two parameters may have the same key, by what is quick to compare.
fn may_be_same(one: &Parameter<'_>, other: &Parameter<'_>) -> bool {
    one.kind() == other.kind() && (one.name() == other.name() || !one.shape.key_where.is_empty())
}
