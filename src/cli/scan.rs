//! `xcred scan`: the components of a project or folder, and whom they refer to.

use std::{collections::BTreeSet, path::Path};

use rayon::prelude::*;

use super::{
    args::ScanArguments,
    console::Console,
    error::{Failure, Outcome},
    exit::Exit,
    place::Place,
    select::{Scanned, check_all_matched, scan_selected, selected},
};
use crate::{
    finding::{Finding, Severity, any_at_least, read_document},
    metadata::{Component, ComponentId},
    report::{PrincipalName, ReferenceFound, Report, ScanReport, ScannedComponent, WhyReport},
    source::{ForceIgnore, facts, forceignore::Origin, identify, references},
};

/// Runs the command.
pub(super) fn run(console: &Console, place: &Place, arguments: &ScanArguments) -> Outcome<Exit> {
    if let Some(file) = &arguments.why {
        return Ok(console.report(&Report::Why(why(file)?), Exit::Done)?);
    }
    let selected = selected(place, &arguments.selectors)?;
    let scanned = scan_selected(&selected)?;
    check_all_matched(console, &selected.selection, &scanned.available)?;
    let report = report_of(scanned, side_of(place, arguments));
    let exit = if any_at_least(&report.findings, Severity::Error) { Exit::Rejected } else { Exit::Done };
    Ok(console.report(&Report::Scan(report), exit)?)
}

fn side_of(place: &Place, arguments: &ScanArguments) -> String {
    let paths = &arguments.selectors.source_dir;
    match place.project_if_any() {
        Some(project) if paths.is_empty() && project.dir() == Path::new("") => "the project".to_owned(),
        Some(project) if paths.is_empty() => format!("the project `{}`", project.dir().display()),
        _ => paths.iter().map(|path| format!("`{}`", path.display())).collect::<Vec<_>>().join(", "),
    }
}

fn report_of(scanned: Scanned, side: String) -> ScanReport {
    let Scanned { scan, available } = scanned;
    let components: Vec<&Component> = scan.snapshot.components().collect();
    let read: Vec<_> = components.par_iter().map(|component| describe(component, &available)).collect();
    let mut report = ScanReport {
        side,
        api_version: scan.api_version,
        components: Vec::with_capacity(read.len()),
        ignored: scan.ignored.len(),
        findings: scan.findings,
    };
    for (component, finding) in read {
        report.components.push(component);
        report.findings.extend(finding);
    }
    report.findings.sort_by(|one, other| one.sort_key().cmp(&other.sort_key()));
    report
}

/// What a component's file says of it; where the file cannot be read, its name and why.
fn describe(component: &Component, available: &BTreeSet<ComponentId>) -> (ScannedComponent, Option<Finding>) {
    let mut scanned = ScannedComponent {
        id: component.id().clone(),
        file: component.files()[0].path.clone(),
        protocol: None,
        flow: None,
        principals: Vec::new(),
        refers_to: Vec::new(),
    };
    let document = match read_document(component) {
        Ok(Some(document)) => document,
        Ok(None) => return (scanned, None),
        Err(finding) => return (scanned, Some(*finding)),
    };
    let facts = facts(component, &document);
    (scanned.protocol, scanned.flow) = (facts.protocol, facts.variant);
    let principal = |one: crate::source::summary::Principal| PrincipalName { name: one.name, kind: one.kind };
    scanned.principals = facts.principals.into_iter().map(principal).collect();
    let reference = |one: crate::source::ReferenceTo| ReferenceFound {
        present: available.contains(&one.to),
        to: one.to,
        principal: one.principal,
    };
    scanned.refers_to = references(component, &document).into_iter().map(reference).collect();
    scanned.refers_to.sort();
    scanned.refers_to.dedup();
    (scanned, None)
}

fn why(file: &Path) -> Outcome<WhyReport> {
    let wrong = |error| Failure::of(Exit::Failed, "ForceIgnoreError", &error);
    let verdict = ForceIgnore::nearest(file).map_err(wrong)?.why(file).map_err(wrong)?;
    let decided_by = verdict.decided_by.map(|decision| {
        let folder = decision.folder.map_or(String::new(), |folder| format!(", which matches `{}`", folder.display()));
        format!("{}{folder}", rule(&decision.origin))
    });
    Ok(WhyReport { file: file.to_path_buf(), component: identify(file), ignored: verdict.ignored, decided_by })
}

fn rule(origin: &Origin) -> String {
    match &origin.place {
        Some((file, line)) => format!("`{}` ({}:{line})", origin.pattern, file.display()),
        None => format!("`{}` (built in, as in `sf`)", origin.pattern),
    }
}
