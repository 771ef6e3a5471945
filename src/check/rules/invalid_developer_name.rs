//! Names that Salesforce does not take.

use crate::{
    check::{CheckRule, Example, Look, Notes, Subject},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "invalid-developer-name",
        severity: Severity::Error,
        summary: "A component's full name is no developer name.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Document,
    why: "Full names of these types are developer names: letters, digits and underscores, a letter first, no \
          underscore last and no two in a row. In a managed package the namespace and two underscores stand before \
          it. The org refuses other names.",
    way_out: "Rename the file, and whatever refers to it.",
    source: "Object Reference for Salesforce: NamedCredential, `DeveloperName`, and its like; Salesforce Field \
             Reference Guide, for the length of 80 characters, which is a warning.",
    look: Look::Components(&[], look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter-Api.externalCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
⟦<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">⟧
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
        right: &[(
            "externalCredentials/Newsletter_Api.externalCredential-meta.xml",
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

/// So long may a namespace be at most.
const LONGEST_NAMESPACE: usize = 15;

/// So long may a name be at most.
const LONGEST: usize = 80;

fn look(subject: &Subject<'_>, notes: &mut Notes) {
    if !subject.table.developer_names {
        return;
    }
    let full_name = subject.component.id().full_name.as_str();
    let (namespace, name) = full_name.split_once("__").map_or((None, full_name), |(namespace, name)| (Some(namespace), name));
    let long_namespace = namespace.filter(|namespace| namespace.len() > LONGEST_NAMESPACE);
    let why = namespace.and_then(fault).or_else(|| fault(name)).or(long_namespace.map(|_| "begins with no namespace"));
    let (why, severity) = match why {
        Some(why) => (why, Severity::Error),
        None if name.len() > LONGEST => ("is longer than 80 characters", Severity::Warning),
        None => return,
    };
    let note = notes.add(&RULE, subject.root().start_tag, format!("the name `{full_name}` {why}"));
    note.help("rename the file, and whatever refers to it").graded(severity);
}

/// What is wrong with a name that has no namespace.
fn fault(name: &str) -> Option<&'static str> {
    let strange = |character: char| !character.is_ascii_alphanumeric() && character != '_';
    match name {
        _ if name.contains(strange) => Some("holds other characters than letters, digits and underscores"),
        _ if !name.starts_with(|first: char| first.is_ascii_alphabetic()) => Some("does not begin with a letter"),
        _ if name.ends_with('_') => Some("ends with an underscore"),
        _ if name.contains("__") => Some("has two underscores in a row"),
        _ => None,
    }
}
