//! One changed component: what happened to it, what follows, and what differs inside.

use std::path::PathBuf;

use super::{
    element::Row,
    hunk::{self, Line},
    kinds::{self, Mark},
    text::{Prose, Text, Way, grouped},
};
use crate::{
    diff::{ChangeKind, ComponentChange, Consequence, ContentChange, Detail, Origin},
    metadata::ComponentId,
    render::paint::counted,
    report::Standpoint,
};

/// One changed component.
#[derive(Debug)]
pub(super) struct Component<'a> {
    /// The name of its place in the page.
    pub(super) anchor: String,
    pub(super) mark: Mark,
    pub(super) type_name: Text<'a>,
    pub(super) full_name: Text<'a>,
    pub(super) file: Option<Way<'a>>,
    /// What happened to it, in words; nothing where its rows tell.
    pub(super) told: &'static str,
    /// Where it was, where both sides' files lie elsewhere.
    pub(super) file_before: Option<Way<'a>>,
    pub(super) origins: Vec<Mark>,
    pub(super) gravity: Option<Mark>,
    pub(super) moved: Option<Moved<'a>>,
    pub(super) consequences: Vec<Following<'a>>,
    pub(super) rows: Vec<Row<'a>>,
    pub(super) lines: Vec<Line<'a>>,
    /// How many lines are left out.
    pub(super) lines_left_out: Option<String>,
    pub(super) content: Option<(String, String)>,
    /// What it says of itself beside its name: how many elements differ.
    pub(super) count: String,
}

/// The other name of a component that only seems to have moved.
#[derive(Debug)]
pub(super) struct Moved<'a> {
    /// The words before the name.
    pub(super) words: &'static str,
    pub(super) name: Text<'a>,
}

/// What follows from a change.
#[derive(Debug)]
pub(super) struct Following<'a> {
    pub(super) mark: Mark,
    pub(super) kind: &'static str,
    pub(super) says: Prose<'a>,
    pub(super) at: Option<Way<'a>>,
    pub(super) way_out: &'static str,
}

impl<'a> Component<'a> {
    pub(super) fn of(anchor: String, id: &'a ComponentId, change: &'a ComponentChange, standpoint: Standpoint) -> Self {
        let (rows, (lines, lines_left_out)) = match &change.detail {
            Detail::Elements(elements) => (elements.iter().map(Row::of).collect(), (Vec::new(), None)),
            Detail::Text(hunks) => (Vec::new(), hunk::lines(hunks)),
        };
        let file = change.after.as_ref().or(change.before.as_ref());
        let way = |path: &'a PathBuf| Way::of(path.to_string_lossy());
        Self {
            anchor,
            mark: kinds::of_component(change.kind, standpoint),
            type_name: Text::of(id.type_name.as_str()),
            full_name: Text::of(id.full_name.as_str()),
            file: file.map(way),
            told: told(change.kind, standpoint),
            file_before: change
                .before
                .as_ref()
                .filter(|before| change.after.as_ref().is_some_and(|after| after != *before))
                .map(way),
            origins: origins_of(change).into_iter().map(kinds::of_origin).collect(),
            gravity: change.gravity().map(kinds::of_gravity),
            moved: change.moved.as_ref().map(|other| moved(change.kind, other)),
            consequences: change.consequences.iter().map(following).collect(),
            count: if rows.is_empty() { String::new() } else { counted(rows.len(), "element") },
            rows,
            lines,
            lines_left_out,
            content: change.content.as_ref().map(content),
        }
    }

    /// The origins as the words that filters go by.
    pub(super) fn origin_words(&self) -> String {
        self.origins.iter().map(|mark| mark.class).collect::<Vec<_>>().join(" ")
    }
}

/// Who made the changes of a component: of itself, and of its elements; what needs eyes first.
pub(super) fn origins_of(change: &ComponentChange) -> Vec<Origin> {
    let elements = match &change.detail {
        Detail::Elements(elements) => elements.as_slice(),
        Detail::Text(_) => &[],
    };
    let has = |origin: &Origin| {
        change.origin == Some(*origin)
            || change.content.as_ref().is_some_and(|content| content.origin == Some(*origin))
            || elements.iter().any(|element| element.origin == Some(*origin))
    };
    kinds::ORIGINS.into_iter().filter(has).collect()
}

fn told(kind: ChangeKind, standpoint: Standpoint) -> &'static str {
    match (kind, standpoint) {
        (ChangeKind::Added, Standpoint::Deployment) => "New, from this file.",
        (ChangeKind::Added, Standpoint::Comparison) => "Only in the second.",
        (ChangeKind::Modified, _) => "",
        (ChangeKind::Removed, Standpoint::Deployment) => "Only in the org; a deployment leaves it there.",
        (ChangeKind::Removed, Standpoint::Comparison) => "Only in the first.",
    }
}

fn moved(kind: ChangeKind, other: &ComponentId) -> Moved<'_> {
    let words = if kind == ChangeKind::Removed { "It seems to have moved to" } else { "It seems to have moved from" };
    Moved { words, name: Text::of(other.to_string()) }
}

fn following(consequence: &Consequence) -> Following<'_> {
    Following {
        mark: kinds::of_gravity(consequence.kind.gravity),
        kind: consequence.kind.id,
        says: Prose::of(consequence.says.as_str()),
        at: consequence.at.as_ref().map(|path| Way::of(path.to_string())),
        way_out: consequence.kind.way_out,
    }
}

fn content(content: &ContentChange) -> (String, String) {
    let size = |bytes: Option<usize>| {
        bytes.map_or("none".to_owned(), |bytes| format!("{} byte{}", grouped(bytes), if bytes == 1 { "" } else { "s" }))
    };
    (size(content.before), size(content.after))
}
