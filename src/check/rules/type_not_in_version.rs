//! Components whose type the API version does not have.

use crate::{
    check::{CheckRule, Example, Look, Notes, Subject, versions},
    finding::{Rule, Severity},
    metadata::{ApiVersion, shape::Evidence},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "type-not-in-version",
        severity: Severity::Error,
        summary: "The API version does not have the type of a component.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Schema,
    why: "The org does not know what the component is by that API version, and refuses it.",
    way_out: "Deploy with an API version that has the type (`sourceApiVersion` in `sfdx-project.json`), or do without \
              it: before 61.0 an auth provider gets the tokens.",
    source: "The Metadata API WSDL, versions 55 to 66. An identity provider is in it since 61.0, and documented for \
             62.0 and later.",
    look: Look::Components(&[], look),
    example: Example {
        version: Some(ApiVersion::new(60)),
        wrong: &[(
            "externalAuthIdentityProviders/Shop.externalAuthIdentityProvider-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
⟦<ExternalAuthIdentityProvider xmlns="http://soap.sforce.com/2006/04/metadata">⟧
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
        right: &[(
            "authproviders/Shop.authprovider-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<AuthProvider xmlns="http://soap.sforce.com/2006/04/metadata">
    <consumerKey>shop-client</consumerKey>
    <friendlyName>Shop</friendlyName>
    <providerType>OpenIdConnect</providerType>
    <tokenUrl>https://shop.example.com/token</tokenUrl>
</AuthProvider>
"#,
        )],
    },
};

fn look(subject: &Subject<'_>, notes: &mut Notes) {
    if subject.predates_type() {
        let message = format!("API version {} has no `{}`", subject.version, subject.table.name);
        let note = notes.add(&RULE, subject.root().start_tag, message);
        note.help(versions::way_out(Some(subject.table.since), None, None));
    }
}
