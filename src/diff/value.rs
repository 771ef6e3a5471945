//! Values in a change: what they are, where they stand, and whether they may be shown.

use crate::{
    finding::Region,
    metadata::secret::{is_harmless_formula, redacted_address},
};

/// A value as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shown {
    /// The value itself.
    Clear(String),
    /// A value that can hold a secret. It was dropped when it was compared; nothing after the comparison can leak it.
    Hidden,
}

impl Shown {
    /// The value as it may be shown, given whether it can hold a secret. A formula that only names a credential is clear;
    /// of an address with user information or a query, the rest is shown.
    pub fn of(value: &str, can_hold_secret: bool) -> Self {
        if can_hold_secret && !value.is_empty() && !is_harmless_formula(value) {
            return Self::Hidden;
        }
        Self::Clear(redacted_address(value).unwrap_or_else(|| value.to_owned()))
    }
}

/// One side of a changed element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// What it holds.
    pub content: Content,
    /// Where it stands; `None` for a default that no file spells out.
    pub region: Option<Region>,
}

/// What one side of a changed element holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// A value.
    Text(Shown),
    /// The values inside an element that came or went as a whole, by their names or paths.
    Fields(Vec<(String, Shown)>),
}
