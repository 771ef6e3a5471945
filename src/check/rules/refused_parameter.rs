//! Parameters that a protocol does not support.

use crate::{
    check::{CheckRule, Example, Look, Notes, Subject},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "refused-parameter",
        severity: Severity::Error,
        summary: "A parameter stands beside a protocol that does not support it.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Server,
    why: "The org refuses the component with `The authentication protocol \"Custom\" doesn't support the following \
          external credential parameter type(s): CustomPrincipal, AuthParameter.` It names the types, and neither \
          line nor file.",
    way_out: "Delete the parameter, or choose the protocol and variant that has it.",
    source: "Servers' answers for `Custom` and for `Oauth` without a variant.",
    look: Look::Components(&["ExternalAuthIdentityProvider", "ExternalCredential"], look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Custom</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>Scope</parameterName>
        <parameterType>⟦AuthParameter⟧</parameterType>
        <parameterValue>campaigns.read</parameterValue>
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
    let Some(row) = subject.protocol().filter(|row| !row.refused.is_empty()) else { return };
    for parameter in subject.parameters {
        let (kind, name) = (parameter.kind(), parameter.name());
        let Some(set) = row.refused.iter().find(|set| set.covers(kind, name)) else { continue };
        let message = format!("the protocol `{}` does not support `{kind}` parameters", row.full_name());
        let note = notes.add(&RULE, parameter.span(), message);
        let others = subject.table.protocols.iter().filter(|other| other.protocol == row.protocol);
        let others = others.filter(|other| other.required.iter().any(|set| set.covers(kind, name)));
        let variants: Vec<String> = others.filter_map(|other| Some(format!("`{}`", other.variant.as_ref()?))).collect();
        note.help(match &variants[..] {
            [] => "delete it".to_owned(),
            variants => format!("delete it, or say which variant is meant: {}", variants.join(", ")),
        });
        note.graded(if set.evidence == Evidence::Server { Severity::Error } else { Severity::Warning });
    }
}
