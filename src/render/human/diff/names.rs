//! The names of the changed components, one a line, as other programs and `-m` take them.

use std::io::{self, Write};

use crate::{
    diff::{ChangeKind, ChangeSet, ComponentChange},
    metadata::ComponentId,
    render::paint::printable,
};

/// Writes a line for each changed component.
pub(super) fn write(
    changes: &ChangeSet,
    line: impl Fn(&ComponentChange, &ComponentId) -> String,
    out: &mut dyn Write,
) -> io::Result<()> {
    changes.iter().try_for_each(|(id, change)| writeln!(out, "{}", line_of(&line(change, id))))
}

/// The letter that git has for what happened, a tab, and the name.
pub(super) fn with_status(change: &ComponentChange, id: &ComponentId) -> String {
    let letter = match change.kind {
        ChangeKind::Added => 'A',
        ChangeKind::Modified => 'M',
        ChangeKind::Removed => 'D',
    };
    format!("{letter}\t{id}")
}

/// The line as a terminal may show it; the tab is ours.
fn line_of(line: &str) -> String {
    match line.split_once('\t') {
        Some((letter, name)) => format!("{letter}\t{}", printable(name)),
        None => printable(line).into_owned(),
    }
}
