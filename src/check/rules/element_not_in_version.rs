//! Elements that the API version does not have.

use crate::{
    check::{CheckRule, Example, Level, Look, Notes, Placed, versions},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "element-not-in-version",
        severity: Severity::Error,
        summary: "The API version does not have an element.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Server,
    why: "The org refuses the component with `Property 'principal' not valid in version 66.0`.",
    way_out: "Deploy with an API version that has the element (`sourceApiVersion` in `sfdx-project.json`), or write \
              what that version has instead.",
    source: "A server's answer, seen for 66.0 and 67.0; the versions are those of the Metadata API WSDL, 55 to 66.",
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
        ⟦<principal>⟧Marketing</principal>
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

fn look(level: &Level<'_, '_>, notes: &mut Notes) {
    if level.subject.predates_type() {
        return;
    }
    for child in level.children {
        tell(level, child, notes);
    }
}

fn tell(level: &Level<'_, '_>, child: &Placed<'_>, notes: &mut Notes) {
    let version = level.subject.version;
    let Some(shape) = child.shape.filter(|shape| !shape.exists_in(version)) else { return };
    let message = format!("API version {version} has no `<{}>` in `{}`", shape.name, level.holder);
    let note = notes.add(&RULE, child.element.start_tag, message);
    note.help(versions::way_out(shape.since, shape.until, shape.instead.as_deref()));
}
