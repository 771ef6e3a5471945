//! Elements of one name that do not stand together.

use std::collections::BTreeMap;

use crate::{
    check::{CheckRule, Example, Level, Look, Notes},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "scattered-elements",
        severity: Severity::Error,
        summary: "Elements of one name do not stand together.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Server,
    why: "Elements may come in any order, but those of one name must follow each other. The org refuses the component \
          with `Error parsing file: Element externalCredentialParameters is duplicated at this location in type \
          ExternalCredential`.",
    way_out: "Move them together; `xcred fmt` does.",
    source: "A server's answer, seen by many; Salesforce Help, 000383335.",
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
    ⟦<externalCredentialParameters>⟧
        <parameterName>Archive</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>2</sequenceNumber>
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
    <externalCredentialParameters>
        <parameterName>Archive</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>2</sequenceNumber>
    </externalCredentialParameters>
    <label>Newsletter</label>
</ExternalCredential>
"#,
        )],
    },
};

/// So many groups of neighbours with one name are compared each with each; more are looked up.
const FEW: usize = 32;

fn look(level: &Level<'_, '_>, notes: &mut Notes) {
    if is_tidy(level) {
        return;
    }
    let name = |at: usize| level.children[at].element.local_name();
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    // Of two, none stands between the others.
    for at in (0..level.children.len()).filter(|_| level.children.len() > 2) {
        if at > 0 && name(at) == name(at - 1) {
            last.insert(name(at), at);
            continue;
        }
        // One that may stand only once has broken another rule already.
        let may_repeat = level.children[at].shape.is_none_or(|shape| shape.repeated);
        if let Some(before) = last.insert(name(at), at).filter(|_| may_repeat) {
            let line = level.subject.line_of(level.children[before].element.span);
            let message = format!("`<{}>` does not stand beside the others of its name", name(at));
            let note = notes.add(&RULE, level.children[at].element.start_tag, message);
            note.help(format!("move it to the one in line {line}"));
        }
    }
}

/// Whether it is plain at a glance that elements of one name stand together, as they nearly always do.
fn is_tidy(level: &Level<'_, '_>) -> bool {
    let mut seen = [""; FEW];
    let mut groups = 0;
    for child in level.children {
        let name = child.element.local_name();
        if groups > 0 && seen[groups - 1] == name {
            continue;
        }
        if groups == FEW || seen[..groups].contains(&name) {
            return false;
        }
        seen[groups] = name;
        groups += 1;
    }
    true
}
