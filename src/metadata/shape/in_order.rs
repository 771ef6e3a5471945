//! Finds the shapes of one level's elements.

use super::ElementShape;
use crate::xml::is_same_name;

/// Finds shapes by name, from the last one on: elements mostly stand in the order of the table, as orgs give them out.
#[derive(Debug)]
pub struct InOrder<'s> {
    shapes: &'s [ElementShape],
    last: usize,
}

impl<'s> InOrder<'s> {
    /// None of them was found yet.
    pub fn of(shapes: &'s [ElementShape]) -> Self {
        Self { shapes, last: 0 }
    }

    /// Where the shape with this name stands among them.
    pub fn place_of(&mut self, name: &str) -> Option<usize> {
        let (before, rest) = self.shapes.split_at(self.last);
        let is_it = |shape: &ElementShape| is_same_name(shape.name.as_bytes(), name.as_bytes());
        let ahead = rest.iter().position(is_it).map(|at| at + before.len());
        self.last = ahead.or_else(|| before.iter().position(is_it))?;
        Some(self.last)
    }

    /// The shape with this name.
    pub fn find(&mut self, name: &str) -> Option<&'s ElementShape> {
        self.place_of(name).map(|place| &self.shapes[place])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::type_named;

    #[test]
    fn shapes_are_found_in_any_order() {
        let shapes = &type_named("ExternalCredential").unwrap().elements;
        let mut in_order = InOrder::of(shapes);
        for name in ["label", "authenticationProtocol", "label", "nothing", "label", "description", "description"] {
            let found = in_order.find(name).map(|shape| shape.name.as_str());
            assert_eq!(found, shapes.iter().map(|shape| shape.name.as_str()).find(|one| *one == name), "{name}");
        }
    }
}
