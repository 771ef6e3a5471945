//! Findings for people: severity, rule, place, what is wrong, the lines that it is about, the way out.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::{
    finding::{Excerpt, ExcerptLine, Finding, Severity},
    render::paint::{Label, counted, paint, printable, shown},
};

/// Writes findings, in the order in which they are given.
pub fn write_findings(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    findings.iter().try_for_each(|finding| write_finding(finding, out))
}

fn write_finding(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let severity = paint(label(finding.rule.severity), finding.rule.severity);
    writeln!(out, "{severity}[{}]: {}", finding.rule.id, printable(&finding.message))?;
    match &finding.excerpt {
        Some(excerpt) => write_with_lines(finding, excerpt, out),
        None => write_plainly(finding, out),
    }
}

/// The label of a severity.
pub(super) fn label(severity: Severity) -> Label {
    match severity {
        Severity::Error => Label::Error,
        Severity::Warning => Label::Warning,
        Severity::Note => Label::Note,
    }
}

fn write_plainly(finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    if let Some(location) = &finding.location {
        writeln!(out, "  {} {}", paint(Label::Aside, "at"), printable(&location.to_string()))?;
    }
    if let Some(help) = &finding.help {
        writeln!(out, "  {}: {}", paint(Label::Note, "help"), printable(help))?;
    }
    Ok(())
}

fn write_with_lines(finding: &Finding, excerpt: &Excerpt, out: &mut dyn Write) -> io::Result<()> {
    let widest = excerpt.lines.iter().map(|line| line.number).max().unwrap_or_default().to_string().len();
    let gutter = |text: &str, mark: &str| paint(Label::Aside, format!("{text:>widest$} {mark}"));
    if let Some(location) = &finding.location {
        writeln!(out, "{}{} {}", " ".repeat(widest), paint(Label::Aside, "-->"), printable(&location.to_string()))?;
    }
    writeln!(out, "{}", gutter("", "|"))?;
    for line in &excerpt.lines {
        let (text, carets) = drawn(line);
        writeln!(out, "{}{}{text}", gutter(&line.number.to_string(), "|"), if text.is_empty() { "" } else { " " })?;
        writeln!(out, "{} {}", gutter("", "|"), paint_carets(finding.rule.severity, &carets))?;
    }
    if excerpt.omitted > 0 {
        writeln!(out, "{} … {} more", gutter("", "|"), counted(excerpt.omitted, "line"))?;
    }
    if let Some(help) = &finding.help {
        writeln!(out, "{} {}: {}", gutter("", "="), paint(Label::Note, "help"), printable(help))?;
    }
    if let Some(fix) = &finding.fix {
        let title = printable(&fix.title);
        writeln!(out, "{} {}: {title}; `xcred check --fix` does it", gutter("", "="), paint(Label::Good, "fix"))?;
    }
    writeln!(out)
}

fn paint_carets(severity: Severity, carets: &str) -> String {
    let blank = carets.len() - carets.trim_start().len();
    format!("{}{}", &carets[..blank], paint(label(severity), &carets[blank..]))
}

/// A line as a terminal shows it, and the carets under what it is about. Carets are counted in columns of the terminal,
/// so that wide characters, tabs and what is written out move them as they move the text.
fn drawn(line: &ExcerptLine) -> (String, String) {
    let mut text = String::new();
    let (mut before, mut marked) = (0, 0);
    // What is about several lines is not about how they are indented.
    let indent = line.text.chars().take_while(|character| character.is_whitespace()).count();
    let start = if indent < line.marked.end { line.marked.start.max(indent) } else { line.marked.start };
    for (at, character) in line.text.chars().enumerate() {
        let piece = shown(character);
        let width = piece.width();
        text.push_str(&piece);
        if at < start {
            before += width;
        } else if at < line.marked.end {
            marked += width;
        }
    }
    (text.trim_end().to_owned(), " ".repeat(before) + &"^".repeat(marked.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carets(text: &str, marked: std::ops::Range<usize>) -> String {
        let (text, carets) = drawn(&ExcerptLine { number: 1, text: text.to_owned(), marked });
        format!("{text}\n{carets}")
    }

    #[test]
    fn carets_stand_under_the_text() {
        assert_eq!(carets("<a>b</a>", 3..4), "<a>b</a>\n   ^");
        assert_eq!(carets("\t<a>b", 4..5), "    <a>b\n       ^");
        assert_eq!(carets("漢字<a>", 2..5), "漢字<a>\n    ^^^");
        assert_eq!(carets("é漢<", 1..2), "é漢<\n ^^");
        assert_eq!(carets("e\u{301}x", 2..3), "e\u{301}x\n ^");
    }

    #[test]
    fn what_cannot_be_seen_is_written_out_and_moves_the_carets() {
        assert_eq!(carets("\u{1b}[2Jx", 4..5), "\\u{1b}[2Jx\n         ^");
        assert_eq!(carets("\u{202e}", 0..1), "\\u{202e}\n^^^^^^^^");
    }

    #[test]
    fn indentation_is_not_marked_unless_it_is_all_there_is() {
        assert_eq!(carets("\t  a b", 0..6), "      a b\n      ^^^");
        assert_eq!(carets("   x", 1..2), "   x\n ^");
    }

    #[test]
    fn an_empty_mark_is_one_caret() {
        assert_eq!(carets("ab", 2..2), "ab\n  ^");
        assert_eq!(carets("", 0..0), "\n^");
    }
}
