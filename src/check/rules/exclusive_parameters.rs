//! Parameters of which one excludes the other.

use crate::{
    check::{CheckRule, Example, Look, Notes, Subject},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "exclusive-parameters",
        severity: Severity::Warning,
        summary: "Two parameters stand side by side of which a protocol has one at most.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Inference,
    why: "An external credential gets its tokens from an auth provider or from an external auth identity provider. \
          With both, nothing says which one counts.",
    way_out: "Delete the one that is not meant.",
    source: "Setup pages offer one or the other, and none of 90 real files has both. What a server says of both is \
             not known.",
    look: Look::Components(&["ExternalAuthIdentityProvider", "ExternalCredential"], look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Oauth</authenticationProtocol>
    <externalCredentialParameters>
        <authProvider>Larkhill</authProvider>
        <parameterName>AuthProvider</parameterName>
        <parameterType>AuthProvider</parameterType>
    </externalCredentialParameters>
    <externalCredentialParameters>
        <externalAuthIdentityProvider>Larkhill</externalAuthIdentityProvider>
        <parameterName>ExternalAuthIdentityProvider</parameterName>
        <parameterType>⟦ExternalAuthIdentityProvider⟧</parameterType>
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
    <authenticationProtocol>Oauth</authenticationProtocol>
    <externalCredentialParameters>
        <authProvider>Larkhill</authProvider>
        <parameterName>AuthProvider</parameterName>
        <parameterType>AuthProvider</parameterType>
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
    for set in subject.protocol().map_or(&[][..], |row| &row.exclusive) {
        let mut present = subject.parameters.iter().filter(|parameter| set.covers(parameter.kind(), parameter.name()));
        let Some(first) = present.next() else { continue };
        for other in present.filter(|other| other.kind() != first.kind()) {
            let message = format!("`{}` parameters exclude `{}` parameters", first.kind(), other.kind());
            notes.add(&RULE, other.span(), message).help("delete one of them");
        }
    }
}
