//! Deployments for people: how it ended, and whether the org holds what was sent.

use std::io::{self, Write};

use super::{
    diff::{Subject, write_changes},
    sheet::Page,
};
use crate::{
    deploy::{Standing, Verification},
    diff::{ChangeKind, ChangeSet, Graph},
    render::paint::{Label, counted, paint, printable},
    report::{DeployReport, Ending, Standpoint},
};

/// Writes how a deployment ended.
pub(super) fn write(report: &DeployReport, page: Page, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", ending(report))?;
    if let Some(message) = &report.message {
        writeln!(out, "The org says: {}", printable(message))?;
    }
    write_verification(&report.verification, page, out)
}

fn ending(report: &DeployReport) -> String {
    let org = printable(&report.org);
    let deployed = counted(report.deployed.len() + report.deleted.len(), "component");
    let failed = counted(report.failed, "component");
    let kind = if report.check_only { "validation" } else { "deployment" };
    let it = report.id.as_ref().map_or_else(|| kind.to_owned(), |id| format!("{kind} `{}`", printable(id)));
    match report.ending {
        Ending::NothingToDo => format!("{}: {org} holds all of it.", paint(Label::Good, "Nothing to deploy")),
        Ending::Declined => "Nothing was sent.".to_owned(),
        Ending::Unfit => format!("{}: mend the errors first.", paint(Label::Error, "Nothing was sent")),
        Ending::Sent(Standing::Succeeded) if report.check_only => {
            format!("{} {deployed} against {org}; nothing was changed.", paint(Label::Good, "Validated"))
        }
        Ending::Sent(Standing::Succeeded) => {
            format!("{} to {org}.", paint(Label::Good, format!("Deployed {}", what_was_done(report))))
        }
        Ending::Sent(Standing::Partial) => {
            format!("{}: {deployed} went to {org}, {failed} did not.", paint(Label::Warning, "Deployed partially"))
        }
        Ending::Sent(Standing::Failed) => {
            format!("{}: {org} refused {failed}, and the {it} changed nothing.", paint(Label::Error, "Failed"))
        }
        Ending::Sent(Standing::Canceled) => {
            format!("{}: the {it} was cancelled in {org}.", paint(Label::Error, "Canceled"))
        }
        Ending::Interrupted => {
            format!("{}: {org} was asked to cancel the {it}.", paint(Label::Warning, "Interrupted"))
        }
        Ending::Sent(Standing::Running) => {
            format!("{}: the {it} goes on in {org}.", paint(Label::Warning, "Still running"))
        }
    }
}

/// What a deployment did, as it was reviewed; of one that was sent before, as the org tells it.
fn what_was_done(report: &DeployReport) -> String {
    let deleted = report.deleted.len();
    let [created, changed] = [ChangeKind::Added, ChangeKind::Modified].map(|kind| report.changes.count(kind));
    let deployed = if created + changed > 0 { 0 } else { report.deployed.len() };
    let parts = [(created, "new"), (changed, "changed"), (deployed, "deployed"), (deleted, "deleted")];
    let told: Vec<String> =
        parts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
    let all = counted(created + changed + deployed + deleted, "component");
    if created + changed + deleted == 0 { all } else { format!("{all} ({})", told.join(", ")) }
}

fn write_verification(verification: &Verification, page: Page, out: &mut dyn Write) -> io::Result<()> {
    match verification {
        Verification::NotNeeded => Ok(()),
        Verification::Verified { components, deleted } => {
            writeln!(out, "{}: {}.", paint(Label::Good, "Verified"), verified(*components, *deleted))
        }
        Verification::Differs(changes) => write_what_the_org_made(changes, page, out),
        Verification::Unknown(reason) => {
            writeln!(out, "{}: {}", paint(Label::Warning, "Not verified"), printable(reason))
        }
    }
}

fn verified(components: usize, deleted: usize) -> String {
    let held = format!("{} read back, and the org holds what was sent", counted(components, "component"));
    let gone = format!("{} deleted and gone from the org", counted(deleted, "component"));
    match (components, deleted) {
        (_, 0) => held,
        (0, _) => gone,
        _ => format!("{held}; {gone}"),
    }
}

fn write_what_the_org_made(changes: &ChangeSet, page: Page, out: &mut dyn Write) -> io::Result<()> {
    let differs = paint(Label::Warning, "Not what was sent");
    writeln!(out, "{differs}: the org made something else of {}:\n", counted(changes.iter().len(), "component"))?;
    // What was sent is told by name; what refers to what was shown before it went.
    let graph = Graph::default();
    write_changes(Subject { changes, graph: &graph, standpoint: Standpoint::Comparison }, page, out)
}
