//! Files that begin with a byte order mark.

use crate::{
    check::{CheckRule, Example, Look, Notes, Subject},
    finding::{Rule, Severity},
    metadata::shape::Evidence,
    xml::{Span, source::UTF8_MARK},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "byte-order-mark",
        severity: Severity::Note,
        summary: "A file begins with a byte order mark.",
    },
    fixable: true,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Inference,
    why: "An org writes none. Some tools take the mark for text before the first tag, and it makes lines differ that \
          look alike.",
    way_out: "Save the file as UTF-8 without a byte order mark.",
    source: "Files that orgs give out; what an org says of the mark is not known.",
    look: Look::Components(&[], look),
    example: Example {
        version: None,
        wrong: &[(
            "externalCredentials/Newsletter.externalCredential-meta.xml",
            r#"⟦⟧﻿<?xml version="1.0" encoding="UTF-8"?>
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
    if subject.document.bytes().starts_with(UTF8_MARK) {
        let note = notes.add(&RULE, Span::new(0, 0), "the file begins with a byte order mark");
        note.help("save it as UTF-8 without one");
        note.fix("delete the byte order mark", [(Span::new(0, UTF8_MARK.len()), String::new())]);
    }
}
