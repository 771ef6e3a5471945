//! The review of a deployment for people: what it would change and delete, before anybody agrees to it.

use std::io::{self, Write};

use super::{
    diff::{Subject, joined, same, write_changes, write_gravities},
    sheet::{Page, Sheet},
    text::Text,
};
use crate::{
    diff::{ChangeKind, ChangeSet, Graph},
    metadata::{ComponentId, Manifest},
    render::paint::Label,
    report::Standpoint,
};

/// What a deployment would do.
#[derive(Debug, Clone, Copy)]
pub struct Review<'r> {
    /// What turns what the org holds into what the project holds.
    pub changes: &'r ChangeSet,
    /// Who refers to whom, on either side.
    pub graph: &'r Graph,
    /// What is to be deleted.
    pub deletions: &'r [Manifest],
}

/// Writes what a deployment would change and delete, and a summary in one line.
pub fn write_review(review: Review<'_>, page: Page, out: &mut dyn Write) -> io::Result<()> {
    let Review { changes, graph, deletions } = review;
    let is_deleted = |id: &ComponentId| deletions.iter().any(|manifest| manifest.selects(id));
    let stays = changes.of_kind(ChangeKind::Removed).filter(|id| !is_deleted(id)).count();
    let shown = changes.without(|id, change| change.kind == ChangeKind::Removed && is_deleted(id));
    write_changes(Subject { changes: &shown, graph, standpoint: Standpoint::Deployment }, page, out)?;
    let mut sheet = Sheet::new(page, out);
    for id in deletions.iter().flat_map(Manifest::ids) {
        write_deletion(&id, &mut sheet)?;
    }
    write_gravities(&shown, &mut sheet)?;
    let [new, modified] = [ChangeKind::Added, ChangeKind::Modified].map(|kind| changes.count(kind));
    let deleted = deletions.iter().map(Manifest::len).sum();
    let counts = [
        (Label::Added, new, "to create"),
        (Label::Modified, modified, "to change"),
        (Label::Removed, deleted, "to delete"),
        (Label::Aside, stays, "only in the org"),
    ];
    let counts = counts.into_iter().filter(|(_, count, _)| *count > 0);
    let told = joined(counts.map(|(label, count, words)| (label, format!("{count} {words}"))));
    sheet.line(0, &told.plain(format!("; {}.", same(changes))))
}

fn write_deletion(id: &ComponentId, sheet: &mut Sheet<'_>) -> io::Result<()> {
    sheet.line(0, &Text::of(Label::Removed, "-").plain(" ").with(Label::Heading, id.to_string()))?;
    sheet.line(1, &Text::of(Label::Removed, "to be deleted from the org"))?;
    sheet.blank()
}
