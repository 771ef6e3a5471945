//! The step summary of GitHub Actions, as Markdown: what was checked, and all that was found, as far as there is room; of
//! a difference, what a comment shows.

use super::{
    super::{
        human,
        markdown::{self, Room},
    },
    COMMANDS, MOST_OF_A_KIND, Run, beside_lines, counted, from_root, printable, unannotated,
};
use crate::{
    finding::Finding,
    report::{DiffReport, Report},
};

/// What the last line needs at most.
const LAST_LINE: usize = 100;

/// The summary of a report in at most so many bytes; nothing where there is no room for its first lines.
pub fn summary(report: &Report, run: &Run<'_>, room: usize) -> String {
    let check = match report {
        Report::Check(check) => check,
        Report::Diff(diff) => return difference(diff, unannotated(&beside_lines(report)), run, room),
        _ => return String::new(),
    };
    let mut told = format!("### xcred {}\n\n{}\n\n", run.command, prose(&human::summary(check)));
    let more = unannotated(report.findings());
    if more > 0 {
        let kept = format!("GitHub keeps {MOST_OF_A_KIND} annotations of each kind");
        told.push_str(&format!("{kept}, so {} have none.\n\n", counted(more, "finding")));
    }
    if told.len() + LAST_LINE > room {
        return String::new();
    }
    add_rows(&mut told, report.findings(), run, room);
    told
}

/// A difference, and how many of its annotations GitHub drops.
fn difference(report: &DiffReport, more: usize, run: &Run<'_>, room: usize) -> String {
    let told = markdown::text(report, run, Room::Bytes(room.saturating_sub(LAST_LINE)));
    if more == 0 || told.is_empty() {
        return told;
    }
    format!("{told}GitHub keeps {MOST_OF_A_KIND} annotations of each kind; {more} have none.\n")
}

fn add_rows(told: &mut String, findings: &[Finding], run: &Run<'_>, room: usize) {
    let by_gravity = COMMANDS
        .iter()
        .flat_map(|(severity, _)| findings.iter().filter(move |finding| finding.rule.severity == *severity));
    let header = "| | Rule | Where | What |\n| --- | --- | --- | --- |\n";
    for (told_before, finding) in by_gravity.enumerate() {
        let row = row(finding, run);
        let header = if told_before == 0 { header } else { "" };
        if told.len() + header.len() + row.len() + LAST_LINE > room {
            told.push_str(&format!("\n{} more.\n", counted(findings.len() - told_before, "finding")));
            return;
        }
        told.push_str(header);
        told.push_str(&row);
    }
}

fn row(finding: &Finding, run: &Run<'_>) -> String {
    let place = finding.location.as_ref().map(|location| {
        let path = from_root(run.folder, &location.path);
        location.region.map_or_else(|| path.clone(), |region| format!("{path}:{}", region.start))
    });
    let (severity, rule, place) = (finding.rule.severity, finding.rule.id, plain(&place.unwrap_or_default()));
    let help = finding.help.as_ref().map_or_else(String::new, |help| format!("; {help}"));
    format!("| {severity} | `{rule}` | {place} | {} |\n", prose(&format!("{}{help}", finding.message)))
}

/// Words with names in backticks, as Markdown: the names stay code, and nothing else means anything.
fn prose(text: &str) -> String {
    let text = printable(text);
    let pieces: Vec<&str> = text.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        return plain(&text);
    }
    let piece = |(at, piece): (usize, &&str)| match at % 2 {
        0 => plain(piece),
        _ if piece.is_empty() => String::new(),
        _ => format!("`{}`", piece.replace('|', "\\|")),
    };
    pieces.iter().enumerate().map(piece).collect()
}

/// The text as Markdown in which nothing means anything.
fn plain(text: &str) -> String {
    let mut told = String::with_capacity(text.len());
    for character in printable(text).chars() {
        match character {
            '<' => told.push_str("&lt;"),
            '&' => told.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '!' => told.extend(['\\', character]),
            character => told.push(character),
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{finding::NOT_WELL_FORMED, metadata::ApiVersion, report::CheckReport};
    use std::path::Path;

    fn report(findings: Vec<Finding>) -> Report {
        let (side, api_version) = ("the project".to_owned(), ApiVersion::NEWEST_KNOWN);
        Report::Check(CheckReport { side, api_version, components: Vec::new(), fails_at: None, findings, fixes: None })
    }

    fn told(findings: Vec<Finding>, room: usize) -> String {
        summary(
            &report(findings),
            &Run { command: "check", status: 1, warnings: &[], folder: Path::new(""), project: Path::new("") },
            room,
        )
    }

    #[test]
    fn names_stay_code_and_nothing_else_means_anything() {
        assert_eq!(prose("`<a|b>` is *no* element"), "`<a\\|b>` is \\*no\\* element");
        assert_eq!(prose("`a`<img>`b` x"), "`a`&lt;img>`b` x");
        assert_eq!(prose("`a <img>"), "\\`a &lt;img>");
    }

    #[test]
    fn it_keeps_to_its_room_and_counts_what_has_none() {
        let many = vec![Finding::in_file(NOT_WELL_FORMED, "a.xml", "x"); 400];
        let short = told(many.clone(), 2000);
        assert!(short.len() <= 2000, "{}", short.len());
        let rows = short.lines().filter(|line| line.starts_with("| error")).count();
        assert!(short.ends_with(&format!("\n{} findings more.\n", 400 - rows)), "{short}");
        assert!(rows > 10);
        assert_eq!(told(many, 100), "");
    }
}
