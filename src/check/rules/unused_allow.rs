//! Comments that allow what nobody does.

use crate::{
    check::{CheckRule, Example, Look, Note},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
    xml::Span,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "unused-allow",
        severity: Severity::Warning,
        summary: "A comment allows to break a rule that nothing breaks.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Document,
    why: "What was wrong is mended, or the comment stands in the wrong place and allows nothing where it was meant to.",
    way_out: "Delete the comment, or put it right before the element that it is about.",
    source: "This tool.",
    look: Look::Reading,
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    ⟦<!-- xcred: allow unknown-value because the pilot org has a protocol of its own -->⟧
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

/// The note on a comment that allows nothing.
pub(in crate::check) fn note(comment: Span, rules: &[&CheckRule]) -> Note {
    let names: Vec<String> = rules.iter().map(|rule| format!("`{}`", rule.rule.id)).collect();
    let mut note = Note::new(&RULE, comment, format!("nothing here breaks {}", names.join(", ")));
    note.help("delete the comment");
    note
}
