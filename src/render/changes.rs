//! Changes as findings: what stands beside the lines of the project's files, in annotations and in code scanning.
//!
//! A change is no fault. Its finding says what changed, is a note unless something follows from it, and is an error only
//! where it makes the run fail. Only the side that lies in the repository has lines to point at.

use std::{borrow::Cow, cmp::Reverse, path::Path};

use super::rank::{Rank, elements, words_of_kind, words_of_origin};
use crate::{
    diff::{
        ChangeKind, ComponentChange, Consequence, Content, ElementChange, ElementPath, Gravity, Origin, Shown, Value,
    },
    finding::{Finding, Location, Region, Rule, Severity},
    metadata::{ComponentId, Side},
    report::{DiffReport, Report},
};

/// So many characters of a value are told.
const LONGEST: usize = 120;

/// What a change is where nothing grave follows from it, by what happened to whom.
const KINDS: [(ChangeKind, Rule, Rule); 3] = [
    (
        ChangeKind::Added,
        rule("component-added", "A component is only on the second side."),
        rule("element-added", "An element is only on the second side."),
    ),
    (
        ChangeKind::Modified,
        rule("component-modified", "A component is not the same on both sides."),
        rule("element-modified", "An element is not the same on both sides."),
    ),
    (
        ChangeKind::Removed,
        rule("component-removed", "A component is only on the first side."),
        rule("element-removed", "An element is only on the first side."),
    ),
];

/// What a change is that the branch did not make alone.
const DRIFT: Rule = rule("drift", "The first side changed by itself since the base.");
const CONFLICT: Rule = rule("conflict", "Both sides changed since the base, and not to the same.");

const fn rule(id: &'static str, summary: &'static str) -> Rule {
    Rule { id, severity: Severity::Note, summary }
}

/// What a report has to say beside lines of files: findings, and of a difference its changes too, the gravest first.
pub(super) fn beside_lines(report: &Report) -> Cow<'_, [Finding]> {
    match report {
        Report::Diff(diff) => Cow::Owned([diff.findings.clone(), changes(diff)].concat()),
        report => Cow::Borrowed(report.findings()),
    }
}

fn changes(report: &DiffReport) -> Vec<Finding> {
    let mut all: Vec<(Rank, Finding)> =
        report.changes.iter().flat_map(|(id, change)| of_component(id, change, report)).collect();
    all.sort_by_key(|(rank, _)| Reverse(*rank));
    all.into_iter().map(|(_, finding)| finding).collect()
}

/// One finding for each changed element, and one for the component where there is none, or where more is to be said.
fn of_component(id: &ComponentId, change: &ComponentChange, report: &DiffReport) -> Vec<(Rank, Finding)> {
    let at = Stand { id, change, report };
    let elements = elements(change);
    let of_all: Vec<&Consequence> = change
        .consequences
        .iter()
        .filter(|one| !elements.iter().any(|element| one.at.as_ref() == Some(&element.path)))
        .collect();
    let mut told = Vec::new();
    if elements.is_empty() || !of_all.is_empty() {
        told.push(at.whole(&of_all));
    }
    told.extend(elements.iter().map(|element| at.element(element)));
    told
}

/// A component whose changes are told.
struct Stand<'r> {
    id: &'r ComponentId,
    change: &'r ComponentChange,
    report: &'r DiffReport,
}

/// A change of whatever size.
struct Told<'r> {
    rule: Rule,
    origins: Vec<Origin>,
    consequences: Vec<&'r Consequence>,
    words: String,
    region: Option<Region>,
}

