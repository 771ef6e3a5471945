//! What later steps of a pipeline ask of a difference: a few counts and one word, under stable names.

use super::rank::count_of_origin;
use crate::{
    diff::{ChangeKind, Gravity, Origin},
    report::DiffReport,
};

/// The word for changes without a consequence that we know.
const NO_GRAVITY: &str = "none";

/// Each name and its value: digits or one word of ours, never a text of a file or an org. Who made the changes is told
/// where a base is known; without one nobody knows, and a zero would be a lie.
pub(super) fn tally(report: &DiffReport) -> Vec<(&'static str, String)> {
    let changes = &report.changes;
    let count = |kind| changes.count(kind).to_string();
    let mut told = vec![
        ("changes", changes.iter().len().to_string()),
        ("added", count(ChangeKind::Added)),
        ("modified", count(ChangeKind::Modified)),
        ("removed", count(ChangeKind::Removed)),
    ];
    if report.base.is_some() {
        told.push(("drift", count_of_origin(changes, Origin::Drift).to_string()));
        told.push(("conflicts", count_of_origin(changes, Origin::Conflict).to_string()));
    }
    told.push(("gravity", changes.gravity().map_or(NO_GRAVITY, Gravity::word).to_owned()));
    told
}
