//! Plans on the wire.

use serde_json::{Value, json};

use super::{diff, findings_of, path_text, types_of};
use crate::report::{PlanEnding, PlanReport};

pub(super) fn body(report: &PlanReport) -> Value {
    let (ending, file) = match &report.ending {
        PlanEnding::Saved(file) => ("saved", Some(path_text(file))),
        PlanEnding::NothingToDo => ("nothing-to-do", None),
        PlanEnding::Unfit => ("unfit", None),
    };
    json!({
        "org": report.org,
        "orgId": report.org_id,
        "apiVersion": report.api_version,
        "ending": ending,
        "file": file,
        "summary": diff::summary(&report.changes),
        "components": diff::components(&report.changes),
        "deletions": report.deletions.iter().map(types_of).collect::<Vec<_>>(),
        "findings": findings_of(&report.findings),
    })
}
