//! Variants and flows of another protocol.

use crate::{
    check::{CheckRule, Example, Look, Notes, Subject},
    finding::{Rule, Severity},
    metadata::shape::{Evidence, Protocol},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "mismatched-variant",
        severity: Severity::Warning,
        summary: "A protocol's variant, or an identity provider's flow, belongs to another protocol.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Document,
    why: "A variant says how its own protocol is spoken. Beside another one it has no meaning.",
    way_out: "Write the protocol of the variant, or a variant of the protocol.",
    source: "Apex Reference Guide: `ConnectApi.CredentialAuthenticationProtocolVariant`. What a server says of such a \
             pair is not known.",
    look: Look::Components(&["ExternalAuthIdentityProvider", "ExternalCredential"], look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Custom</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>Custom</parameterName>
        <parameterType>AuthProtocolVariant</parameterType>
        <parameterValue>⟦JwtBearer⟧</parameterValue>
    </externalCredentialParameters>
    <externalCredentialParameters>
        <parameterName>Campaigns</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <label>Newsletter</label>
</ExternalCredential>
"#,
        )],
        right: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Custom</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>Custom</parameterName>
        <parameterType>AuthProtocolVariant</parameterType>
        <parameterValue>NoAuthentication</parameterValue>
    </externalCredentialParameters>
    <externalCredentialParameters>
        <parameterName>Campaigns</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <label>Newsletter</label>
</ExternalCredential>
"#,
        )],
    },
};

fn look(subject: &Subject<'_>, notes: &mut Notes) {
    let (Some(protocol), Some(variant)) = (subject.field("authenticationProtocol"), subject.variant()) else { return };
    let rows = &subject.table.protocols;
    let is_variant = |row: &&Protocol| row.variant.as_deref() == Some(&*variant.text);
    let mut own = rows.iter().filter(|row| row.protocol == *protocol.text).peekable();
    if own.peek().is_none() || own.any(|row| is_variant(&row)) {
        return;
    }
    let owners: Vec<String> = rows.iter().filter(is_variant).map(|row| format!("`{}`", row.protocol)).collect();
    if owners.is_empty() {
        return;
    }
    let what = if variant.element.local_name() == "authenticationFlow" { "flow" } else { "variant" };
    let message = format!("`{}` is no {what} of the protocol `{}`", variant.text, protocol.text);
    notes.add(&RULE, variant.span, message).help(format!("it is one of {}", owners.join(", ")));
}
