//! Parameters that a protocol cannot be without.

use std::borrow::Cow;

use crate::{
    check::{CheckRule, Example, Field, Look, Notes, Subject},
    finding::{Rule, Severity},
    metadata::shape::{Evidence, InOrder, ParameterRule, ParameterSet, Protocol},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "missing-parameter",
        severity: Severity::Error,
        summary: "A component lacks a parameter that its protocol, or its kind of endpoint, needs.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Server,
    why: "The org refuses the component with `The authentication protocol \"Jwt\" requires the following external \
          credential parameter types: SigningCertificate`, or takes it, and callouts fail with `The external \
          credential isn't fully configured.` It is an error where an org is known to insist; what real components \
          have without exception is a warning.",
    way_out: "Add the parameter. `xcred explain ExternalCredential` lists what each protocol and variant needs.",
    source: "Servers' answers for `Jwt` and one variant of `Oauth`; Salesforce's documents and real files for the \
             others. 80 of 82 named credentials have a `Url` and an `Authentication`.",
    look: Look::Components(&["ExternalAuthIdentityProvider", "ExternalCredential", "NamedCredential"], look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>⟦Jwt⟧</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>iss</parameterName>
        <parameterType>JwtBodyClaim</parameterType>
        <parameterValue>newsletter</parameterValue>
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
    <authenticationProtocol>Jwt</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>iss</parameterName>
        <parameterType>JwtBodyClaim</parameterType>
        <parameterValue>newsletter</parameterValue>
    </externalCredentialParameters>
    <externalCredentialParameters>
        <parameterName>Campaigns</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <externalCredentialParameters>
        <certificate>Larkhill_Signing</certificate>
        <parameterName>SigningCertificate</parameterName>
        <parameterType>SigningCertificate</parameterType>
    </externalCredentialParameters>
    <label>Newsletter</label>
</ExternalCredential>
"#,
        )],
    },
};

fn look(subject: &Subject<'_>, notes: &mut Notes) {
    // An element that nobody knows can be a parameter that was meant, and is told already. Every type knows a full name.
    let mut shapes = InOrder::of(&subject.table.elements);
    let mut is_unknown = |name: &str| name != "fullName" && shapes.place_of(name).is_none();
    if subject.root().elements().any(|element| is_unknown(element.local_name())) {
        return;
    }
    if let (Some(row), Some(protocol)) = (subject.protocol(), subject.field("authenticationProtocol")) {
        let is_refused = subject.parameters.iter().any(|one| row.refused.iter().any(|set| set.covers(one.kind(), one.name())));
        for set in row.required.iter().filter(|set| !is_refused || set.is_insisted_on()) {
            let severity = if set.is_insisted_on() { Severity::Error } else { Severity::Warning };
            tell(subject, row, set, (severity, "needs"), &protocol, notes);
        }
        for set in &row.usual {
            tell(subject, row, set, (Severity::Warning, "usually has"), &protocol, notes);
        }
    }
    tell_usual(subject, notes);
}

fn tell(
    subject: &Subject<'_>,
    row: &Protocol,
    set: &ParameterSet,
    (severity, verb): (Severity, &str),
    protocol: &Field<'_>,
    notes: &mut Notes,
) {
    if subject.parameters.iter().any(|parameter| set.covers(parameter.kind(), parameter.name())) {
        return;
    }
    let types: Vec<String> = set.types.iter().map(|kind| format!("`{kind}`")).collect();
    let named = set.name.as_ref().map_or_else(String::new, |name| format!(" `{name}`"));
    let what = format!("{} parameter{named}", types.join(" or "));
    let note = notes.add(&RULE, protocol.span, format!("the protocol `{}` {verb} the {what}", row.full_name()));
    note.help(way_out(subject, set)).graded(severity);
}

/// How the parameter is written: its name, where there is one only, and where its value stands.
fn way_out(subject: &Subject<'_>, set: &ParameterSet) -> String {
    let mut structures = subject.table.structures.values();
    let rule = set.types.first().and_then(|kind| structures.find_map(|structure| structure.parameter(kind)));
    let only = |rule: &'static ParameterRule| rule.names.first().filter(|_| rule.names.len() == 1);
    let name = set.name.as_ref().or_else(|| rule.and_then(only));
    let named = name.map_or_else(String::new, |name| format!(" named `{name}`"));
    let value = rule.and_then(|rule| rule.value_in.as_ref());
    let value = value.map_or_else(String::new, |element| format!(" with its value in `<{element}>`"));
    format!("add a parameter{named}{value}")
}

/// What components of the type have by their other elements: a named credential of today an address and a credential.
fn tell_usual(subject: &Subject<'_>, notes: &mut Notes) {
    let beside = |name: &str| match subject.root().child(name)?.text() {
        Cow::Borrowed(text) => Some(text.trim()),
        Cow::Owned(_) => None,
    };
    let rules = subject.table.structures.values().flat_map(|structure| &structure.parameters);
    for rule in rules.filter(|rule| rule.usual.is_some()) {
        let is_usual = rule.usual.as_ref().is_some_and(|usual| usual.holds(beside));
        if is_usual && !subject.parameters.iter().any(|parameter| rule.types.iter().any(|kind| kind == parameter.kind())) {
            let message = format!("there is no `{}` parameter", rule.types[0]);
            let note = notes.add(&RULE, subject.root().start_tag, message);
            note.help("add the parameter").graded(Severity::Warning);
        }
    }
}
