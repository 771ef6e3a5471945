//! Who made a change, for people: a word beside it, how many there are of each, and what both sides made alike.

use std::io::{self, Write};

use super::diff::sign_of;
use crate::{
    diff::{ComponentChange, Detail, Origin, Origins},
    metadata::ComponentId,
    render::paint::{Label, paint, printable},
    report::{DiffReport, Standpoint},
};

/// What stands beside a component: its origin, or how many of its changes have which; nothing without a base.
pub(super) fn beside_component(change: &ComponentChange) -> String {
    let words = match change.origin {
        None => return String::new(),
        Some(Origin::Mixed) => told(Origins::of(change)),
        Some(origin) => word(origin),
    };
    format!("  ({words})")
}

/// What stands beside a part of a component; nothing without a base, and where the component says it for all of its parts.
pub(super) fn beside_part(origin: Option<Origin>, whole: &ComponentChange) -> String {
    let is_told = matches!(whole.origin, Some(Origin::Branch | Origin::Drift));
    origin.filter(|_| !is_told).map_or_else(String::new, |origin| format!("  ({})", word(origin)))
}

/// Writes how many changes there are of each origin; nothing without a base.
pub(super) fn write_origins(report: &DiffReport, out: &mut dyn Write) -> io::Result<()> {
    let Some(base) = &report.base else { return Ok(()) };
    let origins = told(Origins::of_all(&report.changes));
    let agreed: usize = report.agreed.iter().map(|(_, change)| change.parts()).sum();
    let agreed = (agreed > 0).then(|| format!("{agreed} {}", alike(report.standpoint)));
    let words: Vec<String> = (!origins.is_empty()).then_some(origins).into_iter().chain(agreed).collect();
    let words = if words.is_empty() { "nothing changed".to_owned() } else { words.join("; ") };
    writeln!(out, "Since {}: {words}.", printable(base))
}

/// Writes what both sides changed to the same since their base.
pub(super) fn write_agreed(report: &DiffReport, out: &mut dyn Write) -> io::Result<()> {
    if report.agreed.is_empty() {
        return Ok(());
    }
    let title = format!("Changed since the base, and {}:", alike(report.standpoint));
    writeln!(out, "{}", paint(Label::Heading, title))?;
    report.agreed.iter().try_for_each(|(id, change)| write_alike(id, change, out))?;
    writeln!(out)
}

fn alike(standpoint: Standpoint) -> &'static str {
    match standpoint {
        Standpoint::Deployment => "already in the org",
        Standpoint::Comparison => "the same on both sides",
    }
}

fn write_alike(id: &ComponentId, change: &ComponentChange, out: &mut dyn Write) -> io::Result<()> {
    let (label, sign) = sign_of(change.kind);
    writeln!(out, "    {} {}", paint(label, sign), printable(&id.to_string()))?;
    let Detail::Elements(elements) = &change.detail else { return Ok(()) };
    for element in elements {
        let (label, sign) = sign_of(element.kind);
        writeln!(out, "        {} {}", paint(label, sign), printable(&element.path.to_string()))?;
    }
    Ok(())
}

fn word(origin: Origin) -> String {
    match origin {
        Origin::Branch => "this branch".to_owned(),
        Origin::Drift => paint(Label::Warning, "drift"),
        Origin::Conflict => paint(Label::Error, "conflict"),
        Origin::Mixed => "this branch and drift".to_owned(),
    }
}

/// How many there are of each, in words; empty where there is none.
fn told(origins: Origins) -> String {
    let Origins { branch, drift, conflict, unknown } = origins;
    let plural = if conflict == 1 { "" } else { "s" };
    let words = [
        (branch, format!("{branch} changed by this branch")),
        (drift, paint(Label::Warning, format!("{drift} drift"))),
        (conflict, paint(Label::Error, format!("{conflict} conflict{plural}"))),
        (unknown, format!("{unknown} of unknown origin")),
    ];
    words.into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words).collect::<Vec<_>>().join(", ")
}
