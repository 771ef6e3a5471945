//! What may be newer than xcred.

use crate::{
    check::{CheckRule, Example, Field, Level, Look, Notes},
    finding::{Rule, Severity},
    metadata::{ApiVersion, shape::Evidence},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "newer-than-tables",
        severity: Severity::Note,
        summary: "An element or value is unknown, and the API version is newer than what xcred knows.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Inference,
    why: "Salesforce adds elements and values with its releases. What an API version has that came after this xcred \
          cannot be judged.",
    way_out: "Look into the release notes of that API version, or update xcred.",
    source: "This tool: the newest API version that its tables hold.",
    look: Look::Oddities(look),
    example: Example {
        version: Some(ApiVersion::new(69)),
        wrong: &[(
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
    ⟦<rotation>⟧Weekly</rotation>
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

const HELP: &str = "look whether it exists, or update xcred";

fn look(level: &Level<'_, '_>, notes: &mut Notes) {
    let subject = level.subject;
    if !subject.is_beyond_tables() {
        return;
    }
    let newest = ApiVersion::NEWEST_KNOWN;
    for element in level.unknown() {
        let message = format!("`{}` has no element `<{}>` up to {newest}", level.holder, element.local_name());
        notes.add(&RULE, element.start_tag, message).help(HELP);
    }
    for child in level.children.iter().filter(|child| child.choice.is_some_and(|choice| choice.value.is_none())) {
        let span = Field::of(subject.document, child.element).span;
        let message = format!("`<{}>` has no such value up to {newest}", child.element.local_name());
        notes.add(&RULE, span, message).help(HELP);
    }
}
