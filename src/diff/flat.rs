//! A component as lines: one value each, by its path, so that a comparison of texts compares elements.

use super::{Content, ElementChange, Shown, Terms, element, text};
use crate::{
    finding::{Finding, read_document},
    metadata::{Component, shape::Knowledge},
    xml,
};

/// What stands for a value that can hold a secret.
const HIDDEN: &str = "(hidden)";

/// The values of a component, a line each in the order of their paths: `label = Erp`. Of a type whose elements no table
/// knows, the lines of its canonical text. Values that can hold a secret are hidden, so a line does not tell that one
/// changed.
pub fn flat_lines(component: &Component) -> Result<Vec<String>, Box<Finding>> {
    let Some(document) = read_document(component)? else { return Ok(Vec::new()) };
    let kind = component.metadata_type();
    let Some(kind) = kind.filter(|kind| kind.knowledge != Knowledge::Outline) else {
        return Ok(text::canonical(kind, document.root()).lines().map(str::to_owned).collect());
    };
    let nothing = format!("<{}/>", kind.name);
    let nothing = xml::parse(nothing.as_bytes()).expect("an empty element is well-formed");
    Ok(element::compare(kind, &nothing, &document, &Terms::default()).changes.iter().flat_map(lines_of).collect())
}

fn lines_of(change: &ElementChange) -> Vec<String> {
    match change.after.as_ref().map(|value| &value.content) {
        None => Vec::new(),
        Some(Content::Text(value)) => vec![line(&change.path.to_string(), value)],
        Some(Content::Fields(fields)) => {
            fields.iter().map(|(name, value)| line(&format!("{}.{name}", change.path), value)).collect()
        }
    }
}

fn line(path: &str, value: &Shown) -> String {
    let value = match value {
        Shown::Clear(text) if text.chars().any(char::is_control) => format!("{text:?}"),
        Shown::Clear(text) => text.clone(),
        Shown::Hidden | Shown::Revealed(_) => HIDDEN.to_owned(),
    };
    format!("{path} = {value}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::ComponentId;

    fn flat(type_name: &str, inner: &str) -> Vec<String> {
        let text = format!("<{type_name}>{inner}</{type_name}>");
        flat_lines(&Component::of_one_file(ComponentId::new(type_name, "Erp"), "Erp.xml", text.into_bytes())).unwrap()
    }

    #[test]
    fn a_line_is_a_value_by_its_path_whatever_the_order() {
        let header = "<externalCredentialParameters><parameterName>X-Key</parameterName>\
                      <parameterType>AuthHeader</parameterType><parameterValue>canary</parameterValue>\
                      </externalCredentialParameters>";
        let expected = [
            "externalCredentialParameters[AuthHeader,X-Key].parameterName = X-Key",
            "externalCredentialParameters[AuthHeader,X-Key].parameterType = AuthHeader",
            "externalCredentialParameters[AuthHeader,X-Key].parameterValue = (hidden)",
            r#"label = "two\nlines""#,
        ];
        assert_eq!(flat("ExternalCredential", &format!("<label>two\nlines</label>{header}")), expected);
        assert_eq!(flat("ExternalCredential", &format!("{header}<label>two\nlines</label>")), expected);
    }

    #[test]
    fn a_type_without_known_elements_is_its_canonical_text() {
        let told = flat("Oddity", "<b>1</b><clientSecret>canary</clientSecret><a>x</a>").join("\n");
        assert!(told.contains("<a>x</a>\n    <b>1</b>\n") && !told.contains("canary"), "{told}");
    }
}
