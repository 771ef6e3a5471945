//! Parameters that are not known to go with a protocol.

use crate::{
    check::{CheckRule, Example, Look, Notes, Parameter, Subject},
    finding::{Rule, Severity},
    metadata::shape::{Audience, Evidence},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "unusual-parameter",
        severity: Severity::Note,
        summary: "A parameter is not known to go with the protocol beside it.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Inference,
    why: "Each protocol reads some parameters and leaves the others alone. The org may refuse this one, or take it \
          and never look at it.",
    way_out: "Delete it if it does nothing; otherwise allow the rule and say what it does.",
    source: "Salesforce's documents and 90 real files, which have no such pair.",
    look: Look::Components(&["ExternalAuthIdentityProvider", "ExternalCredential"], look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Basic</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>Campaigns</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <externalCredentialParameters>
        <certificate>Larkhill_Signing</certificate>
        <parameterName>SigningCertificate</parameterName>
        <parameterType>⟦SigningCertificate⟧</parameterType>
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
    let Some(row) = subject.protocol().filter(|_| !subject.is_beyond_tables()) else { return };
    for parameter in subject.parameters {
        let (kind, name) = (parameter.kind(), parameter.name());
        let has_known_name = parameter.known.is_some_and(|rule| rule.names.is_empty() || rule.names.iter().any(|one| one == name));
        if has_known_name && !row.mentions(kind, name) && is_public(subject, parameter) {
            let message = format!("{} is not known to go with the protocol `{}`", parameter.called(), row.full_name());
            notes.add(&RULE, parameter.span(), message).help("delete it if it does nothing");
        }
    }
}

/// Whether everybody may write parameters of this type, in this API version.
fn is_public(subject: &Subject<'_>, parameter: &Parameter<'_>) -> bool {
    let shape = parameter.structure.element("parameterType");
    let value = shape.and_then(|shape| subject.table.enumeration(shape)).and_then(|types| types.value(parameter.kind()));
    value.is_some_and(|value| value.audience == Audience::Public && value.exists_in(subject.version))
}
