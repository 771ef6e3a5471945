//! Reports for machines: one JSON document on every path, errors too. `docs/schema/output.json` describes it.
//!
//! The wire types here are apart from the domain on purpose: a rename in the code must not change what others read.

mod deploy;
mod diff;
mod envelope;
mod explain;
mod harmless;
mod login;
mod org;
mod plan;
mod scan;
mod trouble;

pub use envelope::{ErrorBody, SCHEMA_VERSION, write_error, write_report};

use std::{
    borrow::Cow,
    io::{self, BufWriter, Write},
};

use serde::Serialize;

use crate::{
    finding::{Edit, Excerpt, ExcerptLine, Finding, Fix, Location, Region},
    metadata::Manifest,
};

/// Bytes of a document that are written at once.
const BUFFER: usize = 64 * 1024;

/// A finding on the wire.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct FindingBody<'a> {
    rule: &'a str,
    severity: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    component: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<PlaceBody<'a>>,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    excerpt: Option<ExcerptBody<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<FixBody<'a>>,
}

/// The lines that a finding is about, on the wire: `***` stands where something is hidden.
#[derive(Serialize)]
struct ExcerptBody<'a> {
    lines: Vec<LineBody<'a>>,
    omitted: usize,
}

/// A line of a file on the wire; the columns are those of the text beside them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LineBody<'a> {
    line: usize,
    text: &'a str,
    column: usize,
    end_column: usize,
}

/// The one right answer on the wire; no edits where they can hold a secret.
#[derive(Serialize)]
struct FixBody<'a> {
    title: &'a str,
    edits: Option<Vec<EditBody<'a>>>,
}

/// An edit of the finding's file on the wire.
#[derive(Serialize)]
struct EditBody<'a> {
    #[serde(flatten)]
    region: RegionBody,
    replacement: &'a str,
}

/// A place in a file on the wire; lines and columns count from 1.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PlaceBody<'a> {
    file: Cow<'a, str>,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    region: Option<RegionBody>,
}

/// A part of a file on the wire; the end is exclusive.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RegionBody {
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

/// The members of one type of a manifest on the wire.
#[derive(Serialize)]
struct TypeBody<'a> {
    name: &'a str,
    members: Vec<&'a str>,
}

impl<'a> From<&'a Finding> for FindingBody<'a> {
    fn from(finding: &'a Finding) -> Self {
        Self {
            rule: finding.rule.id,
            severity: finding.rule.severity.to_string(),
            component: finding.component.as_ref().map(ToString::to_string),
            location: finding.location.as_ref().map(PlaceBody::from),
            message: &finding.message,
            help: finding.help.as_deref(),
            excerpt: finding.excerpt.as_ref().map(ExcerptBody::from),
            fix: finding.fix.as_ref().map(FixBody::from),
        }
    }
}

impl<'a> From<&'a Excerpt> for ExcerptBody<'a> {
    fn from(excerpt: &'a Excerpt) -> Self {
        let line = |line: &'a ExcerptLine| LineBody {
            line: line.number,
            text: &line.text,
            column: line.marked.start + 1,
            end_column: line.marked.end + 1,
        };
        Self { lines: excerpt.lines.iter().map(line).collect(), omitted: excerpt.omitted }
    }
}

impl<'a> From<&'a Fix> for FixBody<'a> {
    fn from(fix: &'a Fix) -> Self {
        let edit =
            |edit: &'a Edit| EditBody { region: RegionBody::from(edit.region), replacement: edit.replacement.as_str() };
        Self { title: &fix.title, edits: (!fix.conceals).then(|| fix.edits.iter().map(edit).collect()) }
    }
}

impl<'a> From<&'a Location> for PlaceBody<'a> {
    fn from(location: &'a Location) -> Self {
        Self { file: path_text(&location.path), region: location.region.map(RegionBody::from) }
    }
}

impl From<Region> for RegionBody {
    fn from(region: Region) -> Self {
        let (start, end) = (region.start, region.end);
        Self { line: start.line, column: start.column, end_line: end.line, end_column: end.column }
    }
}

/// Writes a document of whatever shape, with characters that cannot be seen written as escapes, and a line end.
pub(super) fn write_document(document: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    // JSON is written in many small pieces, and a buffer of a known type takes them without a call for each.
    let mut out = BufWriter::with_capacity(BUFFER, out);
    document.serialize(&mut serde_json::Serializer::with_formatter(&mut out, harmless::Harmless::default()))?;
    writeln!(out)?;
    out.flush()
}

fn findings_of(findings: &[Finding]) -> Vec<FindingBody<'_>> {
    findings.iter().map(FindingBody::from).collect()
}

fn types_of(manifest: &Manifest) -> Vec<TypeBody<'_>> {
    let filled = manifest.types().filter(|(_, members)| !members.is_empty());
    filled
        .map(|(name, members)| {
            let wildcard = members.wildcard.then_some("*").into_iter();
            let names = members.names.iter().map(crate::metadata::FullName::as_str);
            TypeBody { name: name.as_str(), members: wildcard.chain(names).collect() }
        })
        .collect()
}

fn path_text(path: &std::path::Path) -> Cow<'_, str> {
    let text = path.to_string_lossy();
    if text.contains('\\') { Cow::Owned(text.replace('\\', "/")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        finding::NOT_WELL_FORMED,
        xml::{Position, Span},
    };
    use serde_json::json;

    #[test]
    fn edits_that_can_hold_a_secret_are_not_told() {
        let region = Region::at(Position { line: 1, column: 2 });
        let edit = Edit { span: Span::new(1, 1), region, replacement: "hunter2".to_owned() };
        let fix = |conceals| Fix { title: "move it".to_owned(), edits: vec![edit.clone()], conceals };
        let told = |conceals| {
            let mut finding = Finding::in_file(NOT_WELL_FORMED, "a.xml", "x");
            finding.fix = Some(fix(conceals));
            serde_json::to_value(FindingBody::from(&finding)).unwrap()["fix"].clone()
        };
        let edits = json!([{ "line": 1, "column": 2, "endLine": 1, "endColumn": 2, "replacement": "hunter2" }]);
        assert_eq!(told(false), json!({ "title": "move it", "edits": edits }));
        assert_eq!(told(true), json!({ "title": "move it", "edits": null }));
    }
}
