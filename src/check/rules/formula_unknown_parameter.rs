//! Formulas that name what a protocol does not have.

use crate::{
    check::{CheckRule, Example, Look, Notes, Parameter, Subject, formula},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "formula-unknown-parameter",
        severity: Severity::Warning,
        summary: "A header's formula asks its credential for a parameter that the protocol does not have.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Inference,
    why: "The principals of a `Basic` credential have a user name and a password and nothing else. Another name makes \
          each callout fail with `Field Newsletter.Token does not exist. Check spelling.` The deployment itself is \
          green.",
    way_out: "Write `Username` or `Password`, or use the protocol `Custom`, whose principals have parameters of any \
              name.",
    source: "A server's words at a callout by a `Custom` credential; that `Basic` has these names follows from \
             Salesforce Help: Use Named Credential Formula Functions in Custom Headers.",
    look: Look::Parameters(&["ExternalCredential"], look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Basic</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>X-Key</parameterName>
        <parameterType>AuthHeader</parameterType>
        <parameterValue>{!⟦$Credential.Newsletter.Token⟧}</parameterValue>
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
    <authenticationProtocol>Basic</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>X-Key</parameterName>
        <parameterType>AuthHeader</parameterType>
        <parameterValue>{!$Credential.Newsletter.Password}</parameterValue>
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

fn look(subject: &Subject<'_>, parameter: &Parameter<'_>, notes: &mut Notes) {
    let Some(value) = formula::value_of(parameter) else { return };
    let Some(row) = subject.protocol().filter(|row| !row.formula_names.is_empty()) else { return };
    let own = subject.component.id().full_name.as_str();
    for mention in formula::mentions_in(value.text).unwrap_or_default() {
        let is_own = mention.credential.is_some_and(|name| formula::is_same_credential(own, name));
        let is_known = row.formula_names.iter().any(|name| name.eq_ignore_ascii_case(mention.parameter));
        if is_own && !is_known {
            let message = format!("principals of the protocol `{}` have no such parameter", row.full_name());
            let note = notes.add(&RULE, formula::place(subject, value, &mention), message);
            note.help(format!("they have `{}`", row.formula_names.join("`, `")));
        }
    }
}
