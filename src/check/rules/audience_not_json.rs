//! The audience of a JWT is written as JSON.

use serde_json::Value;

use crate::{
    check::{CheckRule, Example, Look, Notes, Parameter, Subject},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "audience-not-json",
        severity: Severity::Error,
        summary: "The `aud` claim of a JWT is not a JSON string or an array of them.",
    },
    fixable: true,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Server,
    why: "The org refuses the component with `The JWT aud claim has invalid JSON syntax`. Unlike all other claims, `aud` \
          can be several, so Salesforce reads its value as JSON: a URL needs quotes around it.",
    way_out: "Put the audience into double quotes, or write several as `[\"https://one.example\", \"https://two.example\"]`.",
    source: "A server's answer, seen by several users.",
    look: Look::Parameters(&["ExternalCredential"], look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Erp.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Jwt</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>aud</parameterName>
        <parameterType>JwtBodyClaim</parameterType>
        <parameterValue>⟦https://erp.example.com⟧</parameterValue>
    </externalCredentialParameters>
    <externalCredentialParameters>
        <parameterGroup>Nightly</parameterGroup>
        <parameterName>Nightly</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <externalCredentialParameters>
        <certificate>Larkhill_Signing</certificate>
        <parameterName>SigningCertificate</parameterName>
        <parameterType>SigningCertificate</parameterType>
    </externalCredentialParameters>
    <label>ERP</label>
</ExternalCredential>
"#,
        )],
        right: &[(
            "externalCredentials/Erp.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Jwt</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>aud</parameterName>
        <parameterType>JwtBodyClaim</parameterType>
        <parameterValue>&quot;https://erp.example.com&quot;</parameterValue>
    </externalCredentialParameters>
    <externalCredentialParameters>
        <parameterGroup>Nightly</parameterGroup>
        <parameterName>Nightly</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <externalCredentialParameters>
        <certificate>Larkhill_Signing</certificate>
        <parameterName>SigningCertificate</parameterName>
        <parameterType>SigningCertificate</parameterType>
    </externalCredentialParameters>
    <label>ERP</label>
</ExternalCredential>
"#,
        )],
    },
};

fn look(_: &Subject<'_>, parameter: &Parameter<'_>, notes: &mut Notes) {
    if parameter.kind() != "JwtBodyClaim" || parameter.name() != "aud" || is_audience(parameter.value()) {
        return;
    }
    let span = parameter.value.as_ref().map_or_else(|| parameter.span(), |value| value.span);
    let note = notes.add(&RULE, span, "the `aud` claim is not JSON");
    note.help("write it as a JSON string, in double quotes, or as an array of strings");
    let is_bare = !parameter.value().is_empty() && !parameter.value().contains(['"', '\'', '[', ']', '{', '}', ',', '\\']);
    if let Some(value) = parameter.value.as_ref().filter(|_| is_bare) {
        let (start, end) = (value.span.start as usize, value.span.end as usize);
        let quote = |at: usize| (crate::xml::Span::new(at, at), "&quot;".to_owned());
        note.fix("put the audience into double quotes", [quote(start), quote(end)]);
    }
}

/// Whether the text is a JSON string, or an array of strings.
fn is_audience(text: &str) -> bool {
    match serde_json::from_str(text) {
        Ok(Value::Array(values)) => values.iter().all(Value::is_string),
        Ok(value) => value.is_string(),
        Err(_) => false,
    }
}
