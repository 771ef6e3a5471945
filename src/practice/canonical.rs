//! The form in which the org gives components out: what they mean, not how they were written.

use crate::{
    metadata::{
        ApiVersion, MetadataType,
        shape::{ElementShape, Knowledge},
    },
    xml::{self, Element, METADATA_NAMESPACE, Writer},
};

/// Writes a component as a retrieval of this API version gives it.
///
/// An org keeps records, not files: it writes elements in the order of the WSDL, fills defaults, and has forgotten
/// comments and white space. Types of which the table does not hold every element come back byte for byte.
pub(crate) fn canonical(table: &MetadataType, metadata: &str, version: ApiVersion) -> String {
    if table.knowledge != Knowledge::Complete {
        return metadata.to_owned();
    }
    let Ok(document) = xml::parse(metadata.as_bytes()) else {
        return metadata.to_owned();
    };
    let mut writer = Writer::indented();
    writer.start(&table.name, &[("xmlns", METADATA_NAMESPACE)]);
    write_elements(&mut writer, table, document.root(), &table.elements, version);
    writer.end();
    writer.finish()
}

fn write_elements(
    writer: &mut Writer,
    table: &MetadataType,
    parent: &Element<'_>,
    shapes: &[ElementShape],
    version: ApiVersion,
) {
    for shape in shapes.iter().filter(|shape| shape.exists_in(version)) {
        let mut written = false;
        for element in parent.children_named(&shape.name) {
            write_one(writer, table, element, shape, version);
            written = true;
        }
        if !written {
            write_default(writer, parent, shape);
        }
    }
}

fn write_one(
    writer: &mut Writer,
    table: &MetadataType,
    element: &Element<'_>,
    shape: &ElementShape,
    version: ApiVersion,
) {
    let inside = table.inside(shape);
    if inside.is_empty() {
        writer.leaf(&shape.name, &element.text());
        return;
    }
    writer.start(&shape.name, &[]);
    write_elements(writer, table, element, inside, version);
    writer.end();
}

fn write_default(writer: &mut Writer, parent: &Element<'_>, shape: &ElementShape) {
    let siblings: Vec<(&str, String)> =
        parent.elements().map(|element| (element.local_name(), element.text().into_owned())).collect();
    let sibling = |name: &str| {
        let found = siblings.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    };
    if let Some(value) = shape.default_among(sibling) {
        writer.leaf(&shape.name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::type_named;

    fn given_out(metadata: &str, version: u16) -> String {
        let table = type_named("ExternalCredential").unwrap();
        canonical(table, metadata, ApiVersion::new(version))
    }

    const HAND_WRITTEN: &str = "<ExternalCredential xmlns='http://soap.sforce.com/2006/04/metadata'>
  <!-- by hand --><label>A &#38; B</label>
  <externalCredentialParameters><parameterType>NamedPrincipal</parameterType><parameterName>Main</parameterName>
  <sequenceNumber>1</sequenceNumber></externalCredentialParameters>
  <authenticationProtocol>Custom</authenticationProtocol></ExternalCredential>";

    #[test]
    fn order_and_defaults_are_the_orgs() {
        let expected = r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Custom</authenticationProtocol>
    <externalCredentialParameters>
        <parameterGroup>Main</parameterGroup>
        <parameterName>Main</parameterName>
        <parameterType>NamedPrincipal</parameterType>
        <sequenceNumber>1</sequenceNumber>
    </externalCredentialParameters>
    <label>A &amp; B</label>
</ExternalCredential>
"#;
        assert_eq!(given_out(HAND_WRITTEN, 66), expected);
        assert_eq!(given_out(expected, 66), expected);
    }

    #[test]
    fn an_older_version_has_no_newer_elements() {
        assert!(!given_out(HAND_WRITTEN, 57).contains("parameterGroup"));
    }

    #[test]
    fn a_type_of_which_little_is_known_comes_back_as_it_was() {
        let table = type_named("PermissionSet").unwrap();
        let text = "<PermissionSet><label>x</label><!-- y --></PermissionSet>";
        assert_eq!(canonical(table, text, ApiVersion::new(66)), text);
    }
}
