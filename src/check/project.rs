//! All components together, for rules across them.

use std::collections::{BTreeMap, BTreeSet};

use super::{CheckRule, Facts, Look, Note, Question, file::CheckedFile, rules::RULES};
use crate::{
    metadata::{ComponentId, Snapshot},
    xml::Span,
};

/// The components that are checked, with what each says of itself.
#[derive(Debug)]
pub struct ProjectView<'q> {
    /// The components whose files could be read, in the order of manifests.
    pub files: BTreeMap<&'q ComponentId, FileView<'q>>,
    /// Whether these are all of a project.
    pub whole_project: bool,
    /// What the target org holds, where it was asked.
    pub org: Option<&'q Snapshot>,
    unread: &'q BTreeSet<ComponentId>,
    all: &'q Snapshot,
}

/// One component among the others.
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

impl ProjectView<'_> {
    /// Whether the component stands among those that are checked, readable or not.
    pub fn holds(&self, id: &ComponentId) -> bool {
        self.all.contains(id) || self.unread.contains(id)
    }

    /// The facts of a component that could be read.
    pub fn facts(&self, id: &ComponentId) -> Option<&Facts> {
        self.files.get(id).map(|file| file.facts)
    }

    /// The components of one type that could be read.
    pub fn of_type<'s>(&'s self, type_name: &'s str) -> impl Iterator<Item = (&'s ComponentId, FileView<'s>)> {
        let files = self.files.iter().filter(move |(id, _)| id.type_name.as_str() == type_name);
        files.map(|(id, file)| (*id, *file))
    }
}

/// What the rules across components have to say, each note with the number of its file.
pub(super) fn look(question: &Question<'_>, files: &[CheckedFile<'_>]) -> Vec<(usize, Note)> {
    let view = |(index, file)| -> Option<_> {
        let file: &CheckedFile<'_> = file;
        Some((file.component.id(), FileView { facts: file.facts.as_ref()?, index }))
    };
    let view = ProjectView {
        files: files.iter().enumerate().filter_map(view).collect(),
        whole_project: question.whole_project,
        org: question.org,
        unread: question.unread,
        all: question.snapshot,
    };
    let mut notes = ProjectNotes::default();
    for rule in RULES {
        if let Look::Project(look) = rule.look {
            look(&view, &mut notes);
        }
    }
    notes.all
}
