//! What stands above the components: the sides, the counts, and what follows from the changes; and what agrees below.

use std::{cmp::Reverse, collections::BTreeSet};

use super::{
    super::{
        Run,
        paint::counted,
        place::from_root,
        rank::{count_of_origin, counts},
    },
    fit::Room,
    safe::{code, prose},
};
use crate::{
    diff::{Consequence, Origin},
    finding::{Finding, NOT_WELL_FORMED, WRONG_ROOT},
    metadata::ComponentId,
    report::{DiffReport, Standpoint},
};

/// So many names of what agrees are told, and so many findings.
const MOST: usize = 20;

/// The title, the counts, who made the changes, and what could not be compared.
pub(super) fn head(report: &DiffReport, run: &Run<'_>) -> String {
    let meaning = match report.standpoint {
        Standpoint::Deployment => "What a deployment would change",
        Standpoint::Comparison => "What differs",
    };
    let (news, same) = counts(report);
    let mut told =
        format!("### {meaning}: from {} to {}\n\n**{news}**; {same}.\n\n", code(&report.from), code(&report.to));
    told.extend(report.base.as_deref().map(|base| makers(report, base)));
    told.push_str(&unread(&report.findings, run));
    told
}

/// How many components each side changed since their base.
fn makers(report: &DiffReport, base: &str) -> String {
    let count = |origin| count_of_origin(&report.changes, origin);
    let (conflicts, drift, branch) = (count(Origin::Conflict), count(Origin::Drift), count(Origin::Branch));
    format!(
        "Since {}: {} in conflict, {drift} drifted, {branch} changed here.\n\n",
        code(base),
        counted(conflicts, "component")
    )
}

/// What follows from the changes, the gravest first, in at most so much room.
pub(super) fn consequences(report: &DiffReport, room: Room, units: usize) -> String {
    let mut all: Vec<(&ComponentId, &Consequence)> =
        report.changes.iter().flat_map(|(id, change)| change.consequences.iter().map(move |one| (id, one))).collect();
    if all.is_empty() {
        return String::new();
    }
    all.sort_by_key(|(_, consequence)| Reverse(consequence.kind.gravity));
    let mut told = "#### What follows\n\n".to_owned();
    for (at, (id, consequence)) in all.iter().enumerate() {
        let line = line(id, consequence);
        // The last line needs a little room of its own.
        if room.taken_by(&told) + room.taken_by(&line) + 80 > units {
            told.push_str(&format!("- and {} more, none graver\n", all.len() - at));
            break;
        }
        told.push_str(&line);
    }
    told.push('\n');
    if room.taken_by(&told) > units { String::new() } else { told }
}

fn line(id: &ComponentId, consequence: &Consequence) -> String {
    let (gravity, way_out) = (consequence.kind.gravity.word(), prose(consequence.kind.way_out));
    format!("- **{gravity}**: {} – {}. *{way_out}*\n", code(&id.to_string()), prose(&consequence.says))
}

/// What both sides changed to the same.
pub(super) fn agreed(report: &DiffReport) -> String {
    let all: Vec<String> = report.agreed.iter().map(|(id, _)| code(&id.to_string())).collect();
    if all.is_empty() {
        return String::new();
    }
    let more = if all.len() > MOST { format!(" and {} more", all.len() - MOST) } else { String::new() };
    let names = all[..all.len().min(MOST)].join(", ");
    format!("Changed to the same on both sides: {names}{more}.\n\n")
}

/// What is neither different nor the same, because its file has errors.
fn unread(findings: &[Finding], run: &Run<'_>) -> String {
    let of_file = |finding: &&Finding| [NOT_WELL_FORMED, WRONG_ROOT].contains(&finding.rule);
    let unread: BTreeSet<&ComponentId> =
        findings.iter().filter(of_file).filter_map(|finding| finding.component.as_ref()).collect();
    let mut told = match unread.len() {
        0 => String::new(),
        1 => "**1 component is not compared: its file has errors.**\n\n".to_owned(),
        count => format!("**{count} components are not compared: their files have errors.**\n\n"),
    };
    for finding in findings.iter().take(MOST) {
        let place = finding.location.as_ref().map(|location| {
            let path = from_root(run.folder, &location.path);
            location.region.map_or_else(|| path.clone(), |region| format!("{path}:{}", region.start))
        });
        let place = place.map_or_else(String::new, |place| format!(" ({})", code(&place)));
        told.push_str(&format!("- {}: {}{place}\n", code(finding.rule.id), prose(&finding.message)));
    }
    if findings.len() > MOST {
        told.push_str(&format!("- and {} more\n", findings.len() - MOST));
    }
    if !findings.is_empty() {
        told.push('\n');
    }
    told
}
