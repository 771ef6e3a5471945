//! Parameters without what they are there to carry.

use crate::{
    check::{CheckRule, Example, Look, Notes, Parameter, Subject, rules::value_in_wrong_element::misplaced},
    finding::{Rule, Severity},
    metadata::shape::{Evidence, ParameterRule},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "missing-parameter-field",
        severity: Severity::Error,
        summary: "A parameter lacks the element that carries its value.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Server,
    why: "The org refuses the component with `The parameter type \"AuthHeader\" requires these fields: \
          ParameterValue.`, or `The parameter type \"HttpHeader\" requires the following Named Credential Parameter \
          fields: SequenceNumber.` It does not say which parameter.",
    way_out: "Add the element with its value.",
    source: "Servers' answers for `AuthHeader` and `HttpHeader`. For parameters that name another component it \
             follows from what they are; for others an empty value is a warning.",
    look: Look::Parameters(&["ExternalAuthIdentityProvider", "ExternalCredential", "NamedCredential"], look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Custom</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>Accept</parameterName>
        <parameterType>⟦AuthHeader⟧</parameterType>
        <parameterValue></parameterValue>
        <sequenceNumber>1</sequenceNumber>
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
        <parameterName>Accept</parameterName>
        <parameterType>AuthHeader</parameterType>
        <parameterValue>application/json</parameterValue>
        <sequenceNumber>1</sequenceNumber>
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

fn look(_: &Subject<'_>, parameter: &Parameter<'_>, notes: &mut Notes) {
    let Some(rule) = parameter.known else { return };
    for requirement in rule.requires.iter().filter(|requirement| rule.insists_on(requirement)) {
        if parameter.text_of(&requirement.element).is_empty() {
            tell(parameter, rule, &requirement.element, Severity::Error, notes);
        }
    }
    let is_required = |name: &String| rule.requires.iter().any(|requirement| requirement.element == *name);
    if let Some(name) = rule.value_in.as_ref().filter(|name| !is_required(name) && parameter.text_of(name).is_empty()) {
        tell(parameter, rule, name, Severity::Warning, notes);
    }
}

fn tell(parameter: &Parameter<'_>, rule: &ParameterRule, name: &str, severity: Severity, notes: &mut Notes) {
    if rule.value_in.as_deref() == Some(name) && misplaced(parameter, rule).next().is_some() {
        return;
    }
    let note = notes.add(&RULE, parameter.span(), format!("{} has no `<{name}>`", parameter.called()));
    note.help(format!("add `<{name}>` with its value")).graded(severity);
}
