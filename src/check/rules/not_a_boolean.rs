//! Values that are neither true nor false.

use crate::{
    check::{CheckRule, Example, Field, Level, Look, Notes, likeness::same_but_for_capitals},
    finding::{Rule, Severity},
    metadata::shape::{Evidence, Kind},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "not-a-boolean",
        severity: Severity::Error,
        summary: "A value is neither `true` nor `false`.",
    },
    fixable: true,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Schema,
    why: "The element holds a yes or a no, and XML Schema writes those `true` and `false` (or `1` and `0`), in small \
          letters.",
    way_out: "Write `true` or `false`.",
    source: "The Metadata API WSDL, and XML Schema, part 2, section 3.2.2.",
    look: Look::Oddities(look),
    example: Example {
        version: None,
        wrong: &[(
            "namedCredentials/Shop.namedCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<NamedCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <allowMergeFieldsInBody>false</allowMergeFieldsInBody>
    <allowMergeFieldsInHeader>⟦True⟧</allowMergeFieldsInHeader>
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
        right: &[(
            "namedCredentials/Shop.namedCredential-meta.xml",
            r#"<?xml version="1.0" encoding="UTF-8"?>
<NamedCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <allowMergeFieldsInBody>false</allowMergeFieldsInBody>
    <allowMergeFieldsInHeader>true</allowMergeFieldsInHeader>
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

fn look(level: &Level<'_, '_>, notes: &mut Notes) {
    let booleans = level.children.iter().filter(|child| child.shape.is_some_and(|shape| shape.kind == Kind::Boolean));
    for child in booleans {
        if child.element.is_leaf() && !matches!(child.element.text().trim(), "true" | "false" | "1" | "0") {
            tell(&Field::of(level.subject.document, child.element), notes);
        }
    }
}

fn tell(field: &Field<'_>, notes: &mut Notes) {
    let message = format!("`<{}>` is neither `true` nor `false`", field.element.local_name());
    let note = notes.add(&RULE, field.span, message);
    match same_but_for_capitals(field.text, ["true", "false"]) {
        Some(meant) => {
            note.help(format!("capitals count: write `{meant}`"));
            note.fix(format!("write the value as `{meant}`"), [(field.span, meant.to_owned())]);
        }
        None => drop(note.help("write `true` or `false`")),
    }
}
