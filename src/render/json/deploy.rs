//! Deployments on the wire.

use serde_json::{Value, json};

use super::{diff, findings_of, types_of};
use crate::{
    deploy::{Standing, Verification},
    report::{DeployReport, Ending},
};

pub(super) fn body(report: &DeployReport) -> Value {
    json!({
        "id": report.id,
        "org": report.org,
        "checkOnly": report.check_only,
        "ending": ending(report.ending),
        "summary": diff::summary(&report.changes),
        "components": diff::components(&report.changes),
        "deletions": report.deletions.iter().map(types_of).collect::<Vec<_>>(),
        "deployed": report.deployed,
        "deleted": report.deleted,
        "failed": report.failed,
        "message": report.message,
        "verification": verification(&report.verification),
        "elapsedMilliseconds": report.elapsed.map(|elapsed| u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)),
        "findings": findings_of(&report.findings),
    })
}

fn ending(ending: Ending) -> &'static str {
    match ending {
        Ending::NothingToDo => "nothing-to-do",
        Ending::Declined => "declined",
        Ending::Unfit => "unfit",
        Ending::Sent(Standing::Succeeded) => "succeeded",
        Ending::Sent(Standing::Partial) => "partial",
        Ending::Sent(Standing::Failed) => "failed",
        Ending::Sent(Standing::Canceled) => "canceled",
        Ending::Interrupted => "interrupted",
        Ending::Sent(Standing::Running) => "running",
    }
}

fn verification(verification: &Verification) -> Value {
    match verification {
        Verification::NotNeeded => json!({ "state": "not-needed" }),
        Verification::Verified { components, deleted } => {
            json!({ "state": "verified", "components": components, "deleted": deleted })
        }
        Verification::Differs(changes) => {
            json!({ "state": "differs", "components": diff::components(changes) })
        }
        Verification::Unknown(reason) => json!({ "state": "unknown", "reason": reason }),
    }
}
