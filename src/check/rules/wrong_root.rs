//! Files whose root element is another type's.

use crate::{
    check::{CheckRule, Example, Look, Note},
    finding::WRONG_ROOT,
    metadata::{MetadataType, shape::Evidence},
    xml::Document,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: WRONG_ROOT,
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Schema,
    why: "The file's name says which type a component has, and the org reads the file as that type.",
    way_out: "Give the file the root element of its type, or the ending of the type that it holds.",
    source: "Metadata API Developer Guide: the definitions of the types.",
    look: Look::Reading,
    example: Example {
        version: None,
        wrong: &[(
            "namedCredentials/Newsletter.namedCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
⟦<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">⟧
    <label>Newsletter</label>
</ExternalCredential>
"#,
        )],
        right: &[(
            "namedCredentials/Newsletter.namedCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<NamedCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <label>Newsletter</label>
</NamedCredential>
"#,
        )],
    },
};

/// The note on a file with another root.
pub(in crate::check) fn note(document: &Document<'_>, table: &MetadataType) -> Note {
    let root = document.root();
    let message = format!("the root element is `<{}>`; this file's is `<{}>`", root.name, table.name);
    Note::new(&RULE, root.start_tag, message)
}
