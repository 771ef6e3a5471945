//! What users meet at login and on the connection: what happened, how it is known, and what to do about it.
//!
//! Each trouble is a row of a table under `src/org/troubles/`. Messages, `xcred explain` and the pages under
//! `docs/troubles` are made from it.

mod sign;
mod symptoms;

use std::{error::Error, sync::LazyLock};

use serde::Deserialize;

use crate::metadata::shape::Evidence;

pub use sign::Sign;
pub use symptoms::{CallKind, FailureKind, Symptoms};

/// File name and JSON of each table under `src/org/troubles/`.
static TABLES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/trouble_tables.rs"));

static AREAS: LazyLock<Vec<Area>> = LazyLock::new(|| {
    let read = |(file, text): &(&str, &'static str)| match serde_json::from_str::<Area>(text) {
        Ok(area) => area,
        Err(error) => panic!("the built-in table of troubles `{file}` is broken: {error}"),
    };
    let mut areas: Vec<Area> = TABLES.iter().map(read).collect();
    areas.sort_by_key(|area| area.place);
    areas
});

/// Troubles of one kind.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Area {
    /// What they have in common, as a heading.
    pub title: String,
    /// Where it stands among the others.
    place: u8,
    /// The troubles.
    #[serde(rename = "trouble")]
    pub troubles: Vec<Trouble>,
}

/// One trouble.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Trouble {
    /// Its id, such as `refresh-token-expired`.
    pub id: String,
    /// What happened, in one sentence.
    pub happened: String,
    /// How it comes to that.
    pub why: String,
    /// What to do next, the likeliest first.
    pub steps: Vec<Step>,
    /// How it is known; one of these is enough.
    pub when: Vec<Sign>,
    /// What this rests on.
    pub evidence: Evidence,
    /// Where that can be looked up.
    pub source: String,
}

/// Something to do.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Step {
    /// What, as words that a command or a path of clicks may follow.
    #[serde(rename = "do")]
    pub action: String,
    /// The command that does it.
    pub run: Option<String>,
    /// Where it is done in the org, from page to page.
    pub click: Option<String>,
}

/// The areas, in their order.
pub fn areas() -> impl ExactSizeIterator<Item = &'static Area> + Clone {
    AREAS.iter()
}

/// All troubles, in the order of the areas.
pub fn troubles() -> impl Iterator<Item = &'static Trouble> + Clone {
    areas().flat_map(|area| &area.troubles)
}

/// The trouble with this id.
pub fn trouble_named(id: &str) -> Option<&'static Trouble> {
    troubles().find(|trouble| trouble.id == id)
}

impl Trouble {
    /// The trouble that an error is, or that is beneath it.
    pub fn of(error: &(dyn Error + 'static)) -> Option<&'static Self> {
        Self::with(&Symptoms::of(error)?)
    }

    /// The trouble with these symptoms: of those that they are a sign of, the one whose sign says the most.
    pub fn with(symptoms: &Symptoms) -> Option<&'static Self> {
        let signs = troubles().flat_map(|trouble| trouble.when.iter().map(move |sign| (sign, trouble)));
        let met = signs.filter(|(sign, _)| sign.is_met_by(symptoms));
        met.max_by_key(|(sign, _)| sign.weight()).map(|(_, trouble)| trouble)
    }

    /// What happened, as the fragment that an error is.
    pub fn fragment(&self) -> String {
        let mut letters = self.happened.trim_end_matches('.').chars();
        letters.next().map(|first| first.to_lowercase().collect::<String>() + letters.as_str()).unwrap_or_default()
    }
}

impl Step {
    /// The step in one line.
    pub fn line(&self) -> String {
        match (&self.run, &self.click) {
            (Some(command), _) => format!("{}: `{command}`", self.action),
            (None, Some(path)) => format!("{}: {path}", self.action),
            (None, None) => self.action.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
