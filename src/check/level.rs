//! One level of a component: an element that holds elements, each with what its table says of it.

use super::Subject;
use crate::{
    metadata::shape::{ElementShape, Kind},
    xml::Element,
};

/// An element that holds elements, as the table sees it.
#[derive(Debug)]
pub struct Level<'l, 'd> {
    /// The component.
    pub subject: &'l Subject<'d>,
    /// The element that holds the others.
    pub parent: &'d Element<'d>,
    /// What may stand in it.
    pub shapes: &'static [ElementShape],
    /// The name of the type or structure that it is, as servers name it.
    pub holder: &'static str,
    /// What stands in it, in the order of the file.
    pub children: Vec<Placed<'d>>,
}

/// An element, and what its table says of it.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'d> {
    /// The element.
    pub element: &'d Element<'d>,
    /// What the table says of it; nothing where the table does not know it.
    pub shape: Option<&'static ElementShape>,
}

/// Visits a component's levels, the root first, each before those inside it.
pub(super) fn visit<'d>(subject: &Subject<'d>, mut look: impl FnMut(&Level<'_, 'd>)) {
    let table = subject.table;
    visit_level(subject, subject.root(), &table.elements, &table.name, &mut look);
}

fn visit_level<'d>(
    subject: &Subject<'d>,
    parent: &'d Element<'d>,
    shapes: &'static [ElementShape],
    holder: &'static str,
    look: &mut impl FnMut(&Level<'_, 'd>),
) {
    let placed = |element: &'d Element<'d>| {
        let name = element.local_name();
        Placed { element, shape: shapes.iter().find(|shape| shape.name == name) }
    };
    let level = Level { subject, parent, shapes, holder, children: parent.elements().map(placed).collect() };
    look(&level);
    for child in &level.children {
        if let Some((shape, Kind::Structure(name))) = child.shape.map(|shape| (shape, &shape.kind)) {
            visit_level(subject, child.element, subject.table.inside(shape), name, look);
        }
    }
}
