//! Values that are documented for later API versions only.

use crate::{
    check::{CheckRule, Example, Field, Look, Notes, Subject},
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
    look: Look::Components(&["ExternalAuthIdentityProvider"], look),
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

fn look(subject: &Subject<'_>, notes: &mut Notes) {
    if subject.version < subject.table.since {
        return;
    }
    for element in subject.root().elements().filter(|element| element.is_leaf()) {
        let shape = subject.table.element(element.local_name());
        let Some(enumeration) = shape.and_then(|shape| subject.table.enumeration(shape)) else { continue };
        let field = Field::of(subject.document, element);
        let Some(value) = enumeration.value(field.text) else { continue };
        if let Some(since) = value.documented_since.filter(|since| subject.version < *since) {
            let message = format!("`{}` is documented for {since} and later", value.name);
            let note = notes.add(&RULE, field.span, message);
            note.help(format!("deploy by {since}, or check that callouts work; the project speaks {}", subject.version));
        }
    }
}
