//! Groups that no principal has.

use crate::{
    check::{CheckRule, Example, Look, Notes, Parameter, Subject},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "unknown-group",
        severity: Severity::Warning,
        summary: "A parameter belongs to a group that is neither the default one nor a principal's.",
    },
    fixable: true,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Corpus,
    why: "A parameter's group is the principal that it belongs to, or `DefaultGroup` for all of them. A parameter of \
          a group that nobody has is never used.",
    way_out: "Write the name of a principal of the same credential, or `DefaultGroup`.",
    source: "In 90 real files every group is `DefaultGroup` or a principal's name. The Metadata API Developer Guide \
             spells the default `DEFAULT_GROUP`; orgs return `DefaultGroup`.",
    look: Look::Parameters(&["ExternalCredential"], look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Custom</authenticationProtocol>
    <externalCredentialParameters>
        <parameterGroup>⟦DEFAULT_GROUP⟧</parameterGroup>
        <parameterName>Accept</parameterName>
        <parameterType>AuthHeader</parameterType>
        <parameterValue>application/json</parameterValue>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
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
        right: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Custom</authenticationProtocol>
    <externalCredentialParameters>
        <parameterGroup>DefaultGroup</parameterGroup>
        <parameterName>Accept</parameterName>
        <parameterType>AuthHeader</parameterType>
        <parameterValue>application/json</parameterValue>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
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
    let Some(group) = parameter.group.as_ref().filter(|group| !group.is_empty() && !parameter.is_principal()) else { return };
    let default = default_group(parameter);
    let is_of = |principal: &Parameter<'_>| {
        principal.name() == group.text || principal.group.as_ref().is_some_and(|one| one.text == group.text)
    };
    if default == Some(group.text) || subject.principals().any(is_of) {
        return;
    }
    let note = notes.add(&RULE, group.span, format!("no principal has the group `{}`", group.text));
    let plain = |text: &str| text.replace('_', "").to_ascii_lowercase();
    match default.filter(|default| plain(default) == plain(group.text)) {
        Some(default) => {
            note.help(format!("orgs spell it `{default}`"));
            note.fix(format!("write the group as `{default}`"), [(group.span, default.to_owned())]);
        }
        None => drop(note.help("write the name of a principal, or leave the group out")),
    }
}

/// The group that the parameter is in where it names none.
pub(in crate::check) fn default_group<'p>(parameter: &'p Parameter<'_>) -> Option<&'p str> {
    let shape = parameter.structure.element("parameterGroup")?;
    shape.default_among(|name| match name {
        "parameterType" => Some(parameter.kind()),
        "parameterName" => Some(parameter.name()),
        _ => None,
    })
}
