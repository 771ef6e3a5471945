//! Elements that stand more than once.

use crate::{
    check::{CheckRule, Example, Level, Look, Notes, Placed},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "repeated-element",
        severity: Severity::Error,
        summary: "An element stands twice where it may stand once.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Server,
    why: "The org refuses the component with `Error parsing file: Element label is duplicated at this location in \
          type ExternalCredential`.",
    way_out: "Delete the one that is not meant.",
    source: "A server's answer, seen by many; the Metadata API WSDL says which elements may be repeated.",
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
    <label>Newsletter</label>
    ⟦<label>⟧Mailings</label>
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
    for shape in level.shapes.iter().filter(|shape| !shape.repeated) {
        let is_it = |child: &&Placed<'_>| child.shape.is_some_and(|one| std::ptr::eq(one, shape));
        let mut all = level.children.iter().filter(is_it);
        let Some(first) = all.next() else { continue };
        for again in all {
            let message = format!("`<{}>` stands twice in `{}`", shape.name, level.holder);
            let line = level.subject.line_of(first.element.span);
            let note = notes.add(&RULE, again.element.start_tag, message);
            note.help(format!("the first one is in line {line}: keep one"));
        }
    }
}
