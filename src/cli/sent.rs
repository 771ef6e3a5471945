//! `xcred deploy report`, `resume` and `cancel`: deployments that were sent before.

use super::{
    args::{SentArguments, SentCommand},
    console::Console,
    error::{Failure, Outcome},
    exit::Exit,
    follow::{End, Watch, exit_of, outcome},
    online::{Connection, block_on, connect},
    place::Place,
};
use crate::{
    bundle::Bundle,
    deploy::{Standing, Verification, verify},
    diff::ChangeSet,
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
        let end = match command {
            SentCommand::Report(_) => {
                let result = connection.org.deploy_status(&id, Details::Yes).await?;
                End::Known(Box::new(result))
            }
            SentCommand::Resume(_) => follow(console, &connection, &id, arguments).await?,
            SentCommand::Cancel(_) => {
                connection.org.cancel_deploy(&id).await?;
                follow(console, &connection, &id, arguments).await?
            }
        };
        let mut report = report_of(&connection, &id, &end, &project)?;
        let applied = report.ending == Ending::Sent(Standing::Succeeded) && !report.check_only;
        if applied && matches!(command, SentCommand::Resume(_)) {
            let sent = project.select(|id| report.deployed.contains(id));
            report.verification = verify(&connection.org, &sent, &[], &Pace::for_load(sent.len(), 0)).await;
        }
        let exit = exit_of(&report);
        Ok(console.report(&Report::Deploy(report), exit)?)
    })
}

/// What the project holds: the org's file names lead back to its files.
fn project_snapshot(place: &Place) -> Outcome<Snapshot> {
    match place.project_if_any() {
        Some(project) => Ok(scan(&ScanRequest::of_project(project))?.snapshot),
        None => Ok(Snapshot::default()),
    }
}

async fn follow(console: &Console, connection: &Connection, id: &DeployId, arguments: &SentArguments) -> Outcome<End> {
    Watch { console, connection, id, minutes: arguments.wait, components: 0, archive_bytes: 0 }.follow().await
}

fn report_of(connection: &Connection, id: &DeployId, end: &End, project: &Snapshot) -> Outcome<DeployReport> {
    let bundle = Bundle::of(project, connection.org.version())?;
    let check_only = matches!(end, End::Known(result) if result.check_only);
    let (ending, outcome) = outcome(end, &bundle);
    let mut report = DeployReport {
        org: connection.name.clone(),
        changes: ChangeSet::default(),
        deletions: Vec::new(),
        check_only,
        id: Some(id.to_string()),
        ending,
        deployed: Vec::new(),
        failed: 0,
        findings: Vec::new(),
        message: None,
        verification: Verification::NotNeeded,
        elapsed: None,
    };
    if let Some(outcome) = outcome {
        report.deployed = outcome.deployed;
        report.failed = outcome.failed;
        report.findings = outcome.findings;
        report.message = outcome.message;
    }
    Ok(report)
}
