//! `xcred plan`: what a deployment would send is shown, bound to the org as it is, and saved.

use std::path::Path;

use jiff::Timestamp;

use super::{
    args::PlanArguments,
    console::Console,
    deletions::Deletions,
    error::{Failure, Outcome},
    exit::Exit,
    gather::from_files,
    online::{Connection, block_on, connect},
    place::Place,
    plan_file::{check_place, write_plan},
    prospect::Prospect,
    select::selected,
    sending::options,
};
use crate::{
    metadata::Side,
    plan::{Draft, Holding, Made, OrgId, Plan, PlannedOrg},
    report::{PlanEnding, PlanReport, Report},
};

/// What makes plans, as they say it.
const MAKER: &str = concat!("xcred ", env!("CARGO_PKG_VERSION"));

/// Runs the command.
pub(super) fn run(console: &Console, place: &Place, arguments: &PlanArguments) -> Outcome<Exit> {
    check_place(&arguments.out)?;
    let selected = selected(place, &arguments.selectors)?;
    let project = from_files(place, &Side::Project, &selected)?;
    let deletions = Deletions::read(&arguments.sending)?;
    block_on(async {
        let connection = connect(console, place, &arguments.org).await?;
        let id = org_id(&connection).await?;
        let prospect = Prospect::of(console, &connection, &selected, project, &deletions).await?;
        let ending = match () {
            () if prospect.is_unfit() => PlanEnding::Unfit,
            () if prospect.is_nothing() => PlanEnding::NothingToDo,
            () => {
                let plan = planned(&connection, &id, &prospect, &deletions, arguments)?;
                save(console, &prospect, &plan, &arguments.out)?;
                console.say(&format!("Send it with `xcred deploy {} {}`.", arguments.out.display(), connection.flags));
                PlanEnding::Saved(arguments.out.clone())
            }
        };
        let exit = match ending {
            PlanEnding::Unfit => Exit::Rejected,
            PlanEnding::Saved(_) if arguments.exit_code => Exit::Differences,
            PlanEnding::Saved(_) | PlanEnding::NothingToDo => Exit::Done,
        };
        tell_of_earlier(console, &ending, &arguments.out);
        let report = PlanReport {
            org: connection.name.clone(),
            org_id: id.to_string(),
            api_version: connection.org.version(),
            changes: prospect.changes,
            deletions: prospect.deletions,
            findings: prospect.findings,
            ending,
        };
        console.report(&Report::Plan(report), exit)
    })
}

/// The id of the org that answers.
pub(super) async fn org_id(connection: &Connection) -> Outcome<OrgId> {
    let identity = connection.org.identity().await?;
    identity.organization_id.parse().map_err(|error| Failure::of(Exit::Failed, "OrgIdError", &error))
}

fn planned(
    connection: &Connection,
    id: &OrgId,
    prospect: &Prospect,
    deletions: &Deletions,
    arguments: &PlanArguments,
) -> Outcome<Plan> {
    let plan = Plan::of(Draft {
        made: Made { at: now(), by: MAKER.to_owned() },
        org: PlannedOrg { id: id.clone(), instance: instance(connection), asked: prospect.asked.clone() },
        options: options(&arguments.sending),
        version: connection.org.version(),
        sent: prospect.sent.clone(),
        deleted: [deletions.first().cloned(), deletions.last().cloned()],
        changes: &prospect.changes,
        held: &prospect.held,
    })?;
    // Nobody keeps a plan that is too large for any org.
    plan.bundle().to_zip()?;
    Ok(plan)
}

/// The second in which it is now; nobody cares for parts of it.
fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// The instance as a plan names it. The practice org has another port each time.
fn instance(connection: &Connection) -> String {
    let url = connection.org.instance_url();
    if url.is_loopback() { connection.name.clone() } else { url.authority().to_owned() }
}

fn save(console: &Console, prospect: &Prospect, plan: &Plan, file: &Path) -> Outcome<()> {
    for (id, _) in plan.steps().filter(|(_, step)| step.held == Holding::Unseen) {
        console.warn(format!("xcred does not know the type of `{id}`: a change of it in the org is not noticed"));
    }
    console.review(prospect.review())?;
    write_plan(file, plan)
}

/// No plan is written, and one that was written before may be taken for it.
fn tell_of_earlier(console: &Console, ending: &PlanEnding, file: &Path) {
    if !matches!(ending, PlanEnding::Saved(_)) && file.exists() {
        console.warn(format!("`{}` is an earlier plan, and is left as it is", file.display()));
    }
}
