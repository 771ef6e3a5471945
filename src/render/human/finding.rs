//! Findings for people: severity, rule, place, what is wrong, the way out.

use std::io::{self, Write};

use crate::{
    finding::{Finding, Severity},
    render::paint::{Label, paint, printable},
};

/// Writes findings, in the order in which they are given.
pub fn write_findings(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    for finding in findings {
        let label = match finding.rule.severity {
            Severity::Error => Label::Error,
            Severity::Warning => Label::Warning,
            Severity::Note => Label::Note,
        };
        let severity = paint(label, finding.rule.severity);
        writeln!(out, "{severity}[{}]: {}", finding.rule.id, printable(&finding.message))?;
        if let Some(location) = &finding.location {
            writeln!(out, "  {} {}", paint(Label::Aside, "at"), printable(&location.to_string()))?;
        }
        if let Some(help) = &finding.help {
            writeln!(out, "  {}: {}", paint(Label::Note, "help"), printable(help))?;
        }
    }
    Ok(())
}
