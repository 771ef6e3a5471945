//! Tests over real HTTP on loopback, with a client of their own.

mod arrivals;
mod client;
mod deletions;
mod deployments;
mod logins;
mod looking;
mod oauth;
mod queries;
mod records;
mod sample;
mod state;
mod tls;
mod troubles;
mod verdicts;

use serde_json::Value;

use client::Bench;

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

/// package.xml of these members, each type on a line of its own from line 2.
fn package(types: &[(&str, &[&str])]) -> String {
    let element = |name: &str, text: &str| format!("<{name}>{text}</{name}>");
    let of_type = |(name, members): &(&str, &[&str])| {
        let members: Vec<String> = members.iter().map(|member| element("members", member)).collect();
        element("types", &(members.concat() + &element("name", name))) + "\n"
    };
    let types: Vec<String> = types.iter().map(of_type).collect();
    format!(
        "<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n{}<version>66.0</version></Package>",
        types.concat()
    )
}

/// Options of a usual deployment.
const ALL: &str = r#"{"rollbackOnError":true,"singlePackage":true}"#;
/// Where [`STRIPE`] stands in an archive.
const EC: &str = "externalCredentials/Stripe.externalCredential";
/// Where [`STRIPE_ADDRESS`] stands in an archive.
const NC: &str = "namedCredentials/Stripe.namedCredential";

/// package.xml of both.
fn both() -> String {
    package(&[("ExternalCredential", &["Stripe"]), ("NamedCredential", &["Stripe"])])
}

/// All components of an org.
fn names(bench: &Bench) -> Vec<String> {
    let components = bench.practice.components().unwrap();
    components.iter().map(|component| component.id.to_string()).collect()
}

/// What is said about a component in the failures or successes.
fn said<'v>(result: &'v Value, list: &str, full_name: &str, kind: &str) -> &'v Value {
    let messages = result["details"][list].as_array().unwrap();
    let is_it = |message: &&Value| message["fullName"] == full_name && message["componentType"] == kind;
    messages.iter().find(is_it).unwrap_or_else(|| panic!("{kind}:{full_name} in {result:#}"))
}
