//! Walks every type table: what one line names, another must hold.
//!
//! A walk collects what is wrong instead of stopping at the first fault, so that one run shows all of them.

mod facts;
mod parameters;
mod walk;

use std::collections::BTreeSet;

use super::{TABLES, registry, type_named};
use crate::metadata::{
    ApiVersion,
    shape::{
        Audience, Condition, ElementShape, Enumeration, Invention, Kind, Knowledge, MetadataType, ReferenceForm, Scope,
    },
};

/// A list of elements: those of a root or of a structure.
struct Siblings<'t> {
    table: &'t MetadataType,
    place: String,
    elements: &'t [ElementShape],
}

impl<'t> Siblings<'t> {
    fn element(&self, name: &str) -> Option<&'t ElementShape> {
        self.elements.iter().find(|element| element.name == name)
    }
}

/// All lists of elements of a table.
fn lists(table: &MetadataType) -> impl Iterator<Item = Siblings<'_>> {
    let root = Siblings { table, place: table.name.clone(), elements: &table.elements };
    let structures = table.structures.iter().map(move |(name, structure)| Siblings {
        table,
        place: format!("{}, {name}", table.name),
        elements: &structure.elements,
    });
    std::iter::once(root).chain(structures)
}

/// All elements of all tables, with their siblings.
fn all_elements() -> impl Iterator<Item = (Siblings<'static>, &'static ElementShape)> {
    registry().flat_map(lists).flat_map(|list| {
        list.elements.iter().map(move |element| {
            (Siblings { table: list.table, place: list.place.clone(), elements: list.elements }, element)
        })
    })
}

fn assert_none(faults: impl IntoIterator<Item = String>) {
    let faults: Vec<String> = faults.into_iter().collect();
    assert!(faults.is_empty(), "the type tables disagree with themselves:\n{}", faults.join("\n"));
}

fn repeated<'n>(names: impl IntoIterator<Item = &'n str>) -> Vec<&'n str> {
    let mut seen = BTreeSet::new();
    names.into_iter().filter(|name| !seen.insert(*name)).collect()
}
