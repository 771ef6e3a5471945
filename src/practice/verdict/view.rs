//! The components as they would stand, and who refers to whom among them.

use std::collections::BTreeMap;

use super::references::{Use, uses_in};
use crate::{
    metadata::{ComponentId, shape::ParameterRole, type_named},
    practice::holdings::Holdings,
    xml,
};

/// The components as they would stand: what the org holds, and what a deployment has added or removed so far.
#[derive(Debug, Default)]
pub(crate) struct View {
    components: BTreeMap<ComponentId, Known>,
}

/// What references ask of a component.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    /// What it refers to.
    pub uses: Vec<Use>,
    /// The names of its principals.
    pub principals: Vec<String>,
}

impl Known {
    /// What references ask of this component; nothing where its XML is broken.
    pub(crate) fn of(type_name: &str, metadata: &[u8]) -> Self {
        let (Some(table), Ok(document)) = (type_named(type_name), xml::parse(metadata)) else {
            return Self::default();
        };
        Self { uses: uses_in(table, &document), principals: principals_in(table, &document) }
    }
}

fn principals_in(table: &crate::metadata::MetadataType, document: &xml::Document<'_>) -> Vec<String> {
    let is_principal = |name: &str, kind: &str| {
        let structure = table.element(name).and_then(|shape| table.structure(shape));
        let rule = structure.and_then(|structure| structure.parameter(kind));
        rule.is_some_and(|rule| rule.role == ParameterRole::Principal)
    };
    let elements = document.root().elements();
    let principals = elements.filter(|element| {
        let kind = element.child_text("parameterType").unwrap_or_default();
        is_principal(element.local_name(), kind.trim())
    });
    principals.filter_map(|element| element.child_text("parameterName")).map(|name| name.trim().to_owned()).collect()
}

impl View {
    /// What the org holds.
    pub(crate) fn of(held: &Holdings) -> Self {
        let known = held.iter().map(|(id, holding)| {
            let known = Known::of(id.type_name.as_str(), holding.metadata.as_bytes());
            (id.clone(), known)
        });
        Self { components: known.collect() }
    }

    /// Whether the component stands.
    pub(crate) fn holds(&self, id: &ComponentId) -> bool {
        self.components.contains_key(id)
    }

    /// Whether the component stands and has this principal.
    pub(crate) fn has_principal(&self, id: &ComponentId, principal: &str) -> bool {
        self.components.get(id).is_some_and(|known| known.principals.iter().any(|name| name == principal))
    }

    /// Puts a component; gives back what stood there.
    pub(crate) fn put(&mut self, id: ComponentId, known: Known) -> Option<Known> {
        self.components.insert(id, known)
    }

    /// Takes a component away; gives back what stood there.
    pub(crate) fn remove(&mut self, id: &ComponentId) -> Option<Known> {
        self.components.remove(id)
    }

    /// For each component that another one refers to, one that does.
    pub(crate) fn referrers(&self) -> BTreeMap<ComponentId, ComponentId> {
        let uses = self.components.iter().flat_map(|(id, known)| known.uses.iter().map(move |one| (one.target(), id)));
        uses.map(|(target, id)| (target.clone(), id.clone())).collect()
    }
}
