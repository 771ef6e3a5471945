//! How much changed in each component, one line a component: its name, how many elements, and a bar.

use std::io::{self, Write};

use super::{
    component::sign_of,
    summary::{self, ElementCounts},
};
use crate::{
    diff::{ChangeKind, ComponentChange},
    metadata::ComponentId,
    render::{
        human::{
            sheet::{Page, Sheet},
            text::Text,
        },
        paint::Label,
    },
    report::{DiffReport, Standpoint},
};

/// The columns of a page that has no end, as git takes them.
const USUAL: usize = 80;

/// The longest bar on such a page, and the shortest that a narrow page leaves room for.
const BAR: std::ops::RangeInclusive<usize> = 5..=40;

/// One line of the table.
struct Row<'r> {
    name: String,
    change: &'r ComponentChange,
    counts: ElementCounts,
    /// How many elements, or what else happened.
    told: String,
}

/// Writes the table and the counts.
pub(super) fn write(report: &DiffReport, page: Page, out: &mut dyn Write) -> io::Result<()> {
    let rows: Vec<Row<'_>> = report.changes.iter().map(|(id, change)| Row::of(id, change, report.standpoint)).collect();
    let columns = page.columns.unwrap_or(USUAL);
    let mut sheet = Sheet::new(page, out);
    let widths = Widths::of(&rows, columns);
    rows.iter().try_for_each(|row| sheet.line(0, &row.line(&widths)))?;
    summary::write_counts(report, &mut sheet)
}

/// How wide the parts of a line are, and how many elements the longest bar stands for.
struct Widths {
    name: usize,
    told: usize,
    bar: usize,
    most: usize,
}

impl Widths {
    fn of(rows: &[Row<'_>], columns: usize) -> Self {
        let told = rows.iter().map(|row| row.told.len()).max().unwrap_or_default();
        let longest = rows.iter().map(|row| Text::default().plain(&row.name).width()).max().unwrap_or_default();
        let most = rows.iter().map(|row| row.counts.total()).max().unwrap_or_default();
        // A sign and three separators stand between the parts.
        let room = columns.saturating_sub(told + 6);
        let name = longest.min(room.saturating_sub(most.min(*BAR.start())));
        Self { name, told, bar: room.saturating_sub(name).min(*BAR.end()), most }
    }
}

impl<'r> Row<'r> {
    fn of(id: &ComponentId, change: &'r ComponentChange, standpoint: Standpoint) -> Self {
        let counts = ElementCounts::inside(&change.detail);
        let told = match (change.kind, standpoint) {
            (ChangeKind::Added, Standpoint::Deployment) => "new".to_owned(),
            (ChangeKind::Added, Standpoint::Comparison) => "added".to_owned(),
            (ChangeKind::Removed, Standpoint::Deployment) => "in org".to_owned(),
            (ChangeKind::Removed, Standpoint::Comparison) => "removed".to_owned(),
            (ChangeKind::Modified, _) if counts.total() == 0 => "content".to_owned(),
            (ChangeKind::Modified, _) => counts.total().to_string(),
        };
        Self { name: id.to_string(), change, counts, told }
    }

    fn line(&self, widths: &Widths) -> Text {
        let (label, sign) = sign_of(self.change.kind);
        let name = Text::default().plain(&self.name).shortened(widths.name);
        let space = " ".repeat(widths.name.saturating_sub(name.width()));
        let line = Text::of(label, sign).plain(" ").then(name).plain(space).with(Label::Aside, " | ");
        let space = if self.counts.total() > 0 { " " } else { "" };
        let line = line.plain(format!("{:>width$}{space}", self.told, width = widths.told));
        [
            (ChangeKind::Added, self.counts.added),
            (ChangeKind::Modified, self.counts.modified),
            (ChangeKind::Removed, self.counts.removed),
        ]
        .into_iter()
        .fold(line, |line, (kind, count)| {
            let (label, sign) = sign_of(kind);
            line.with(label, sign.repeat(scaled(count, widths)))
        })
    }
}

/// How long the part of a bar is that stands for so many. What happened at all is one sign long at least.
fn scaled(count: usize, widths: &Widths) -> usize {
    if widths.most <= widths.bar {
        return count;
    }
    let room = widths.bar.saturating_sub(3);
    (count * room).checked_div(widths.most).unwrap_or_default() + usize::from(count > 0)
}
