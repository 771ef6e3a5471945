//! What stands above the changes: between what they are, how many there are, and what could not be compared.

use std::collections::BTreeSet;

use super::{
    component::origins_of,
    kinds::{self, CHANGES, GRAVITIES, Mark, ORIGINS},
    text::{Prose, Text, Way, grouped},
};
use crate::{
    diff::ComponentChange,
    finding::{Finding, NOT_WELL_FORMED, WRONG_ROOT},
    render::paint::counted,
    report::{DiffReport, Standpoint},
};

/// What stands above the changes.
#[derive(Debug)]
pub(super) struct Overview<'a> {
    pub(super) from: Text<'a>,
    pub(super) to: Text<'a>,
    pub(super) base: Option<Text<'a>>,
    pub(super) lead: &'static str,
    /// How many components something of each kind happened to.
    pub(super) changes: Vec<Tally>,
    /// How many changes come from where; nothing without a base.
    pub(super) origins: Vec<Tally>,
    /// How many consequences of each gravity there are; nothing where there are none.
    pub(super) consequences: Vec<Tally>,
    /// How many components have consequences of each gravity, and none graver; nothing where there are none.
    pub(super) gravities: Vec<Tally>,
    /// How much of all components is what.
    pub(super) shares: Vec<Share>,
    pub(super) total: usize,
    /// The number of changed components and its noun.
    pub(super) counted: String,
    pub(super) unchanged: String,
    pub(super) is_empty: bool,
    pub(super) findings: Vec<Found<'a>>,
    pub(super) unread: Option<String>,
    pub(super) warnings: Vec<Prose<'a>>,
}

/// Something that is counted.
#[derive(Debug)]
pub(super) struct Tally {
    pub(super) mark: Mark,
    pub(super) count: usize,
    /// The count for people.
    pub(super) shown: String,
}

/// A part of a bar that is a thousand wide.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Share {
    pub(super) class: &'static str,
    pub(super) x: usize,
    pub(super) width: usize,
}

/// A file that could not be compared, and why.
#[derive(Debug)]
pub(super) struct Found<'a> {
    pub(super) mark: Mark,
    pub(super) rule: &'static str,
    pub(super) place: Option<Way<'a>>,
    pub(super) component: Option<Text<'a>>,
    pub(super) message: Prose<'a>,
    pub(super) help: Option<Prose<'a>>,
}

impl<'a> Overview<'a> {
    pub(super) fn of(report: &'a DiffReport, warnings: &'a [String]) -> Self {
        let total = report.changes.iter().len();
        Self {
            from: Text::of(report.from.as_str()),
            to: Text::of(report.to.as_str()),
            base: report.base.as_deref().map(Text::of),
            lead: match report.standpoint {
                Standpoint::Deployment => "What a deployment would change",
                Standpoint::Comparison => "What differs",
            },
            changes: tallies(report, CHANGES, |change, kind| change.kind == *kind)
                .map(|(kind, count)| Tally::of(kinds::of_component(kind, report.standpoint), count))
                .collect(),
            origins: tallies(report, ORIGINS, |change, origin| origins_of(change).contains(origin))
                .filter(|(_, count)| report.base.is_some() || *count > 0)
                .map(|(origin, count)| Tally::of(kinds::of_origin(origin), count))
                .collect(),
            consequences: consequences(report),
            gravities: tallies(report, GRAVITIES, |change, gravity| change.gravity() == Some(*gravity))
                .filter(|(_, count)| *count > 0)
                .map(|(gravity, count)| Tally::of(kinds::of_gravity(gravity), count))
                .collect(),
            shares: shares(report),
            total,
            counted: format!("{} component{}", grouped(total), if total == 1 { "" } else { "s" }),
            unchanged: grouped(report.changes.unchanged()),
            is_empty: report.changes.is_empty(),
            findings: report.findings.iter().map(Found::of).collect(),
            unread: unread(&report.findings),
            warnings: warnings.iter().map(|warning| Prose::of(warning.as_str())).collect(),
        }
    }
}

/// How many consequences there are, the gravest first.
fn consequences(report: &DiffReport) -> Vec<Tally> {
    let all = || report.changes.iter().flat_map(|(_, change)| &change.consequences);
    let counted = GRAVITIES.map(|gravity| (gravity, all().filter(|one| one.kind.gravity == gravity).count()));
    let told = counted.into_iter().filter(|(_, count)| *count > 0);
    told.map(|(gravity, count)| Tally::of(kinds::of_gravity(gravity), count)).collect()
}

fn tallies<Kind>(
    report: &DiffReport,
    kinds: [Kind; 3],
    is_of: impl Fn(&ComponentChange, &Kind) -> bool,
) -> impl Iterator<Item = (Kind, usize)> {
    kinds.into_iter().map(move |kind| {
        let count = report.changes.iter().filter(|(_, change)| is_of(change, &kind)).count();
        (kind, count)
    })
}

/// How much of all components is what; nothing that there is goes unseen.
fn shares(report: &DiffReport) -> Vec<Share> {
    let changed = CHANGES.map(|kind| (kinds::of_component(kind, report.standpoint).class, report.changes.count(kind)));
    let counts: Vec<(&str, usize)> = changed.into_iter().chain([("same", report.changes.unchanged())]).collect();
    let weight = |count: usize, total: usize| if count == 0 { 0 } else { (count * 1000 / total.max(1)).max(8) };
    let total: usize = counts.iter().map(|(_, count)| count).sum();
    let whole: usize = counts.iter().map(|(_, count)| weight(*count, total)).sum();
    let mut x = 0;
    let share = |(class, count): (&'static str, usize)| {
        let width = weight(count, total) * 1000 / whole.max(1);
        x += width;
        Share { class, x: x - width, width }
    };
    counts.into_iter().map(share).filter(|share| share.width > 0).collect()
}

/// How many components are neither different nor the same, because their files cannot be read.
fn unread(findings: &[Finding]) -> Option<String> {
    let unreadable = findings.iter().filter(|finding| [NOT_WELL_FORMED, WRONG_ROOT].contains(&finding.rule));
    let components: BTreeSet<_> = unreadable.filter_map(|finding| finding.component.as_ref()).collect();
    let told = match components.len() {
        0 => return None,
        1 => "1 component is not compared: its file has errors".to_owned(),
        count => format!("{} are not compared: their files have errors", counted(count, "component")),
    };
    Some(told)
}

impl Tally {
    fn of(mark: Mark, count: usize) -> Self {
        Self { mark, count, shown: grouped(count) }
    }
}

impl<'a> Found<'a> {
    fn of(finding: &'a Finding) -> Self {
        Self {
            mark: kinds::of_severity(finding.rule.severity),
            rule: finding.rule.id,
            place: finding.location.as_ref().map(|location| Way::of(location.to_string())),
            component: finding.component.as_ref().map(|id| Text::of(id.to_string())),
            message: Prose::of(finding.message.as_str()),
            help: finding.help.as_deref().map(Prose::of),
        }
    }
}
