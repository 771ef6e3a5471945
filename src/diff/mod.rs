//! Snapshot against snapshot: what turns one into the other, element by element.
//!
//! Two files are the same where an org would make the same of them. So the order of elements, formatting, comments,
//! entity spelling, absent defaults and empty optional values are no difference, and repeated elements are matched by
//! their keys. The type tables say what the keys and defaults are. Types without element knowledge are compared by their
//! canonical text. Values that can hold a secret are told as changed and never carried along.

mod align;
mod certificate;
mod change;
mod consequence;
mod element;
mod family;
mod features;
mod follow;
mod generated;
mod graph;
mod hidden;
mod matching;
mod meaning;
mod moved;
mod origin;
mod path;
mod renamed;
mod speech;
mod terms;
mod text;
mod unseen;
mod value;

use std::collections::BTreeSet;

use rayon::prelude::*;
use unseen::{Gathered, Withheld};

pub use align::aligned;
pub use certificate::CertificateFacts;
pub use change::{ChangeKind, ChangeSet, ComponentChange, ContentChange, Detail, ElementChange};
pub use consequence::{Consequence, ConsequenceKind, Gravity};
pub use family::{Family, families};
pub use graph::{Graph, Link, Node, Standing};
pub use origin::Origin;
pub use path::{ElementPath, Step};
pub use terms::{Breadth, Provenance, Source, Spelling, Stand, Terms};
pub use text::{Hunk, HunkLine, Sign};
pub use unseen::{Unsaid, Unseen};
pub use value::{Content, Shown, Value};

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
    /// What is not shown, because a side cannot say it or nobody asked.
    pub unseen: Vec<Unseen>,
    /// Files that could not be compared, and why.
    pub findings: Vec<Finding>,
}

/// Compares two snapshots of which nothing else is known, in full.
pub fn compare(before: &Snapshot, after: &Snapshot) -> Comparison {
    compare_on(before, after, &Terms::default())
}

/// Compares two snapshots. Files that are the same bytes are not parsed.
pub fn compare_on(before: &Snapshot, after: &Snapshot, terms: &Terms) -> Comparison {
    let ids: BTreeSet<&ComponentId> = before.ids().chain(after.ids()).collect();
    let total = ids.len();
    let differing: Vec<&ComponentId> =
        ids.into_iter().filter(|id| !same_bytes(before.get(id), after.get(id))).collect();
    let compared: Vec<_> =
        differing.par_iter().map(|id| (*id, compare_components(before.get(id), after.get(id), terms))).collect();
    let (mut changes, mut findings, mut gathered) = (ChangeSet::default(), Vec::new(), Gathered::default());
    let mut same = total - differing.len();
    for (id, outcome) in compared {
        match outcome {
            Ok((change, withheld)) => {
                gathered.inside(id, withheld);
                match change {
                    Some(change) => changes.insert(id.clone(), change),
                    None => same += 1,
                }
            }
            Err(problems) => findings.extend(problems),
        }
    }
    changes.set_unchanged(same);
    hidden::withhold(before, after, &mut changes, terms, &mut gathered);
    moved::mark(before, after, &mut changes, terms);
    follow::mark(&mut changes);
    Comparison { changes, unseen: gathered.into_unseen(), findings }
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

/// What changed in a component, if anything did, and what is not shown of it.
type Outcome = Result<(Option<ComponentChange>, Vec<Withheld>), Vec<Finding>>;

fn compare_components(before: Option<&Component>, after: Option<&Component>, terms: &Terms) -> Outcome {
    match (before, after) {
        (Some(before), Some(after)) => compare_files(before, after, terms),
        (None, Some(after)) => {
            let document = read_document(after).map_err(|finding| vec![*finding])?;
            Ok(lone(ComponentChange::added(after), after, document.as_ref(), terms))
        }
        (Some(before), None) => {
            let document = read_document(before).ok().flatten();
            Ok(lone(ComponentChange::removed(before), before, document.as_ref(), terms))
        }
        (None, None) => Ok((None, Vec::new())),
    }
}

/// A component that came or went, unless nothing in it concerns what was asked for.
fn lone(
    change: ComponentChange,
    component: &Component,
    document: Option<&Document<'_>>,
    terms: &Terms,
) -> (Option<ComponentChange>, Vec<Withheld>) {
    let Some((kind, document)) = component.metadata_type().zip(document) else { return (Some(change), Vec::new()) };
    if terms.breadth == Breadth::Whole || element::concerns_callouts(kind, document) {
        return (Some(change), Vec::new());
    }
    let element = document.root().local_name().to_owned();
    (None, vec![Withheld { reason: Unsaid::NotOfCallouts, stand: None, element }])
}

fn compare_files(before: &Component, after: &Component, terms: &Terms) -> Outcome {
    let (old, new) = match (read_document(before), read_document(after)) {
        (Ok(old), Ok(new)) => (old, new),
        (old, new) => {
            return Err([old.err(), new.err()].into_iter().flatten().map(|finding| *finding).collect());
        }
    };
    let (detail, withheld) = match (&old, &new) {
        (Some(old), Some(new)) => compare_documents(after.metadata_type(), old, new, terms),
        _ => (Detail::Elements(Vec::new()), Vec::new()),
    };
    let content = ContentChange::between(file(before, FileRole::Content), file(after, FileRole::Content));
    let changed = !detail.is_empty() || content.is_some();
    Ok((changed.then(|| ComponentChange::modified(before, after, detail, content)), withheld))
}

/// What differs inside two components, whatever their names; nothing where that cannot be told.
fn inside(before: &Component, after: &Component, terms: &Terms) -> Option<Vec<ElementChange>> {
    let (change, _) = compare_files(before, after, terms).ok()?;
    match change?.detail {
        Detail::Elements(elements) => Some(elements),
        Detail::Text(_) => None,
    }
}

fn file(component: &Component, role: FileRole) -> Option<&ComponentFile> {
    component.files().iter().find(|file| file.role == role)
}

fn compare_documents(
    kind: Option<&'static MetadataType>,
    old: &Document<'_>,
    new: &Document<'_>,
    terms: &Terms,
) -> (Detail, Vec<Withheld>) {
    match kind {
        Some(kind) if kind.knowledge != Knowledge::Outline => {
            let found = element::compare(kind, old, new, terms);
            (Detail::Elements(found.changes), found.unseen)
        }
        _ => (Detail::Text(text::compare(kind, old.root(), new.root())), Vec::new()),
    }
}

#[cfg(test)]
mod tests;
