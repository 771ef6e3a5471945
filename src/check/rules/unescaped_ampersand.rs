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
        let meant = all_up_to_the_next_tag(bytes, error.offset);
        let title = if meant.len() == 1 { "write `&` as `&amp;`" } else { "write each `&` here as `&amp;`" };
        note.fix(title, meant.into_iter().map(|span| (span, "&amp;".to_owned())));
    }
    note
}

/// The ampersand at this place, and those after it up to the next tag that begin nothing either.
fn all_up_to_the_next_tag(bytes: &[u8], first: usize) -> Vec<Span> {
    let end = memchr::memchr(b'<', &bytes[first..]).map_or(bytes.len(), |length| first + length);
    let begins_nothing = |at: usize| {
        let rest = &bytes[at + 1..end];
        let name = memchr::memchr(b';', rest).and_then(|length| std::str::from_utf8(&rest[..length]).ok());
        !rest.starts_with(b"#") && name.is_none_or(|name| !is_name(name))
    };
    let others = memchr::memchr_iter(b'&', &bytes[first + 1..end]).map(|at| first + 1 + at);
    let meant = std::iter::once(first).chain(others.filter(|at| begins_nothing(*at)));
    meant.map(|at| Span::new(at, at + 1)).collect()
}
