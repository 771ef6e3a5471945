//! Tests over real HTTP on loopback, with a client of their own.

mod client;
mod deployments;
mod looking;
mod state;
mod verdicts;

/// An external credential with a header.
const STRIPE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Custom</authenticationProtocol>
    <externalCredentialParameters>
        <parameterGroup>Main</parameterGroup>
        <parameterName>Main</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <label>Stripe</label>
</ExternalCredential>
"#;

/// A named credential that needs it.
const STRIPE_ADDRESS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<NamedCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <label>Stripe</label>
    <namedCredentialParameters>
        <externalCredential>Stripe</externalCredential>
        <parameterName>ExternalCredential</parameterName>
        <parameterType>Authentication</parameterType>
    </namedCredentialParameters>
    <namedCredentialType>SecuredEndpoint</namedCredentialType>
</NamedCredential>
"#;

/// package.xml of these members, a wildcard for every type but those.
fn package(types: &[(&str, &[&str])]) -> String {
    let types: String = types
        .iter()
        .map(|(name, members)| {
            let members: String = members.iter().map(|member| format!("<members>{member}</members>")).collect();
            format!("<types>{members}<name>{name}</name></types>\n")
        })
        .collect();
    format!("<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n{types}<version>66.0</version></Package>")
}
