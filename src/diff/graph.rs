//! Who refers to whom, on either side.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::{ChangeKind, ChangeSet, Terms};
use crate::{
    finding::read_document,
    metadata::{Component, ComponentId, Snapshot},
    source::references,
};

/// The components of both sides and those that they refer to, and their references.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Graph {
    /// The components, and what is known of each.
    pub nodes: BTreeMap<ComponentId, Node>,
    /// The references, and where each stands.
    pub links: BTreeMap<Link, Standing>,
}

/// What is known of a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    /// On which sides it is.
    pub standing: Standing,
    /// What happened to it.
    pub change: Option<ChangeKind>,
}

/// A reference from one component to another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// The component that refers.
    pub from: ComponentId,
    /// The component that it refers to.
    pub to: ComponentId,
    /// The principal that it names, where it names one.
    pub principal: Option<String>,
}

/// On which sides something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// On both.
    Both,
    /// On the first alone.
    Before,
    /// On the second alone.
    After,
    /// On neither: it is only referred to.
    Elsewhere,
}

impl Standing {
    /// What it is on, as two answers tell.
    fn of(before: bool, after: bool) -> Self {
        match (before, after) {
            (true, true) => Self::Both,
            (true, false) => Self::Before,
            (false, true) => Self::After,
            (false, false) => Self::Elsewhere,
        }
    }
}

impl Graph {
    /// The graph of two sides and what turns one into the other. Files that cannot be read refer to nothing.
    ///
    /// A file that both sides have is read once.
    pub fn of(before: &Snapshot, after: &Snapshot, changes: &ChangeSet) -> Self {
        Self::on(before, after, changes, &Terms::default())
    }

    /// The same, where references may have the project's namespace before names that lack it.
    pub fn on(before: &Snapshot, after: &Snapshot, changes: &ChangeSet, terms: &Terms) -> Self {
        let is_known = |id: &ComponentId| before.contains(id) || after.contains(id);
        let own = |mut link: Link| {
            let bare = ComponentId { full_name: terms.bare(link.to.full_name.as_str()).into(), ..link.to.clone() };
            if !is_known(&link.to) && is_known(&bare) {
                link.to = bare;
            }
            link
        };
        let mut links = BTreeMap::new();
        for (link, standing) in links_of(before, after) {
            let known = links.entry(own(link)).or_insert(standing);
            if *known != standing {
                *known = Standing::Both;
            }
        }
        let named = links.keys().flat_map(|link| [&link.from, &link.to]);
        let ids: BTreeSet<&ComponentId> = before.ids().chain(after.ids()).chain(named).collect();
        let node = |id: &ComponentId| {
            let standing = Standing::of(before.contains(id), after.contains(id));
            Node { standing, change: changes.get(id).map(|change| change.kind) }
        };
        let nodes = ids.into_iter().map(|id| (id.clone(), node(id))).collect();
        Self { nodes, links }
    }

    /// The components that this one refers to.
    pub fn targets<'g>(&'g self, id: &'g ComponentId) -> impl Iterator<Item = &'g ComponentId> {
        self.references_of(id).map(|link| &link.to)
    }

    /// The references of this component.
    pub fn references_of<'g>(&'g self, id: &'g ComponentId) -> impl Iterator<Item = &'g Link> {
        let first = Link { from: id.clone(), to: ComponentId::new("", ""), principal: None };
        self.links.range(first..).map(|(link, _)| link).take_while(move |link| link.from == *id)
    }
}

/// The references of both sides; one that both have may come twice.
fn links_of(before: &Snapshot, after: &Snapshot) -> Vec<(Link, Standing)> {
    let is_new = |component: &&Component| before.get(component.id()).is_none_or(|old| !same_text(old, component));
    let new: Vec<&Component> = after.components().filter(is_new).collect();
    let old: Vec<(&Component, Standing)> = before.components().map(|one| (one, standing_of(one, after))).collect();
    let of_old =
        old.par_iter().flat_map_iter(|(one, standing)| links_from(one).into_iter().map(|link| (link, *standing)));
    let of_new = new.par_iter().flat_map_iter(|one| links_from(one).into_iter().map(|link| (link, Standing::After)));
    of_old.chain(of_new).collect()
}

/// On which sides the text of a component of the first side is.
fn standing_of(component: &Component, after: &Snapshot) -> Standing {
    let is_in_both = after.get(component.id()).is_some_and(|other| same_text(component, other));
    if is_in_both { Standing::Both } else { Standing::Before }
}

fn same_text(one: &Component, other: &Component) -> bool {
    let bytes = |component: &Component| component.metadata_file().map(|file| file.bytes.clone());
    bytes(one) == bytes(other)
}

fn links_from(component: &Component) -> Vec<Link> {
    let Ok(Some(document)) = read_document(component) else { return Vec::new() };
    let found = references(component, &document).into_iter();
    let link = |to, principal| Link { from: component.id().clone(), to, principal };
    found.map(|reference| link(reference.to, reference.principal)).collect()
}
