//! `xcred deploy report`, `resume` and `cancel`: deployments that were sent before.

use super::{
    args::SentCommand,
    console::Console,
    error::{Failure, Outcome},
    exit::Exit,
    follow::{End, Watch, exit_of, outcome},
    interrupt::Interrupts,
    online::{Connection, block_on, connect},
    place::Place,
};
use crate::{
    bundle::Bundle,
    deploy::{Standing, verify},
    metadata::Snapshot,
    org::{DeployId, Details, Pace},
    report::{DeployReport, Ending, Report},
    source::{ScanRequest, scan},
};

/// Runs the command.
pub(super) fn run(console: &Console, place: &Place, command: &SentCommand) -> Outcome<Exit> {
    let (SentCommand::Report(arguments) | SentCommand::Resume(arguments) | SentCommand::Cancel(arguments)) = command;
    let id: DeployId = arguments.id.parse().map_err(|error| Failure::of(Exit::WrongUse, "NotADeployId", &error))?;
    let project = project_snapshot(place)?;
    block_on(async {
        let connection = connect(console, place, &arguments.org).await?;
        let mut interrupts = Interrupts::take()?;
        let watch = Watch {
            console,
            connection: &connection,
            id: &id,
            minutes: arguments.wait,
            components: 0,
            archive_bytes: 0,
        };
        let end = match command {
            SentCommand::Report(_) => {
                let status = connection.org.deploy_status(&id, Details::Yes);
                let result = watch.unless_interrupted(&mut interrupts, status).await??;
                End::Known(Box::new(result))
            }
            SentCommand::Resume(_) => watch.follow(&mut interrupts).await?,
            SentCommand::Cancel(_) => {
                watch.unless_interrupted(&mut interrupts, connection.org.cancel_deploy(&id)).await??;
                watch.follow(&mut interrupts).await?
            }
        };
        let mut report = report_of(&connection, &id, &end, &project)?;
        let applied =
            matches!(report.ending, Ending::Sent(Standing::Succeeded | Standing::Partial)) && !report.check_only;
        if applied && matches!(command, SentCommand::Resume(_)) {
            let sent = project.select(|id| report.deployed.contains(id));
            let load = Pace::for_load(sent.len(), 0);
            let verification = verify(&connection.org, &sent, &report.deleted, &load);
            report.verification = watch.unless_interrupted(&mut interrupts, verification).await?;
        }
        let exit = exit_of(&report);
        console.report(&Report::Deploy(report), exit)
    })
}

/// What the project holds: the org's file names lead back to its files.
fn project_snapshot(place: &Place) -> Outcome<Snapshot> {
    match place.project_if_any() {
        Some(project) => Ok(scan(&ScanRequest::of_project(project))?.snapshot),
        None => Ok(Snapshot::default()),
    }
}

fn report_of(connection: &Connection, id: &DeployId, end: &End, project: &Snapshot) -> Outcome<DeployReport> {
    let bundle = Bundle::of(project, connection.org.version())?;
    let check_only = matches!(end, End::Known(result) if result.check_only);
    let (ending, outcome) = outcome(end, &bundle);
    let id = Some(id.to_string());
    let mut report = DeployReport { check_only, id, ending, ..DeployReport::before(&connection.name) };
    if let Some(outcome) = outcome {
        report.deployed = outcome.deployed;
        report.deleted = outcome.deleted;
        report.failed = outcome.failed;
        report.findings = outcome.findings;
        report.message = outcome.message;
    }
    Ok(report)
}
