//! Who refers to whom, in the project and in the org.

use std::collections::{BTreeMap, BTreeSet};

use super::ProjectView;
use crate::{
    finding::read_document,
    metadata::{Component, ComponentId},
    source::references,
};

/// The side on which a component stands that refers to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// In the project.
    Here,
    /// In the target org alone.
    InOrg,
}

/// Per component, those that refer to it.
pub(super) type Referrers = BTreeMap<ComponentId, BTreeSet<(Standing, ComponentId)>>;

/// Who refers to whom. What the project has stands as it is there; the rest as the org has it, where that was asked.
pub(super) fn referrers(view: &ProjectView<'_>) -> Referrers {
    let mut found = Referrers::new();
    for (id, file) in &view.files {
        for reference in &file.facts.references {
            found.entry(reference.to.clone()).or_default().insert((Standing::Here, (*id).clone()));
        }
    }
    let others = view.org.into_iter().flat_map(crate::metadata::Snapshot::components);
    for component in others.filter(|component| !view.holds(component.id())) {
        add(component, &mut found);
    }
    found
}

fn add(component: &Component, found: &mut Referrers) {
    let Ok(Some(document)) = read_document(component) else { return };
    for reference in references(component, &document) {
        found.entry(reference.to).or_default().insert((Standing::InOrg, component.id().clone()));
    }
}
