//! Text where elements stand.

use crate::{
    check::{CheckRule, Example, Level, Look, Notes},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
    xml::{Node, Span},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "misplaced-text",
        severity: Severity::Error,
        summary: "Text stands between elements.",
    },
    fixable: false,
    conceals: true,
    since: "0.1.0",
    evidence: Evidence::Schema,
    why: "The type holds elements and no text of its own; by the schema the component is invalid. Most often it is \
          what is left of a deleted tag or of a merge.",
    way_out: "Delete the text, or put it into the element that it belongs to.",
    source: "The Metadata API WSDL. What a server says of it is not known.",
    look: Look::Oddities(look),
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
    ⟦&gt;&gt;&gt;⟧
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
    for node in level.parent.children {
        if let Node::Text(text) | Node::Cdata(text) = node
            && !text.value.trim_ascii().is_empty()
        {
            let span = without_space(level.subject.document.bytes(), text.span);
            let note = notes.add(&RULE, span, format!("text stands between the elements of `{}`", level.holder));
            note.help("delete it, or put it into the element that it belongs to");
        }
    }
}

fn without_space(bytes: &[u8], span: Span) -> Span {
    let raw = span.cut(bytes);
    let before = raw.len() - raw.trim_ascii_start().len();
    let after = raw.len() - raw.trim_ascii_end().len();
    Span::new(span.start as usize + before, span.end as usize - after)
}
