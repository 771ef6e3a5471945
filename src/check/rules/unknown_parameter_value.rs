//! Values that a parameter type does not have.

use crate::{
    check::{CheckRule, Example, Look, Notes, Parameter, Subject},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "unknown-parameter-value",
        severity: Severity::Warning,
        summary: "A parameter has a value that is none of its type's.",
    },
    fixable: true,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Document,
    why: "Variants of protocols, options and ways of client authentication are words that Salesforce knows. It may \
          refuse another one, or take it and fail at the first callout.",
    way_out: "Write the value that is meant. Capitals count.",
    source: "Apex Reference Guide: `ConnectApi.CredentialAuthenticationProtocolVariant`; Connect REST API Developer \
             Guide: External Auth Identity Provider Input.",
    look: Look::Parameters(&["ExternalAuthIdentityProvider", "ExternalCredential", "NamedCredential"], look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Oauth</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>Oauth</parameterName>
        <parameterType>AuthProtocolVariant</parameterType>
        <parameterValue>⟦clientCredentialsClientSecret⟧</parameterValue>
    </externalCredentialParameters>
    <externalCredentialParameters>
        <parameterName>AuthProviderUrl</parameterName>
        <parameterType>AuthProviderUrl</parameterType>
        <parameterValue>https://newsletter.example.com/token</parameterValue>
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
        <parameterName>Oauth</parameterName>
        <parameterType>AuthProtocolVariant</parameterType>
        <parameterValue>ClientCredentialsClientSecret</parameterValue>
    </externalCredentialParameters>
    <externalCredentialParameters>
        <parameterName>AuthProviderUrl</parameterName>
        <parameterType>AuthProviderUrl</parameterType>
        <parameterValue>https://newsletter.example.com/token</parameterValue>
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
    let (Some(rule), Some(value)) = (parameter.known, &parameter.value) else { return };
    let is_known = rule.values.is_empty() || value.is_empty() || rule.values.iter().any(|one| *one == value.text);
    if is_known {
        return;
    }
    let Some(shown) = parameter.harmless_value() else { return };
    let note = notes.add(&RULE, value.span, format!("`{shown}` is no value of {}", parameter.called()));
    if let Some(same) = rule.values.iter().find(|one| one.eq_ignore_ascii_case(shown)) {
        note.help(format!("capitals count: write `{same}`"));
        note.fix(format!("write the value as `{same}`"), [(value.span, same.clone())]);
    } else {
        let near = rule.values.iter().map(|one| (strsim::jaro_winkler(shown, one), one));
        let nearest = near.filter(|(alike, _)| *alike > 0.85).max_by(|one, other| one.0.total_cmp(&other.0));
        note.help(match nearest {
            Some((_, meant)) => format!("did you mean `{meant}`?"),
            None => format!("it is one of `{}`", rule.values.join("`, `")),
        });
    }
    note.graded(if subject.is_beyond_tables() { Severity::Note } else { Severity::Warning });
}
