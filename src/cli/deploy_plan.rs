//! `xcred deploy PLAN`: exactly what was planned is sent, to the org that it was planned for, if that is as it was.

use std::path::Path;

use super::{
    args::{DeployArguments, OrgArguments},
    console::Console,
    deletions::Deletions,
    error::{Failure, Outcome},
    exit::Exit,
    follow::exit_of,
    gather_org::fetch,
    online::{Connection, block_on, connect},
    place::Place,
    plan::org_id,
    plan_file::read_plan,
    prospect::Ready,
    sending::Run,
};
use crate::{
    diff::{Comparison, Graph, compare, tell_consequences},
    finding::{Severity, any_at_least},
    metadata::{ComponentId, Manifest, Snapshot},
    org::DeployOptions,
    plan::{Deed, Drift, Plan},
    render::{human::Review, paint::counted},
    report::{DeployReport, Ending, Report},
    source::identify,
};

/// Runs the command.
pub(super) fn run(console: &Console, place: &Place, path: &Path, arguments: &DeployArguments) -> Outcome<Exit> {
    check_flags(arguments)?;
    let plan = read_plan(path).map_err(|failure| no_folder(path, failure))?;
    let version = Some(plan.version());
    block_on(async {
        let org = OrgArguments { api_version: version, ..arguments.org.clone() };
        let connection = connect(console, place, &org).await?;
        let bound = Bound { plan: &plan, path, connection: &connection };
        let held = bound.make_sure().await?;
        let mut run = Run {
            console,
            arguments,
            connection: &connection,
            deletions: &Deletions::default(),
            options: DeployOptions { check_only: arguments.dry_run, ..plan.options.clone() },
            report: report_for(&connection, arguments, &plan),
        };
        if let Some(ready) = prepare(&mut run, &plan, &held)? {
            run.send(&ready).await?;
        }
        let exit = exit_of(&run.report);
        console.report(&Report::Deploy(run.report), exit)
    })
}

/// A plan says what is sent and how. A flag that says it too would change what was reviewed.
fn check_flags(arguments: &DeployArguments) -> Outcome<()> {
    let (selectors, sending) = (&arguments.selectors, &arguments.sending);
    let flags = [
        (!selectors.metadata.is_empty(), "--metadata"),
        (!selectors.source_dir.is_empty(), "--source-dir"),
        (selectors.manifest.is_some(), "--manifest"),
        (arguments.org.api_version.is_some(), "--api-version"),
        (sending.ignore_warnings, "--ignore-warnings"),
        (sending.ignore_errors, "--ignore-errors"),
        (sending.test_level.is_some(), "--test-level"),
        (!sending.tests.is_empty(), "--tests"),
        (sending.pre_destructive_changes.is_some(), "--pre-destructive-changes"),
        (sending.post_destructive_changes.is_some(), "--post-destructive-changes"),
    ];
    let Some((_, flag)) = flags.into_iter().find(|(is_typed, _)| *is_typed) else { return Ok(()) };
    let message = format!("`{flag}` stands beside a plan, which says itself what is sent and how");
    Err(Failure::wrong_use("PlanError", message).hint(format!("leave it out, or plan again with `{flag}`")))
}

/// Folders and files of the project are what people try first.
fn no_folder(path: &Path, failure: Failure) -> Failure {
    let is_of_project = path.is_dir() || identify(path).is_some();
    if is_of_project { failure.hint("`-d PATH` selects files and folders of the project") } else { failure }
}

/// A plan, and the org that it is to be carried out in.
struct Bound<'a> {
    plan: &'a Plan,
    path: &'a Path,
    connection: &'a Connection,
}

impl Bound<'_> {
    /// Makes sure that the org is the one that the plan is for and that it is as it was. What it holds now.
    async fn make_sure(&self) -> Outcome<Snapshot> {
        let id = org_id(self.connection).await?;
        let (path, planned, name) = (self.path.display(), &self.plan.org, &self.connection.name);
        if id != planned.id {
            let message = format!(
                "`{path}` is for the org `{}` ({}), and {name} is the org `{id}`; nothing is sent",
                planned.id, planned.instance
            );
            return Err(Failure::failed("OtherOrg", message).hint("name its org with `-o`, or plan for this one"));
        }
        let (spoken, version) = (self.connection.org.version(), self.plan.version());
        if spoken != version {
            let message = format!("`{path}` is for API version {version}, and {name} speaks {spoken}; nothing is sent");
            return Err(Failure::failed("VersionError", message).hint("plan again"));
        }
        let held = fetch(self.connection, &planned.asked).await?.snapshot;
        let drift = self.plan.drift(&held);
        if drift.is_empty() { Ok(held) } else { Err(self.drifted(&drift, &held)) }
    }

    fn drifted(&self, drift: &[Drift], held: &Snapshot) -> Failure {
        let (path, name, count) = (self.path.display(), &self.connection.name, counted(drift.len(), "component"));
        let message =
            format!("`{path}` does not fit {name} any more: {count} changed since it was made; nothing is sent");
        let failure = Failure::failed("DriftError", message);
        let failure = drift.iter().map(ToString::to_string).fold(failure, Failure::because);
        let touched = held.select(|id| self.plan.step(id).is_some());
        let is_done = compare(&touched, self.plan.sent()).changes.is_empty();
        let failure =
            if is_done { failure.hint("the org holds what the plan would make of it already") } else { failure };
        failure.hint("plan again, and look at what is different now")
    }
}

/// Compares, shows, asks. What is to be sent, unless it is not wanted.
fn prepare(run: &mut Run<'_>, plan: &Plan, held: &Snapshot) -> Outcome<Option<Ready>> {
    let after = carried_out(plan, held);
    let Comparison { mut changes, findings, .. } = compare(held, &after);
    tell_consequences(&mut changes, |_| true);
    (run.report.changes, run.report.findings) = (changes, findings);
    if any_at_least(&run.report.findings, Severity::Error) {
        run.report.ending = Ending::Unfit;
        return Ok(None);
    }
    let archive = plan.bundle().to_zip()?;
    let graph = Graph::of(held, &after, &run.report.changes);
    let (changes, deletions) = (&run.report.changes, &run.report.deletions[..]);
    run.console.review(Review { changes, graph: &graph, deletions })?;
    if !run.agreed()? {
        run.report.ending = Ending::Declined;
        return Ok(None);
    }
    Ok(Some(Ready { bundle: plan.bundle().clone(), archive, sent: plan.sent().clone() }))
}

/// What the org is to hold afterwards.
fn carried_out(plan: &Plan, held: &Snapshot) -> Snapshot {
    let is_deleted = |id: &ComponentId| plan.step(id).is_some_and(|step| step.deed == Deed::Delete);
    let mut after = held.select(|id| !is_deleted(id));
    plan.sent().components().for_each(|component| after.put(component.clone()));
    after
}

fn report_for(connection: &Connection, arguments: &DeployArguments, plan: &Plan) -> DeployReport {
    let deletions: Vec<Manifest> = plan.bundle().deletions().cloned().collect();
    DeployReport { deletions, check_only: arguments.dry_run, ..DeployReport::before(&connection.name) }
}
