//! `xcred scan`: the components of a project or folder, and whom they refer to.

use std::{collections::BTreeSet, path::Path};

use rayon::prelude::*;

use super::{
    args::{ScanArguments, Selectors},
    console::Console,
    error::Outcome,
    exit::Exit,
    place::Place,
    select::{Scanned, check_all_matched, scan_selected, selected},
};
use crate::{
    finding::{Finding, Severity, any_at_least, read_document},
    metadata::{Component, ComponentId},
    report::{PrincipalName, ReferenceFound, Report, ScanReport, ScannedComponent, There, WhyReport},
    source::{ForceIgnore, ScanRequest, discover, facts, forceignore::Origin, identify, likely_name, references},
};

/// So many paths are named; more are counted.
const MOST_PATHS: usize = 3;

/// Runs the command.
pub(super) fn run(console: &Console, place: &Place, arguments: &ScanArguments) -> Outcome<Exit> {
    if let Some(file) = &arguments.why {
        return console.report(&Report::Why(why(place, file)?), Exit::Done);
    }
    let selected = selected(place, &arguments.selectors)?;
    let mut scanned = scan_selected(&selected)?;
    check_all_matched(console, &selected.selection, &scanned.available)?;
    scanned.available.extend(neighbours(place, &arguments.selectors)?);
    let report = report_of(scanned, side_of(place, &arguments.selectors));
    let exit = if any_at_least(&report.findings, Severity::Error) { Exit::Rejected } else { Exit::Done };
    console.report(&Report::Scan(report), exit)
}

/// What the project holds besides the paths that are scanned: a reference to it leads somewhere.
fn neighbours(place: &Place, selectors: &Selectors) -> Outcome<BTreeSet<ComponentId>> {
    let Some(project) = place.project_if_any().filter(|_| !selectors.source_dir.is_empty()) else {
        return Ok(BTreeSet::new());
    };
    for path in &selectors.source_dir {
        if !project.holds(path)? {
            return Ok(BTreeSet::new());
        }
    }
    Ok(discover(&ScanRequest::of_project(project))?.ids().collect())
}

/// How people call what the selectors are about.
pub(super) fn side_of(place: &Place, selectors: &Selectors) -> String {
    let paths: Vec<String> = selectors.source_dir.iter().map(|path| format!("`{}`", path.display())).collect();
    let project = place.project_if_any().map(|project| match project.dir() {
        dir if dir == Path::new("") => "the project".to_owned(),
        dir => format!("the project `{}`", dir.display()),
    });
    match project {
        Some(project) if paths.is_empty() || !selectors.is_of_paths_alone() => project,
        _ if paths.len() > MOST_PATHS => format!("{} paths", paths.len()),
        _ => paths.join(", "),
    }
}

fn report_of(scanned: Scanned, side: String) -> ScanReport {
    let Scanned { scan, available } = scanned;
    let components: Vec<Component> = scan.snapshot.into_components().collect();
    // Each is dropped where it was read: the bytes of all are not needed any more, and one thread would take long.
    let read: Vec<_> = components.into_par_iter().map(|component| describe(&component, &available)).collect();
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
    report.components.extend(unread(&scan.unread, &report.findings));
    report.components.sort_by(|one, other| one.id.cmp(&other.id));
    report.findings.sort_by(|one, other| one.sort_key().cmp(&other.sort_key()));
    report
}

/// Components of files that were not read: they are there all the same, where the finding about them says.
fn unread(unread: &BTreeSet<ComponentId>, findings: &[Finding]) -> Vec<ScannedComponent> {
    let of_finding = |id: &ComponentId| {
        let finding = findings.iter().find(|finding| finding.component.as_ref() == Some(id))?;
        Some(ScannedComponent::without_facts(id.clone(), finding.location.as_ref()?.path.clone()))
    };
    unread.iter().filter_map(of_finding).collect()
}

/// What a component's file says of it; where the file cannot be read, its name and why.
fn describe(component: &Component, available: &BTreeSet<ComponentId>) -> (ScannedComponent, Option<Finding>) {
    let mut scanned = ScannedComponent::without_facts(component.id().clone(), component.files()[0].path.clone());
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

fn why(place: &Place, file: &Path) -> Outcome<WhyReport> {
    let verdict = ForceIgnore::nearest(file)?.why(file)?;
    let decided_by = verdict.decided_by.map(|decision| {
        let folder = decision.folder.map_or(String::new(), |folder| format!(", which matches `{}`", folder.display()));
        format!("{}{folder}", rule(&decision.origin))
    });
    let there = match () {
        () if file.is_dir() => There::Folder,
        () if file.exists() => There::File,
        () => There::Nothing,
    };
    let held = place.project_if_any().map_or(Ok(true), |project| project.holds(file))?;
    Ok(WhyReport {
        file: file.to_path_buf(),
        component: identify(file),
        likely_name: likely_name(file),
        there,
        outside: !held,
        ignored: verdict.ignored,
        decided_by,
    })
}

fn rule(origin: &Origin) -> String {
    match &origin.place {
        Some((file, line)) => format!("`{}` ({}:{line})", origin.pattern, file.display()),
        None => format!("`{}` (built in, as in `sf`)", origin.pattern),
    }
}
