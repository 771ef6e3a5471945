//! Files whose root element is another type's.

use crate::{
    check::{CheckRule, Example, Look, Note},
    finding::WRONG_ROOT,
    metadata::{MetadataType, shape::Evidence, type_named},
    xml::Document,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: WRONG_ROOT,
    fixable: true,
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
            "namedCredentials/Shop.namedCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
⟦<namedCredential xmlns="http://soap.sforce.com/2006/04/metadata">⟧
    <allowMergeFieldsInBody>false</allowMergeFieldsInBody>
    <allowMergeFieldsInHeader>false</allowMergeFieldsInHeader>
    <calloutStatus>Enabled</calloutStatus>
    <generateAuthorizationHeader>true</generateAuthorizationHeader>
    <label>Shop</label>
    <namedCredentialParameters>
        <parameterName>Url</parameterName>
        <parameterType>Url</parameterType>
        <parameterValue>https://shop.example.com</parameterValue>
    </namedCredentialParameters>
    <namedCredentialParameters>
        <externalCredential>Shop</externalCredential>
        <parameterName>ExternalCredential</parameterName>
        <parameterType>Authentication</parameterType>
    </namedCredentialParameters>
    <namedCredentialType>SecuredEndpoint</namedCredentialType>
</namedCredential>
"#,
        )],
        right: &[(
            "namedCredentials/Shop.namedCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<NamedCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <allowMergeFieldsInBody>false</allowMergeFieldsInBody>
    <allowMergeFieldsInHeader>false</allowMergeFieldsInHeader>
    <calloutStatus>Enabled</calloutStatus>
    <generateAuthorizationHeader>true</generateAuthorizationHeader>
    <label>Shop</label>
    <namedCredentialParameters>
        <parameterName>Url</parameterName>
        <parameterType>Url</parameterType>
        <parameterValue>https://shop.example.com</parameterValue>
    </namedCredentialParameters>
    <namedCredentialParameters>
        <externalCredential>Shop</externalCredential>
        <parameterName>ExternalCredential</parameterName>
        <parameterType>Authentication</parameterType>
    </namedCredentialParameters>
    <namedCredentialType>SecuredEndpoint</namedCredentialType>
</NamedCredential>
"#,
        )],
    },
};

/// The note on a file with another root.
pub(in crate::check) fn note(document: &Document<'_>, table: &MetadataType) -> Note {
    let root = document.root();
    let name = root.local_name();
    let message = format!("the root element is `<{}>`; this file's is `<{}>`", root.name, table.name);
    let mut note = Note::new(&RULE, root.start_tag, message);
    if name.eq_ignore_ascii_case(&table.name) {
        note.help(format!("capitals count: write `<{}>`", table.name));
        note.fix(format!("write the root as `<{}>`", table.name), root.name_spans().map(|span| (span, table.name.clone())));
    } else if let Some(held) = type_named(name) {
        note.help(format!("a file with {} ends with `.{}-meta.xml`", article(&held.title), held.suffix));
    } else {
        note.help(format!("write `<{}>`, or give the file the ending of what it holds", table.name));
    }
    note
}

fn article(title: &str) -> String {
    let article = if title.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {title}")
}
