//! Principals that are not their own group.

use crate::{
    check::{CheckRule, Example, Look, Notes, Parameter, Subject, rules::unknown_group::default_group},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "principal-in-other-group",
        severity: Severity::Note,
        summary: "A principal's group is not its own name.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Corpus,
    why: "A principal is a group of its own: parameters with its name as their group belong to it. In nearly all \
          files that orgs return, a principal's name is its group; another one may take the parameters of that name \
          from it.",
    way_out: "Write the principal's name as its group, or leave the group out.",
    source: "70 of 71 principals with a group in real files are their own; the other one is in `DefaultGroup`, in a \
             file that an org may well have returned.",
    look: Look::Parameters(&["ExternalCredential"], look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Basic</authenticationProtocol>
    <externalCredentialParameters>
        <parameterGroup>⟦DefaultGroup⟧</parameterGroup>
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
        <parameterGroup>Campaigns</parameterGroup>
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

fn look(_: &Subject<'_>, parameter: &Parameter<'_>, notes: &mut Notes) {
    let Some(group) = parameter.group.as_ref().filter(|group| parameter.is_principal() && !group.is_empty()) else { return };
    let name = parameter.name();
    if name.is_empty() || group.text == name || default_group(parameter) != Some(name) {
        return;
    }
    let message = format!("the principal `{name}` is in the group `{}`", group.text);
    notes.add(&RULE, group.span, message).help("a principal is its own group");
}
