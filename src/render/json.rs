//! Reports for machines: one JSON document on every path, errors too. `docs/schema/output.json` describes it.
//!
//! The wire types here are apart from the domain on purpose: a rename in the code must not change what others read.

mod deploy;
mod diff;
mod envelope;
mod harmless;
mod scan;

pub use envelope::{ErrorBody, SCHEMA_VERSION, write_error, write_report};

use std::borrow::Cow;

use serde::Serialize;

use crate::{
    finding::{Finding, Location, Region},
    metadata::Manifest,
};

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
        }
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
