//! The components that the org holds.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Moment;
use crate::metadata::ComponentId;

/// One component as the org keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Holding {
    /// The record's id.
    pub id: String,
    /// When it was first deployed.
    pub created: Moment,
    /// When it was last changed.
    pub modified: Moment,
    /// Its XML as it was deployed.
    pub metadata: String,
    /// Its content, for types that have some.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "in_base64")]
    pub content: Option<Vec<u8>>,
}

/// All components by id.
#[derive(Debug, Clone, Default)]
pub(crate) struct Holdings {
    held: BTreeMap<ComponentId, Holding>,
    changed: bool,
}

impl Holdings {
    /// These components, unchanged.
    pub(crate) fn new(held: BTreeMap<ComponentId, Holding>) -> Self {
        Self { held, changed: false }
    }

    /// The component with this id.
    pub(crate) fn get(&self, id: &ComponentId) -> Option<&Holding> {
        self.held.get(id)
    }

    /// All components in the order of manifests.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&ComponentId, &Holding)> {
        self.held.iter()
    }

    /// The components of one type in the order of their names.
    pub(crate) fn of_type(&self, type_name: &str) -> impl Iterator<Item = (&ComponentId, &Holding)> {
        self.iter().filter(move |(id, _)| id.type_name.as_str() == type_name)
    }

    /// Puts a component in place of the one with its id.
    pub(crate) fn put(&mut self, id: ComponentId, holding: Holding) {
        self.changed = true;
        self.held.insert(id, holding);
    }

    /// Takes a component out.
    pub(crate) fn remove(&mut self, id: &ComponentId) {
        self.changed |= self.held.remove(id).is_some();
    }

    /// The same components, as they are after they were written.
    pub(crate) fn settled(self) -> Self {
        Self::new(self.held)
    }

    /// Whether anything changed since these were read.
    pub(crate) fn changed(&self) -> bool {
        self.changed
    }
}

/// Bytes inside JSON.
mod in_base64 {
    use base64::prelude::{BASE64_STANDARD, Engine};
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::ref_option, reason = "serde hands over a reference to the field")]
    pub(super) fn serialize<S: Serializer>(bytes: &Option<Vec<u8>>, serializer: S) -> Result<S::Ok, S::Error> {
        let bytes = bytes.as_deref().unwrap_or_default();
        serializer.serialize_str(&BASE64_STANDARD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<u8>>, D::Error> {
        let text = String::deserialize(deserializer)?;
        BASE64_STANDARD.decode(text).map(Some).map_err(serde::de::Error::custom)
    }
}
