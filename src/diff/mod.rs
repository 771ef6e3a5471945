//! Snapshot against snapshot: what turns one into the other, element by element.
//!
//! Two files are the same where an org would make the same of them. So the order of elements, formatting, comments,
//! entity spelling, absent defaults and empty optional values are no difference, and repeated elements are matched by
//! their keys. The type tables say what the keys and defaults are. Types without element knowledge are compared by their
//! canonical text. Values that can hold a secret are told as changed and never carried along.

mod align;
mod brief;
mod certificate;
mod change;
mod consequence;
mod element;
mod family;
mod features;
mod flat;
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
mod three;
mod unseen;
mod value;

use std::collections::{BTreeMap, BTreeSet};

use path::Place;
use rayon::prelude::*;
use unseen::{Gathered, Withheld};

pub use align::aligned;
pub use brief::Brief;
pub use certificate::CertificateFacts;
pub use change::{ChangeKind, ChangeSet, ComponentChange, ContentChange, Detail, ElementChange};
pub use consequence::{
    CONSEQUENCE_KINDS, Consequence, ConsequenceKind, GRAVITIES, Gravity, consequence_kind, tell_consequences,
};
pub use family::{Family, families};
pub use flat::flat_lines;
pub use graph::{Graph, Link, Node, Standing};
pub use origin::{Origin, Origins};
pub use path::{ElementPath, NotAPath, Step};
pub use terms::{Breadth, Provenance, Source, Spelling, Stand, Terms};
pub use text::{Hunk, HunkLine, Sign};
pub use three::{BaseSide, ThreeSided, compare_three, compare_three_on};
pub use unseen::{Unsaid, Unseen};
pub use value::{Content, Masking, Revealed, Shown, Value};

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

/// A comparison that still knows where each changed element stands, and has not looked across components.
#[derive(Default)]
struct Located {
    comparison: Comparison,
    /// By component, in the order of its changed elements.
    places: BTreeMap<ComponentId, Vec<Place>>,
    gathered: Gathered,
}

/// Compares two snapshots of which nothing else is known, in full.
pub fn compare(before: &Snapshot, after: &Snapshot) -> Comparison {
    compare_on(before, after, &Terms::default())
}

/// Compares two snapshots. Files that are the same bytes are not parsed.
pub fn compare_on(before: &Snapshot, after: &Snapshot, terms: &Terms) -> Comparison {
    locate(before, after, terms).finished(before, after, terms)
}

fn locate(before: &Snapshot, after: &Snapshot, terms: &Terms) -> Located {
    let ids: BTreeSet<&ComponentId> = before.ids().chain(after.ids()).collect();
    let total = ids.len();
    let differing: Vec<&ComponentId> =
        ids.into_iter().filter(|id| !same_bytes(before.get(id), after.get(id))).collect();
    let compared: Vec<_> =
        differing.par_iter().map(|id| (*id, compare_components(before.get(id), after.get(id), terms))).collect();
    let mut located = Located::default();
    let mut same = total - differing.len();
    for (id, outcome) in compared {
        match outcome {
            Ok(Compared { change, places, withheld }) => {
                located.gathered.inside(id, withheld);
                located.places.insert(id.clone(), places);
                match change {
                    Some(change) => located.comparison.changes.insert(id.clone(), change),
                    None => same += 1,
                }
            }
            Err(findings) => located.comparison.findings.extend(findings),
        }
    }
    located.comparison.changes.set_unchanged(same);
    located
}

impl Located {
    /// Looks across components: what a side does not show, and what has another name now.
    fn finished(self, before: &Snapshot, after: &Snapshot, terms: &Terms) -> Comparison {
        let Self { mut comparison, mut gathered, .. } = self;
        hidden::withhold(before, after, &mut comparison.changes, terms, &mut gathered);
        moved::mark(before, after, &mut comparison.changes, terms);
        follow::mark(&mut comparison.changes);
        Comparison { unseen: gathered.into_unseen(), ..comparison }
    }
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

/// What changed in a component, if anything did, where, and what is not shown of it.
#[derive(Default)]
struct Compared {
    change: Option<ComponentChange>,
    places: Vec<Place>,
    withheld: Vec<Withheld>,
}

type Outcome = Result<Compared, Vec<Finding>>;

fn compare_components(before: Option<&Component>, after: Option<&Component>, terms: &Terms) -> Outcome {
    match (before, after) {
        (Some(before), Some(after)) => compare_files(before, after, terms),
        (None, Some(after)) => {
            let document = read_document(after).map_err(|finding| vec![*finding])?;
            Ok(lone(ComponentChange::added(after), after, document.as_ref(), terms))
        }
        (Some(before), None) => {
            // One that cannot be read is gone all the same.
            let document = read_document(before).ok().flatten();
            Ok(lone(ComponentChange::removed(before), before, document.as_ref(), terms))
        }
        (None, None) => Ok(Compared::default()),
    }
}

/// A component that came or went, unless nothing in it concerns what was asked for.
fn lone(change: ComponentChange, component: &Component, document: Option<&Document<'_>>, terms: &Terms) -> Compared {
    let known = component.metadata_type().zip(document);
    let of_others = known.filter(|_| terms.breadth == Breadth::Callouts);
    if let Some((_, document)) = of_others.filter(|(kind, document)| !element::concerns_callouts(kind, document)) {
        let element = document.root().local_name().to_owned();
        let withheld = vec![Withheld { reason: Unsaid::NotOfCallouts, stand: None, element }];
        return Compared { withheld, ..Compared::default() };
    }
    let brief = document.and_then(|document| Brief::of(component, document, terms.masking));
    Compared { change: Some(ComponentChange { brief, ..change }), ..Compared::default() }
}

fn compare_files(before: &Component, after: &Component, terms: &Terms) -> Outcome {
    let (old, new) = match (read_document(before), read_document(after)) {
        (Ok(old), Ok(new)) => (old, new),
        (old, new) => {
            return Err([old.err(), new.err()].into_iter().flatten().map(|finding| *finding).collect());
        }
    };
    let (detail, places, withheld) = match (&old, &new) {
        (Some(old), Some(new)) => compare_documents(after.metadata_type(), old, new, terms),
        _ => (Detail::Elements(Vec::new()), Vec::new(), Vec::new()),
    };
    let content = ContentChange::between(file(before, FileRole::Content), file(after, FileRole::Content));
    let changed = !detail.is_empty() || content.is_some();
    let change = changed.then(|| ComponentChange::modified(before, after, detail, content));
    Ok(Compared { change, places, withheld })
}

/// What differs inside two components, whatever their names; nothing where that cannot be told.
fn inside(before: &Component, after: &Component, terms: &Terms) -> Option<Vec<ElementChange>> {
    match compare_files(before, after, terms).ok()?.change?.detail {
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
) -> (Detail, Vec<Place>, Vec<Withheld>) {
    match kind {
        Some(kind) if kind.knowledge != Knowledge::Outline => {
            let found = element::compare(kind, old, new, terms);
            (Detail::Elements(found.changes), found.places, found.unseen)
        }
        _ => (Detail::Text(text::compare(kind, old.root(), new.root(), terms.masking)), Vec::new(), Vec::new()),
    }
}

#[cfg(test)]
mod tests;
