//! The reference page of a rule: what its table row says, as Markdown, with what xcred says of its example.
//!
//! Pages say what the table says and nothing else, so that whoever mends a rule has mended its page.

use anstream::adapter::strip_str;

use super::human::write_findings;
use crate::{
    check::CheckRule,
    finding::{Finding, Severity},
    metadata::reference::phrase,
};

/// The page of one rule.
pub fn page(rule: &CheckRule) -> String {
    let mut page = format!("# {}\n\n{}\n\n{}", rule.rule.id, rule.rule.summary, facts(rule));
    for (title, text) in [("Why", rule.why), ("Way out", rule.way_out)] {
        page.push_str(&format!("\n## {title}\n\n{text}\n"));
    }
    let findings = rule.example_findings();
    if !findings.is_empty() {
        page.push_str(&format!("\n## Example\n{}", files(rule.wrong_files())));
        let version = rule.example.version.map_or_else(String::new, |version| format!(" --api-version {version}"));
        page.push_str(&format!("\nWhat `xcred check{version}` says:\n\n```text\n{}\n```\n", said(&findings)));
        page.push_str(&format!("\nMended:\n{}", files(rule.mended_files())));
    }
    page + &format!("\n## Source\n\n{}\n", rule.source)
}

fn facts(rule: &CheckRule) -> String {
    let facts = [
        ("Severity", rule.rule.severity.to_string()),
        ("Mended by `xcred check --fix`", if rule.fixable { "yes" } else { "no" }.to_owned()),
        ("Since", format!("xcred {}", rule.since)),
        ("Known from", phrase::evidence(rule.evidence).to_owned()),
    ];
    facts.iter().map(|(title, text)| format!("- {title}: {text}\n")).collect()
}

fn files(files: Vec<(&str, String)>) -> String {
    let file = |(path, text): (&str, String)| {
        let text = text.trim_end_matches('\n');
        // A fence has to be longer than any in the file.
        let fence = "`".repeat(if text.contains("```") { 4 } else { 3 });
        let language = if text.starts_with('<') { "xml" } else { "text" };
        format!("\n`{path}`\n\n{fence}{language}\n{text}\n{fence}\n")
    };
    files.into_iter().map(file).collect()
}

fn said(findings: &[Finding]) -> String {
    let mut shown = Vec::new();
    write_findings(findings, &mut shown).expect("memory takes everything");
    strip_str(&String::from_utf8_lossy(&shown)).to_string().trim_end().to_owned()
}

/// The index of all pages, each as `ID.md` beside it.
pub fn index(rules: &[&CheckRule]) -> String {
    let mut page = String::from("# Rules\n\nOne page for each rule of `xcred check`.\n");
    for (severity, title) in [(Severity::Error, "Errors"), (Severity::Warning, "Warnings"), (Severity::Note, "Notes")] {
        let of_kind: Vec<&&CheckRule> = rules.iter().filter(|rule| rule.rule.severity == severity).collect();
        if !of_kind.is_empty() {
            let rows: String = of_kind.into_iter().map(|rule| row(rule)).collect();
            page.push_str(&format!(
                "\n## {title}\n\n| Rule | What it finds | Mended by `--fix` |\n| --- | --- | --- |\n{rows}"
            ));
        }
    }
    page
}

fn row(rule: &CheckRule) -> String {
    let (id, fixable) = (rule.rule.id, if rule.fixable { "yes" } else { "" });
    format!("| [{id}]({id}.md) | {} | {fixable} |\n", rule.rule.summary.replace('|', "\\|"))
}
