//! Findings and changes as SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format"), which code scanning services read.
//!
//! Columns count characters, and the run says so (`columnKind`). Files are named from the root of the repository, which
//! `%SRCROOT%` stands for; no path of the machine is in the document.

use std::{
    collections::BTreeMap,
    io::{self, Write},
    path::Path,
};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::{
    Run,
    changes::beside_lines,
    json::write_document,
    place::{fingerprints, from_root},
};
use crate::{
    check::rules::rule_named,
    finding::{Finding, Fix, Region},
    report::Report,
};

/// What stands for the root of the repository.
const ROOT: &str = "%SRCROOT%";

/// What a path of a URI writes as escapes: all but the unreserved characters and `/` (RFC 3986, 2.3 and 3.3).
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Writes the findings of a report as one run.
pub(super) fn write(report: &Report, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let findings = &*beside_lines(report);
    let rules: BTreeMap<&str, &Finding> = findings.iter().map(|finding| (finding.rule.id, finding)).collect();
    let index: BTreeMap<&str, usize> = rules.keys().enumerate().map(|(at, id)| (*id, at)).collect();
    let marks = fingerprints(findings, run.folder);
    let result = |(finding, mark): (&Finding, &String)| result(finding, index[finding.rule.id], mark, run.folder);
    let results: Vec<Value> = findings.iter().zip(&marks).map(result).collect();
    write_document(
        &json!({
            "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            "version": "2.1.0",
            "runs": [{
                "tool": { "driver": {
                    "name": "xcred",
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "version": env!("CARGO_PKG_VERSION"),
                    "rules": rules.values().map(|finding| rule(finding)).collect::<Vec<_>>(),
                } },
                "automationDetails": { "id": format!("xcred {}/", run.command) },
                "invocations": [{ "executionSuccessful": true, "exitCode": run.status }],
                "originalUriBaseIds": { ROOT: { "description": { "text": "The root of the repository." } } },
                "columnKind": "unicodeCodePoints",
                "newlineSequences": ["\r\n", "\n", "\r"],
                "results": results,
            }],
        }),
        out,
    )
}

fn rule(finding: &Finding) -> Value {
    let mut told = json!({
        "id": finding.rule.id,
        "shortDescription": { "text": finding.rule.summary },
        "defaultConfiguration": { "level": finding.rule.severity.to_string() },
    });
    if let Some(rule) = rule_named(finding.rule.id) {
        let (why, way_out, source) = (rule.why, rule.way_out, rule.source);
        told["fullDescription"] = json!({ "text": why });
        told["help"] = json!({
            "text": format!("{why}\n\n{way_out}\n\nSource: {source}"),
            "markdown": format!("{why}\n\n**Way out**: {way_out}\n\n**Source**: {source}"),
        });
        told["defaultConfiguration"] = json!({ "level": rule.rule.severity.to_string() });
    }
    told
}

fn result(finding: &Finding, index: usize, mark: &str, folder: &Path) -> Value {
    let help = finding.help.as_ref().map_or_else(String::new, |help| format!(" Help: {}", sentence(help)));
    let mut told = json!({
        "ruleId": finding.rule.id,
        "ruleIndex": index,
        "level": finding.rule.severity.to_string(),
        "message": { "text": without_links(&format!("{}{help}", sentence(&finding.message))) },
        "partialFingerprints": { "primaryLocationLineHash": mark },
    });
    if let Some(location) = &finding.location {
        let artifact = artifact(folder, &location.path);
        let mut place = json!({ "physicalLocation": { "artifactLocation": artifact } });
        if let Some(part) = location.region {
            place["physicalLocation"]["region"] = region(part);
        }
        if let Some(component) = &finding.component {
            place["logicalLocations"] = json!([{ "fullyQualifiedName": component.to_string(), "kind": "object" }]);
        }
        if let Some(fix) = finding.fix.as_ref().filter(|fix| !fix.conceals) {
            told["fixes"] = json!([fixed(fix, &artifact)]);
        }
        told["locations"] = json!([place]);
    }
    told
}

/// The text without what a viewer takes for a link: `[text](target)` is one in plain text too (3.11.6).
fn without_links(text: &str) -> String {
    text.replace("](", "]\\(")
}

/// The words with the stop at their end that a sentence has.
fn sentence(words: &str) -> String {
    let stop = if words.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{words}{stop}")
}

fn artifact(folder: &Path, path: &Path) -> Value {
    let path = from_root(folder, path);
    json!({ "uri": utf8_percent_encode(&path, IN_PATH).to_string(), "uriBaseId": ROOT })
}

fn fixed(fix: &Fix, artifact: &Value) -> Value {
    let replacement = |edit: &crate::finding::Edit| json!({ "deletedRegion": region(edit.region), "insertedContent": { "text": edit.replacement } });
    json!({
        "description": { "text": fix.title },
        "artifactChanges": [{
            "artifactLocation": artifact,
            "replacements": fix.edits.iter().map(replacement).collect::<Vec<_>>(),
        }],
    })
}

fn region(region: Region) -> Value {
    json!({
        "startLine": region.start.line,
        "startColumn": region.start.column,
        "endLine": region.end.line,
        "endColumn": region.end.column,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        finding::{Edit, NOT_WELL_FORMED},
        xml::{Position, Span},
    };

    #[test]
    fn edits_that_can_hold_a_secret_are_not_told() {
        let region = Region::at(Position { line: 1, column: 2 });
        let edit = Edit { span: Span::new(1, 1), region, replacement: "hunter2".to_owned() };
        let mut finding = Finding::in_file(NOT_WELL_FORMED, "a.xml", "x").at(region);
        finding.fix = Some(Fix { title: "move it".to_owned(), edits: vec![edit], conceals: false });
        let told = |finding: &Finding| result(finding, 0, "1:1", Path::new(""));
        assert_eq!(
            told(&finding)["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"],
            "hunter2"
        );
        finding.fix.as_mut().unwrap().conceals = true;
        assert!(!told(&finding).to_string().contains("hunter2"));
    }

    #[test]
    fn messages_are_sentences() {
        assert_eq!(
            (sentence("delete it"), sentence("did you mean `x`?")),
            ("delete it.".into(), "did you mean `x`?".into())
        );
    }
}
