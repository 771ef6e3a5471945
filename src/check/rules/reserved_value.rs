//! Values that Salesforce itself writes.

use crate::{
    check::{CheckRule, Example, Level, Look, Notes, Field},
    finding::{Rule, Severity},
    metadata::shape::{Audience, Evidence},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "reserved-value",
        severity: Severity::Warning,
        summary: "A value is reserved for Salesforce.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Document,
    why: "The documentation says of the value that it is for internal use. It may stand in a file that was retrieved, \
          where an org or a package of Salesforce made the component; written by hand it means nothing.",
    way_out: "Leave it where an org wrote it, and say so with `<!-- xcred: allow reserved-value because ... -->`; \
              else write a value that is for everybody.",
    source: "Metadata API Developer Guide and Connect REST API Developer Guide: reserved for internal use.",
    look: Look::Oddities(look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Basic</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>Feature</parameterName>
        <parameterType>⟦ManagedByFeature⟧</parameterType>
        <parameterValue>Mailings</parameterValue>
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

fn look(level: &Level<'_, '_>, notes: &mut Notes) {
    for child in level.children {
        let value = child.choice.and_then(|choice| choice.value);
        let here = value.filter(|value| value.exists_in(level.subject.version));
        if let Some(value) = here.filter(|value| value.audience == Audience::Reserved) {
            let span = Field::of(level.subject.document, child.element).span;
            let note = notes.add(&RULE, span, format!("`{}` is reserved for Salesforce", value.name));
            note.help("leave it where an org wrote it; it is not for writing by hand");
        }
    }
}
