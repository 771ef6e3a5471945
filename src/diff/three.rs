//! Three snapshots: which side made a change, and what both made alike.
//!
//! Both sides come from a base. Where only the second left it, the change is the branch's; where only the first did, it
//! is drift; where both did, and not to the same, it is a conflict. An element that the base lacks is absent from it at
//! every depth: of a parameter that both sides added, a value that one of them gives is that side's, and a value on which
//! they differ is a conflict. So is an element that one side removed and the other changed inside.
//!
//! The answers come from comparing the sides in pairs, so they rest on the values themselves, hidden ones too.

use std::collections::BTreeSet;

use super::{
    ChangeKind, ChangeSet, Comparison, ComponentChange, ContentChange, Detail, ElementChange, Located, Origin, Source,
    Terms, locate, path::Place, same_bytes,
};
use crate::{
    finding::Finding,
    metadata::{Component, ComponentId, Snapshot},
};

/// What a comparison of three sides found out.
#[derive(Debug, Default)]
pub struct ThreeSided {
    /// What turns theirs into ours, as comparing these two alone tells it, with origins.
    pub comparison: Comparison,
    /// What both sides changed to the same since the base: what turns the base into ours.
    pub agreed: ChangeSet,
    /// Files of the base that could not be compared; changes of their components have no origin.
    pub base_findings: Vec<Finding>,
}

/// What both sides come from.
#[derive(Debug, Clone, Copy)]
pub struct BaseSide<'s> {
    /// The components.
    pub snapshot: &'s Snapshot,
    /// What is known of it besides.
    pub source: Source,
}

/// Compares two snapshots that come from one base. Theirs is the first side, such as an org; ours is the second, such as a
/// project. Nothing else is known of any.
pub fn compare_three(base: &Snapshot, theirs: &Snapshot, ours: &Snapshot) -> ThreeSided {
    compare_three_on(BaseSide { snapshot: base, source: Source::default() }, theirs, ours, &Terms::default())
}

/// The same, on terms of theirs and ours. Only what differs between all three in its bytes is compared more than once.
pub fn compare_three_on(base: BaseSide<'_>, theirs: &Snapshot, ours: &Snapshot, terms: &Terms) -> ThreeSided {
    let BaseSide { snapshot: base, source } = base;
    let mut located = locate(theirs, ours, terms);
    let contested = contested(base, theirs, ours);
    let narrowed = |side: &Snapshot| side.select(|id| contested.contains(id));
    let base_of_both = narrowed(base);
    let since = |side: Source| Terms { before: source, after: side, ..terms.clone() };
    let by_ours = locate(&base_of_both, &narrowed(ours), &since(terms.after));
    let by_theirs = locate(&base_of_both, &narrowed(theirs), &since(terms.before));
    let Located { comparison, places, .. } = &mut located;
    let unknown = unknown(&[&*comparison, &by_ours.comparison, &by_theirs.comparison]);
    let mut agreed = ChangeSet::default();
    for (id, change) in comparison.changes.iter_mut().filter(|(id, _)| !unknown.contains(id)) {
        let here = Changed::of(&places[id], id, &by_ours, &by_theirs);
        if contested.contains(id) {
            here.tell_origins(change);
            if let Some(alike) = here.alike(change) {
                agreed.insert(id.clone(), alike);
            }
        } else {
            let by_branch = is_same(base.get(id), theirs.get(id));
            mark(change, Some(if by_branch { Origin::Branch } else { Origin::Drift }));
        }
    }
    let is_news = |id: &ComponentId| comparison.changes.get(id).is_none() && !unknown.contains(id);
    for (id, change) in by_ours.comparison.changes.iter().filter(|(id, _)| is_news(id)) {
        if by_theirs.comparison.changes.get(id).is_some() {
            agreed.insert(id.clone(), change.clone());
        }
    }
    let base_findings = base_findings(comparison, [by_ours.comparison, by_theirs.comparison]);
    ThreeSided { comparison: located.finished(theirs, ours, terms), agreed, base_findings }
}

impl ThreeSided {
    /// Takes back what was told of components that the base could not read: without it nobody knows who changed them.
    pub fn forget_origins(&mut self, unread: &BTreeSet<ComponentId>) {
        for (_, change) in self.comparison.changes.iter_mut().filter(|(id, _)| unread.contains(id)) {
            mark(change, None);
        }
        self.agreed = self.agreed.without(|id, _| unread.contains(id));
    }
}

/// The components that both sides hold otherwise than the base, as far as bytes tell.
fn contested<'s>(base: &'s Snapshot, theirs: &'s Snapshot, ours: &'s Snapshot) -> BTreeSet<&'s ComponentId> {
    let ids: BTreeSet<&ComponentId> = base.ids().chain(theirs.ids()).chain(ours.ids()).collect();
    let differs = |id: &ComponentId, side: &Snapshot| !is_same(base.get(id), side.get(id));
    ids.into_iter().filter(|id| differs(id, theirs) && differs(id, ours)).collect()
}

fn is_same(one: Option<&Component>, other: Option<&Component>) -> bool {
    one.is_none() && other.is_none() || same_bytes(one, other)
}

/// The components of which a pair of sides could not be compared.
fn unknown(comparisons: &[&Comparison]) -> BTreeSet<ComponentId> {
    let findings = comparisons.iter().flat_map(|comparison| &comparison.findings);
    findings.filter_map(|finding| finding.component.clone()).collect()
}

/// The findings that only comparing with the base brought, each once.
fn base_findings(known: &Comparison, pairs: [Comparison; 2]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = pairs.into_iter().flat_map(|pair| pair.findings).collect();
    findings.retain(|finding| !known.findings.contains(finding));
    findings.sort_by(|one, other| one.sort_key().cmp(&other.sort_key()));
    findings.dedup();
    findings
}

