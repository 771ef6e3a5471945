//! Scans on the wire.

use serde_json::{Value, json};

use super::{findings_of, path_text};
use crate::report::{PrincipalName, ReferenceFound, ScanReport, ScannedComponent, There, WhyReport};

pub(super) fn body(report: &ScanReport) -> Value {
    json!({
        "side": report.side,
        "apiVersion": report.api_version,
        "components": report.components.iter().map(component).collect::<Vec<_>>(),
        "ignored": report.ignored,
        "findings": findings_of(&report.findings),
    })
}

fn component(component: &ScannedComponent) -> Value {
    let principal = |principal: &PrincipalName| json!({ "name": principal.name, "type": principal.kind });
    let reference = |reference: &ReferenceFound| {
        json!({
            "type": reference.to.type_name,
            "fullName": reference.to.full_name,
            "principal": reference.principal,
            "present": reference.present,
        })
    };
    json!({
        "type": component.id.type_name,
        "fullName": component.id.full_name,
        "file": path_text(&component.file),
        "protocol": component.protocol,
        "flow": component.flow,
        "principals": component.principals.iter().map(principal).collect::<Vec<_>>(),
        "refersTo": component.refers_to.iter().map(reference).collect::<Vec<_>>(),
    })
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
