//! What a comparison does not show, in sentences.

use std::collections::BTreeSet;

use super::DiffReport;
use crate::{
    diff::{Stand, Unsaid, Unseen},
    metadata::{MetadataType, type_named},
};

/// Of many names, so many are told.
const MOST_NAMES: usize = 3;

impl DiffReport {
    /// One sentence or two for each reason for which differences are not shown.
    pub fn unseen_in_words(&self) -> Vec<String> {
        self.unseen.iter().map(|unseen| self.in_words(unseen)).collect()
    }

    fn in_words(&self, unseen: &Unseen) -> String {
        let side = match unseen.stand {
            Some(Stand::Before) => format!("`{}`", self.from),
            Some(Stand::After) => format!("`{}`", self.to),
            None => "neither side".to_owned(),
        };
        let (differences, components) =
            (counted(unseen.differences, "difference"), counted(unseen.components.len(), "component"));
        let elements = named(unseen.elements.iter().map(String::as_str));
        match unseen.reason {
            Unsaid::NotPermitted => format!(
                "{side} shows no {}, though its other components refer to some: {}. {components} of the other side: not compared.",
                titles(unseen),
                without_permission(unseen)
            ),
            Unsaid::PerhapsNotPermitted => {
                format!("{side} shows no {}: it has none, or {}.", titles(unseen), without_permission(unseen))
            }
            Unsaid::Managed => format!(
                "{components} of packages: not told as missing in {side}, which does not return them when all of a type are asked for."
            ),
            Unsaid::NeverRetrieved => {
                format!("{differences} in {elements}: not compared, because {side} does not give them out.")
            }
            Unsaid::OtherVersion => {
                format!(
                    "{differences} in {elements}: not shown, because the API version of {side} has no such element."
                )
            }
            Unsaid::NotOfCallouts => {
                format!("{differences} in {components}: not about callouts, so not shown; `--whole` shows all.")
            }
        }
    }
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// Some names, and how many more there are.
fn named<'n>(names: impl ExactSizeIterator<Item = &'n str>) -> String {
    let more = names.len().saturating_sub(MOST_NAMES);
    let mut told: Vec<String> = names.take(MOST_NAMES).map(|name| format!("`{name}`")).collect();
    if more > 0 {
        told.push(format!("{more} more"));
    }
    told.join(", ")
}

fn types(unseen: &Unseen) -> BTreeSet<&str> {
    unseen.components.iter().map(|id| id.type_name.as_str()).collect()
}

/// What people call the components.
fn titles(unseen: &Unseen) -> String {
    let title = |name| type_named(name).map_or(name, |kind: &MetadataType| kind.title.as_str());
    types(unseen).into_iter().map(title).collect::<Vec<_>>().join(" and no ")
}

fn without_permission(unseen: &Unseen) -> String {
    let kinds = types(unseen).into_iter().filter_map(type_named);
    let permissions: BTreeSet<&str> = kinds.filter_map(|kind| kind.hidden_without.as_deref()).collect();
    format!("its user lacks the permission {}", named(permissions.into_iter().collect::<Vec<_>>().into_iter()))
}
