//! `xcred deploy`: what differs is shown, asked about, sent, followed, and read back.

use super::{
    args::DeployArguments,
    console::Console,
    deletions::Deletions,
    error::Outcome,
    exit::Exit,
    follow::exit_of,
    gather::{Held, from_files},
    online::{Connection, block_on, connect},
    place::Place,
    prospect::{Prospect, Ready},
    select::{Selected, selected},
    sending::{Run, options},
};
use crate::{
    bundle::Bundle,
    metadata::Side,
    org::DeployOptions,
    report::{DeployReport, Ending, Report},
};

/// Runs the command.
pub(super) fn run(console: &Console, place: &Place, arguments: &DeployArguments) -> Outcome<Exit> {
    let selected = selected(place, &arguments.selectors)?;
    let project = from_files(place, &Side::Project, &selected)?;
    let deletions = Deletions::read(&arguments.sending)?;
    let options = DeployOptions { check_only: arguments.dry_run, ..options(&arguments.sending) };
    block_on(async {
        let connection = connect(console, place, &arguments.org).await?;
        let report = report_for(&connection, arguments, &deletions);
        let mut run = Run { console, arguments, connection: &connection, deletions: &deletions, options, report };
        if let Some(ready) = prepare(&mut run, &selected, project).await? {
            run.send(&ready).await?;
        }
        let exit = exit_of(&run.report);
        console.report(&Report::Deploy(run.report), exit)
    })
}

/// Compares, shows, asks. What is to be sent, unless there is nothing to send.
async fn prepare(run: &mut Run<'_>, selected: &Selected, project: Held) -> Outcome<Option<Ready>> {
    let prospect = Prospect::of(run.console, run.connection, selected, project, run.deletions).await?;
    run.report.changes = prospect.changes.clone();
    run.report.findings.clone_from(&prospect.findings);
    if prospect.is_unfit() {
        run.report.ending = Ending::Unfit;
        return Ok(None);
    }
    if prospect.is_nothing() {
        return Ok(None);
    }
    let bundle = Bundle::of(&prospect.sent, run.connection.org.version())?;
    let bundle = bundle.deleting(run.deletions.first().cloned(), run.deletions.last().cloned());
    // Nobody is asked about a deployment that is too large for any org.
    let archive = bundle.to_zip()?;
    run.console.review(prospect.review())?;
    if !run.agreed()? {
        run.report.ending = Ending::Declined;
        return Ok(None);
    }
    Ok(Some(Ready { bundle, archive, sent: prospect.sent }))
}

fn report_for(connection: &Connection, arguments: &DeployArguments, deletions: &Deletions) -> DeployReport {
    DeployReport {
        deletions: deletions.first().into_iter().chain(deletions.last()).cloned().collect(),
        check_only: arguments.dry_run,
        ..DeployReport::before(&connection.name)
    }
}
