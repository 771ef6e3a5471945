//! What a real org thinks of a component, in its own words where they are known.
//!
//! Each judgement is a small file. The words that a real org was seen to say (grade SERVER in our notes) are marked so
//! where they stand; the others are of the same style, and are marked as inferred.

mod elements;
mod names;
mod parameters;
mod protocols;
mod references;
mod view;
mod well_formed;

use std::collections::BTreeMap;

use super::deploy::{message::Problem, package::Candidate};
use crate::{
    metadata::{ComponentId, shape::Layout, type_named},
    xml,
};

pub(crate) use elements::unknown_element;
pub(crate) use view::{Known, View};
pub(crate) use well_formed::not_well_formed;

/// Judges all components of a deployment together; those that pass are put into the view.
///
/// The server sorts out who needs whom: a component may refer to one that comes with it. One that refers to a component
/// that fails fails itself, unless the org holds an older one of that name.
pub(crate) fn judge_all(view: &mut View, candidates: &[Candidate]) -> BTreeMap<ComponentId, Problem> {
    let mut failures = BTreeMap::new();
    let mut standing: BTreeMap<&ComponentId, (Known, Option<Known>)> = BTreeMap::new();
    for candidate in candidates {
        if let Some(problem) = judge_alone(candidate) {
            failures.insert(candidate.id.clone(), problem);
            continue;
        }
        let known = Known::of(&candidate.table.name, &candidate.metadata);
        let before = view.put(candidate.id.clone(), known.clone());
        standing.insert(&candidate.id, (known, before));
    }
    loop {
        let dangling = dangling(view, &standing);
        if dangling.is_empty() {
            return failures;
        }
        for (id, problem) in dangling {
            match standing.remove(&id).and_then(|(_, before)| before) {
                Some(known) => drop(view.put(id.clone(), known)),
                None => drop(view.remove(&id)),
            }
            failures.insert(id, problem);
        }
    }
}

/// The components that refer to what does not stand.
fn dangling(view: &View, standing: &BTreeMap<&ComponentId, (Known, Option<Known>)>) -> Vec<(ComponentId, Problem)> {
    let problem_of = |known: &Known| known.uses.iter().find_map(|one| one.problem_in(view));
    standing.iter().filter_map(|(id, (known, _))| Some(((*id).clone(), problem_of(known)?))).collect()
}

/// The first problem that a component has by itself.
pub(crate) fn judge_alone(candidate: &Candidate) -> Option<Problem> {
    let document = match xml::parse(&candidate.metadata) {
        Ok(document) => document,
        Err(error) => return Some(not_well_formed(&error)),
    };
    let needs_content = candidate.table.layout == Layout::ContentAndMetadata;
    if needs_content && candidate.content.is_none() {
        return Some(Problem::of_all(format!("The content file of {} is missing", candidate.id.full_name)));
    }
    names::judge(candidate.table, candidate.id.full_name.as_str())
        .or_else(|| elements::judge(candidate.table, &document, candidate.version))
        .or_else(|| parameters::judge(candidate.table, &document))
        .or_else(|| protocols::judge(candidate.table, &document))
}

/// The words for a component that cannot be deleted. Inferred from what orgs say about custom fields.
pub(crate) fn still_referred_to(id: &ComponentId, referrer: &ComponentId) -> String {
    let title = |id: &ComponentId| {
        let table = type_named(id.type_name.as_str());
        table.map_or_else(|| id.type_name.to_string(), |table| table.title.clone())
    };
    format!(
        "This {} is referenced elsewhere in Salesforce. Remove the usage and try again. : {} - {}.",
        title(id),
        title(referrer),
        referrer.full_name
    )
}
