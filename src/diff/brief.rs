//! What a component holds, in brief: enough to know what came or went without opening its file.

use super::{Masking, Shown, element::secrecy_of, matching::Siblings};
use crate::{
    metadata::{Component, MetadataType, shape::ElementShape},
    source::facts,
    xml::{Document, Element},
};

/// What a component holds, in brief.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brief {
    /// Its protocol or kind, as people call it where the tables know, else as the file spells it.
    pub protocol: Option<String>,
    /// Its principals, in the order of the file.
    pub principals: Vec<String>,
    /// The addresses that it calls, in the order of the file.
    pub addresses: Vec<Shown>,
}

impl Brief {
    /// What a component holds; nothing where there is little to say.
    pub(super) fn of(component: &Component, document: &Document<'_>, masking: Masking) -> Option<Self> {
        let kind = component.metadata_type().filter(|known| known.name == document.root().local_name())?;
        let facts = facts(component, document);
        let mut addresses = Addresses { kind, masking, found: Vec::new() };
        addresses.inside(&kind.elements, document.root());
        let spelled = facts.protocol.map(|protocol| match facts.variant {
            Some(variant) => format!("{protocol} {variant}"),
            None => protocol,
        });
        let brief = Self {
            protocol: facts.title.map(str::to_owned).or(spelled),
            principals: facts.principals.into_iter().map(|principal| principal.name).collect(),
            addresses: addresses.found,
        };
        (brief != Self::default()).then_some(brief)
    }
}

/// Finds the values that are addresses by the tables.
struct Addresses {
    kind: &'static MetadataType,
    masking: Masking,
    found: Vec<Shown>,
}

impl Addresses {
    fn inside(&mut self, shapes: &'static [ElementShape], element: &Element<'_>) {
        let siblings = Siblings::inside(element);
        for child in element.elements() {
            let Some(shape) = shapes.iter().find(|shape| shape.name == child.local_name()) else { continue };
            if !child.is_leaf() {
                self.inside(self.kind.inside(shape), child);
            } else if shape.is_url(|name| siblings.get(name)) && !child.text().trim().is_empty() {
                let secrecy = secrecy_of(Some(shape), &shape.name, &siblings);
                self.found.push(self.masking.shown(child.text().trim(), secrecy));
            }
        }
    }
}
