//! Findings as a code quality report of GitLab ("Code Quality", "Implement a custom tool"): a list of what is wrong.

use std::io::{self, Write};

use serde_json::{Value, json};

use super::{
    Run,
    json::write_document,
    place::{fingerprints, from_root},
};
use crate::{
    finding::{Finding, Severity},
    report::Report,
};

/// Writes the findings of a report.
pub(super) fn write(report: &Report, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let marks = fingerprints(report.findings(), run.folder);
    let told = |(finding, mark): (&Finding, String)| {
        let location = finding.location.as_ref();
        let path = location.map_or_else(|| ".".to_owned(), |location| from_root(run.folder, &location.path));
        let region = location.and_then(|location| location.region);
        let (begin, end) = region.map_or((1, 1), |region| (region.start.line, region.end.line));
        json!({
            "check_name": finding.rule.id,
            "description": description(finding),
            "fingerprint": mark,
            "severity": severity(finding.rule.severity),
            "location": { "path": path, "lines": { "begin": begin, "end": end } },
        })
    };
    write_document(&report.findings().iter().zip(marks).map(told).collect::<Vec<Value>>(), out)
}

fn description(finding: &Finding) -> String {
    finding.help.as_ref().map_or_else(|| finding.message.clone(), |help| format!("{}; {help}", finding.message))
}

/// GitLab's word for a severity.
fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "critical",
        Severity::Warning => "minor",
        Severity::Note => "info",
    }
}
