//! Checks for people: the findings with the lines that they are about, and a summary.

use std::io::{self, Write};

use crate::{
    diff::{HunkLine, Sign},
    finding::Severity,
    render::paint::{Label, counted, paint, printable},
    report::{CheckReport, FixReport, FixedFile},
};

/// Writes what was mended, and the summary of a check.
pub(super) fn write(report: &CheckReport, out: &mut dyn Write) -> io::Result<()> {
    if let Some(fixes) = &report.fixes {
        write_fixes(fixes, out)?;
    }
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
