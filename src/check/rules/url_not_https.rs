//! Addresses without encryption.

use crate::{
    check::{CheckRule, Example, Level, Look, Notes, url::suspects},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
    xml::Span,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "url-not-https",
        severity: Severity::Warning,
        summary: "A URL begins with `http:`.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Inference,
    why: "Tokens and secrets cross the network as they are, for everybody on the way to read.",
    way_out: "Use `https`. Where the service has none, allow the rule and say why.",
    source: "Salesforce advises `https`; that an org refuses `http` is not known.",
    look: Look::Urls(look),
    example: Example {
        version: None,
        wrong: &[(
            "namedCredentials/Erp.namedCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<NamedCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <allowMergeFieldsInBody>false</allowMergeFieldsInBody>
    <allowMergeFieldsInHeader>false</allowMergeFieldsInHeader>
    <calloutStatus>Enabled</calloutStatus>
    <generateAuthorizationHeader>true</generateAuthorizationHeader>
    <label>Erp</label>
    <namedCredentialParameters>
        <parameterName>Url</parameterName>
        <parameterType>Url</parameterType>
        <parameterValue>⟦http⟧://erp.example.com</parameterValue>
    </namedCredentialParameters>
    <namedCredentialParameters>
        <externalCredential>Erp</externalCredential>
        <parameterName>ExternalCredential</parameterName>
        <parameterType>Authentication</parameterType>
    </namedCredentialParameters>
    <namedCredentialType>SecuredEndpoint</namedCredentialType>
</NamedCredential>
"#,
        )],
        right: &[(
            "namedCredentials/Erp.namedCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<NamedCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <allowMergeFieldsInBody>false</allowMergeFieldsInBody>
    <allowMergeFieldsInHeader>false</allowMergeFieldsInHeader>
    <calloutStatus>Enabled</calloutStatus>
    <generateAuthorizationHeader>true</generateAuthorizationHeader>
    <label>Erp</label>
    <namedCredentialParameters>
        <parameterName>Url</parameterName>
        <parameterType>Url</parameterType>
        <parameterValue>https://erp.example.com</parameterValue>
    </namedCredentialParameters>
    <namedCredentialParameters>
        <externalCredential>Erp</externalCredential>
        <parameterName>ExternalCredential</parameterName>
        <parameterType>Authentication</parameterType>
    </namedCredentialParameters>
    <namedCredentialType>SecuredEndpoint</namedCredentialType>
</NamedCredential>
"#,
        )],
    },
};

fn look(level: &Level<'_, '_>, notes: &mut Notes) {
    for field in suspects(level, is_plain) {
        let start = field.span.start;
        let scheme = Span { start, end: (start + 4).min(field.span.end) };
        let message = format!("the URL of `<{}>` is not encrypted", field.element.local_name());
        notes.add(&RULE, scheme, message).help("use `https`");
    }
}

fn is_plain(text: &str) -> bool {
    text.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("http://"))
}
