//! The registry of metadata types, read once from the tables that were built in.

use std::{collections::BTreeMap, sync::LazyLock};

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

#[cfg(test)]
mod tests;
