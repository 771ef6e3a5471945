//! Principals that are not their own group.

use crate::{
    check::{CheckRule, Example, Look, Notes, Parameter, Subject, rules::unknown_group::default_group},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "principal-in-other-group",
        severity: Severity::Warning,
        summary: "A principal's group is not its own name.",
    },
    fixable: true,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Corpus,
    why: "A principal is a group of its own: parameters with its name as their group belong to it. Orgs return each \
         principal with its name as its group, so that another one comes back as a difference, or is refused.",
    way_out: "Write the principal's name as its group, or leave the group out.",
    source: "70 of 70 principals that were retrieved from orgs are their own group.",
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

fn look(subject: &Subject<'_>, parameter: &Parameter<'_>, notes: &mut Notes) {
    let Some(group) = parameter.group.as_ref().filter(|group| parameter.is_principal() && !group.is_empty()) else { return };
    let name = parameter.name();
    if name.is_empty() || group.text == name || default_group(parameter) != Some(name) {
        return;
    }
    let message = format!("the principal `{name}` is in the group `{}`", group.text);
    let note = notes.add(&RULE, group.span, message);
    note.help("a principal is its own group");
    if let Some(field) = &parameter.name {
        let own = String::from_utf8_lossy(field.span.cut(subject.document.bytes())).into_owned();
        note.fix("write the principal's name as its group", [(group.span, own)]);
    }
}
