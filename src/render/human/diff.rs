//! Differences for people: credential by credential with what belongs to it, element by element, word by word.

mod component;
mod consequence;
mod element;
mod names;
mod origin;
mod rows;
mod stat;
mod summary;
mod value;

use std::{
    collections::BTreeSet,
    io::{self, Write},
};

pub(super) use summary::{joined, same, write_gravities};

use super::{
    sheet::{Layout, Page, Sheet},
    text::Text,
};
use crate::{
    diff::{ChangeSet, Family, Graph, Standing, families},
    metadata::ComponentId,
    render::paint::Label,
    report::{DiffReport, Standpoint},
};

/// Changes, and what is known around them.
#[derive(Clone, Copy)]
pub(super) struct Subject<'r> {
    pub(super) changes: &'r ChangeSet,
    pub(super) graph: &'r Graph,
    pub(super) standpoint: Standpoint,
}

/// Writes a difference in the layout of the page.
pub(super) fn write(report: &DiffReport, page: Page, out: &mut dyn Write) -> io::Result<()> {
    match page.layout {
        Layout::Unified | Layout::SideBySide => write_all(report, page, out),
        Layout::Stat => stat::write(report, page, out),
        Layout::NameOnly => names::write(&report.changes, |_, id| id.to_string(), out),
        Layout::NameStatus => names::write(&report.changes, names::with_status, out),
        Layout::Summary => summary::write(report, page, out),
    }
}

fn write_all(report: &DiffReport, page: Page, out: &mut dyn Write) -> io::Result<()> {
    let subject = Subject { changes: &report.changes, graph: &report.graph, standpoint: report.standpoint };
    let mut writer = Writer::new(subject, Sheet::new(page, out));
    writer.sheet.line(0, &Text::of(Label::Heading, title(report)))?;
    origin::write_legend(report, &mut writer.sheet)?;
    writer.sheet.blank()?;
    writer.changes()?;
    origin::write_agreed(report, &mut writer.sheet)?;
    summary::write_counts(report, &mut writer.sheet)
}

fn title(report: &DiffReport) -> String {
    let what = match report.standpoint {
        Standpoint::Deployment => "what a deployment would change",
        Standpoint::Comparison => "what differs",
    };
    let base = report.base.as_ref().map_or(String::new(), |base| format!(", both since {base}"));
    format!("From {} to {}{base}: {what}", report.from, report.to)
}

/// Writes changes without title and summary.
pub(super) fn write_changes(subject: Subject<'_>, page: Page, out: &mut dyn Write) -> io::Result<()> {
    Writer::new(subject, Sheet::new(page, out)).changes()
}

/// Writes changes on a sheet, and remembers what was said.
struct Writer<'r, 'o> {
    subject: Subject<'r>,
    sheet: Sheet<'o>,
    /// The consequences whose way out was told; once is enough.
    told: BTreeSet<&'static str>,
}

impl<'r, 'o> Writer<'r, 'o> {
    fn new(subject: Subject<'r>, sheet: Sheet<'o>) -> Self {
        Self { subject, sheet, told: BTreeSet::new() }
    }

    fn changes(&mut self) -> io::Result<()> {
        let families = families(self.subject.changes, self.subject.graph);
        let are_several = families.len() > 1;
        for Family { credential, members } in &families {
            let title = match credential {
                Some(head) => Some(self.head(head)),
                None => are_several.then(|| Text::of(Label::Heading, "of no credential, or of several")),
            };
            title.map_or(Ok(()), |title| self.sheet.title(&title))?;
            for id in members {
                self.component(id, credential.as_ref())?;
                self.sheet.blank()?;
            }
        }
        Ok(())
    }

    /// The name of the credential that components belong to, and why it is not among them.
    fn head(&self, id: &ComponentId) -> Text {
        let name = Text::of(Label::Heading, id.full_name.as_str());
        let standing = self.subject.graph.nodes.get(id).map(|node| node.standing);
        match standing {
            _ if self.subject.changes.get(id).is_some() => name,
            Some(Standing::Elsewhere) => name.with(Label::Aside, " (not compared)"),
            _ => name.with(Label::Aside, " (unchanged)"),
        }
    }
}

#[cfg(test)]
mod tests;
