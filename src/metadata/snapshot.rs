//! The components of one side at one moment.

use std::collections::{BTreeMap, btree_map::Entry};

use super::{Component, ComponentId};

/// The components of one side at one moment, ordered by id. Every side gives the same thing, so everything after it is
/// the same code.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Snapshot {
    components: BTreeMap<ComponentId, Component>,
}

impl Snapshot {
    /// The snapshot of these components. Of several with the same id the last one stays.
    ///
    /// Faster than adding them one by one where they come in order.
    pub fn of(components: impl IntoIterator<Item = Component>) -> Self {
        Self { components: components.into_iter().map(|component| (component.id().clone(), component)).collect() }
    }

    /// Adds a component. A second one with the same id is given back, and the first one stays.
    pub fn insert(&mut self, component: Component) -> Result<(), Component> {
        match self.components.entry(component.id().clone()) {
            Entry::Vacant(slot) => {
                slot.insert(component);
                Ok(())
            }
            Entry::Occupied(_) => Err(component),
        }
    }

    /// Puts a component in the place of the one with its id.
    pub fn put(&mut self, component: Component) {
        self.components.insert(component.id().clone(), component);
    }

    /// The component with this id.
    pub fn get(&self, id: &ComponentId) -> Option<&Component> {
        self.components.get(id)
    }

    /// Whether a component with this id is here.
    pub fn contains(&self, id: &ComponentId) -> bool {
        self.components.contains_key(id)
    }

    /// All components, in the order of manifests.
    pub fn components(&self) -> impl ExactSizeIterator<Item = &Component> {
        self.components.values()
    }

    /// All components, in the order of manifests, to be kept or dropped one by one.
    pub fn into_components(self) -> impl ExactSizeIterator<Item = Component> {
        self.components.into_values()
    }

    /// All ids, in the order of manifests.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = &ComponentId> {
        self.components.keys()
    }

    /// How many components there are.
    pub fn len(&self) -> usize {
        self.components.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.components.is_empty()
    }

    /// The part of this snapshot whose ids are wanted.
    #[must_use]
    pub fn select(&self, mut wanted: impl FnMut(&ComponentId) -> bool) -> Self {
        let chosen = self.components.iter().filter(|(id, _)| wanted(id));
        Self { components: chosen.map(|(id, component)| (id.clone(), component.clone())).collect() }
    }
}
