//! package.xml: which components a deployment, a retrieval or a command is about.

use std::collections::{BTreeMap, BTreeSet};

use super::{ApiVersion, ComponentId, FullName, TypeName};

/// A manifest: an API version and, per type, a wildcard and names. Sorted, without duplicates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The API version that the manifest's reader should speak.
    pub version: Option<ApiVersion>,
    types: BTreeMap<TypeName, Members>,
}

/// The members of one type in a manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Members {
    /// Whether `*` selects all of the type.
    pub wildcard: bool,
    /// The names.
    pub names: BTreeSet<FullName>,
}

impl Manifest {
    /// Adds one component by name.
    pub fn add(&mut self, id: &ComponentId) {
        self.types
            .entry(id.type_name.clone())
            .or_default()
            .names
            .insert(id.full_name.clone());
    }

    /// Adds all components of a type.
    pub fn add_wildcard(&mut self, type_name: &TypeName) {
        self.types.entry(type_name.clone()).or_default().wildcard = true;
    }

    /// The types with their members, in the order in which they are written.
    pub fn types(&self) -> impl ExactSizeIterator<Item = (&TypeName, &Members)> {
        self.types.iter()
    }

    /// Whether the manifest selects nothing.
    pub fn is_empty(&self) -> bool {
        self.types.is_empty()
    }

    /// Whether the manifest selects this component, by name or by wildcard.
    pub fn selects(&self, id: &ComponentId) -> bool {
        let members = self.types.get(&id.type_name);
        members.is_some_and(|members| members.wildcard || members.names.contains(&id.full_name))
    }
}
