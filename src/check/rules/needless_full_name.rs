//! Full names inside files.

use crate::{
    check::{CheckRule, Example, Look, Notes, Subject},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
    xml::Span,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "needless-full-name",
        severity: Severity::Warning,
        summary: "A file repeats the full name of its component.",
    },
    fixable: true,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Document,
    why: "The component is called as its file is. The schema allows the name inside the file, too, for calls without \
          files; no org writes it there, and a file that is renamed or copied then says two things.",
    way_out: "Delete the element.",
    source: "Metadata API Developer Guide: Metadata. None of 90 real external credentials has one.",
    look: Look::Components(&[], look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Basic</authenticationProtocol>
    ⟦<fullName>⟧Newsletter</fullName>
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

fn look(subject: &Subject<'_>, notes: &mut Notes) {
    let Some(element) = subject.root().child("fullName") else { return };
    let name = subject.component.id().full_name.as_str();
    let is_same = element.text().trim() == name;
    let message = if is_same {
        "`<fullName>` repeats the file's name".to_owned()
    } else {
        format!("`<fullName>` is not `{name}`, as the file is called")
    };
    let note = notes.add(&RULE, element.start_tag, message);
    note.help("delete it: the file's name counts");
    if is_same {
        note.fix("delete `<fullName>`", [(whole_line(subject.document.bytes(), element.span), String::new())]);
    }
}

/// The lines of an element that has them for itself; else the element alone.
fn whole_line(bytes: &[u8], span: Span) -> Span {
    let (start, end) = (span.start as usize, span.end as usize);
    let indent = bytes[..start].iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    let rest = &bytes[end..];
    let line_end = rest.iter().position(|byte| *byte == b'\n').map(|at| at + 1);
    let only = line_end.filter(|&length| rest[..length].iter().all(u8::is_ascii_whitespace));
    match only {
        Some(length) if bytes[..start - indent].last() == Some(&b'\n') => Span::new(start - indent, end + length),
        _ => span,
    }
}
