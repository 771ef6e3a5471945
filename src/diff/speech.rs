//! Which API versions a document can be of: what it holds tells, and what is known of its side.

use super::{Source, terms::Provenance};
use crate::{
    metadata::{
        ApiVersion, MetadataType,
        shape::{ElementShape, Kind},
    },
    xml::Element,
};

/// The API versions that a document can be of.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Speech {
    oldest: Option<ApiVersion>,
    newest: Option<ApiVersion>,
}

impl Speech {
    /// The versions of a document. What stands in it counts before what its side is said to speak, because a project's
    /// files can be older than the project's version.
    pub(super) fn of(kind: &'static MetadataType, root: &Element<'_>, source: Source) -> Self {
        let mut speech = Self::default();
        speech.hear(kind, &kind.elements, root);
        let Some(version) = source.api_version else { return speech };
        if source.provenance == Provenance::Retrieved {
            return Self { oldest: Some(version), newest: Some(version) };
        }
        let Self { oldest, newest } = speech;
        let is_within = oldest.is_none_or(|oldest| oldest <= version) && newest.is_none_or(|newest| version <= newest);
        if is_within { Self { oldest: Some(version), newest: Some(version) } } else { speech }
    }

    fn hear(&mut self, kind: &'static MetadataType, shapes: &'static [ElementShape], parent: &Element<'_>) {
        for element in parent.elements() {
            let Some(shape) = shapes.iter().find(|shape| shape.name == element.local_name()) else { continue };
            self.oldest = self.oldest.max(shape.since);
            self.newest = [self.newest, shape.until].into_iter().flatten().min();
            self.hear(kind, kind.inside(shape), element);
        }
    }

    /// Whether documents of these versions cannot hold the element.
    pub(super) fn lacks(self, shape: &ElementShape) -> bool {
        self.is_outside(shape.since, shape.until)
    }

    /// Whether documents of these versions cannot hold this repetition: for its element, or for one of its values.
    pub(super) fn lacks_element(
        self,
        kind: &'static MetadataType,
        shape: &ElementShape,
        element: &Element<'_>,
    ) -> bool {
        let is_newer = |child: &Element<'_>| {
            let shape = kind.inside(shape).iter().find(|shape| shape.name == child.local_name());
            let values = shape.filter(|shape| matches!(shape.kind, Kind::Enumeration(_)));
            let value = values.and_then(|shape| kind.enumeration(shape)?.value(child.text().trim()));
            value.is_some_and(|value| self.is_outside(value.since, value.until))
        };
        self.lacks(shape) || element.elements().any(is_newer)
    }

    fn is_outside(self, since: Option<ApiVersion>, until: Option<ApiVersion>) -> bool {
        let is_later = since.zip(self.newest).is_some_and(|(since, newest)| newest < since);
        is_later || until.zip(self.oldest).is_some_and(|(until, oldest)| until < oldest)
    }
}
