//! Where the practice org and `check` are known to differ, and why.

use std::collections::BTreeSet;

/// A known difference.
pub(super) struct Row {
    /// What is said by one side alone.
    pub(super) alone: Alone,
    /// Why the other side says nothing.
    pub(super) reason: &'static str,
}

/// What is said by one side alone.
pub(super) enum Alone {
    /// The practice org refuses with words that hold these.
    Refusal(&'static str),
    /// A rule calls it an error.
    Rule(&'static str),
}

/// All known differences.
pub(super) const ROWS: &[Row] = &[
    not_yet("is not available in API version"),
    not_yet("not valid in version"),
    not_yet("is duplicated at this location"),
    not_yet("Required field is missing"),
    not_yet("is not a valid value for the enum"),
    not_yet("is not a valid value for the type"),
    not_yet("requires the following"),
    not_yet("requires these fields"),
    not_yet("doesn't support the following"),
    not_yet("External Credentials don't support"),
    not_yet("In field: "),
    not_yet("The <principal> parameter value doesn't exist"),
    Row { alone: Alone::Rule("unreadable-allow"), reason: "a comment to xcred is nothing to an org" },
];

/// A refusal for which there is no rule yet.
const fn not_yet(words: &'static str) -> Row {
    Row { alone: Alone::Refusal(words), reason: words }
}

/// The rows that explain why one side is alone: one for a refusal, one for each rule. Nothing where some are missing.
pub(super) fn explaining(refused: Option<&str>, errors: &BTreeSet<&str>) -> Option<Vec<usize>> {
    let row = |says: &dyn Fn(&Alone) -> bool| ROWS.iter().position(|row| says(&row.alone));
    match refused {
        Some(problem) => {
            row(&|alone| matches!(alone, Alone::Refusal(words) if problem.contains(words))).map(|row| vec![row])
        }
        None => errors.iter().map(|rule| row(&|alone| matches!(alone, Alone::Rule(id) if id == rule))).collect(),
    }
}
