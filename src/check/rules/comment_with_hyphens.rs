//! Comments with two hyphens inside.

use crate::{
    check::{CheckRule, Example, Look, Note},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
    xml::{Span, XmlError},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "comment-with-hyphens",
        severity: Severity::Error,
        summary: "Two hyphens stand inside a comment.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Server,
    why: "The org refuses the component with `Error parsing file: The string \"--\" is not permitted within \
          comments.`, for XML does not allow it.",
    way_out: "Write one hyphen, or a dash, or delete the comment.",
    source: "A server's answer, and XML 1.0, section 2.5.",
    look: Look::Reading,
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <!-- Campaigns ⟦--⟧ ask Marketing -->
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
    <!-- Campaigns: ask Marketing -->
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

/// The note on a comment with two hyphens.
pub(in crate::check) fn note(error: &XmlError) -> Note {
    let mut note = Note::new(&RULE, Span::new(error.offset, error.offset + 2), error.to_string());
    note.help("write one hyphen or a dash; a comment ends with `-->` and holds no `--` before that");
    note
}
