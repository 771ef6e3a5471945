//! Protocols that the schema has and no org takes.

use crate::{
    check::{CheckRule, Example, Look, Notes, Subject},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "protocol-not-deployable",
        severity: Severity::Error,
        summary: "An external credential has a protocol that orgs refuse.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Server,
    why: "The org refuses the component with `External Credentials don't support the \"JwtExchange\" authentication \
          protocol`, and does not say which protocol is meant.",
    way_out: "Use the protocol that stands in its place: `Oauth` with the variant `JwtBearer` for `JwtExchange`, \
              `Basic` for `Password`, `Custom` with the variant `NoAuthentication` for `NoAuthentication`.",
    source: "Servers' answers, one for each of the three protocols.",
    look: Look::Components(&["ExternalCredential"], look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>⟦Password⟧</authenticationProtocol>
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
    <authenticationProtocol>Basic</authenticationProtocol>
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
    let Some(field) = subject.field("authenticationProtocol") else { return };
    let enumeration = subject.table.element("authenticationProtocol").and_then(|shape| subject.table.enumeration(shape));
    let Some(value) = enumeration.and_then(|enumeration| enumeration.value(field.text)) else { return };
    if value.not_deployable {
        let message = format!("external credentials do not support the protocol `{}`", value.name);
        let note = notes.add(&RULE, field.span, message);
        if let Some(way_out) = &value.note {
            note.help(as_fragment(way_out));
        }
    }
}

/// A remark as the end of a message: without its capital and its full stop.
fn as_fragment(remark: &str) -> String {
    let mut characters = remark.trim_end_matches('.').chars();
    let first = characters.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(characters).collect()
}
