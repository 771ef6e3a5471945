//! Whole components that a side does not show: a retrieve leaves out what the user may not see, and says nothing.

use std::collections::BTreeSet;

use super::{ChangeKind, ChangeSet, Graph, Stand, Standing, Terms, Unsaid, terms::Provenance, unseen::Gathered};
use crate::metadata::{ComponentId, MetadataType, Snapshot, registry};

/// Takes out of the changes what an org may only not show, and gathers it.
pub(super) fn withhold(
    before: &Snapshot,
    after: &Snapshot,
    changes: &mut ChangeSet,
    terms: &Terms,
    gathered: &mut Gathered,
) {
    if terms.after.provenance == Provenance::Retrieved {
        for id in removed(changes, |id| is_managed(id, terms)) {
            changes.take(&id);
            gathered.whole(Unsaid::Managed, Some(Stand::After), &id);
        }
    }
    let sides = [(Stand::Before, before, after), (Stand::After, after, before)];
    let retrieved = sides.into_iter().filter(|(stand, ..)| terms.of(*stand).provenance == Provenance::Retrieved);
    for (stand, side, other) in retrieved {
        for kind in registry().filter(|kind| kind.hidden_without.is_some()) {
            let of_kind = |id: &&ComponentId| id.type_name.as_str() == kind.name;
            if side.ids().any(|id| of_kind(&id)) || !other.ids().any(|id| of_kind(&id)) {
                continue;
            }
            let reason = if refers_to(side, kind) { Unsaid::NotPermitted } else { Unsaid::PerhapsNotPermitted };
            for id in other.ids().filter(of_kind) {
                if reason == Unsaid::NotPermitted && stand == Stand::After {
                    changes.take(id);
                }
                gathered.whole(reason, Some(stand), id);
            }
        }
    }
}

fn removed(changes: &ChangeSet, wanted: impl Fn(&ComponentId) -> bool) -> BTreeSet<ComponentId> {
    changes.of_kind(ChangeKind::Removed).filter(|id| wanted(id)).cloned().collect()
}

/// Whether a package brings the component: its name has a namespace, and that is not the project's.
fn is_managed(id: &ComponentId, terms: &Terms) -> bool {
    let name = id.full_name.as_str();
    terms.bare(name) == name
        && name.split_once("__").is_some_and(|(namespace, rest)| !namespace.is_empty() && !rest.is_empty())
}

/// Whether any component of a side refers to a type, so that the side must have one.
fn refers_to(side: &Snapshot, kind: &MetadataType) -> bool {
    let graph = Graph::of(side, side, &ChangeSet::default());
    graph.nodes.iter().any(|(id, node)| node.standing == Standing::Elsewhere && id.type_name.as_str() == kind.name)
}
