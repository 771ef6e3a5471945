//! What is drawn of a graph: what changed and what stands beside it, as far as a picture can be read.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    diff::{Family, Graph, Standing},
    metadata::ComponentId,
    report::DiffReport,
};

/// So many changed components are drawn at most.
const MOST_CHANGED: usize = 36;

/// So many components are drawn at most.
const MOST: usize = 60;

/// The columns of the picture, from those who call to those who let them in.
const COLUMNS: [(&str, &[&str]); 3] = [
    ("Permission sets", &["PermissionSet", "PermissionSetGroup", "MutingPermissionSet", "Profile"]),
    ("Named credentials", &["NamedCredential"]),
    ("External credentials", &["ExternalCredential"]),
];

/// The last column: identity providers, auth providers, certificates.
const LAST_COLUMN: &str = "Providers and certificates";

/// The types of the last column.
const LAST: &[&str] = &["ExternalAuthIdentityProvider", "AuthProvider", "Certificate"];

/// How many columns there are.
pub(super) const COLUMN_COUNT: usize = COLUMNS.len() + 1;

/// The column that a component stands in.
pub(super) fn column_of(id: &ComponentId) -> usize {
    let is_of = |(_, types): &(&str, &[&str])| types.contains(&id.type_name.as_str());
    COLUMNS.iter().position(is_of).unwrap_or(COLUMNS.len())
}

/// What a column is called.
pub(super) fn column_name(column: usize) -> &'static str {
    COLUMNS.get(column).map_or(LAST_COLUMN, |(name, _)| name)
}

/// All references from one component to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tie<'a> {
    /// The component that refers.
    pub(super) from: &'a ComponentId,
    /// The component that it refers to.
    pub(super) to: &'a ComponentId,
    /// The principals that it names.
    pub(super) principals: BTreeSet<&'a str>,
    /// Where the references stand; those that came and those that went beside each other make both.
    pub(super) standing: Standing,
    /// Whether some of the references came or went, and others did not.
    pub(super) is_mixed: bool,
}

/// What is drawn, and how much is not.
#[derive(Debug, Default)]
pub(super) struct Selection<'a> {
    pub(super) nodes: BTreeSet<&'a ComponentId>,
    pub(super) ties: Vec<Tie<'a>>,
    /// Changed components that there is no room for.
    pub(super) changed_left_out: usize,
    /// Unchanged neighbours that there is no room for.
    pub(super) neighbours_left_out: usize,
    /// Changed components that refer to nothing and that nothing refers to.
    pub(super) alone: usize,
}

impl<'a> Selection<'a> {
    pub(super) fn of(report: &'a DiffReport, families: &'a [Family]) -> Self {
        let neighbours = neighbours_of(&report.graph);
        let is_drawn = |id: &&ComponentId| neighbours.contains_key(*id) || belongs(id);
        let (mut changed, alone): (Vec<&ComponentId>, Vec<&ComponentId>) =
            families.iter().flat_map(|family| &family.members).partition(is_drawn);
        // What breaks most is drawn first; the order of the page decides where that says nothing.
        changed.sort_by_key(|id| {
            std::cmp::Reverse(report.changes.get(id).and_then(crate::diff::ComponentChange::gravity))
        });
        let mut nodes: BTreeSet<&ComponentId> = changed.iter().take(MOST_CHANGED).copied().collect();
        let changed_left_out = changed.len() - nodes.len();
        let beside = nodes.iter().filter_map(|id| neighbours.get(*id)).flatten().copied();
        let beside: BTreeSet<&ComponentId> =
            beside.filter(|id| !nodes.contains(id) && report.changes.get(id).is_none()).collect();
        let neighbours_left_out = (nodes.len() + beside.len()).saturating_sub(MOST);
        let room = beside.len() - neighbours_left_out;
        // Credentials are what the rest hangs on.
        let mut beside: Vec<&ComponentId> = beside.into_iter().collect();
        beside.sort_by_key(|id| id.type_name.as_str() != "ExternalCredential");
        nodes.extend(beside.into_iter().take(room));
        let ties = ties_between(&nodes, &report.graph);
        Self { nodes, ties, changed_left_out, neighbours_left_out, alone: alone.len() }
    }
}

/// Whether a component is drawn even where it stands alone.
fn belongs(id: &ComponentId) -> bool {
    column_of(id) < COLUMNS.len() || LAST.contains(&id.type_name.as_str())
}

fn neighbours_of(graph: &Graph) -> BTreeMap<&ComponentId, BTreeSet<&ComponentId>> {
    let mut neighbours: BTreeMap<&ComponentId, BTreeSet<&ComponentId>> = BTreeMap::new();
    for link in graph.links.keys() {
        neighbours.entry(&link.from).or_default().insert(&link.to);
        neighbours.entry(&link.to).or_default().insert(&link.from);
    }
    neighbours
}

fn ties_between<'a>(nodes: &BTreeSet<&'a ComponentId>, graph: &'a Graph) -> Vec<Tie<'a>> {
    let mut ties: BTreeMap<(&ComponentId, &ComponentId), Tie<'a>> = BTreeMap::new();
    let inside =
        |link: &crate::diff::Link| nodes.contains(&link.from) && nodes.contains(&link.to) && link.from != link.to;
    for (link, standing) in graph.links.iter().filter(|(link, _)| inside(link)) {
        let tie = ties.entry((&link.from, &link.to)).or_insert_with(|| Tie {
            from: &link.from,
            to: &link.to,
            principals: BTreeSet::new(),
            standing: *standing,
            is_mixed: false,
        });
        tie.principals.extend(link.principal.as_deref());
        if tie.standing != *standing {
            (tie.standing, tie.is_mixed) = (Standing::Both, true);
        }
    }
    ties.into_values().collect()
}
