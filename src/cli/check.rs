//! `xcred check`: what a server, or a callout, would say of the project's files.

use super::{
    args::{CheckArguments, FailOn, Selectors},
    check_beside::bystanders,
    check_org::held_by_org,
    console::Console,
    error::{Failure, Outcome},
    exit::Exit,
    place::Place,
    scan::side_of,
    select::{check_all_matched, selected, with_components},
    write::{Rewrite, rewrite},
};
use crate::{
    check::{FixError, Question, Severities, check, fix},
    finding::{Finding, Severity},
    metadata::ApiVersion,
    report::{self, CheckReport, FixReport, Report},
    source::{Selection, scan},
};

/// Runs the command.
pub(super) fn run(console: &Console, place: &Place, arguments: &CheckArguments) -> Outcome<Exit> {
    place.config.rules.idle().for_each(|sentence| console.warn(sentence));
    let report = match selectors(console, place, arguments)? {
        Some(selectors) => checked(console, place, arguments, &selectors)?,
        None => of_nothing(arguments),
    };
    let fails = report.findings.iter().any(|finding| report.fails(finding));
    console.report(&Report::Check(report), if fails { Exit::Rejected } else { Exit::Done })
}

fn checked(
    console: &Console,
    place: &Place,
    arguments: &CheckArguments,
    selectors: &Selectors,
) -> Outcome<CheckReport> {
    let selected = selected(place, selectors)?;
    // Rules across components need all that there is, whatever is selected.
    let whole = scan(&selected.request)?;
    check_all_matched(console, &selected.selection, whole.snapshot.ids().chain(&whole.unread))?;
    let api_version = arguments.api_version.or(whole.api_version).unwrap_or(ApiVersion::NEWEST_KNOWN);
    let severities = &place.config.rules.severities;
    let bystanders = bystanders(place, arguments, &whole)?;
    let org = held_by_org(console, place, arguments, &whole, &bystanders)?;
    let question = Question {
        snapshot: &whole.snapshot,
        bystanders: &bystanders,
        version: api_version,
        whole_project: !selectors.is_of_paths_alone(),
        unread: &whole.unread,
        org: org.as_ref(),
        severities,
    };
    let (mut findings, fixes) = if arguments.fix {
        fixed(&question, &selected.selection, arguments.dry_run)?
    } else {
        (check(&question), None)
    };
    findings.extend(whole.findings.into_iter().filter_map(|finding| as_chosen(finding, severities)));
    keep_selected(&selected.selection, &mut findings);
    findings.sort_by(|one, other| one.sort_key().cmp(&other.sort_key()));
    let available = whole.snapshot.ids().chain(&whole.unread);
    let components = available.filter(|id| selected.selection.matches(id)).cloned().collect();
    let (side, fails_at) = (side_of(place, selectors), fails_at(arguments.fail_on));
    Ok(CheckReport { side, api_version, components, fails_at, findings, fixes })
}

/// The selectors with the paths that stand alone; nothing where such paths are all there is, and none has a component.
fn selectors(console: &Console, place: &Place, arguments: &CheckArguments) -> Outcome<Option<Selectors>> {
    let mut selectors = arguments.selectors.clone();
    selectors.source_dir.extend(with_components(console, place, &arguments.paths)?);
    let is_empty = selectors.source_dir.is_empty() && selectors.metadata.is_empty() && selectors.manifest.is_none();
    Ok(Some(selectors).filter(|_| !is_empty || arguments.paths.is_empty()))
}

fn of_nothing(arguments: &CheckArguments) -> CheckReport {
    CheckReport {
        side: "the paths that were named".to_owned(),
        api_version: arguments.api_version.unwrap_or(ApiVersion::NEWEST_KNOWN),
        components: Vec::new(),
        fails_at: fails_at(arguments.fail_on),
        findings: Vec::new(),
        fixes: None,
    }
}

/// A finding of the scan, as grave as the team finds its rule; nothing where it is switched off.
fn as_chosen(mut finding: Finding, severities: &Severities) -> Option<Finding> {
    finding.rule.severity = severities.of(finding.rule.id, finding.rule.severity)?;
    Some(finding)
}

/// Mends what is selected, and gives back what remains.
fn fixed(question: &Question<'_>, selection: &Selection, dry_run: bool) -> Outcome<(Vec<Finding>, Option<FixReport>)> {
    let fixed = fix(question, |id| selection.matches(id))?;
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

fn fails_at(fail_on: FailOn) -> Option<Severity> {
    match fail_on {
        FailOn::Error => Some(Severity::Error),
        FailOn::Warning => Some(Severity::Warning),
        FailOn::Note => Some(Severity::Note),
        FailOn::Never => None,
    }
}
