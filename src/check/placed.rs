//! The elements of a component, each with what its table says of it: found out in one pass, and read by all rules.

use std::borrow::Cow;

use super::{Field, parameter::trimmed_text};
use crate::{
    metadata::{
        MetadataType,
        shape::{ElementShape, Enumeration, EnumerationValue, InOrder},
    },
    xml::{Document, Element},
};

/// An element, and what its table says of it.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'d> {
    /// The element.
    pub element: &'d Element<'d>,
    /// Which of the level's shapes is its own; nothing where the table does not know it.
    pub place: Option<usize>,
    /// What the table says of it; nothing where the table does not know it.
    pub shape: Option<&'static ElementShape>,
    /// Its value; nothing where it holds elements.
    pub field: Option<Field<'d>>,
    /// Its value, where that is one of an enumeration.
    pub choice: Option<Chosen>,
    /// What stands in it, where it is a structure by its table.
    pub inside: &'d [Placed<'d>],
}

/// The value of an element that holds one of an enumeration.
#[derive(Debug, Clone, Copy)]
pub struct Chosen {
    /// The enumeration.
    pub of: &'static Enumeration,
    /// What the table says of the value; nothing where the table does not know it.
    pub value: Option<&'static EnumerationValue>,
}

impl<'d> Placed<'d> {
    /// The elements in this one, in the order of the file.
    pub(super) fn all_in(
        document: &'d Document<'_>,
        table: &'static MetadataType,
        shapes: &'static [ElementShape],
        parent: &'d Element<'d>,
    ) -> &'d [Self] {
        let mut in_order = InOrder::of(shapes);
        let placed = parent.elements().map(|element| {
            let place = in_order.place_of(element.local_name());
            Self::of(document, table, element, place.map(|place| (place, &shapes[place])))
        });
        // Between two elements stands the space that puts each on its line.
        document.keep(parent.children.len() / 2 + 1, placed)
    }

    fn of(
        document: &'d Document<'_>,
        table: &'static MetadataType,
        element: &'d Element<'d>,
        known: Option<(usize, &'static ElementShape)>,
    ) -> Self {
        let shape = known.map(|(_, shape)| shape);
        let field = element.is_leaf().then(|| Field::of(document, element));
        let choice = field.zip(shape.and_then(|shape| table.enumeration(shape)));
        let choice = choice.map(|(field, of)| Chosen { of, value: of.value(field.text) });
        let structure = shape.and_then(|shape| table.structure(shape));
        let inside = structure.map_or(&[][..], |structure| Self::all_in(document, table, &structure.elements, element));
        Self { element, place: known.map(|(place, _)| place), shape, field, choice, inside }
    }

    /// Its own text, without the space around it.
    pub fn value(&self) -> Cow<'d, str> {
        self.field.map_or_else(|| trimmed_text(self.element), |field| Cow::Borrowed(field.text))
    }
}
