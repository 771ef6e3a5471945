//! Names that a parameter type does not leave free.

use crate::{
    check::{CheckRule, Example, Look, Notes, Parameter, Subject, rules::value_in_wrong_element::misplaced},
    finding::{Rule, Severity},
    metadata::shape::{Evidence, ParameterRule},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "fixed-parameter-name",
        severity: Severity::Warning,
        summary: "A parameter has a name that its type does not have.",
    },
    fixable: true,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Corpus,
    why: "Some parameter types have one name, or a few: a `Url` parameter is called `Url`, a scope is called `Scope`, \
          a variant is called as its protocol. The org may refuse another name, or never find the parameter.",
    way_out: "Write the name that the type has.",
    source: "90 external credentials and 82 named credentials in 40 public repositories, and Salesforce's documents.",
    look: Look::Parameters(&["ExternalAuthIdentityProvider", "ExternalCredential", "NamedCredential"], look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Oauth</authenticationProtocol>
    <externalCredentialParameters>
        <authProvider>Larkhill</authProvider>
        <parameterName>⟦Larkhill⟧</parameterName>
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

fn look(subject: &Subject<'_>, parameter: &Parameter<'_>, notes: &mut Notes) {
    let (Some(rule), Some(name)) = (parameter.known, &parameter.name) else { return };
    if rule.names.is_empty() || name.is_empty() {
        return;
    }
    let protocol = variant_name(subject, parameter, rule);
    let is_good = protocol.as_ref().map_or_else(|| rule.names.iter().any(|one| *one == name.text), |one| *one == name.text);
    if is_good {
        return;
    }
    let message = format!("`{}` parameters are not called `{}`", parameter.kind(), name.text);
    let note = notes.add(&RULE, name.span, message);
    let same = rule.names.iter().find(|one| one.eq_ignore_ascii_case(name.text)).cloned();
    match protocol.or(same).or_else(|| only_name(subject, parameter, rule)) {
        Some(right) => {
            note.help(format!("write `{right}`"));
            note.fix(format!("write the name as `{right}`"), [(name.span, right)]);
        }
        None => drop(note.help(format!("it is one of `{}`", rule.names.join("`, `")))),
    }
    note.graded(if subject.is_beyond_tables() { Severity::Note } else { Severity::Warning });
}

/// The only name that there is. Where the value is misplaced or the name is taken, it may be the type that is wrong.
fn only_name(subject: &Subject<'_>, parameter: &Parameter<'_>, rule: &ParameterRule) -> Option<String> {
    let is_alone = subject.parameters_of(parameter.kind()).nth(1).is_none() && misplaced(parameter, rule).next().is_none();
    rule.names.first().filter(|_| rule.names.len() == 1 && is_alone).cloned()
}

/// What a variant is called: as its protocol, where that has variants.
fn variant_name(subject: &Subject<'_>, parameter: &Parameter<'_>, rule: &ParameterRule) -> Option<String> {
    let protocol = subject.field("authenticationProtocol").filter(|_| parameter.kind() == "AuthProtocolVariant")?;
    rule.names.iter().find(|name| **name == *protocol.text).cloned()
}