impl Stand<'_> {
    fn whole(&self, consequences: &[&Consequence]) -> (Rank, Finding) {
        let (_, rule, _) = kind(self.change.kind);
        let words = format!("`{}`: {}", self.id, words_of_kind(self.change.kind, self.report.standpoint));
        let moved = self.change.moved.as_ref().map(|other| moved(self.change.kind, &other.to_string()));
        let words = words + &moved.unwrap_or_default();
        let origins = self.change.origin.into_iter().collect();
        self.finding(Told { rule, origins, consequences: consequences.to_vec(), words, region: None })
    }

    fn element(&self, element: &ElementChange) -> (Rank, Finding) {
        let (_, _, rule) = kind(element.kind);
        let is_of_it = |one: &&Consequence| one.at.as_ref() == Some(&element.path);
        let consequences = self.change.consequences.iter().filter(is_of_it).collect();
        let origins = element.origin.into_iter().collect();
        let region = self.value(element).and_then(|value| value.region);
        self.finding(Told { rule, origins, consequences, words: words(element), region })
    }

    fn finding(&self, mut told: Told<'_>) -> (Rank, Finding) {
        told.consequences.sort_by_key(|one| Reverse(one.kind.gravity));
        let gravity = told.consequences.first().map(|one| one.kind.gravity);
        let rank = Rank::of(gravity, &told.origins.iter().copied().collect());
        let mut rule = match (told.consequences.first(), told.origins.first()) {
            (Some(gravest), _) => Rule { id: gravest.kind.id, summary: gravest.kind.summary, ..told.rule },
            (None, Some(Origin::Conflict)) => CONFLICT,
            (None, Some(Origin::Drift)) => DRIFT,
            (None, _) => told.rule,
        };
        rule.severity = self.severity(gravity, &told.origins);
        let from_others = told.origins.iter().filter(|origin| **origin != Origin::Branch);
        let sentences = from_others.map(|origin| words_of_origin(*origin).to_owned());
        let sentences = sentences.chain(told.consequences.iter().map(|one| one.says.clone()));
        let message = std::iter::once(told.words).chain(sentences).collect::<Vec<_>>().join("; ");
        let mut finding = Finding::in_file(rule, "", message).about(self.id.clone());
        finding.location = self.file().map(|path| Location { path: path.to_path_buf(), region: told.region });
        finding.help = told.consequences.first().map(|one| one.kind.way_out.to_owned());
        (rank, finding)
    }

    fn severity(&self, gravity: Option<Gravity>, origins: &[Origin]) -> Severity {
        let gates = gravity.is_some() && self.report.fails_at.is_some_and(|at| gravity >= Some(at));
        let is_pressing =
            gravity >= Some(Gravity::Disruptive) || origins.iter().any(|origin| *origin != Origin::Branch);
        match () {
            () if gates => Severity::Error,
            () if is_pressing => Severity::Warning,
            () => Severity::Note,
        }
    }

    /// The component's file in the repository, where it has one.
    fn file(&self) -> Option<&Path> {
        match in_repository(self.report)? {
            Which::First => self.change.before.as_deref(),
            Which::Second => self.change.after.as_deref(),
        }
    }

    /// What the element holds in the repository.
    fn value<'e>(&self, element: &'e ElementChange) -> Option<&'e Value> {
        match in_repository(self.report)? {
            Which::First => element.before.as_ref(),
            Which::Second => element.after.as_ref(),
        }
    }
}

/// One of the two sides.
#[derive(Clone, Copy)]
enum Which {
    First,
    Second,
}

/// The side whose files lie in the repository, so that its paths and lines mean something there; the second where both do.
fn in_repository(report: &DiffReport) -> Option<Which> {
    let is_there = |side: &str| match side.parse() {
        Ok(Side::Project | Side::Directory(_)) => true,
        Ok(Side::Path(path)) => !path.extension().is_some_and(|end| end.eq_ignore_ascii_case("zip")),
        _ => false,
    };
    match (is_there(&report.from), is_there(&report.to)) {
        (_, true) => Some(Which::Second),
        (true, false) => Some(Which::First),
        (false, false) => None,
    }
}

fn kind(kind: ChangeKind) -> (ChangeKind, Rule, Rule) {
    let listed = KINDS.into_iter().find(|(listed, ..)| *listed == kind);
    listed.expect("the table has every kind")
}

fn words(element: &ElementChange) -> String {
    let (path, before, after) = (path_of(&element.path), shown(element.before.as_ref()), shown(element.after.as_ref()));
    let told = match (element.kind, before, after) {
        (ChangeKind::Added, _, Some(after)) => format!("`{path}` is new: {after}"),
        (ChangeKind::Removed, Some(before), _) => format!("`{path}` is gone: {before}"),
        (ChangeKind::Modified, Some(before), Some(after)) if before != after => {
            format!("`{path}` changes from {before} to {after}")
        }
        (ChangeKind::Added, ..) => format!("`{path}` is new"),
        (ChangeKind::Removed, ..) => format!("`{path}` is gone"),
        (ChangeKind::Modified, ..) => format!("`{path}` changes; what changes is hidden"),
    };
    let moved = element.moved.as_ref().map(|other| moved(element.kind, &path_of(other)));
    told + &moved.unwrap_or_default()
}

fn moved(kind: ChangeKind, other: &str) -> String {
    if kind == ChangeKind::Removed { format!("; renamed to `{other}`") } else { format!("; renamed from `{other}`") }
}

fn path_of(path: &ElementPath) -> String {
    clipped(&path.to_string())
}

/// The value in backticks; nothing where it is hidden, or has no text of its own.
fn shown(value: Option<&Value>) -> Option<String> {
    match &value?.content {
        Content::Text(Shown::Clear(text)) => Some(format!("`{}`", clipped(text))),
        Content::Text(Shown::Hidden | Shown::Revealed(_)) | Content::Fields(_) => None,
    }
}

fn clipped(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
