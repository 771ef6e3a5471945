//! Findings as `JUnit` XML: one test case for each component, so that a merge request names the components that broke and
//! those that were mended, and counts all that were checked.
//!
//! A component fails where one of its findings makes the run fail; its other findings are in the output of its case.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use anstream::adapter::strip_str;

use super::{Run, human::write_findings, paint::counted, place::from_root};
use crate::{finding::Finding, report::Report, xml};

/// What was found in one component, or in a file that is none.
#[derive(Default)]
struct Case<'r> {
    failing: Vec<&'r Finding>,
    passing: Vec<&'r Finding>,
}

/// Writes the findings of a report as one suite.
pub(super) fn write(report: &Report, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let cases = cases(report, run);
    let failures = cases.values().filter(|case| !case.failing.is_empty()).count();
    let counts = format!(r#"tests="{}" failures="{failures}" errors="0""#, cases.len());
    let suite = attribute(&format!("xcred {}", run.command));
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    writeln!(out, r#"<testsuites name="{suite}" {counts}>"#)?;
    writeln!(out, r#"  <testsuite name="{suite}" {counts} skipped="0">"#)?;
    for ((class, name), case) in &cases {
        write_case(class, name, case, run, out)?;
    }
    writeln!(out, "  </testsuite>\n</testsuites>")
}

/// The cases by class and name: the type and the full name of a component.
fn cases<'r>(report: &'r Report, run: &Run<'_>) -> BTreeMap<(String, String), Case<'r>> {
    let name = |id: &crate::metadata::ComponentId| (id.type_name.to_string(), id.full_name.to_string());
    let mut cases: BTreeMap<(String, String), Case<'r>> =
        report.checked().iter().map(|id| (name(id), Case::default())).collect();
    for finding in report.findings() {
        let file = || finding.location.as_ref().map(|location| from_root(run.folder, &location.path));
        let of_file = || ("File".to_owned(), file().unwrap_or_default());
        let case = cases.entry(finding.component.as_ref().map_or_else(of_file, name)).or_default();
        let list = if report.fails(finding) { &mut case.failing } else { &mut case.passing };
        list.push(finding);
    }
    cases
}

fn write_case(class: &str, name: &str, case: &Case<'_>, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let first = case.failing.iter().chain(&case.passing).find_map(|finding| finding.location.as_ref());
    let file = first.map(|location| format!(r#" file="{}""#, attribute(&from_root(run.folder, &location.path))));
    let head =
        format!(r#"<testcase classname="{}" name="{}"{}"#, attribute(class), attribute(name), file.unwrap_or_default());
    if case.failing.is_empty() && case.passing.is_empty() {
        return writeln!(out, "    {head}/>");
    }
    writeln!(out, "    {head}>")?;
    if let Some(first) = case.failing.first() {
        let more = case.failing.len() - 1;
        let more = if more == 0 { String::new() } else { format!(", and {} more", counted(more, "finding")) };
        let message = attribute(&format!("{}{more}", first.message));
        let text = text(&case.failing)?;
        writeln!(out, r#"      <failure type="{}" message="{message}">{text}</failure>"#, attribute(first.rule.id))?;
    }
    if !case.passing.is_empty() {
        writeln!(out, "      <system-out>{}</system-out>", text(&case.passing)?)?;
    }
    writeln!(out, "    </testcase>")
}

/// The findings as people read them, without colours, as character data.
fn text(findings: &[&Finding]) -> io::Result<String> {
    let mut shown = Vec::new();
    let findings: Vec<Finding> = findings.iter().map(|finding| (*finding).clone()).collect();
    write_findings(&findings, &mut shown)?;
    let shown = String::from_utf8_lossy(&shown);
    Ok(xml::escape::escape(&allowed(&strip_str(&shown).to_string())).trim_end().to_owned())
}

fn attribute(text: &str) -> String {
    xml::escape::escape(&allowed(&super::paint::printable(text))).into_owned()
}

/// The text without the characters that XML 1.0 does not have (2.2).
fn allowed(text: &str) -> String {
    text.chars().filter(|character| xml::names::is_character(*character)).collect()
}
