//! What a change means for those who make callouts.

mod kinds;
mod telling;

use super::ElementPath;
use crate::metadata::{MetadataType, registry, shape::ConsequenceRule};

pub use kinds::{CONSEQUENCE_KINDS, consequence_kind};
pub use telling::tell_consequences;

/// What follows from a change, where we know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consequence {
    /// What kind of consequence it is.
    pub kind: &'static ConsequenceKind,
    /// The changed element that it follows from; nothing where it follows from the component's coming or going.
    pub at: Option<ElementPath>,
    /// What happens, with the names of what it happens to. It never holds a value that can be a secret.
    pub says: String,
}

/// One kind of consequence.
#[derive(Debug, PartialEq, Eq)]
pub struct ConsequenceKind {
    /// Its id, such as `secret-lost`.
    pub id: &'static str,
    /// How much breaks.
    pub gravity: Gravity,
    /// What happens, in one sentence.
    pub summary: &'static str,
    /// What to do about it, in one sentence.
    pub way_out: &'static str,
}

impl ConsequenceKind {
    /// The types that say so of their changes, with what they say.
    pub fn said_by(&'static self) -> impl Iterator<Item = (&'static MetadataType, &'static ConsequenceRule)> {
        let rules = registry().flat_map(|table| table.consequences.iter().map(move |rule| (table, rule)));
        rules.filter(|(_, rule)| rule.kind == self.id)
    }
}

/// How much a change breaks, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gravity {
    /// Callouts go on; somebody wants to know.
    Notable,
    /// Callouts fail until somebody does something.
    Disruptive,
    /// Something is gone that only people can bring back.
    Destructive,
}

/// The gravities, the least first, with the words that flags and formats call them by.
pub const GRAVITIES: &[(Gravity, &str)] =
    &[(Gravity::Notable, "notable"), (Gravity::Disruptive, "disruptive"), (Gravity::Destructive, "destructive")];

impl Gravity {
    /// The word for it.
    pub fn word(self) -> &'static str {
        let (_, word) = GRAVITIES.iter().find(|(gravity, _)| *gravity == self).expect("a test walks the table");
        word
    }
}

#[cfg(test)]
mod tests;
