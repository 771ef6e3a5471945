//! Files that are not UTF-8.

use crate::{
    check::{CheckRule, Example, Look, Note},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
    xml::{Span, XmlError, XmlProblem},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "wrong-encoding",
        severity: Severity::Error,
        summary: "A file is not UTF-8, or says that it is not.",
    },
    fixable: true,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Document,
    why: "Metadata files are UTF-8. In another encoding the org reads other characters than were written, or none at \
          all.",
    way_out: "Save the file as UTF-8, and declare it: `<?xml version=\"1.0\" encoding=\"UTF-8\"?>`.",
    source: "XML 1.0, section 4.3.3, and all files that orgs give out.",
    look: Look::Reading,
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="⟦ISO-8859-1⟧"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Basic</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>Campaigns</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <label>Münster</label>
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
    <label>Münster</label>
</ExternalCredential>
"#,
        )],
    },
};

/// The note on a file in another encoding; nothing where the problem is another one.
pub(in crate::check) fn note(error: &XmlError, bytes: &[u8]) -> Option<Note> {
    let at = |length: usize| Span::new(error.offset, (error.offset + length).min(bytes.len()));
    let plain = |span: Span, help: &str| {
        let mut note = Note::new(&RULE, span, error.to_string());
        note.help(help);
        note
    };
    match &error.problem {
        XmlProblem::WideEncoding { .. } => {
            Some(plain(at(0), "save it as UTF-8; on Windows, `>` and `Out-File` of PowerShell 5 write UTF-16"))
        }
        XmlProblem::NotUtf8 { .. } => {
            Some(plain(at(1), "save it as UTF-8; the byte is likely a letter with an accent of Windows-1252"))
        }
        XmlProblem::DeclaredEncoding { encoding } => {
            let mut note = plain(named(encoding, bytes), "the bytes are UTF-8: declare `UTF-8`");
            note.fix("declare the encoding as `UTF-8`", [(note.span, "UTF-8".to_owned())]);
            Some(note)
        }
        _ => None,
    }
}

/// Where the declaration names its encoding.
fn named(encoding: &str, bytes: &[u8]) -> Span {
    let start = memchr::memmem::find(bytes, b"encoding").unwrap_or(0);
    let at = memchr::memmem::find(&bytes[start..], encoding.as_bytes()).map_or(start, |at| start + at);
    Span::new(at, (at + encoding.len()).min(bytes.len()))
}
