//! Ampersands that begin nothing.

use crate::{
    check::{CheckRule, Example, Look, Note},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
    xml::{Span, XmlError, XmlProblem, names::is_name},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "unescaped-ampersand",
        severity: Severity::Error,
        summary: "An `&` is not written as `&amp;`.",
    },
    fixable: true,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Document,
    why: "In XML an `&` begins a reference. The org refuses the component with `Error parsing file:` and the words of \
          its XML parser.",
    way_out: "Write `&amp;`.",
    source: "XML 1.0, section 2.4.",
    look: Look::Reading,
    example: Example {
        version: None,
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
    <label>News ⟦&⟧ Offers</label>
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
    <label>News &amp; Offers</label>
</ExternalCredential>
"#,
        )],
    },
};

/// Whether the problem is an ampersand that was meant as one: what follows it up to a `;` is no name.
pub(in crate::check) fn is_it(problem: &XmlProblem) -> bool {
    match problem {
        XmlProblem::LoneAmpersand => true,
        XmlProblem::UnknownEntity { name } => !is_name(name),
        _ => false,
    }
}

/// The note on an ampersand.
pub(in crate::check) fn note(error: &XmlError, bytes: &[u8]) -> Note {
    let span = Span::new(error.offset, (error.offset + 1).min(bytes.len()));
    let mut note = Note::new(&RULE, span, "`&` begins nothing here");
    note.help("write `&amp;`");
    if span.cut(bytes) == b"&" {
        note.fix("write `&` as `&amp;`", [(span, "&amp;".to_owned())]);
    }
    note
}
