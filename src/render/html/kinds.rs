//! What changes, origins and consequences are called in a report: a word and a sign for each, never colour alone.

use crate::{
    diff::{ChangeKind, Gravity, Origin},
    finding::Severity,
    report::Standpoint,
};

/// How something is marked: a class for the style, a sign, and words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// The class that the style knows, and the word that filters go by.
    pub(super) class: &'static str,
    /// One sign.
    pub(super) sign: &'static str,
    /// The word on a badge.
    pub(super) word: &'static str,
    /// What it means, in a few words.
    pub(super) meaning: &'static str,
}

const fn mark(class: &'static str, sign: &'static str, word: &'static str, meaning: &'static str) -> Mark {
    Mark { class, sign, word, meaning }
}

/// What can happen, in the order of reports.
pub(super) const CHANGES: [ChangeKind; 3] = [ChangeKind::Added, ChangeKind::Modified, ChangeKind::Removed];

/// Who can have made a change, what needs eyes first.
pub(super) const ORIGINS: [Origin; 3] = [Origin::Conflict, Origin::Drift, Origin::Branch];

/// How much a change can break, the most first.
pub(super) const GRAVITIES: [Gravity; 3] = [Gravity::Destructive, Gravity::Disruptive, Gravity::Notable];

/// How a change of a component is marked.
pub(super) fn of_component(kind: ChangeKind, standpoint: Standpoint) -> Mark {
    match (kind, standpoint) {
        (ChangeKind::Added, Standpoint::Deployment) => mark("added", "+", "create", "to create"),
        (ChangeKind::Added, Standpoint::Comparison) => mark("added", "+", "added", "only in the second"),
        (ChangeKind::Modified, Standpoint::Deployment) => mark("modified", "~", "change", "to change"),
        (ChangeKind::Modified, Standpoint::Comparison) => mark("modified", "~", "changed", "different"),
        (ChangeKind::Removed, Standpoint::Deployment) => mark("removed", "−", "only in the org", "only in the org"),
        (ChangeKind::Removed, Standpoint::Comparison) => mark("removed", "−", "removed", "only in the first"),
    }
}

/// How a change of an element is marked.
pub(super) fn of_element(kind: ChangeKind) -> Mark {
    match kind {
        ChangeKind::Added => mark("added", "+", "added", "only in the second"),
        ChangeKind::Modified => mark("modified", "~", "changed", "different"),
        ChangeKind::Removed => mark("removed", "−", "removed", "only in the first"),
    }
}

/// How the maker of a change is marked.
pub(super) fn of_origin(origin: Origin) -> Mark {
    match origin {
        Origin::Branch => mark("branch", "⎇", "branch", "only the second side changed it since the base"),
        Origin::Drift => mark("drift", "≈", "drift", "only the first side changed it since the base"),
        Origin::Mixed => {
            mark("drift", "≈", "mixed", "the second side changed some of it since the base, the first the rest")
        }
        Origin::Conflict => mark("conflict", "⚡", "conflict", "both sides changed it since the base, differently"),
    }
}

/// How a consequence is marked.
pub(super) fn of_gravity(gravity: Gravity) -> Mark {
    match gravity {
        Gravity::Notable => mark("notable", "i", "notable", "callouts go on; somebody wants to know"),
        Gravity::Disruptive => mark("disruptive", "!", "disruptive", "callouts fail until somebody does something"),
        Gravity::Destructive => {
            mark("destructive", "×", "destructive", "something is gone that only people bring back")
        }
    }
}

/// How a finding is marked.
pub(super) fn of_severity(severity: Severity) -> Mark {
    match severity {
        Severity::Note => mark("notable", "i", "note", "worth knowing"),
        Severity::Warning => mark("disruptive", "!", "warning", "likely a mistake"),
        Severity::Error => mark("destructive", "×", "error", "the file could not be compared"),
    }
}
