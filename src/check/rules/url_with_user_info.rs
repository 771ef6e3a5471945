//! User names and passwords in URLs.

use crate::{
    check::{CheckRule, Example, Level, Look, Notes, url::suspects},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
    xml::Span,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "url-with-user-info",
        severity: Severity::Warning,
        summary: "A URL holds user information before its host.",
    },
    fixable: false,
    conceals: true,
    since: "0.1.0",
    evidence: Evidence::Inference,
    why: "Whoever can read the repository can log in. Salesforce does not read user information in a URL: a callout \
          with it fails, or logs in as nobody.",
    way_out: "Take it out of the URL, change the password, and give both to a principal of a `Basic` external \
              credential.",
    source: "RFC 3986, 3.2.1, which deprecates it. Values that are filled in later, such as `${USER}`, are not \
             judged.",
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
        <parameterValue>https://⟦importer:not-a-real-word⟧@erp.example.com</parameterValue>
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
    for field in suspects(level, |text| text.contains('@')) {
        if let Some(span) = user_info(level.subject.document.bytes(), field.span) {
            let message = format!("the URL of `<{}>` holds user information", field.element.local_name());
            notes.add(&RULE, span, message).help("give it to a principal of a `Basic` external credential");
        }
    }
}

/// Where the user information of a URL stands: after `//`, before the last `@` that comes before the path.
fn user_info(bytes: &[u8], url: Span) -> Option<Span> {
    let text = url.cut(bytes);
    let start = memchr::memmem::find(text, b"//")? + 2;
    let rest = &text[start..];
    let authority = rest.iter().position(|byte| matches!(byte, b'/' | b'?' | b'#')).map_or(rest, |end| &rest[..end]);
    let length = memchr::memrchr(b'@', authority).filter(|length| *length > 0)?;
    let start = url.start as usize + start;
    Some(Span::new(start, start + length))
}
