//! Which changes people are told of first, and the words for how grave they are and who made them.

use std::collections::BTreeSet;

use crate::{
    diff::{ChangeKind, ChangeSet, ComponentChange, Detail, ElementChange, Gravity, Origin},
    report::{DiffReport, Standpoint},
};

/// How much a change matters to a reviewer; the greatest comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    gravity: Option<Gravity>,
    is_conflict: bool,
    is_drift: bool,
}

impl Rank {
    /// The rank of a change with these consequences and makers.
    pub(super) fn of(gravity: Option<Gravity>, origins: &BTreeSet<Origin>) -> Self {
        let made_by = |origin| origins.contains(&origin);
        Self { gravity, is_conflict: made_by(Origin::Conflict), is_drift: made_by(Origin::Drift) }
    }

    /// The rank of a component's change, with all that is in it.
    pub(super) fn of_component(change: &ComponentChange) -> Self {
        Self::of(change.gravity(), &origins(change))
    }

    /// Whether a reviewer should see it without asking.
    pub(super) fn is_pressing(self) -> bool {
        self.is_conflict || self.gravity >= Some(Gravity::Destructive)
    }

    /// What makes it rank high, for people; nothing for an everyday change.
    pub(super) fn words(self) -> Vec<&'static str> {
        let gravity = self.gravity.map(Gravity::word);
        let origin = [(self.is_conflict, "conflict"), (self.is_drift, "drift")];
        let origin = origin.into_iter().filter_map(|(holds, word)| holds.then_some(word));
        gravity.into_iter().chain(origin).collect()
    }
}

/// Who made the change of a component and those inside it.
pub(super) fn origins(change: &ComponentChange) -> BTreeSet<Origin> {
    let inside = elements(change).iter().filter_map(|element| element.origin);
    let of_content = change.content.as_ref().and_then(|content| content.origin);
    // What is mixed says so by its parts.
    let whole = change.origin.filter(|origin| *origin != Origin::Mixed);
    inside.chain(of_content).chain(whole).collect()
}

/// How many components have a change of this origin.
pub(super) fn count_of_origin(changes: &ChangeSet, origin: Origin) -> usize {
    changes.iter().filter(|(_, change)| origins(change).contains(&origin)).count()
}

/// The changed elements of a component; none where it is known by its text alone.
pub(super) fn elements(change: &ComponentChange) -> &[ElementChange] {
    match &change.detail {
        Detail::Elements(elements) => elements,
        Detail::Text(_) => &[],
    }
}

/// What the origin of a change says of it, for people.
pub(super) fn words_of_origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Branch => "changed here",
        Origin::Drift => "drift: changed on the first side alone",
        Origin::Conflict => "conflict: changed on both sides, and not to the same",
        Origin::Mixed => "some of it changed here, some of it on the first side",
    }
}

/// What happened to a component, from where the reader stands.
pub(super) fn words_of_kind(kind: ChangeKind, standpoint: Standpoint) -> &'static str {
    match (kind, standpoint) {
        (ChangeKind::Added, Standpoint::Deployment) => "new",
        (ChangeKind::Added, Standpoint::Comparison) => "only in the second",
        (ChangeKind::Modified, _) => "changed",
        (ChangeKind::Removed, Standpoint::Deployment) => "only in the org; a deployment leaves it there",
        (ChangeKind::Removed, Standpoint::Comparison) => "only in the first",
    }
}

/// How many components differ and how many do not: the part that is news, and the rest.
pub(super) fn counts(report: &DiffReport) -> (String, String) {
    let changes = &report.changes;
    let same = match changes.unchanged() {
        1 => "1 is the same".to_owned(),
        count => format!("{count} are the same"),
    };
    let words = match report.standpoint {
        Standpoint::Deployment => ["to create", "to change", "only in the org"],
        Standpoint::Comparison => ["only in the second", "different", "only in the first"],
    };
    let told = [ChangeKind::Added, ChangeKind::Modified, ChangeKind::Removed].map(|kind| changes.count(kind));
    let parts: Vec<String> = told.iter().zip(words).map(|(count, word)| format!("{count} {word}")).collect();
    (if changes.is_empty() { "No differences".to_owned() } else { parts.join(", ") }, same)
}
