//! Who made a change, where both sides come from one base: a word beside the change, and a legend that counts them.

use std::io;

use crate::{
    diff::{ChangeSet, Detail, Origin, Origins},
    render::{
        human::{sheet::Sheet, text::Text},
        paint::{Label, counted},
    },
    report::{DiffReport, Standpoint},
};

/// The label and the word of each origin.
const ORIGINS: [(Origin, Label, &str); 3] = [
    (Origin::Branch, Label::Added, "branch"),
    (Origin::Drift, Label::Modified, "drift"),
    (Origin::Conflict, Label::Error, "conflict"),
];

/// The text with the word of an origin after it.
pub(super) fn marked(text: Text, origin: Option<Origin>) -> Text {
    let Some(origin) = origin else { return text };
    // Of a mixed one the parts tell.
    let row = ORIGINS.iter().find(|(listed, ..)| *listed == origin);
    row.map_or_else(|| text.clone(), |(_, label, word)| text.clone().plain("  ").with(*label, format!("[{word}]")))
}

/// Each origin that a change has, with its label, its word and how many changes have it.
pub(super) fn counts(changes: &ChangeSet) -> impl Iterator<Item = (Origin, Label, &'static str, usize)> {
    let origins = Origins::of_all(changes);
    let count = move |origin| match origin {
        Origin::Branch => origins.branch,
        Origin::Drift => origins.drift,
        Origin::Conflict => origins.conflict,
        Origin::Mixed => 0,
    };
    let rows = ORIGINS.iter().map(move |(origin, label, word)| (*origin, *label, *word, count(*origin)));
    rows.filter(|(.., count)| *count > 0)
}

/// Writes what the words mean that stand beside changes, and how many changes have each.
pub(super) fn write_legend(report: &DiffReport, sheet: &mut Sheet<'_>) -> io::Result<()> {
    let (from, to) = (&report.from, &report.to);
    for (origin, label, word, count) in counts(&report.changes) {
        let meaning = match (origin, report.standpoint) {
            (Origin::Branch, _) => format!("{to} alone changed it"),
            (Origin::Drift, Standpoint::Deployment) => {
                format!("{from} alone changed it; what {to} holds too, a deployment takes back")
            }
            (Origin::Drift, Standpoint::Comparison) => format!("{from} alone changed it"),
            (Origin::Conflict | Origin::Mixed, _) => "both changed it, and not to the same".to_owned(),
        };
        let legend = Text::of(label, format!("[{word}]")).plain(format!(" {count}: {meaning}"));
        sheet.line(1, &legend)?;
    }
    if !report.agreed.is_empty() {
        let agreed = counted(report.agreed.iter().len(), "component");
        sheet.line(1, &Text::of(Label::Aside, "[agreed]").plain(format!(" {agreed}: both changed it to the same")))?;
    }
    Ok(())
}

/// Writes what both sides changed to the same: no difference, and still news.
pub(super) fn write_agreed(report: &DiffReport, sheet: &mut Sheet<'_>) -> io::Result<()> {
    if report.agreed.is_empty() {
        return Ok(());
    }
    sheet.title(&Text::of(Label::Heading, "changed to the same on both sides"))?;
    for (id, change) in report.agreed.iter() {
        sheet.line(0, &Text::of(Label::Aside, "=").plain(format!(" {id}")))?;
        let Detail::Elements(elements) = &change.detail else { continue };
        for element in elements {
            sheet.line(1, &Text::of(Label::Aside, "=").plain(format!(" {}", element.path)))?;
        }
    }
    sheet.blank()
}
