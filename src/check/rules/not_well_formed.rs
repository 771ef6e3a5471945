//! Files that are not XML.

use crate::{
    check::{CheckRule, Example, Look, Note},
    finding::NOT_WELL_FORMED,
    metadata::shape::Evidence,
    xml::{Span, XmlError},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: NOT_WELL_FORMED,
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Server,
    why: "The org refuses the component with `Error parsing file:` and the words of its XML parser.",
    way_out: "Mend the markup at the place that the finding names.",
    source: "XML 1.0, and servers' answers.",
    look: Look::Reading,
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Custom</authenticationProtocol>
    <label>Newsletter⟦</lable>⟧
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

/// The note on a file that is not XML.
pub(in crate::check) fn note(error: &XmlError, bytes: &[u8]) -> Note {
    Note::new(&RULE, span_of(error, bytes), error.to_string())
}

/// The construct at which the error shows: a tag to its end, else one character.
fn span_of(error: &XmlError, bytes: &[u8]) -> Span {
    let start = error.offset.min(bytes.len());
    let rest = &bytes[start..];
    let length = match rest.first() {
        Some(b'<') => memchr::memchr2(b'>', b'\n', rest).map_or(rest.len(), |at| at + usize::from(rest[at] == b'>')),
        Some(_) => 1 + rest[1..].iter().take_while(|byte| **byte & 0b1100_0000 == 0b1000_0000).count(),
        None => 0,
    };
    Span::new(start, start + length)
}
