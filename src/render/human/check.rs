//! Checks for people: the findings with the lines that they are about, and a summary.

use std::io::{self, Write};

use super::finding::{label, write_findings};
use crate::{
    finding::Severity,
    render::paint::{Label, counted, paint, printable},
    report::CheckReport,
};

/// Each severity and its noun, the gravest first.
const SEVERITIES: [(Severity, &str); 3] =
    [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];

/// Writes the findings of a check and its summary.
pub(super) fn write(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    write_findings(&report.findings, out)?;
    let found = |severity, text| paint(label(severity), text);
    writeln!(out, "{}", told(report, found, |text| paint(Label::Good, text)))
}

/// The summary of a check in one sentence, without colours.
pub(in crate::render) fn summary(report: &CheckReport) -> String {
    told(report, |_, text| text, str::to_owned)
}

fn told(report: &CheckReport, found: impl Fn(Severity, String) -> String, good: impl FnOnce(&str) -> String) -> String {
    let counts = SEVERITIES.iter().map(|(severity, noun)| (*severity, report.count(*severity), noun));
    let counts = counts.filter(|(_, count, _)| *count > 0);
    let counts: Vec<String> = counts.map(|(severity, count, noun)| found(severity, counted(count, noun))).collect();
    let counts = if counts.is_empty() { good("nothing wrong") } else { counts.join(", ") };
    let fixable = match report.fixable() {
        0 => String::new(),
        count => format!("; `xcred check --fix` mends {count} of them"),
    };
    let (components, version) = (counted(report.components.len(), "component"), report.api_version);
    format!("{components} of {} checked for API version {version}: {counts}{fixable}.", printable(&report.side))
}
