//! `xcred check`: what a server, or a callout, would say of the project's files.

use super::{
    args::{CheckArguments, FailOn},
    console::Console,
    error::{Failure, Outcome},
    exit::Exit,
    place::Place,
    scan::side_of,
    select::{check_all_matched, scan_selected, selected},
    write::{Rewrite, rewrite},
};
use crate::{
    check::{FixError, Question, Severities, check, fix},
    finding::{Finding, Severity, any_at_least},
    metadata::ApiVersion,
    report::{self, CheckReport, FixReport, Report},
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
    let question = Question {
        snapshot: &whole.snapshot,
        version,
        whole_project: !arguments.selectors.is_of_paths_alone(),
        unread: &whole.unread,
        org: None,
        severities: &severities,
    };
    let (mut findings, fixes) = if arguments.fix {
        fixed(&question, &selected.selection, arguments.dry_run)?
    } else {
        (check(&question), None)
    };
    findings.extend(whole.findings);
    keep_selected(&selected.selection, &mut findings);
    findings.sort_by(|one, other| one.sort_key().cmp(&other.sort_key()));
    let side = side_of(place, &arguments.selectors);
    let report = CheckReport { side, api_version: version, components: scanned.scan.snapshot.len(), findings, fixes };
    let exit = if fails(arguments.fail_on, &report) { Exit::Rejected } else { Exit::Done };
    Ok(console.report(&Report::Check(report), exit)?)
}

/// Mends what is selected, and gives back what remains.
fn fixed(question: &Question<'_>, selection: &Selection, dry_run: bool) -> Outcome<(Vec<Finding>, Option<FixReport>)> {
    let fixed = fix(question, |id| selection.is_everything() || selection.matches(id))?;
    if !dry_run {
        let files = fixed.files.iter().filter_map(|file| {
            let (before, after) = (file.before.metadata_file()?, file.after.metadata_file()?);
            Some(Rewrite { path: &before.path, was: &before.bytes, will_be: &after.bytes })
        });
        rewrite(&files.collect::<Vec<_>>())?;
    }
    let files = fixed.files.into_iter().map(|file| report::FixedFile {
        path: file.path().to_path_buf(),
        done: file.done.into_iter().map(|done| (done.rule.id, done.title)).collect(),
        hunks: file.hunks,
    });
    Ok((fixed.findings, Some(FixReport { files: files.collect(), written: !dry_run })))
}

impl From<FixError> for Failure {
    fn from(error: FixError) -> Self {
        let hint = "no file was changed; this is a fault of xcred, please report it";
        Self::of(Exit::Failed, "FixError", &error).hint(hint)
    }
}

fn keep_selected(selection: &Selection, findings: &mut Vec<Finding>) {
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
