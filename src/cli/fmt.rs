//! `xcred fmt`: files in the order and form in which Salesforce retrieves them.

use rayon::prelude::*;

use super::{
    args::FmtArguments,
    console::Console,
    error::Outcome,
    exit::Exit,
    place::Place,
    scan::side_of,
    select::{check_all_matched, scan_selected, selected},
    write::{Rewrite, rewrite},
};
use crate::{
    finding::{Finding, Severity, any_at_least, read_document},
    metadata::{Component, ComponentFile, formed},
    report::{FmtReport, Report},
};

/// Runs the command.
pub(super) fn run(console: &Console, place: &Place, arguments: &FmtArguments) -> Outcome<Exit> {
    let selected = selected(place, &arguments.selectors)?;
    let scanned = scan_selected(&selected)?;
    check_all_matched(console, &selected.selection, &scanned.available)?;
    let components: Vec<&Component> = scanned.scan.snapshot.components().collect();
    let read: Vec<Result<Option<Change<'_>>, Box<Finding>>> = components.par_iter().map(|one| change_of(one)).collect();
    let (mut changes, mut findings) = (Vec::new(), scanned.scan.findings);
    for outcome in read {
        match outcome {
            Ok(change) => changes.extend(change),
            Err(finding) => findings.push(*finding),
        }
    }
    findings.sort_by(|one, other| one.sort_key().cmp(&other.sort_key()));
    if !arguments.check {
        let files =
            changes.iter().map(|(file, text)| Rewrite { path: &file.path, was: &file.bytes, will_be: text.as_bytes() });
        rewrite(&files.collect::<Vec<_>>())?;
    }
    let report = FmtReport {
        side: side_of(place, &arguments.selectors),
        looked_at: components.len(),
        changed: changes.iter().map(|(file, _)| file.path.clone()).collect(),
        written: !arguments.check,
        findings,
    };
    let fails = any_at_least(&report.findings, Severity::Error) || arguments.check && !report.changed.is_empty();
    let exit = if fails { Exit::Rejected } else { Exit::Done };
    console.report(&Report::Fmt(report), exit)
}

/// A file, and what it is to be.
type Change<'c> = (&'c ComponentFile, String);

/// What formatting makes of a component's file, where that is something else; a finding where it cannot be read.
fn change_of(component: &Component) -> Result<Option<Change<'_>>, Box<Finding>> {
    let document = read_document(component)?;
    let found = document.and_then(|document| Some((component.metadata_file()?, component.metadata_type()?, document)));
    let formed = found.map(|(file, table, document)| (file, formed(table, &document)));
    Ok(formed.filter(|(file, text)| text.as_bytes() != &*file.bytes))
}
