//! When a line of a table counts: conditions on the elements beside one.

use std::{collections::BTreeMap, ops::Deref};

use serde::Deserialize;

use super::ElementShape;
use crate::xml::is_same_name;

/// Names of sibling elements, each with some of its values.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "BTreeMap<String, Vec<String>>")]
pub struct ValuesBySibling(Vec<(String, Vec<String>)>);

impl From<BTreeMap<String, Vec<String>>> for ValuesBySibling {
    fn from(by_name: BTreeMap<String, Vec<String>>) -> Self {
        Self(by_name.into_iter().collect())
    }
}

impl Deref for ValuesBySibling {
    type Target = [(String, Vec<String>)];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// Holds where each `when` names one of the sibling's values, and no `unless` does. An empty one always holds.
///
/// An absent sibling has none of the values: it fails every `when` and every `unless`. A line that masks all but what
/// it names therefore masks what nobody has heard of, too.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Condition {
    /// Sibling element to the values one of which it must have.
    #[serde(default)]
    pub when: ValuesBySibling,
    /// Sibling element to the values none of which it may have.
    #[serde(default)]
    pub unless: ValuesBySibling,
    /// Whether capitals tell the values apart.
    #[serde(default)]
    pub letter_case: LetterCase,
}

/// Whether capitals tell values apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LetterCase {
    /// They do, as nearly everywhere in metadata.
    #[default]
    Matters,
    /// They do not, as in the names of HTTP headers (RFC 9110, 5.1).
    Ignored,
}

impl LetterCase {
    fn same(self, left: &str, right: &str) -> bool {
        match self {
            Self::Matters => is_same_name(left.as_bytes(), right.as_bytes()),
            Self::Ignored => left.eq_ignore_ascii_case(right),
        }
    }
}

impl Condition {
    /// Whether the condition holds among these siblings.
    pub fn holds<'v>(&self, sibling: impl Fn(&str) -> Option<&'v str>) -> bool {
        let listed = |(name, values): &(String, Vec<String>)| has_one_of(&sibling, name, values, self.letter_case);
        self.when.iter().all(listed) && !self.unless.iter().any(listed)
    }
}

/// What an absent element means.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct DefaultValue {
    /// When this line counts: sibling element to the values one of which it must have.
    #[serde(default)]
    pub when: ValuesBySibling,
    /// The value that it has then.
    pub value: Option<String>,
    /// Or: the sibling whose value it has then.
    pub same_as: Option<String>,
}

/// A key for some repetitions of a structure only.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyWhere {
    /// When this line counts: child element to the values one of which it must have.
    pub when: ValuesBySibling,
    /// The child elements that tell one from another then.
    pub key: Vec<String>,
}

impl ElementShape {
    /// What an absent element means among these siblings.
    pub fn default_among<'v>(&'v self, sibling: impl Fn(&str) -> Option<&'v str>) -> Option<&'v str> {
        let line = self.default.iter().find(|line| all_listed(&line.when, &sibling))?;
        match &line.same_as {
            Some(name) => sibling(name),
            None => line.value.as_deref(),
        }
    }

    /// The child elements that tell a repetition with these children from the others.
    pub fn key_of<'v>(&self, child: impl Fn(&str) -> Option<&'v str>) -> &[String] {
        let line = self.key_where.iter().find(|line| all_listed(&line.when, &child));
        line.map_or(&self.key, |line| &line.key)
    }
}

fn all_listed<'v>(when: &ValuesBySibling, sibling: impl Fn(&str) -> Option<&'v str>) -> bool {
    when.iter().all(|(name, values)| has_one_of(&sibling, name, values, LetterCase::Matters))
}

fn has_one_of<'v>(
    sibling: impl Fn(&str) -> Option<&'v str>,
    name: &str,
    values: &[String],
    letter_case: LetterCase,
) -> bool {
    sibling(name).is_some_and(|value| values.iter().any(|listed| letter_case.same(listed, value)))
}
