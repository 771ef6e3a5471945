//! The severities of rules in `xcred.toml`: `[rules]`, with a line such as `unknown-value = "warning"` for each.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use crate::{
    check::{
        Choice, Severities,
        rules::{RULES, rule_named},
    },
    cli::nearest::nearest,
    finding::COMPONENT_REFUSED,
};

/// The words for a decision.
const CHOICES: [&str; 4] = ["error", "warning", "note", "off"];

/// What the file says of rules.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(in crate::cli) struct RulesConfig {
    written: BTreeMap<Spanned<String>, Spanned<String>>,
    /// What that means; empty until it is settled.
    #[serde(skip)]
    pub(in crate::cli) severities: Severities,
}

/// What is wrong, and at which byte of the file.
#[derive(Debug)]
pub(super) struct RulesError {
    pub(super) at: usize,
    pub(super) reason: String,
}

impl RulesConfig {
    /// Finds the rules and the severities that are meant.
    pub(super) fn settle(&mut self) -> Result<(), RulesError> {
        for (id, choice) in &self.written {
            let wrong = |at: &Spanned<String>, error: String, meant: Option<&str>| {
                let meant = meant.map_or_else(String::new, |meant| format!("; did you mean `{meant}`?"));
                RulesError { at: at.span().start, reason: format!("{error}{meant}") }
            };
            let names = RULES.iter().map(|rule| rule.rule.id);
            let chosen: Choice = choice.get_ref().parse().map_err(|error: crate::check::NotAChoice| {
                wrong(choice, error.to_string(), nearest(choice.get_ref(), CHOICES.into_iter()))
            })?;
            self.severities
                .choose(id.get_ref(), chosen)
                .map_err(|error| wrong(id, error.to_string(), nearest(id.get_ref(), names)))?;
        }
        Ok(())
    }

    /// One sentence for each line that changes nothing.
    pub(in crate::cli) fn idle(&self) -> impl Iterator<Item = String> {
        self.written.iter().filter_map(|(id, choice)| {
            let why = why_idle(id.get_ref(), choice.get_ref())?;
            Some(format!("`{} = \"{}\"` in `xcred.toml` changes nothing: {why}", id.get_ref(), choice.get_ref()))
        })
    }
}

fn why_idle(id: &str, choice: &str) -> Option<&'static str> {
    let default = rule_named(id).map(|rule| Choice::As(rule.rule.severity));
    match () {
        () if id == COMPONENT_REFUSED.id => Some("it is the org that says it"),
        () if choice.parse().ok() == default => Some("that is what it is"),
        () => None,
    }
}
