//! Values in a change: what they are, where they stand, and whether they may be shown.

use crate::{
    finding::Region,
    metadata::{secret::is_harmless_formula, shape::Secrecy},
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
    /// The value as it may be shown. A formula that only names a credential is clear wherever it stands.
    pub fn of(value: &str, secrecy: Secrecy) -> Self {
        match secrecy {
            Secrecy::Whole if !value.is_empty() && !is_harmless_formula(value) => Self::Hidden,
            Secrecy::Whole => Self::Clear(value.to_owned()),
            _ => Self::Clear(secrecy.shown(value).into_owned()),
        }
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
