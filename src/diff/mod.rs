//! Snapshot against snapshot: what turns one into the other, element by element.
//!
//! Two files are the same where an org would make the same of them. So the order of elements, formatting, comments,
//! entity spelling, absent defaults and empty optional values are no difference, and repeated elements are matched by
//! their keys. The type tables say what the keys and defaults are. Types without element knowledge are compared by their
//! canonical text. Values that can hold a secret are told as changed and never carried along.

mod brief;
mod change;
mod consequence;
mod element;
mod family;
mod flat;
mod graph;
mod matching;
mod origin;
mod path;
mod text;
mod three;
mod value;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

pub use brief::Brief;
pub use change::{ChangeKind, ChangeSet, ComponentChange, ContentChange, Detail, ElementChange};
pub use consequence::{
    CONSEQUENCE_KINDS, Consequence, ConsequenceKind, GRAVITIES, Gravity, consequence_kind, tell_consequences,
};
pub use family::{Family, families};
pub use flat::flat_lines;
pub use graph::{Graph, Link, Node, Standing};
pub use origin::{Origin, Origins};
pub use path::{ElementPath, NotAPath, Step};
pub use text::{Hunk, HunkLine, Sign};
pub use three::{ThreeSided, compare_three, compare_three_with};
pub use value::{Content, Masking, Revealed, Shown, Value};

use path::Place;

use crate::{
    finding::{Finding, read_document},
    metadata::{Component, ComponentFile, ComponentId, FileRole, MetadataType, Snapshot, shape::Knowledge},
    xml::Document,
};

/// What a comparison found out.
#[derive(Debug, Default)]
pub struct Comparison {
    /// What turns the first snapshot into the second.
    pub changes: ChangeSet,
    /// Files that could not be compared, and why.
    pub findings: Vec<Finding>,
}

/// A comparison that still knows where each changed element stands.
#[derive(Default)]
struct Located {
    comparison: Comparison,
    /// By component, in the order of its changed elements.
    places: BTreeMap<ComponentId, Vec<Place>>,
}

/// Compares two snapshots. Files that are the same bytes are not parsed.
pub fn compare(before: &Snapshot, after: &Snapshot) -> Comparison {
    compare_with(before, after, Masking::Masked)
}

/// Compares two snapshots, and carries values that can hold a secret along where a person asked for them.
pub fn compare_with(before: &Snapshot, after: &Snapshot, masking: Masking) -> Comparison {
    locate(before, after, masking).comparison
}

fn locate(before: &Snapshot, after: &Snapshot, masking: Masking) -> Located {
    let ids: BTreeSet<&ComponentId> = before.ids().chain(after.ids()).collect();
    let total = ids.len();
    let differing: Vec<&ComponentId> =
        ids.into_iter().filter(|id| !same_bytes(before.get(id), after.get(id))).collect();
    let compared: Vec<_> =
        differing.par_iter().map(|id| (*id, compare_components(before.get(id), after.get(id), masking))).collect();
    let mut located = Located::default();
    let comparison = &mut located.comparison;
    let mut same = total - differing.len();
    for (id, outcome) in compared {
        match outcome {
            Ok(Some((change, places))) => {
                comparison.changes.insert(id.clone(), change);
                located.places.insert(id.clone(), places);
            }
            Ok(None) => same += 1,
            Err(findings) => comparison.findings.extend(findings),
        }
    }
    comparison.changes.set_unchanged(same);
    located
}

fn same_bytes(before: Option<&Component>, after: Option<&Component>) -> bool {
    let content = |component: &Component| -> Vec<_> {
        component.files().iter().map(|file| (file.role, file.bytes.clone())).collect()
    };
    match (before, after) {
        (Some(before), Some(after)) => content(before) == content(after),
        _ => false,
    }
}

type Outcome = Result<Option<(ComponentChange, Vec<Place>)>, Vec<Finding>>;

fn compare_components(before: Option<&Component>, after: Option<&Component>, masking: Masking) -> Outcome {
    match (before, after) {
        (Some(before), Some(after)) => compare_files(before, after, masking),
        (None, Some(after)) => {
            let document = read_document(after).map_err(|finding| vec![*finding])?;
            let brief = document.and_then(|document| Brief::of(after, &document, masking));
            Ok(Some((ComponentChange { brief, ..ComponentChange::added(after) }, Vec::new())))
        }
        (Some(before), None) => {
            // One that cannot be read is gone all the same.
            let document = read_document(before).ok().flatten();
            let brief = document.and_then(|document| Brief::of(before, &document, masking));
            Ok(Some((ComponentChange { brief, ..ComponentChange::removed(before) }, Vec::new())))
        }
        (None, None) => Ok(None),
    }
}

fn compare_files(before: &Component, after: &Component, masking: Masking) -> Outcome {
    let (old, new) = match (read_document(before), read_document(after)) {
        (Ok(old), Ok(new)) => (old, new),
        (old, new) => {
            return Err([old.err(), new.err()].into_iter().flatten().map(|finding| *finding).collect());
        }
    };
    let (detail, places) = match (&old, &new) {
        (Some(old), Some(new)) => compare_documents(after.metadata_type(), old, new, masking),
        _ => (Detail::Elements(Vec::new()), Vec::new()),
    };
    let content = ContentChange::between(file(before, FileRole::Content), file(after, FileRole::Content));
    let changed = !detail.is_empty() || content.is_some();
    Ok(changed.then(|| (ComponentChange::modified(before, after, detail, content), places)))
}

fn file(component: &Component, role: FileRole) -> Option<&ComponentFile> {
    component.files().iter().find(|file| file.role == role)
}

fn compare_documents(
    kind: Option<&'static MetadataType>,
    old: &Document<'_>,
    new: &Document<'_>,
    masking: Masking,
) -> (Detail, Vec<Place>) {
    match kind {
        Some(kind) if kind.knowledge != Knowledge::Outline => {
            let (elements, places) = element::compare(kind, old, new, masking);
            (Detail::Elements(elements), places)
        }
        _ => (Detail::Text(text::compare(kind, old.root(), new.root(), masking)), Vec::new()),
    }
}

#[cfg(test)]
mod tests;
