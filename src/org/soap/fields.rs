//! Lenient reading of an answer's elements: what is not there, nil or of another type is nothing.

use std::borrow::Cow;

use jiff::Timestamp;

use super::Lacking;
use crate::xml::Element;

/// The values among an element's children.
pub(super) trait Fields {
    /// The text of a child; nothing where there is none or it is nil.
    fn value(&self, name: &str) -> Option<Cow<'_, str>>;

    /// The text of a child that is more than space.
    fn text_of(&self, name: &str) -> Option<String> {
        let value = self.value(name)?;
        let text = value.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// Whether a child says `true` or `1`.
    fn flag(&self, name: &str) -> bool {
        let value = self.value(name).unwrap_or_default();
        matches!(value.trim(), "true" | "True" | "TRUE" | "1")
    }

    /// The date in a child.
    fn date(&self, name: &str) -> Option<Timestamp> {
        self.value(name)?.trim().parse().ok()
    }

    /// The text of a child without which the answer means nothing.
    fn required(&self, name: &str) -> Result<String, Lacking> {
        self.text_of(name).ok_or_else(|| Lacking(format!("it lacks `<{name}>`")))
    }
}

impl Fields for Element<'_> {
    fn value(&self, name: &str) -> Option<Cow<'_, str>> {
        self.child(name).filter(|child| !is_nil(child)).map(Element::text)
    }
}

/// Whether an element is marked as `xsi:nil`, by whatever prefix.
pub(super) fn is_nil(element: &Element<'_>) -> bool {
    let nil = |name: &str| name.rsplit_once(':').is_some_and(|(_, local)| local == "nil");
    let mut attributes = element.attributes.iter();
    attributes.any(|attribute| nil(attribute.name) && matches!(attribute.value, "true" | "1"))
}

/// The one result that an answer must hold.
pub(super) fn only<'d, 'a>(results: &[&'d Element<'a>]) -> Result<&'d Element<'a>, Lacking> {
    let first = results.first().copied();
    first.ok_or_else(|| Lacking("it lacks `<result>`".to_owned()))
}
