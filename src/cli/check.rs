//! `xcred check`: what a server, or a callout, would say of the project's files.

use super::{
    args::{CheckArguments, FailOn},
    check_beside::bystanders,
    check_org::held_by_org,
    console::Console,
    error::Outcome,
    exit::Exit,
    place::Place,
    scan::side_of,
    select::{check_all_matched, scan_selected, selected},
};
use crate::{
    check::{Question, Severities, check},
    finding::{Severity, any_at_least},
    metadata::ApiVersion,
    report::{CheckReport, Report},
    source::{Selection, scan},
};

/// Runs the command.
pub(super) fn run(console: &Console, place: &Place, arguments: &CheckArguments) -> Outcome<Exit> {
    let selected = selected(place, &arguments.selectors)?;
    let scanned = scan_selected(&selected)?;
    check_all_matched(console, &selected.selection, &scanned.available)?;
    // Rules across components need all that there is, whatever is selected.
    let whole = scan(&selected.request)?;
    let version = arguments.api_version.or(whole.api_version).unwrap_or(ApiVersion::NEWEST_KNOWN);
    let severities = Severities::default();
    let bystanders = bystanders(place, arguments, &whole)?;
    let org = held_by_org(console, place, arguments, &whole, &bystanders)?;
    let mut findings = check(&Question {
        snapshot: &whole.snapshot,
        bystanders: &bystanders,
        version,
        whole_project: !arguments.selectors.is_of_paths_alone(),
        unread: &whole.unread,
        org: org.as_ref(),
        severities: &severities,
    });
    findings.extend(whole.findings);
    keep_selected(&selected.selection, &mut findings);
    findings.sort_by(|one, other| one.sort_key().cmp(&other.sort_key()));
    let side = side_of(place, &arguments.selectors);
    let report = CheckReport { side, api_version: version, components: scanned.scan.snapshot.len(), findings };
    let exit = if fails(arguments.fail_on, &report) { Exit::Rejected } else { Exit::Done };
    Ok(console.report(&Report::Check(report), exit)?)
}

fn keep_selected(selection: &Selection, findings: &mut Vec<crate::finding::Finding>) {
    if !selection.is_everything() {
        findings.retain(|finding| finding.component.as_ref().is_none_or(|id| selection.matches(id)));
    }
}

fn fails(fail_on: FailOn, report: &CheckReport) -> bool {
    let at_least = match fail_on {
        FailOn::Error => Severity::Error,
        FailOn::Warning => Severity::Warning,
        FailOn::Note => Severity::Note,
        FailOn::Never => return false,
    };
    any_at_least(&report.findings, at_least)
}
