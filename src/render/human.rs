//! Reports for people at a terminal.

mod check;
mod deploy;
mod diff;
mod explain;
mod finding;
mod fmt;
mod git;
mod login;
mod org;
mod plan;
mod practice;
mod review;
mod scan;
mod sheet;
mod text;

use std::io::{self, Write};

use super::paint::{counted, printable};
use crate::report::{ManifestReport, Report};

pub(super) use check::summary;
pub use finding::write_findings;
pub use git::{FileCompared, FileDiff, write_file_diff, write_flat};
pub use review::{Review, write_review};
pub use sheet::{Layout, Page};

/// Writes a report for people with all that belongs to it, as into a file.
pub fn write_whole(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    write(report, Page::default(), out)?;
    write_aside(report, out)
}

/// Writes what stands beside a result on standard error: the findings, where they are not the result themselves.
pub fn write_aside(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    if matches!(report, Report::Check(_)) { Ok(()) } else { write_findings(report.findings(), out) }
}

/// Writes a report for people: what stands on standard output. Findings are written apart, with [`write_aside`].
pub fn write(report: &Report, page: Page, out: &mut dyn Write) -> io::Result<()> {
    match report {
        Report::Scan(report) => scan::write(report, out),
        Report::Check(report) => check::write(report, out),
        Report::Explain(report) => explain::write(report, out),
        Report::Fmt(report) => fmt::write(report, out),
        Report::Why(report) => scan::write_why(report, out),
        Report::Manifest(report) => write_manifest(report, out),
        Report::Diff(report) => diff::write(report, page, out),
        Report::Plan(report) => plan::write(report, out),
        Report::Deploy(report) => deploy::write(report, page, out),
        Report::Practice(report) => practice::write(report, out),
        Report::OrgList(report) => org::write_list(report, out),
        Report::OrgShow(report) => org::write_show(report, out),
        Report::Login(report) => login::write(report, out),
        Report::Logout(report) => login::write_ended(report, out),
        Report::Done(sentence) => writeln!(out, "{}", printable(sentence)),
    }
}

/// Whether a report for people can have colours. The long ones have none.
pub fn has_colours(report: &Report) -> bool {
    !matches!(report, Report::Scan(_) | Report::Manifest(_))
}

fn write_manifest(report: &ManifestReport, out: &mut dyn Write) -> io::Result<()> {
    let Some(file) = &report.file else { return out.write_all(report.manifest.to_xml().as_bytes()) };
    let did = if report.merged { "merged into" } else { "wrote" };
    let types = report.manifest.types().filter(|(_, members)| !members.is_empty()).count();
    let members = counted(report.manifest.len(), "member");
    let file = file.display().to_string();
    writeln!(out, "{did} `{}`: {members} of {}", printable(&file), counted(types, "type"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        finding::{Finding, NOT_WELL_FORMED},
        metadata::{ComponentId, Manifest},
        report::{PrincipalName, ReferenceFound, ScanReport, ScannedComponent},
    };

    const HOSTILE: &str = "\u{1b}[31mErp";

    fn full_scan() -> Report {
        let id = ComponentId::new("ExternalCredential", HOSTILE);
        let refers = |present| ReferenceFound { to: id.clone(), principal: Some(HOSTILE.to_owned()), present };
        let component = ScannedComponent {
            id: id.clone(),
            file: HOSTILE.into(),
            protocol: Some(HOSTILE.to_owned()),
            flow: Some(HOSTILE.to_owned()),
            principals: vec![PrincipalName { name: HOSTILE.to_owned(), kind: HOSTILE.to_owned() }],
            refers_to: vec![refers(true), refers(false)],
        };
        Report::Scan(ScanReport {
            side: HOSTILE.to_owned(),
            api_version: Some("64.0".parse().unwrap()),
            components: vec![component],
            ignored: 2,
            findings: vec![Finding::in_file(NOT_WELL_FORMED, HOSTILE, HOSTILE)],
        })
    }

    /// Manifests of components as any side gives them: none has a name with a control character.
    fn full_manifests() -> [Report; 3] {
        let manifest = Manifest::of(Some("64.0".parse().unwrap()), [&ComponentId::new("ExternalCredential", "Erp")]);
        [(None, false), (Some(HOSTILE.into()), false), (Some(HOSTILE.into()), true)].map(|(file, merged)| {
            let findings = vec![Finding::in_file(NOT_WELL_FORMED, HOSTILE, HOSTILE)];
            Report::Manifest(ManifestReport { manifest: manifest.clone(), file, merged, findings })
        })
    }

    /// Whoever writes a report without colours looks for none.
    #[test]
    fn a_report_without_colours_has_no_escape_code_whatever_it_holds() {
        for report in [full_scan(), Report::Scan(ScanReport::default())].into_iter().chain(full_manifests()) {
            assert!(!has_colours(&report), "{report:?}");
            let mut out = Vec::new();
            write(&report, Page::default(), &mut out).unwrap();
            let text = String::from_utf8(out).unwrap();
            assert!(!text.contains('\u{1b}'), "{text:?}");
        }
    }
}
