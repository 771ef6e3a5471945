//! The counts of a difference as variables, one a line: `XCRED_CHANGES=3`. What GitLab reads as `artifacts:reports:dotenv`
//! and a shell as assignments.
//!
//! GitLab takes letters, digits and `_` in names, no empty line, no comment, no quotes and no value of several lines.

use std::io::{self, Write};

use super::tally::tally;
use crate::report::Report;

/// Writes the counts of a difference; nothing for other reports.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let Report::Diff(diff) = report else { return Ok(()) };
    tally(diff).iter().try_for_each(|(name, value)| writeln!(out, "XCRED_{}={value}", name.to_ascii_uppercase()))
}