/// How a component that all three sides hold otherwise came to differ.
struct Changed<'c> {
    /// Where the elements stand that differ between the sides.
    places: &'c [Place],
    by_ours: Since<'c>,
    by_theirs: Since<'c>,
}

/// What one side did to a component since the base.
#[derive(Clone, Copy)]
struct Since<'c> {
    change: Option<&'c ComponentChange>,
    places: &'c [Place],
}

impl<'c> Changed<'c> {
    fn of(places: &'c [Place], id: &ComponentId, by_ours: &'c Located, by_theirs: &'c Located) -> Self {
        let since = |located: &'c Located| Since {
            change: located.comparison.changes.get(id),
            places: located.places.get(id).map_or(&[], Vec::as_slice),
        };
        Self { places, by_ours: since(by_ours), by_theirs: since(by_theirs) }
    }

    /// Says of a change from theirs to ours, and of each part of it, who made it.
    fn tell_origins(&self, change: &mut ComponentChange) {
        let Self { by_ours, by_theirs, .. } = self;
        if change.kind != ChangeKind::Modified {
            change.origin = Some(origin(by_ours.change.is_some(), by_theirs.change.is_some()));
            return;
        }
        let mut origins = BTreeSet::new();
        match &mut change.detail {
            Detail::Elements(elements) => {
                for (element, place) in elements.iter_mut().zip(self.places) {
                    let ours = by_ours.touched(place, element.kind != ChangeKind::Removed);
                    let theirs = by_theirs.touched(place, element.kind != ChangeKind::Added);
                    element.origin = Some(origin(ours, theirs));
                    origins.extend(element.origin);
                }
            }
            Detail::Text(hunks) if hunks.is_empty() => {}
            Detail::Text(_) => drop(origins.insert(origin(by_ours.touched_text(), by_theirs.touched_text()))),
        }
        if let Some(content) = &mut change.content {
            let ours = by_ours.touched_content(content.after.is_some());
            let theirs = by_theirs.touched_content(content.before.is_some());
            content.origin = Some(origin(ours, theirs));
            origins.extend(content.origin);
        }
        let both_made_it = by_ours.made() && by_theirs.made();
        change.origin = Some(if both_made_it { Origin::Conflict } else { of_whole(&origins) });
    }

    /// What both sides changed to the same in a component that differs elsewhere.
    fn alike(&self, change: &ComponentChange) -> Option<ComponentChange> {
        let (ours, theirs) = (self.by_ours.change?, self.by_theirs.change?);
        let stays = [ours, theirs, change].iter().all(|change| change.kind == ChangeKind::Modified);
        if !stays {
            return None;
        }
        let detail = match (&ours.detail, &change.detail) {
            (Detail::Elements(elements), _) => Detail::Elements(self.elements_alike(elements)),
            (Detail::Text(hunks), text) if text.is_empty() && !theirs.detail.is_empty() => Detail::Text(hunks.clone()),
            (Detail::Text(_), _) => Detail::Text(Vec::new()),
        };
        let content: Option<ContentChange> =
            ours.content.clone().filter(|_| theirs.content.is_some() && change.content.is_none());
        let some = !detail.is_empty() || content.is_some();
        some.then(|| ComponentChange { detail, content, ..ours.clone() })
    }

    fn elements_alike(&self, ours: &[ElementChange]) -> Vec<ElementChange> {
        let meets =
            |place: &Place, others: &[Place]| others.iter().any(|other| place.holds(other) || other.holds(place));
        let is_alike = |place: &Place| meets(place, self.by_theirs.places) && !meets(place, self.places);
        let alike = ours.iter().zip(self.by_ours.places).filter(|(_, place)| is_alike(place));
        alike.map(|(element, _)| element.clone()).collect()
    }
}

impl Since<'_> {
    /// Whether the side made the component.
    fn made(&self) -> bool {
        self.change.is_some_and(|change| change.kind == ChangeKind::Added)
    }

    /// Whether the side changed an element that it has or lacks: the element itself, something inside it, or, where the
    /// side has it, by adding what it is inside of.
    fn touched(&self, place: &Place, is_there: bool) -> bool {
        if self.made() {
            return is_there;
        }
        let Some(ComponentChange { detail: Detail::Elements(elements), .. }) = self.change else { return false };
        elements.iter().zip(self.places).any(|(element, changed)| {
            place.holds(changed) || changed.holds(place) && is_there && element.kind == ChangeKind::Added
        })
    }

    fn touched_text(&self) -> bool {
        self.change.is_some_and(|change| self.made() || !change.detail.is_empty())
    }

    fn touched_content(&self, is_there: bool) -> bool {
        self.change.is_some_and(|change| self.made() && is_there || change.content.is_some())
    }
}

/// Who made a change, as what each side did tells. Where neither seems to have done anything, the sides differ in what each
/// has alike with the base; then somebody has to look.
fn origin(ours: bool, theirs: bool) -> Origin {
    match (ours, theirs) {
        (true, false) => Origin::Branch,
        (false, true) => Origin::Drift,
        _ => Origin::Conflict,
    }
}

/// The origin of a component whose parts have these.
fn of_whole(parts: &BTreeSet<Origin>) -> Origin {
    match parts.first() {
        Some(only) if parts.len() == 1 => *only,
        _ if parts.contains(&Origin::Conflict) => Origin::Conflict,
        _ => Origin::Mixed,
    }
}

/// Gives a component's change and all its parts one origin, or none.
fn mark(change: &mut ComponentChange, origin: Option<Origin>) {
    change.origin = origin;
    if let Detail::Elements(elements) = &mut change.detail {
        for element in elements {
            element.origin = origin;
        }
    }
    if let Some(content) = &mut change.content {
        content.origin = origin;
    }
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
