//! How grave a team finds each rule, where it differs from the table.

use std::{collections::BTreeMap, str::FromStr};

use super::rules::rule_named;
use crate::finding::Severity;

/// What a team decided about a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// It is not looked for.
    Off,
    /// It is this grave.
    As(Severity),
}

/// What a team decided about rules; the others are as grave as the table says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Severities {
    choices: BTreeMap<&'static str, Choice>,
}

/// A decision about a rule that there is not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no rule `{id}`")]
pub struct UnknownRule {
    /// What was taken for a rule's id.
    pub id: String,
}

impl Severities {
    /// Decides about one rule.
    pub fn choose(&mut self, id: &str, choice: Choice) -> Result<(), UnknownRule> {
        let rule = rule_named(id).ok_or_else(|| UnknownRule { id: id.to_owned() })?;
        self.choices.insert(rule.rule.id, choice);
        Ok(())
    }

    /// How grave a finding of this rule is; nothing where it is switched off.
    pub fn of(&self, id: &str, default: Severity) -> Option<Severity> {
        match self.choices.get(id) {
            None => Some(default),
            Some(Choice::Off) => None,
            Some(Choice::As(severity)) => Some(*severity),
        }
    }
}

/// A text that is no decision about a rule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no severity: error, warning, note or off")]
pub struct NotAChoice {
    text: String,
}

impl FromStr for Choice {
    type Err = NotAChoice;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "off" => Ok(Self::Off),
            "note" => Ok(Self::As(Severity::Note)),
            "warning" => Ok(Self::As(Severity::Warning)),
            "error" => Ok(Self::As(Severity::Error)),
            _ => Err(NotAChoice { text: text.to_owned() }),
        }
    }
}
