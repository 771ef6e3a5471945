//! Reports for people at a terminal.

mod deploy;
mod diff;
mod finding;
mod practice;
mod scan;

use std::io::{self, Write};

use super::paint::{Label, counted, paint, printable};
use crate::{
    metadata::ComponentId,
    report::{ManifestReport, Report},
};

pub use finding::write_findings;

/// Writes a report for people: what stands on standard output. Findings are written apart, with [`write_findings`].
pub fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    match report {
        Report::Scan(report) => scan::write(report, out),
        Report::Why(report) => scan::write_why(report, out),
        Report::Manifest(report) => write_manifest(report, out),
        Report::Diff(report) => diff::write(report, out),
        Report::Deploy(report) => deploy::write(report, out),
        Report::Practice(report) => practice::write(report, out),
        Report::Done(sentence) => writeln!(out, "{}", printable(sentence)),
    }
}

/// The review that a deployment shows before it asks.
pub use diff::{write_changes, write_summary};

/// The line that says that a deployment deletes a component.
pub fn deletion(id: &ComponentId) -> String {
    let name = printable(&id.to_string()).into_owned();
    format!("{} {}\n    {}\n", paint(Label::Removed, "-"), paint(Label::Heading, name), "would be deleted from the org")
}

fn write_manifest(report: &ManifestReport, out: &mut dyn Write) -> io::Result<()> {
    let Some(file) = &report.file else { return write!(out, "{}", report.manifest.to_xml()) };
    let did = if report.merged { "merged into" } else { "wrote" };
    let types = report.manifest.types().filter(|(_, members)| !members.is_empty()).count();
    let members = counted(report.manifest.len(), "member");
    let file = file.display().to_string();
    writeln!(out, "{did} `{}`: {members} of {}", printable(&file), counted(types, "type"))
}
