//! Components that seem to have another name now: one went, one came, and they hold the same.

use std::collections::{BTreeMap, BTreeSet};

use super::{ChangeKind, ChangeSet, Detail, Terms, features::Features, inside};
use crate::metadata::{ComponentId, Snapshot, TypeName};

/// So many parts of a hundred must be alike.
const ALIKE: usize = 70;
/// Of one type, so many pairs are compared at most; beyond, only those that hold the same move.
const MOST_PAIRS: usize = 40_000;

/// The old and the new name of what seems to have moved.
type Move = (ComponentId, ComponentId);

/// Marks the components that seem to have another name now, on both halves; the new one tells what differs inside.
///
/// It is careful: a component moves only where one is like it, and that one is like no other.
pub(super) fn mark(before: &Snapshot, after: &Snapshot, changes: &mut ChangeSet, terms: &Terms) {
    let mut types: BTreeMap<TypeName, [Vec<ComponentId>; 2]> = BTreeMap::new();
    for (place, kind) in [ChangeKind::Removed, ChangeKind::Added].into_iter().enumerate() {
        for id in changes.of_kind(kind) {
            types.entry(id.type_name.clone()).or_default()[place].push(id.clone());
        }
    }
    for [gone, come] in types.into_values().filter(|[gone, come]| !gone.is_empty() && !come.is_empty()) {
        let (gone, come) = (features(&gone, before, terms), features(&come, after, terms));
        for (old, new) in moves(&gone, &come) {
            let detail = before.get(&old).zip(after.get(&new)).and_then(|(old, new)| inside(old, new, terms));
            if let Some(change) = changes.get_mut(&old) {
                change.moved = Some(new.clone());
            }
            if let Some(change) = changes.get_mut(&new) {
                change.moved = Some(old);
                let mut inside = detail.unwrap_or_default();
                for element in &mut inside {
                    element.origin = change.origin;
                }
                change.detail = Detail::Elements(inside);
            }
        }
    }
}

type Known = BTreeMap<ComponentId, Features>;

fn features(ids: &[ComponentId], side: &Snapshot, terms: &Terms) -> Known {
    ids.iter().filter_map(|id| Some((id.clone(), Features::of(side.get(id)?, terms)?))).collect()
}

fn moves(gone: &Known, come: &Known) -> Vec<Move> {
    let alike = if gone.len() * come.len() <= MOST_PAIRS { likely(gone, come) } else { equal(gone, come) };
    let (mut of_gone, mut of_come) = (BTreeMap::new(), BTreeMap::new());
    for (old, new) in &alike {
        *of_gone.entry(old).or_insert(0) += 1;
        *of_come.entry(new).or_insert(0) += 1;
    }
    alike.iter().filter(|(old, new)| of_gone[old] == 1 && of_come[new] == 1).cloned().collect()
}

fn likely(gone: &Known, come: &Known) -> BTreeSet<Move> {
    let pairs = gone.iter().flat_map(|one| come.iter().map(move |other| (one, other)));
    let alike = pairs.filter(|((_, one), (_, other))| one.likeness(other) >= ALIKE);
    alike.map(|((old, _), (new, _))| (old.clone(), new.clone())).collect()
}

/// What holds the same; where several do, the first two of each side, which are enough to tell that there are several.
fn equal(gone: &Known, come: &Known) -> BTreeSet<Move> {
    let mut same: BTreeMap<&Features, [Vec<&ComponentId>; 2]> = BTreeMap::new();
    for (place, known) in [gone, come].into_iter().enumerate() {
        for (id, features) in known {
            same.entry(features).or_default()[place].push(id);
        }
    }
    let pairs = same.into_values().flat_map(|[gone, come]| {
        let firsts = |ids: Vec<&ComponentId>| ids.into_iter().take(2).cloned().collect::<Vec<_>>();
        let (gone, come) = (firsts(gone), firsts(come));
        gone.into_iter().flat_map(move |old| come.clone().into_iter().map(move |new| (old.clone(), new)))
    });
    pairs.collect()
}
