//! Checks for people: the findings with the lines that they are about, and a summary.

use std::io::{self, Write};

use crate::{
    finding::Severity,
    render::paint::{counted, printable},
    report::CheckReport,
};

/// Writes the summary of a check.
pub(super) fn write(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    let of = |severity: Severity| report.findings.iter().filter(|finding| finding.rule.severity == severity).count();
    let counts = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let found: Vec<String> = counts
        .iter()
        .map(|(severity, noun)| (of(*severity), noun))
        .filter(|(count, _)| *count > 0)
        .map(|(count, noun)| counted(count, noun))
        .collect();
    let found = if found.is_empty() { "nothing wrong".to_owned() } else { found.join(", ") };
    let checked = counted(report.components, "component");
    writeln!(out, "{checked} of {} checked for API version {}: {found}.", printable(&report.side), report.api_version)
}
