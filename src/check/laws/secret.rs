//! A secret is shown nowhere, whatever happens to the file around it.

use std::collections::BTreeMap;

use super::{Case, bytes_of};
use crate::{
    check::allow::CALL,
    finding::read_document,
    metadata::{Component, MetadataType, shape::ElementShape},
    xml::{self, Element, Node},
};

/// A value that is shown nowhere.
const CANARY: &str = "QcanaryvalueQ";

/// A credential with a secret beside two things that can be fixed.
pub(super) const WITH_SECRET: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>CUSTOM</authenticationProtocol>
    <externalCredentialParameters><parameterName>X-Key</parameterName><parameterType>AuthHeader</parameterType>
        <parameterValue>QcanaryvalueQ</parameterValue><sequenceNumber>1</sequenceNumber></externalCredentialParameters>
    <externalCredentialParameters><parameterName>aud</parameterName><parameterType>JwtBodyClaim</parameterType>
        <parameterValue>https://erp.example.com</parameterValue></externalCredentialParameters>
    <label>ERP</label><!-- QcanaryvalueQ -->
</ExternalCredential>
"#;

/// Whether the tables call every value that holds the canary a secret, and no name holds it, which may be shown; in a
/// file that is not XML, whether it stands in no tag.
fn is_secret(component: &Component) -> bool {
    let bytes = bytes_of(component);
    match (read_document(component), xml::parse(bytes)) {
        (Ok(Some(document)), _) => {
            let table = component.metadata_type().expect("its type is known");
            !document.outside().iter().any(speaks_to_us) && is_secret_in(table, &table.elements, document.root())
        }
        (_, Ok(_)) => false,
        (_, Err(_)) => memchr::memmem::find_iter(bytes, CANARY).all(|at| {
            let before = bytes[..at].iter().rposition(|byte| matches!(byte, b'<' | b'>'));
            before.is_some_and(|before| bytes[before] == b'>')
        }),
    }
}

fn is_secret_in(table: &'static MetadataType, shapes: &'static [ElementShape], parent: &Element<'_>) -> bool {
    let sibling = |name: &str| parent.child_text(name).map(|text| text.trim().to_owned());
    let values: BTreeMap<&str, String> =
        shapes.iter().filter_map(|shape| Some((shape.name.as_str(), sibling(&shape.name)?))).collect();
    !parent.name.contains(CANARY)
        && !parent.children.iter().any(speaks_to_us)
        && parent
            .attributes
            .iter()
            .all(|attribute| !attribute.name.contains(CANARY) && !attribute.value.contains(CANARY))
        && parent.elements().all(|element| {
            let shape = shapes.iter().find(|shape| shape.name == element.local_name());
            let is_hidden =
                shape.is_none_or(|shape| shape.can_hold_secret(|name| values.get(name).map(String::as_str)));
            let inside = shape.map_or(&[][..], |shape| table.inside(shape));
            (is_hidden || !element.text().contains(CANARY)) && is_secret_in(table, inside, element)
        })
}

/// Whether it is a comment to us that holds the canary: what is said to us is shown where we do not understand it.
fn speaks_to_us(node: &Node<'_>) -> bool {
    matches!(node, Node::Comment(comment) if comment.value.trim().starts_with(CALL) && comment.value.contains(CANARY))
}

/// Where the canary stands only as a secret, nothing that is told of the files holds it.
pub(super) fn a_secret_is_shown_nowhere(case: &Case) {
    let is_here = case.snapshot.components().any(|component| holds_canary(bytes_of(component)));
    let is_beside = case.bystanders.iter().any(|bystander| holds_canary(&bystander.bytes));
    let is_named = case.snapshot.ids().any(|id| id.to_string().contains(CANARY));
    if !is_here || is_beside || is_named || case.org.is_some() || !case.snapshot.components().all(is_secret) {
        return;
    }
    let is_silent = |told: String| assert!(!told.contains(CANARY), "{told}");
    is_silent(format!("{:#?}", case.findings()));
    for file in case.fixed().into_iter().flat_map(|fixed| &fixed.files) {
        is_silent(format!("{:#?}", file.done));
        // A file that was not XML and is mended says by itself what is a secret in it.
        if is_secret(&file.after) {
            is_silent(format!("{:#?}", file.hunks));
        }
    }
}

fn holds_canary(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, CANARY.as_bytes()).is_some()
}
