//! Secrets in URLs.

use crate::{
    check::{CheckRule, Example, Level, Look, Notes, secrets},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "secret-in-url",
        severity: Severity::Warning,
        summary: "A URL holds what looks like a key, a token or a password.",
    },
    fixable: false,
    conceals: true,
    since: "0.1.0",
    evidence: Evidence::Inference,
    why: "URLs stand in logs, in error messages and in the repository, and every org has the same one.",
    way_out: "Send the secret in a header: keep it in a principal's parameter, and let an `AuthHeader` refer to it by \
              a formula. Then change it at its service: what was once committed stays in the history.",
    source: "RFC 9110, section 17.9: sensitive information does not belong in URIs.",
    look: Look::Urls(look),
    example: Example {
        version: None,
        wrong: &[
            (
                "namedCredentials/Newsletter.namedCredential-meta.xml",
                r#"<?xml version="1.0" encoding="UTF-8"?>
<NamedCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <allowMergeFieldsInBody>false</allowMergeFieldsInBody>
    <allowMergeFieldsInHeader>false</allowMergeFieldsInHeader>
    <calloutStatus>Enabled</calloutStatus>
    <generateAuthorizationHeader>true</generateAuthorizationHeader>
    <label>Newsletter</label>
    <namedCredentialParameters>
        <parameterName>Url</parameterName>
        <parameterType>Url</parameterType>
        <parameterValue>⟦https://newsletter.example.com/api?api_key=correct-horse-battery-staple⟧</parameterValue>
    </namedCredentialParameters>
    <namedCredentialParameters>
        <externalCredential>Newsletter</externalCredential>
        <parameterName>ExternalCredential</parameterName>
        <parameterType>Authentication</parameterType>
    </namedCredentialParameters>
    <namedCredentialType>SecuredEndpoint</namedCredentialType>
</NamedCredential>
"#,
            ),
        ],
        right: &[
            (
                "namedCredentials/Newsletter.namedCredential-meta.xml",
                r#"<?xml version="1.0" encoding="UTF-8"?>
<NamedCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <allowMergeFieldsInBody>false</allowMergeFieldsInBody>
    <allowMergeFieldsInHeader>false</allowMergeFieldsInHeader>
    <calloutStatus>Enabled</calloutStatus>
    <generateAuthorizationHeader>true</generateAuthorizationHeader>
    <label>Newsletter</label>
    <namedCredentialParameters>
        <parameterName>Url</parameterName>
        <parameterType>Url</parameterType>
        <parameterValue>https://newsletter.example.com/api</parameterValue>
    </namedCredentialParameters>
    <namedCredentialParameters>
        <externalCredential>Newsletter</externalCredential>
        <parameterName>ExternalCredential</parameterName>
        <parameterType>Authentication</parameterType>
    </namedCredentialParameters>
    <namedCredentialType>SecuredEndpoint</namedCredentialType>
</NamedCredential>
"#,
            ),
        ],
    },
};

fn look(level: &Level<'_, '_>, notes: &mut Notes) {
    for field in level.urls().iter().map(|url| &url.field).filter(|field| is_worth_a_look(field.text)) {
        if let Some(found) = secrets::in_url(field.text) {
            let message = format!("the {} of the URL holds what looks like {}", found.place, found.kind);
            let note = notes.add(&RULE, field.span, message);
            note.help("send it in a header that refers to a principal's parameter, and change it at the service");
        }
    }
}

/// Most URLs have no query and a short path.
fn is_worth_a_look(url: &str) -> bool {
    url.contains(['?', '#']) || url.len() > 40
}
