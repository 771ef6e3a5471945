//! The document around every result: version, status, command, result or error, warnings.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::{
    deploy, diff, explain, findings_of, login, org, path_text, plan,
    scan::{self, ScanBody},
    types_of, write_document,
};
use crate::report::{CheckReport, FixReport, FixedFile, FmtReport, ManifestReport, PracticeReport, Report};

/// The version of the document's shape.
pub const SCHEMA_VERSION: u8 = 1;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    schema_version: u8,
    status: u8,
    command: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<Body<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a ErrorBody>,
    warnings: &'a [String],
}

/// A result on the wire.
#[derive(Serialize)]
#[serde(untagged)]
enum Body<'a> {
    Scan(ScanBody<'a>),
    Tree(Value),
}

/// An error on the wire.
#[derive(Debug, Serialize)]
pub struct ErrorBody {
    /// A stable name for the kind of error.
    pub name: String,
    /// What went wrong.
    pub message: String,
    /// Why, from the nearest cause to the last.
    pub causes: Vec<String>,
    /// What to do about it.
    pub hints: Vec<String>,
    /// The trouble that it is, where it is one that we know: `xcred explain` says more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trouble: Option<&'static str>,
}

/// Writes a result.
pub fn write_report(
    command: &str,
    status: u8,
    report: &Report,
    warnings: &[String],
    out: &mut dyn Write,
) -> io::Result<()> {
    let result = Some(body_of(report));
    write_document(&Envelope { schema_version: SCHEMA_VERSION, status, command, result, error: None, warnings }, out)
}

/// Writes an error, with what was already known when it happened: the id of a deployment, for one.
pub fn write_error(
    command: &str,
    status: u8,
    error: &ErrorBody,
    known: Option<&Value>,
    warnings: &[String],
    out: &mut dyn Write,
) -> io::Result<()> {
    let (result, error) = (known.cloned().map(Body::Tree), Some(error));
    write_document(&Envelope { schema_version: SCHEMA_VERSION, status, command, result, error, warnings }, out)
}

fn body_of(report: &Report) -> Body<'_> {
    Body::Tree(match report {
        Report::Scan(report) => return Body::Scan(ScanBody::from(report)),
        Report::Why(report) => scan::why_body(report),
        Report::Check(report) => check_body(report),
        Report::Explain(report) => explain::body(report),
        Report::Fmt(report) => fmt_body(report),
        Report::Manifest(report) => manifest_body(report),
        Report::Diff(report) => diff::body(report),
        Report::Plan(report) => plan::body(report),
        Report::Deploy(report) => deploy::body(report),
        Report::Practice(report) => practice_body(report),
        Report::OrgList(report) => org::list_body(report),
        Report::OrgShow(report) => org::show_body(report),
        Report::Login(report) => login::body(report),
        Report::Logout(report) => login::ended_body(report),
        Report::Done(sentence) => json!({ "message": sentence }),
    })
}

fn manifest_body(report: &ManifestReport) -> Value {
    json!({
        "file": report.file.as_deref().map(path_text),
        "merged": report.merged,
        "apiVersion": report.manifest.version,
        "types": types_of(&report.manifest),
        "findings": findings_of(&report.findings),
    })
}

fn check_body(report: &CheckReport) -> Value {
    let mut body = json!({
        "side": report.side,
        "apiVersion": report.api_version,
        "components": report.components.len(),
        "findings": findings_of(&report.findings),
    });
    if let Some(fixes) = &report.fixes {
        body["fixes"] = fixes_body(fixes);
    }
    body
}

fn fixes_body(fixes: &FixReport) -> Value {
    let done = |(rule, title): &(&str, String)| json!({ "rule": rule, "title": title });
    let file = |file: &FixedFile| {
        json!({
            "file": path_text(&file.path),
            "applied": file.done.iter().map(done).collect::<Vec<_>>(),
            "hunks": file.hunks.iter().map(diff::hunk).collect::<Vec<_>>(),
        })
    };
    json!({ "written": fixes.written, "files": fixes.files.iter().map(file).collect::<Vec<_>>() })
}

fn fmt_body(report: &FmtReport) -> Value {
    json!({
        "side": report.side,
        "lookedAt": report.looked_at,
        "changed": report.changed.iter().map(|path| path_text(path)).collect::<Vec<_>>(),
        "written": report.written,
        "findings": findings_of(&report.findings),
    })
}

fn practice_body(report: &PracticeReport) -> Value {
    let component = |component: &crate::report::PracticeComponent| {
        json!({
            "type": component.id.type_name,
            "fullName": component.id.full_name,
            "id": component.record,
            "lastModifiedDate": component.modified,
        })
    };
    json!({
        "state": path_text(&report.state),
        "components": report.components.iter().map(component).collect::<Vec<_>>(),
    })
}
