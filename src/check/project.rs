//! All files together, for rules across components.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet},
};

use rayon::prelude::*;

use super::{
    CheckRule, DeletionAt, Facts, Look, Note, Question, file::CheckedFile, rules::RULES, whereabouts::Missing,
};
use crate::{
    metadata::{ApiVersion, ComponentId, Snapshot},
    xml::Span,
};

/// The components that are checked, with what each says of itself.
#[derive(Debug)]
pub struct ProjectView<'q> {
    /// The components whose files could be read, in the order of manifests.
    pub files: Vec<(&'q ComponentId, FileView<'q>)>,
    /// The API version by which they would be deployed.
    pub version: ApiVersion,
    /// Whether these are all of a project.
    pub whole_project: bool,
    /// What the target org holds, where it was asked.
    pub org: Option<&'q Snapshot>,
    /// What components refer to and what is not among them, with the places that do.
    pub(super) missing: Missing<'q>,
    bystanders: Vec<FileView<'q>>,
    /// All ids by type; made only where something is missing.
    ids: OnceCell<BTreeMap<&'q str, Vec<&'q ComponentId>>>,
    unread: &'q BTreeSet<ComponentId>,
    all: &'q Snapshot,
}

/// One file among the others.
#[derive(Debug, Clone, Copy)]
pub struct FileView<'q> {
    /// What it says of itself.
    pub facts: &'q Facts,
    index: usize,
}

/// The notes of rules across components, each on one of the files.
#[derive(Debug, Default)]
pub struct ProjectNotes {
    all: Vec<(usize, Note)>,
}

impl ProjectNotes {
    /// Writes down that the text at this span of this file breaks the rule.
    pub fn add(
        &mut self,
        rule: &'static CheckRule,
        file: FileView<'_>,
        span: Span,
        message: impl Into<String>,
    ) -> &mut Note {
        self.all.push((file.index, Note::new(rule, span, message)));
        &mut self.all.last_mut().expect("one was just pushed").1
    }
}

impl<'q> ProjectView<'q> {
    fn of(question: &Question<'q>, files: &'q [CheckedFile<'q>]) -> Self {
        let mut view = Self {
            files: Vec::with_capacity(files.len()),
            version: question.version,
            whole_project: question.whole_project,
            org: question.org,
            missing: missing(question, files),
            bystanders: Vec::new(),
            ids: OnceCell::new(),
            unread: question.unread,
            all: question.snapshot,
        };
        for (index, file) in files.iter().enumerate() {
            let Some(facts) = file.facts.as_ref() else { continue };
            let one = FileView { facts, index };
            match file.component.map(crate::metadata::Component::id) {
                None => view.bystanders.push(one),
                Some(id) => view.files.push((id, one)),
            }
        }
        debug_assert!(view.files.is_sorted_by_key(|(id, _)| *id), "snapshots are sorted");
        view
    }

    /// Whether the component stands among those that are checked, readable or not.
    pub fn holds(&self, id: &ComponentId) -> bool {
        self.all.contains(id) || self.unread.contains(id)
    }

    /// The facts of a component that could be read.
    pub fn facts(&self, id: &ComponentId) -> Option<&'q Facts> {
        let at = self.files.binary_search_by_key(&id, |(one, _)| *one).ok()?;
        Some(self.files[at].1.facts)
    }

    /// The components of one type that could be read.
    pub fn of_type(&self, type_name: &str) -> impl Iterator<Item = (&'q ComponentId, FileView<'q>)> + use<'q, '_> {
        let start = self.files.partition_point(|(id, _)| id.type_name.as_str() < type_name);
        let length = self.files[start..].partition_point(|(id, _)| id.type_name.as_str() == type_name);
        self.files[start..start + length].iter().copied()
    }

    /// The ids of all components of one type, readable or not.
    pub fn ids_of_type(&self, type_name: &str) -> &[&'q ComponentId] {
        let by_type = self.ids.get_or_init(|| {
            let mut by_type: BTreeMap<&str, Vec<&ComponentId>> = BTreeMap::new();
            self.all.ids().chain(self.unread).for_each(|id| by_type.entry(id.type_name.as_str()).or_default().push(id));
            by_type
        });
        by_type.get(type_name).map_or(&[], Vec::as_slice)
    }

    /// What destructive manifests delete.
    pub fn deletions(&self) -> impl Iterator<Item = (FileView<'q>, &'q DeletionAt)> {
        self.bystanders.iter().flat_map(|file| file.facts.deletions.iter().map(|deletion| (*file, deletion)))
    }
}

/// What is referred to and not held. Most of the work is to look for what is there, so that all processors share it.
fn missing<'q>(question: &Question<'q>, files: &'q [CheckedFile<'q>]) -> Missing<'q> {
    let held = |id: &ComponentId| question.snapshot.contains(id) || question.unread.contains(id);
    let places = files.par_iter().enumerate().filter_map(|(index, file)| Some((index, file.facts.as_ref()?)));
    let places: Vec<_> = places
        .flat_map_iter(|(index, facts)| {
            let missing = facts.references.iter().filter(|reference| !held(&reference.to));
            missing.map(move |reference| (FileView { facts, index }, reference))
        })
        .collect();
    let mut missing = Missing::new();
    for (file, reference) in places {
        missing.entry(&reference.to).or_default().push((file, reference));
    }
    missing
}

/// What the rules across components have to say, each note with the number of its file.
pub(super) fn look(question: &Question<'_>, files: &[CheckedFile<'_>]) -> Vec<(usize, Note)> {
    let view = ProjectView::of(question, files);
    let mut notes = ProjectNotes::default();
    for rule in RULES {
        if let Look::Project(look) = rule.look {
            look(&view, &mut notes);
        }
    }
    notes.all
}
