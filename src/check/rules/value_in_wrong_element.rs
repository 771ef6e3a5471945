//! Values in an element that does not carry them.

use crate::{
    check::{CheckRule, Example, Look, Notes, Parameter, Subject},
    finding::{Rule, Severity},
    metadata::shape::{Evidence, ParameterRule},
    xml::Element,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "value-in-wrong-element",
        severity: Severity::Error,
        summary: "A parameter carries its value in an element that is not its type's.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Corpus,
    why: "Each parameter type has one element for its value: an `AuthProvider` parameter has `<authProvider>`, a \
          `SigningCertificate` has `<certificate>`, most have `<parameterValue>`, and principals have none. Whatever \
          stands elsewhere is not read.",
    way_out: "Move the value to the element of the parameter's type.",
    source: "90 real files without an exception. That the org refuses a parameter whose own element is missing \
             follows from its answers for `AuthHeader` and `HttpHeader`; where that element is there, too, or the \
             type has none, it is a warning.",
    look: Look::Parameters(&["ExternalAuthIdentityProvider", "ExternalCredential", "NamedCredential"], look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Oauth</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>AuthProvider</parameterName>
        <parameterType>AuthProvider</parameterType>
        ⟦<parameterValue>⟧Larkhill</parameterValue>
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

fn look(_: &Subject<'_>, parameter: &Parameter<'_>, notes: &mut Notes) {
    let Some(rule) = parameter.known else { return };
    for element in misplaced(parameter, rule) {
        let name = element.local_name();
        let (message, help) = match &rule.value_in {
            Some(own) => {
                let message = format!("{} carries its value in `<{own}>`, not in `<{name}>`", parameter.called());
                (message, format!("write `<{own}>`"))
            }
            None => (format!("{} carries no value", parameter.called()), "delete the element".to_owned()),
        };
        let insisted = rule.requires.iter().find(|one| rule.value_in.as_ref() == Some(&one.element));
        let is_refused = insisted.is_some_and(|one| parameter.text_of(&one.element).is_empty());
        let note = notes.add(&RULE, element.start_tag, message);
        note.help(help).graded(if is_refused { Severity::Error } else { Severity::Warning });
    }
}

/// The elements of a parameter that carry the values of other parameter types, and are not empty.
pub(in crate::check) fn misplaced<'p>(
    parameter: &'p Parameter<'_>,
    rule: &'p ParameterRule,
) -> impl Iterator<Item = &'p Element<'p>> {
    let is_elsewhere = parameter.can_carry_elsewhere() || rule.value_in.as_deref() != Some("parameterValue");
    let carries = |name: &str| parameter.structure.carriers().iter().any(|carrier| carrier == name);
    let elements = parameter.element.elements().filter(move |_| is_elsewhere);
    let elements = elements.filter(|element| rule.value_in.as_deref() != Some(element.local_name()));
    elements.filter(move |element| carries(element.local_name()) && !element.text().trim().is_empty())
}
