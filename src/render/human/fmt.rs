//! Formatting for people: the files that change, and how many.

use std::io::{self, Write};

use crate::{
    render::paint::{counted, printable},
    report::FmtReport,
};

/// Writes which files change.
pub(super) fn write(report: &FmtReport, out: &mut dyn Write) -> io::Result<()> {
    for file in &report.changed {
        writeln!(out, "{}", printable(&file.display().to_string()))?;
    }
    let (looked_at, side) = (counted(report.looked_at, "file"), printable(&report.side));
    let changed = match (report.changed.len(), report.written) {
        (0, _) => "none changes".to_owned(),
        (count, true) => format!("{count} formatted"),
        (count, false) => format!("{count} would change"),
    };
    writeln!(out, "{looked_at} of {side} looked at: {changed}.")
}
