//! The counts: components, elements, what is not compared, who changed what, and how grave it is.

use std::{
    collections::BTreeSet,
    io::{self, Write},
};

use super::{consequence::GRAVITIES, origin};
use crate::{
    diff::{ChangeKind, ChangeSet, Detail},
    finding::{Finding, NOT_WELL_FORMED, WRONG_ROOT},
    metadata::ComponentId,
    render::{
        human::{
            sheet::{Page, Sheet},
            text::Text,
        },
        paint::{Label, counted},
    },
    report::{DiffReport, Standpoint},
};

/// Writes the counts alone.
pub(super) fn write(report: &DiffReport, page: Page, out: &mut dyn Write) -> io::Result<()> {
    let mut sheet = Sheet::new(page, out);
    let elements = ElementCounts::of(&report.changes);
    if !elements.is_empty() {
        sheet.line(0, &elements.told())?;
    }
    let mut origins = origin::counts(&report.changes).peekable();
    if origins.peek().is_some() {
        sheet.line(0, &joined(origins.map(|(_, label, word, count)| (label, format!("{count} {word}")))).plain("."))?;
    }
    write_counts(report, &mut sheet)
}

/// Writes how many components differ, and before it what is not compared and how grave it is.
pub(super) fn write_counts(report: &DiffReport, sheet: &mut Sheet<'_>) -> io::Result<()> {
    write_unseen(report, sheet)?;
    write_unread(&report.findings, sheet)?;
    write_gravities(&report.changes, sheet)?;
    sheet.line(0, &of_components(&report.changes, report.standpoint))
}

/// Writes what is not shown and why, a line for each reason.
fn write_unseen(report: &DiffReport, sheet: &mut Sheet<'_>) -> io::Result<()> {
    report.unseen_in_words().into_iter().try_for_each(|sentence| sheet.line(0, &Text::of(Label::Aside, sentence)))
}

/// Writes how many components are neither different nor the same, because their files cannot be read.
fn write_unread(findings: &[Finding], sheet: &mut Sheet<'_>) -> io::Result<()> {
    let unreadable = findings.iter().filter(|finding| [NOT_WELL_FORMED, WRONG_ROOT].contains(&finding.rule));
    let unread: BTreeSet<&ComponentId> = unreadable.filter_map(|finding| finding.component.as_ref()).collect();
    let told = match unread.len() {
        0 => return Ok(()),
        1 => "1 component is not compared: its file has errors.".to_owned(),
        count => format!("{count} components are not compared: their files have errors."),
    };
    sheet.line(0, &Text::of(Label::Error, told))
}

/// Writes how many consequences of each gravity there are, the gravest first.
pub(in crate::render::human) fn write_gravities(changes: &ChangeSet, sheet: &mut Sheet<'_>) -> io::Result<()> {
    let all = || changes.iter().flat_map(|(_, change)| &change.consequences);
    let counts = GRAVITIES.iter().map(|(gravity, label, word)| {
        (*label, *word, all().filter(|consequence| consequence.kind.gravity == *gravity).count())
    });
    let told: Vec<(Label, String)> = counts
        .filter(|(.., count)| *count > 0)
        .map(|(label, word, count)| (label, format!("{count} {word}")))
        .collect();
    if told.is_empty() {
        Ok(())
    } else {
        sheet.line(0, &Text::default().plain("Consequences: ").then(joined(told)).plain("."))
    }
}

/// Parts with commas between.
pub(in crate::render::human) fn joined(parts: impl IntoIterator<Item = (Label, String)>) -> Text {
    parts.into_iter().fold(Text::default(), |text, (label, part)| {
        let text = if text.is_empty() { text } else { text.plain(", ") };
        text.with(label, part)
    })
}

/// How many components are the same.
pub(in crate::render::human) fn same(changes: &ChangeSet) -> String {
    match changes.unchanged() {
        1 => "1 is the same".to_owned(),
        count => format!("{count} are the same"),
    }
}

fn of_components(changes: &ChangeSet, standpoint: Standpoint) -> Text {
    let [added, modified, removed] =
        [ChangeKind::Added, ChangeKind::Modified, ChangeKind::Removed].map(|kind| changes.count(kind));
    let same = same(changes);
    if changes.is_empty() {
        return Text::of(Label::Good, "No differences").plain(format!(": {same}."));
    }
    let words = match standpoint {
        Standpoint::Deployment => ["to create", "to change", "only in the org"],
        Standpoint::Comparison => ["only in the second", "different", "only in the first"],
    };
    if standpoint == Standpoint::Deployment && added + modified == 0 {
        return Text::of(Label::Good, "Nothing to deploy").plain(format!(": {removed} {}, {same}.", words[2]));
    }
    let counts = [(Label::Added, added), (Label::Modified, modified), (Label::Removed, removed)];
    let told = counts.into_iter().zip(words).map(|((label, count), word)| (label, format!("{count} {word}")));
    joined(told).plain(format!("; {same}."))
}

/// How many elements inside modified components came, changed and went.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct ElementCounts {
    pub(super) added: usize,
    pub(super) modified: usize,
    pub(super) removed: usize,
}

impl ElementCounts {
    fn of(changes: &ChangeSet) -> Self {
        changes.iter().map(|(_, change)| Self::inside(&change.detail)).fold(Self::default(), Self::plus)
    }

    /// The counts of one component; of a text, its lines.
    pub(super) fn inside(detail: &Detail) -> Self {
        match detail {
            Detail::Elements(elements) => {
                let count = |kind| elements.iter().filter(|element| element.kind == kind).count();
                Self {
                    added: count(ChangeKind::Added),
                    modified: count(ChangeKind::Modified),
                    removed: count(ChangeKind::Removed),
                }
            }
            Detail::Text(hunks) => {
                let lines = || hunks.iter().flat_map(|hunk| &hunk.lines);
                let count = |sign| lines().filter(|line| line.sign == sign).count();
                Self { added: count(crate::diff::Sign::After), modified: 0, removed: count(crate::diff::Sign::Before) }
            }
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            added: self.added + other.added,
            modified: self.modified + other.modified,
            removed: self.removed + other.removed,
        }
    }

    fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// All of them.
    pub(super) fn total(self) -> usize {
        self.added + self.modified + self.removed
    }

    fn told(self) -> Text {
        let parts = [
            (Label::Added, self.added, "added"),
            (Label::Modified, self.modified, "modified"),
            (Label::Removed, self.removed, "removed"),
        ];
        let told = parts.into_iter().filter(|(_, count, _)| *count > 0);
        let total = format!("{} inside: ", counted(self.total(), "element"));
        Text::default()
            .plain(total)
            .then(joined(told.map(|(label, count, word)| (label, format!("{count} {word}")))))
            .plain(".")
    }
}
