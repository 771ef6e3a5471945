//! Checks for people: the findings with the lines that they are about, and a summary.

use std::io::{self, Write};

use super::finding::{label, write_findings};
use crate::{
    diff::{HunkLine, Sign},
    finding::Severity,
    render::paint::{Label, counted, paint, printable},
    report::{CheckReport, FixReport, FixedFile},
};

/// Each severity and its noun, the gravest first.
const SEVERITIES: [(Severity, &str); 3] =
    [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];

/// Writes the findings of a check and its summary.
pub(super) fn write(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    if let Some(fixes) = &report.fixes {
        write_fixes(fixes, out)?;
    }
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

/// Writes what was mended, file by file.
fn write_fixes(fixes: &FixReport, out: &mut dyn Write) -> io::Result<()> {
    for FixedFile { path, done, hunks } in &fixes.files {
        let sign = paint(Label::Modified, "~");
        writeln!(out, "{sign} {}", paint(Label::Heading, printable(&path.display().to_string())))?;
        for (rule, title) in done {
            writeln!(out, "    {}: {}", paint(Label::Aside, rule), printable(title))?;
        }
        for (at, hunk) in hunks.iter().enumerate() {
            if at > 0 {
                writeln!(out, "          {}", paint(Label::Aside, "…"))?;
            }
            hunk.lines.iter().try_for_each(|line| write_line(line, out))?;
        }
        writeln!(out)?;
    }
    let mended = counted(fixes.files.len(), "file");
    match fixes.files.iter().map(|file| file.done.len()).sum() {
        0 => writeln!(out, "Nothing was found that has one right answer."),
        count if fixes.written => writeln!(out, "{mended} mended, {} applied.", counted_fixes(count)),
        count => writeln!(
            out,
            "{mended} would be mended, with {}; nothing was written. Findings are about the files as they would be.",
            counted_fixes(count)
        ),
    }
}

fn write_line(line: &HunkLine, out: &mut dyn Write) -> io::Result<()> {
    let (label, sign) = match line.sign {
        Sign::Both => (Label::Aside, ' '),
        Sign::Before => (Label::Removed, '-'),
        Sign::After => (Label::Added, '+'),
    };
    let text = line.text.replace('\t', "    ");
    writeln!(out, "        {}", paint(label, format!("{sign} {}", printable(&text)).trim_end()))
}

fn counted_fixes(count: usize) -> String {
    if count == 1 { "1 fix".to_owned() } else { format!("{count} fixes") }
}
