//! One file: read once, looked at by every rule, and its notes turned into findings.

use std::sync::LazyLock;

use super::{
    CheckRule, Facts, Look, Note, Notes, Severities, Subject,
    allow::{self, Allow},
    excerpt::{Masks, excerpt},
    level,
    rule::{ComponentLook, LevelLook, ParameterLook},
    rules,
};
use crate::{
    finding::{Edit, Finding, Fix, Region},
    metadata::{ApiVersion, Component, ComponentFile},
    xml::{self, Lines, Span},
};

/// A file that was read and looked at.
#[derive(Debug)]
pub(super) struct CheckedFile<'q> {
    pub(super) component: &'q Component,
    file: &'q ComponentFile,
    pub(super) notes: Vec<Note>,
    allows: Vec<Allow>,
    /// What rules across components need to know; nothing where the file could not be read.
    pub(super) facts: Option<Facts>,
}

/// The rules by what they look at, so that no file asks each rule what it is for.
struct Looks {
    levels: Vec<LevelLook>,
    parameters: Vec<(&'static [&'static str], ParameterLook)>,
    components: Vec<(&'static [&'static str], ComponentLook)>,
}

static LOOKS: LazyLock<Looks> = LazyLock::new(|| {
    let mut looks = Looks { levels: Vec::new(), parameters: Vec::new(), components: Vec::new() };
    for rule in rules::RULES {
        match rule.look {
            Look::Levels(look) => looks.levels.push(look),
            Look::Parameters(types, look) => looks.parameters.push((types, look)),
            Look::Components(types, look) => looks.components.push((types, look)),
            Look::Reading | Look::Project(_) => {}
        }
    }
    looks
});

/// Reads and checks the metadata file of a component; nothing where it has none, or its type is unknown.
pub(super) fn check(component: &Component, version: ApiVersion) -> Option<CheckedFile<'_>> {
    let (file, table) = (component.metadata_file()?, component.metadata_type()?);
    let mut checked = CheckedFile { component, file, notes: Vec::new(), allows: Vec::new(), facts: None };
    match xml::parse(&file.bytes) {
        Err(error) => checked.notes.push(rules::not_well_formed::note(&error, &file.bytes)),
        Ok(document) if document.root().local_name() != table.name => {
            checked.notes.push(rules::wrong_root::note(&document, table));
        }
        Ok(document) => {
            let subject = Subject::new(component, table, &document, version);
            checked.notes = look(&subject);
            checked.allows = allow::all_in(&document);
            checked.facts = Some(Facts::of(&subject));
        }
    }
    Some(checked)
}

fn look(subject: &Subject<'_>) -> Vec<Note> {
    let mut notes = Notes::default();
    let type_name = subject.table.name.as_str();
    let concerns = |types: &[&str]| types.is_empty() || types.contains(&type_name);
    level::visit(subject, |level| LOOKS.levels.iter().for_each(|look| look(level, &mut notes)));
    for (types, look) in &LOOKS.parameters {
        if concerns(types) {
            subject.parameters.iter().for_each(|parameter| look(subject, parameter, &mut notes));
        }
    }
    for (types, look) in &LOOKS.components {
        if concerns(types) {
            look(subject, &mut notes);
        }
    }
    notes.all
}

impl CheckedFile<'_> {
    /// The spans that rules call secrets, whether a team looks for them or not.
    pub(super) fn concealed(&self) -> impl Iterator<Item = Span> {
        self.notes.iter().filter(|note| note.rule.conceals).map(|note| note.span)
    }

    /// The findings of the file: what is allowed is left out, and what allows nothing is a finding.
    pub(super) fn into_findings(self, severities: &Severities) -> Vec<Finding> {
        let Self { component, file, notes, allows, .. } = self;
        let notes = allow::sift(notes, &allows, |rule| severities.of(rule.rule.id, rule.rule.severity).is_some());
        if notes.is_empty() {
            return Vec::new();
        }
        let lines = Lines::of(&file.bytes);
        let concealed = notes.iter().filter(|note| note.rule.conceals).map(|note| note.span);
        let masks = Masks::of(component, &file.bytes, concealed);
        let told = notes.into_iter().filter_map(|note| {
            let rule = note.rule;
            let mut finding = Finding::in_file(rule.rule, &file.path, note.message);
            finding.rule.severity = severities.of(rule.rule.id, rule.rule.severity)?;
            finding = finding.at(Region::of(note.span, &lines)).about(component.id().clone());
            finding.help = note.help;
            finding.excerpt = Some(excerpt(&lines, note.span, &masks));
            finding.fix = note.fix.map(|fix| placed(fix, &lines));
            Some(finding)
        });
        told.collect()
    }
}

fn placed(fix: super::note::DraftFix, lines: &Lines<'_>) -> Fix {
    let edit = |(span, replacement): (Span, String)| Edit { span, region: Region::of(span, lines), replacement };
    Fix { title: fix.title, edits: fix.edits.into_iter().map(edit).collect() }
}

/// Whether two rules are the same.
pub(super) fn is_same(one: &CheckRule, other: &CheckRule) -> bool {
    one.rule.id == other.rule.id
}
