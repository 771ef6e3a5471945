//! Formulas that name another credential.

use crate::{
    check::{CheckRule, Example, Look, Notes, Parameter, Subject, formula},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "formula-unknown-credential",
        severity: Severity::Warning,
        summary: "A header's formula names another external credential than its own.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Server,
    why: "A callout has the secrets of one external credential: the one that the header stands in, or that its named \
          credential refers to. Another name makes it fail with `Field Newsletter.Token does not exist. Check \
          spelling.` The deployment itself is green.",
    way_out: "Write `$Credential.NAME.PARAMETER` with the full name of that external credential, not its label and \
              not a principal's name.",
    source: "A server's answer at the first callout; all but one of 29 formulas in 90 real files name their own \
             credential.",
    look: Look::Parameters(&["ExternalCredential", "NamedCredential"], look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Custom</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>Authorization</parameterName>
        <parameterType>AuthHeader</parameterType>
        <parameterValue>{!'Bearer ' &amp; ⟦$Credential.Campaigns.Token⟧}</parameterValue>
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
        <parameterName>Authorization</parameterName>
        <parameterType>AuthHeader</parameterType>
        <parameterValue>{!'Bearer ' &amp; $Credential.Newsletter.Token}</parameterValue>
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
    let own = formula::credentials_of(subject);
    for mention in formula::mentions_in(value.text).unwrap_or_default() {
        let is_own = |name: &str| own.iter().any(|one| formula::is_same_credential(one, name));
        let message = match mention.credential {
            _ if own.is_empty() || mention.is_of_the_callout() => continue,
            Some(name) if is_own(name) => continue,
            Some(_) => format!("the formula of {} names another credential than `{}`", parameter.called(), own[0]),
            None => format!("the formula of {} names no credential", parameter.called()),
        };
        let note = notes.add(&RULE, formula::place(subject, value, &mention), message);
        note.help(format!("write `$Credential.{}.PARAMETER`", own[0]));
    }
}
