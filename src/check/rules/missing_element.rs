//! Elements that must be there and are not.

use crate::{
    check::{CheckRule, Example, Level, Look, Notes},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "missing-element",
        severity: Severity::Error,
        summary: "An element is missing without which the component is refused.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Server,
    why: "The org refuses the component with `Required field is missing: label`.",
    way_out: "Add the element.",
    source: "A server's answer, seen for the label of a page (forcedotcom/salesforcedx-vscode, #3124); the Metadata \
             API WSDL says which elements must be there.",
    look: Look::Oddities(look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
⟦<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">⟧
    <authenticationProtocol>Basic</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>Campaigns</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
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
    if level.subject.predates_type() {
        return;
    }
    for (at, shape) in level.shapes.iter().enumerate() {
        let wanted = shape.required && shape.exists_in(level.subject.version);
        if wanted && !level.children.iter().any(|child| child.shape.is_some_and(|one| std::ptr::eq(one, shape))) {
            tell(level, at, notes);
        }
    }
}

fn tell(level: &Level<'_, '_>, at: usize, notes: &mut Notes) {
    let shape = &level.shapes[at];
    // Another rule names the element that is nearly this one.
    if level.unknown().any(|element| level.meant_by(element.local_name()).is_some_and(|one| one.name == shape.name)) {
        return;
    }
    let name = level.parent.local_name();
    let note = notes.add(&RULE, level.parent.start_tag, format!("`<{name}>` has no `<{}>`", shape.name));
    note.help(format!("add `<{}>`", shape.name));
}
