//! Values that are documented for later API versions only.

use crate::{
    check::{CheckRule, Example, Field, Level, Look, Notes},
    finding::{Rule, Severity},
    metadata::{ApiVersion, shape::Evidence},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "value-documented-later",
        severity: Severity::Note,
        summary: "A value is in the schema of this API version, and documented for later ones only.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Document,
    why: "The schema has some values long before the feature behind them works. An org may take the component and not \
         do what it says.",
    way_out: "Deploy it by the API version that documents the value, or check that callouts work.",
    source: "Salesforce Help: Create or Edit an OAuth Client Credentials external credential with an identity \
            provider; the Metadata API WSDL.",
    look: Look::Levels(look),
    example: Example {
        version: Some(ApiVersion::new(65)),
        wrong: &[(
            "externalAuthIdentityProviders/Shop.externalAuthIdentityProvider-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalAuthIdentityProvider xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationFlow>⟦ClientCredentials⟧</authenticationFlow>
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
        right: &[(
            "externalAuthIdentityProviders/Shop.externalAuthIdentityProvider-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalAuthIdentityProvider xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationFlow>AuthorizationCode</authenticationFlow>
    <authenticationProtocol>OAuth</authenticationProtocol>
    <externalAuthIdentityProviderParameters>
        <parameterName>AuthorizeUrl</parameterName>
        <parameterType>AuthorizeUrl</parameterType>
        <parameterValue>https://shop.example.com/authorize</parameterValue>
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

fn look(level: &Level<'_, '_>, notes: &mut Notes) {
    let table = level.subject.table;
    for child in &level.children {
        let Some(enumeration) = child.shape.and_then(|shape| table.enumeration(shape)) else { continue };
        if enumeration.values.iter().all(|value| value.documented_since.is_none()) {
            continue;
        }
        let field = Field::of(level.subject.document, child.element);
        let Some(value) = enumeration.value(&field.text) else { continue };
        if let Some(since) = value.documented_since.filter(|since| level.subject.version < *since) {
            let message = format!("`{}` is documented for {since} and later", value.name);
            let note = notes.add(&RULE, field.span, message);
            note.help(format!("the project speaks {}; deploy by {since}", level.subject.version));
        }
    }
}
