//! Named credentials that are old and new at once.

use crate::{
    check::{CheckRule, Example, Look, Notes, Subject, examples::NAMED_CREDENTIAL},
    finding::{Rule, Severity},
    metadata::shape::{ElementShape, Evidence},
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: Rule {
        id: "mixed-named-credential",
        severity: Severity::Warning,
        summary: "A named credential has an element that its type does not use.",
    },
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Document,
    why: "Legacy named credentials hold address and login in elements of their own; the others leave that to \
          parameters and an external credential. Salesforce documents the old elements for the type `Legacy` alone \
          and calls them deprecated. What an org makes of a mixture is not known.",
    way_out: "Delete the element, or move what it says to a parameter or to the external credential.",
    source: "Metadata API Developer Guide: NamedCredential. None of 37 files of the newer types in public repositories has such an element.",
    look: Look::Components(&["NamedCredential"], look),
    example: Example {
        version: None,
        wrong: &[
            (
                "namedCredentials/Newsletter.namedCredential-meta.xml",
                r#"<?xml version="1.0" encoding="UTF-8"?>
<NamedCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <allowMergeFieldsInBody>false</allowMergeFieldsInBody>
    <allowMergeFieldsInHeader>false</allowMergeFieldsInHeader>
    <calloutStatus>Enabled</calloutStatus>
    ⟦<endpoint>https://newsletter.example.com</endpoint>⟧
    <generateAuthorizationHeader>true</generateAuthorizationHeader>
    <label>Newsletter</label>
    <namedCredentialParameters>
        <parameterName>Url</parameterName>
        <parameterType>Url</parameterType>
        <parameterValue>https://newsletter.example.com</parameterValue>
    </namedCredentialParameters>
    <namedCredentialParameters>
        <externalCredential>Newsletter</externalCredential>
        <parameterName>ExternalCredential</parameterName>
        <parameterType>Authentication</parameterType>
    </namedCredentialParameters>
    <namedCredentialType>SecuredEndpoint</namedCredentialType>
</NamedCredential>
"#,
            ),
        ],
        right: &[
            NAMED_CREDENTIAL,
        ],
    },
};

fn look(subject: &Subject<'_>, notes: &mut Notes) {
    for element in subject.root().elements() {
        let Some(shape) = subject.table.element(element.local_name()).filter(|shape| !shape.only_where.is_empty()) else {
            continue;
        };
        if let Some((sibling, values)) = unmet(subject, shape) {
            let message = format!("`<{}>` is for a {} named credential", shape.name, quoted(values));
            let note = notes.add(&RULE, element.span, message);
            note.help(match subject.field(sibling) {
                Some(own) if !own.is_empty() => format!("this one is a `{}`: delete the element", own.text),
                _ => format!("this one has parameters: delete the element, or say what it is with `<{sibling}>`"),
            });
        }
    }
}

/// The sibling that has none of the values with which the element goes. An absent one has another where parameters say so.
fn unmet<'s>(subject: &Subject<'_>, shape: &'s ElementShape) -> Option<(&'s str, &'s [String])> {
    let unmet = shape.only_where.iter().find(|(sibling, values)| match subject.field(sibling) {
        Some(own) => !values.iter().any(|value| *value == own.text),
        None => !subject.parameters.is_empty(),
    });
    unmet.map(|(sibling, values)| (sibling.as_str(), values.as_slice()))
}

fn quoted(values: &[String]) -> String {
    values.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(" or ")
}
