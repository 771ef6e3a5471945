//! Scans on the wire.

use std::borrow::Cow;

use serde::Serialize;
use serde_json::{Value, json};

use super::{FindingBody, findings_of, path_text};
use crate::{
    metadata::{ApiVersion, FullName, TypeName},
    report::{PrincipalName, ReferenceFound, ScanReport, ScannedComponent, There, WhyReport},
};

/// A scan on the wire. Thousands of components pass here, so they are written as they come and not as a tree of values.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ScanBody<'a> {
    api_version: Option<ApiVersion>,
    components: Vec<ComponentBody<'a>>,
    findings: Vec<FindingBody<'a>>,
    ignored: usize,
    side: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ComponentBody<'a> {
    file: Cow<'a, str>,
    flow: Option<&'a str>,
    full_name: &'a FullName,
    principals: Vec<PrincipalBody<'a>>,
    protocol: Option<&'a str>,
    refers_to: Vec<ReferenceBody<'a>>,
    r#type: &'a TypeName,
}

#[derive(Serialize)]
struct PrincipalBody<'a> {
    name: &'a str,
    r#type: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReferenceBody<'a> {
    full_name: &'a FullName,
    present: bool,
    principal: Option<&'a str>,
    r#type: &'a TypeName,
}

impl<'a> From<&'a ScanReport> for ScanBody<'a> {
    fn from(report: &'a ScanReport) -> Self {
        Self {
            api_version: report.api_version,
            components: report.components.iter().map(ComponentBody::from).collect(),
            findings: findings_of(&report.findings),
            ignored: report.ignored,
            side: &report.side,
        }
    }
}

impl<'a> From<&'a ScannedComponent> for ComponentBody<'a> {
    fn from(component: &'a ScannedComponent) -> Self {
        let principal = |one: &'a PrincipalName| PrincipalBody { name: &one.name, r#type: &one.kind };
        let reference = |one: &'a ReferenceFound| ReferenceBody {
            full_name: &one.to.full_name,
            present: one.present,
            principal: one.principal.as_deref(),
            r#type: &one.to.type_name,
        };
        Self {
            file: path_text(&component.file),
            flow: component.flow.as_deref(),
            full_name: &component.id.full_name,
            principals: component.principals.iter().map(principal).collect(),
            protocol: component.protocol.as_deref(),
            refers_to: component.refers_to.iter().map(reference).collect(),
            r#type: &component.id.type_name,
        }
    }
}

pub(super) fn why_body(report: &WhyReport) -> Value {
    json!({
        "file": path_text(&report.file),
        "component": report.component,
        "likelyName": report.likely_name,
        "there": match report.there {
            There::File => "file",
            There::Folder => "folder",
            There::Nothing => "nothing",
        },
        "outsidePackageDirectories": report.outside,
        "ignored": report.ignored,
        "decidedBy": report.decided_by,
    })
}
