//! Comments to this tool that it cannot understand.

use crate::{
    check::{CheckRule, Example, Look, Note},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
    xml::Span,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "unreadable-allow",
        severity: Severity::Error,
        summary: "A comment to xcred cannot be understood.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Document,
    why: "Such a comment allows nothing. It names no rule, or a rule that there is not, or gives no reason.",
    way_out: "Write `<!-- xcred: allow RULE because REASON -->` right before the element that it is about.",
    source: "This tool.",
    look: Look::Reading,
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    ⟦<!-- xcred: allow unknown-value -->⟧
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
    <!-- xcred: allow unknown-value because the pilot org has a protocol of its own -->
    <authenticationProtocol>Quantum</authenticationProtocol>
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

/// The note on a comment that cannot be understood.
pub(in crate::check) fn note(comment: Span, why: &str) -> Note {
    let mut note = Note::new(&RULE, comment, format!("this comment allows nothing: {why}"));
    note.help("write `xcred: allow RULE because REASON`");
    note
}
