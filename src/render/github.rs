//! Findings and changes for GitHub Actions: workflow commands, which the runner turns into annotations, and a step summary.
//!
//! The runner takes a line that starts with `::` for a command. Whatever comes from a file is escaped as "Workflow
//! commands for GitHub Actions" says, so that no value starts a command of its own or ends the one that it stands in.
//! Of one step the runner keeps ten annotations of each kind and drops the others in silence; the gravest come first,
//! and the summary counts the rest.

mod outputs;
mod summary;

use std::io::{self, Write};

use super::{
    Run,
    changes::beside_lines,
    paint::{counted, printable},
    place::from_root,
};
use crate::{
    finding::{Finding, Severity},
    report::Report,
};

pub use outputs::outputs;
pub use summary::summary;

/// So many annotations of each kind are kept of one step.
pub const MOST_OF_A_KIND: usize = 10;

/// Each severity and the command that annotates it, the gravest first.
const COMMANDS: [(Severity, &str); 3] =
    [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "notice")];

/// Writes the findings and changes of a report as workflow commands.
pub(super) fn write(report: &Report, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    write_annotations(report, run, out)?;
    let noun = if matches!(report, Report::Diff(_)) { "annotation" } else { "finding" };
    match unannotated(&beside_lines(report)) {
        0 => Ok(()),
        more => writeln!(out, "{} more; GitHub keeps {MOST_OF_A_KIND} of each kind for a step", counted(more, noun)),
    }
}

/// Writes as many annotations as GitHub keeps, the gravest first.
pub fn write_annotations(report: &Report, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let findings = beside_lines(report);
    for (severity, command) in COMMANDS {
        let of_kind = findings.iter().filter(|finding| finding.rule.severity == severity);
        for finding in of_kind.take(MOST_OF_A_KIND) {
            writeln!(out, "{}", annotation(command, finding, run))?;
        }
    }
    Ok(())
}

/// How many findings get no annotation.
fn unannotated(findings: &[Finding]) -> usize {
    let of = |severity| findings.iter().filter(|finding| finding.rule.severity == severity).count();
    COMMANDS.iter().map(|(severity, _)| of(*severity).saturating_sub(MOST_OF_A_KIND)).sum()
}

fn annotation(command: &str, finding: &Finding, run: &Run<'_>) -> String {
    let mut properties = Vec::new();
    if let Some(location) = &finding.location {
        properties.push(format!("file={}", property(&from_root(run.folder, &location.path))));
        if let Some(region) = location.region {
            properties.push(format!("line={},endLine={}", region.start.line, region.end.line));
            // A column belongs to one line: with more of them GitHub refuses it.
            if region.start.line == region.end.line {
                properties.push(format!("col={}", region.start.column));
            }
        }
    }
    properties.push(format!("title={}", property(finding.rule.id)));
    let help = finding.help.as_ref().map_or_else(String::new, |help| format!("%0A{}", data(help)));
    format!("::{command} {}::{}{help}", properties.join(","), data(&finding.message))
}

/// A text as the data of a command.
fn data(text: &str) -> String {
    printable(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A text as a property of a command.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// The text without what the runner takes for a command wherever it stands: `##[` is the older form of `::`.
pub fn without_commands(text: &str) -> String {
    text.replace("##[", "##\\[")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::NOT_WELL_FORMED;
    use std::path::Path;

    fn run() -> Run<'static> {
        Run { command: "check", status: 1, warnings: &[], folder: Path::new("sub"), project: Path::new("") }
    }

    #[test]
    fn no_value_ends_its_command_or_starts_another() {
        let finding =
            Finding::in_file(NOT_WELL_FORMED, "a,line=9::b%.xml", "100%\r\n::set-env name=A::b ##[add-path]c");
        let finding = finding.with_help("do\n::error::x");
        let told = annotation("error", &finding, &run());
        assert_eq!(
            told,
            "::error file=sub/a%2Cline=9%3A%3Ab%25.xml,title=not-well-formed::100%25\\r\\n::set-env name=A::b \
             ##[add-path]c%0Ado\\n::error::x"
        );
        assert_eq!(told.lines().count(), 1);
        assert_eq!(without_commands("x ##[add-mask]y"), "x ##\\[add-mask]y");
    }

    #[test]
    fn what_github_drops_is_counted() {
        let error = Finding::in_file(NOT_WELL_FORMED, "a", "x");
        let mut note = error.clone();
        note.rule.severity = Severity::Note;
        let findings = [vec![note; 11], vec![error; 13]].concat();
        assert_eq!(unannotated(&findings), 4);
    }
}
