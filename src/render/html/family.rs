//! The changes, gathered around the external credentials that they belong to.

use std::collections::BTreeMap;

use super::{
    component::Component,
    kinds::{self, CHANGES, Mark},
    text::Text,
};
use crate::{
    diff::{ChangeKind, ChangeSet, Family, families},
    metadata::ComponentId,
    report::{DiffReport, Standpoint},
};

/// Changed components that belong together.
#[derive(Debug)]
pub(super) struct Section<'a> {
    pub(super) anchor: String,
    /// The external credential; nothing for what belongs to none or to several.
    pub(super) credential: Option<Text<'a>>,
    /// Whether the credential itself is the same on both sides.
    pub(super) is_unchanged: bool,
    pub(super) tallies: Vec<(Mark, usize)>,
    pub(super) components: Vec<Component<'a>>,
}

/// Where changed components and their credentials stand in the page.
#[derive(Debug, Default)]
pub(super) struct Anchors<'a>(BTreeMap<&'a ComponentId, String>);

impl<'a> Anchors<'a> {
    /// The places of these families.
    pub(super) fn of(families: &'a [Family]) -> Self {
        let heads =
            families.iter().enumerate().filter_map(|(at, family)| Some((family.credential.as_ref()?, anchor_of(at))));
        let mut anchors: BTreeMap<&ComponentId, String> = heads.collect();
        let members = families.iter().flat_map(|family| &family.members);
        anchors.extend(members.enumerate().map(|(at, id)| (id, format!("c{}", at + 1))));
        Self(anchors)
    }

    /// Where this component stands; nothing where the page says nothing of it.
    pub(super) fn get(&self, id: &ComponentId) -> Option<&str> {
        self.0.get(id).map(String::as_str)
    }
}

fn anchor_of(family: usize) -> String {
    format!("f{}", family + 1)
}

/// The families of a report.
pub(super) fn of_report(report: &DiffReport) -> Vec<Family> {
    families(&report.changes, &report.graph)
}

/// The sections of a report.
pub(super) fn sections<'a>(report: &'a DiffReport, families: &'a [Family], anchors: &Anchors<'a>) -> Vec<Section<'a>> {
    let section = |(at, family): (usize, &'a Family)| {
        let changes = || family.members.iter().filter_map(|id| Some((id, report.changes.get(id)?)));
        let anchor = |id| anchors.get(id).unwrap_or_default().to_owned();
        Section {
            anchor: anchor_of(at),
            credential: family.credential.as_ref().map(|id| Text::of(id.full_name.as_str())),
            is_unchanged: family.credential.as_ref().is_some_and(|id| report.changes.get(id).is_none()),
            tallies: tallies(&changes().map(|(_, change)| change.kind).collect::<Vec<_>>(), report.standpoint),
            components: changes()
                .map(|(id, change)| Component::of(anchor(id), id, change, report.standpoint))
                .collect(),
        }
    };
    families.iter().enumerate().map(section).collect()
}

/// How many components something of each kind happened to, but for none.
fn tallies(kinds: &[ChangeKind], standpoint: Standpoint) -> Vec<(Mark, usize)> {
    let tally = |kind| (kinds::of_component(kind, standpoint), kinds.iter().filter(|one| **one == kind).count());
    CHANGES.into_iter().map(tally).filter(|(_, count)| *count > 0).collect()
}

/// What both sides changed to the same.
pub(super) fn agreed(changes: &ChangeSet) -> Vec<Component<'_>> {
    let component = |(at, (id, change))| Component::of(format!("a{}", at + 1), id, change, Standpoint::Comparison);
    changes.iter().enumerate().map(component).collect()
}
