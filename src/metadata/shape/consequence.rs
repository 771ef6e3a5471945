//! Which changes of a type break something, and what.

use serde::Deserialize;

use super::{Condition, Evidence};

/// What follows when something happens to a component or to one of its elements.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ConsequenceRule {
    /// The kind of consequence.
    pub kind: String,
    /// The elements that it happens to: their names from the root on, with dots. Empty where it is the component.
    #[serde(default)]
    pub elements: Vec<String>,
    /// Which of the repeated elements, by what tells them apart.
    #[serde(default, rename = "where")]
    pub among: Condition,
    /// What happens to them.
    pub change: Vec<Happening>,
    /// The values one of which it gets, where only those break something.
    #[serde(default)]
    pub becomes: Vec<String>,
    /// What follows. `{name}` stands for the component's full name, `{before}` and `{after}` for the value, and the name of
    /// a key's element for what it holds.
    pub says: String,
    /// What it rests on.
    pub evidence: Evidence,
}

/// What happens to a component or an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Happening {
    /// It comes.
    Added,
    /// It holds something else; of a component, its content file does.
    Modified,
    /// It goes.
    Removed,
    /// It goes and comes back under another name.
    Renamed,
}
