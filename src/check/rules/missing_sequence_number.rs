//! Parameters that have a number in every org.

use crate::{
    check::{CheckRule, Example, Field, Look, Notes, Parameter, Subject},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "missing-sequence-number",
        severity: Severity::Warning,
        summary: "A principal or a header has no sequence number.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Corpus,
    why: "Orgs return a sequence number on every principal and every header. It says which principal counts for a \
          user who may use several, and in which order headers are sent.",
    way_out: "Add `<sequenceNumber>`. Numbering begins anew for each parameter type.",
    source: "76 of 76 named principals, 9 of 9 per-user principals and 65 of 65 headers in 90 real files have one.",
    look: Look::Parameters(&["ExternalCredential"], look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Basic</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>Campaigns</parameterName>
        <parameterType>⟦NamedPrincipal⟧</parameterType>
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
    let numbered = rule.requires.iter().find(|one| one.element == "sequenceNumber" && !rule.insists_on(one));
    if numbered.is_some() && parameter.sequence.as_ref().is_none_or(Field::is_empty) {
        let note = notes.add(&RULE, parameter.span(), format!("{} has no `<sequenceNumber>`", parameter.called()));
        note.help("number the parameters of this type");
    }
}
