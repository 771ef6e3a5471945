//! The registry of metadata types, read once from the tables that were built in.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::LazyLock,
};

use super::shape::MetadataType;

/// File name and JSON of each table under `src/metadata/types/`.
static TABLES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/type_tables.rs"));

static REGISTRY: LazyLock<BTreeMap<String, MetadataType>> = LazyLock::new(|| {
    let read = |(file, text): &(&str, &'static str)| match serde_json::from_str::<MetadataType>(text) {
        Ok(table) => table,
        Err(error) => panic!("the built-in type table `{file}` is broken: {error}"),
    };
    TABLES.iter().map(read).map(|table| (table.name.clone(), table)).collect()
});

/// All types that we know, by name.
pub fn registry() -> impl ExactSizeIterator<Item = &'static MetadataType> + Clone {
    REGISTRY.values()
}

/// What we know of the type with this name.
pub fn type_named(name: &str) -> Option<&'static MetadataType> {
    REGISTRY.get(name)
}

static ELEMENT_NAMES: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let of_table = |table: &'static MetadataType| {
        let inside = table.structures.values().flat_map(|structure| &structure.elements);
        table.elements.iter().chain(inside).map(|shape| shape.name.as_str()).chain([table.name.as_str(), "fullName"])
    };
    registry().flat_map(of_table).chain(OF_MANIFESTS.iter().copied()).collect()
});

/// The elements of manifests.
const OF_MANIFESTS: &[&str] = &["Package", "members", "name", "types", "version"];

/// Whether an element of any type, or of a manifest, has this name; so that it can be told, whatever a file looks like.
pub fn is_element_name(name: &str) -> bool {
    ELEMENT_NAMES.contains(name)
}

#[cfg(test)]
mod tests;
