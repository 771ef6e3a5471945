//! The review of a deployment for people: what it would change and delete, before anybody agrees to it.

use std::io::{self, Write};

use super::diff::write_changes;
use crate::{
    diff::{ChangeKind, ChangeSet},
    metadata::{ComponentId, Manifest},
    render::paint::{Label, paint, printable},
    report::Standpoint,
};

/// Writes what a deployment would change and delete, and a summary in one line.
pub fn write_review(changes: &ChangeSet, deletions: &[Manifest], out: &mut dyn Write) -> io::Result<()> {
    let is_deleted = |id: &ComponentId| deletions.iter().any(|manifest| manifest.selects(id));
    let stays = changes.of_kind(ChangeKind::Removed).filter(|id| !is_deleted(id)).count();
    let shown = changes.without(|id, change| change.kind == ChangeKind::Removed && is_deleted(id));
    write_changes(&shown, Standpoint::Deployment, out)?;
    for id in deletions.iter().flat_map(Manifest::ids) {
        write_deletion(&id, out)?;
    }
    let [new, modified] = [ChangeKind::Added, ChangeKind::Modified].map(|kind| changes.count(kind));
    let deleted = deletions.iter().map(Manifest::len).sum();
    let told = [
        (Label::Added, new, "to create"),
        (Label::Modified, modified, "to change"),
        (Label::Removed, deleted, "to delete"),
        (Label::Aside, stays, "only in the org"),
    ];
    let told = told.iter().filter(|(_, count, _)| *count > 0);
    let parts: Vec<String> = told.map(|(label, count, words)| paint(*label, format!("{count} {words}"))).collect();
    let same = match changes.unchanged() {
        1 => "1 is the same".to_owned(),
        count => format!("{count} are the same"),
    };
    writeln!(out, "{}; {same}.", parts.join(", "))
}

fn write_deletion(id: &ComponentId, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{} {}", paint(Label::Removed, "-"), paint(Label::Heading, printable(&id.to_string())))?;
    writeln!(out, "    {}\n", paint(Label::Removed, "to be deleted from the org"))
}
