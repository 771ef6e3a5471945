//! Elements that a type does not have.

use crate::{
    check::{CheckRule, Example, Level, Look, Notes},
    finding::{Rule, Severity},
    metadata::shape::{Evidence, Knowledge},
    xml::Element,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "unknown-element",
        severity: Severity::Error,
        summary: "An element stands where its type has no such element.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Server,
    why: "The org refuses the component with `principals invalid at this location in type ExternalCredential`.",
    way_out: "Use the element that is meant; `xcred explain TYPE` lists what there is.",
    source: "A server's answer; the elements are those of the Metadata API WSDL, versions 55 to 66, and of Salesforce's \
             generated types for 67 and 68.",
    look: Look::Levels(look),
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
    ⟦<owner>⟧Marketing</owner>
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
    let subject = level.subject;
    if subject.table.knowledge != Knowledge::Complete || subject.is_beyond_tables() {
        return;
    }
    for child in level.children.iter().filter(|child| child.shape.is_none()) {
        tell(level, child.element, notes);
    }
}

fn tell(level: &Level<'_, '_>, element: &Element<'_>, notes: &mut Notes) {
    let name = element.local_name();
    let known = level.shapes.iter().filter(|shape| shape.exists_in(level.subject.version));
    let near = known.map(|shape| (strsim::jaro_winkler(name, &shape.name), shape.name.as_str()));
    let nearest = near.filter(|(alike, _)| *alike > 0.85).max_by(|one, other| one.0.total_cmp(&other.0));
    let note = notes.add(&RULE, element.start_tag, format!("`{}` has no element `<{name}>`", level.holder));
    note.help(match nearest {
        Some((_, meant)) => format!("did you mean `<{meant}>`?"),
        None => "delete it".to_owned(),
    });
}
