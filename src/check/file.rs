//! One file: read once, looked at by every rule, and its notes turned into findings.

use std::{path::Path, sync::LazyLock};

use super::{
    CheckRule, Facts, Level, Look, Note, Notes, Severities, Subject,
    allow::{self, Allow},
    excerpt::{Masks, excerpt},
    level,
    regular::is_regular,
    rule::{BystanderLook, ComponentLook, LevelLook, ParameterLook},
    rules,
};
use crate::{
    finding::{Edit, Finding, Fix, Region},
    metadata::{ApiVersion, Component, ComponentFile, MetadataType},
    source::{Bystander, BystanderKind, ReferenceTo},
    xml::{self, Lines, Span},
};

/// A file that was read and looked at.
#[derive(Debug)]
pub(super) struct CheckedFile<'q> {
    /// The component that it belongs to; nothing where it stands beside the components.
    pub(super) component: Option<&'q Component>,
    path: &'q Path,
    bytes: &'q [u8],
    is_plain: bool,
    pub(super) notes: Vec<Note>,
    allows: Vec<Allow>,
    /// What rules across components need to know; nothing where the file could not be read.
    pub(super) facts: Option<Facts>,
}

/// The rules by what they look at, so that no file asks each rule what it is for.
#[derive(Default)]
struct Looks {
    oddities: Vec<LevelLook>,
    urls: Vec<LevelLook>,
    parameters: Vec<(&'static [&'static str], ParameterLook)>,
    components: Vec<(&'static [&'static str], ComponentLook)>,
    bystanders: Vec<(BystanderKind, BystanderLook)>,
}

static LOOKS: LazyLock<Looks> = LazyLock::new(|| {
    let mut looks = Looks::default();
    for rule in rules::RULES {
        match rule.look {
            Look::Oddities(look) => looks.oddities.push(look),
            Look::Urls(look) => looks.urls.push(look),
            Look::Parameters(types, look) => looks.parameters.push((types, look)),
            Look::Components(types, look) => looks.components.push((types, look)),
            Look::Bystanders(kind, look) => looks.bystanders.push((kind, look)),
            Look::Reading | Look::Project(_) => {}
        }
    }
    looks
});

/// A component of a type that we know, and its metadata file.
pub(super) struct Known<'q> {
    component: &'q Component,
    file: &'q ComponentFile,
    table: &'static MetadataType,
}

impl<'q> Known<'q> {
    /// The component; nothing where it has no metadata file, or its type is unknown.
    pub(super) fn of(component: &'q Component) -> Option<Self> {
        Some(Self { component, file: component.metadata_file()?, table: component.metadata_type()? })
    }
}

/// Reads and checks the metadata file of a component.
pub(super) fn check(Known { component, file, table }: Known<'_>, version: ApiVersion) -> CheckedFile<'_> {
    let mut checked = CheckedFile::unread(Some(component), &file.path, &file.bytes);
    match xml::parse(&file.bytes) {
        Err(error) => checked.notes.push(rules::not_well_formed::note(&error, &file.bytes)),
        Ok(document) if document.root().local_name() != table.name => {
            checked.notes.push(rules::wrong_root::note(&document, table));
        }
        Ok(document) => {
            let subject = Subject::new(component, table, &document, version);
            let mut references = Vec::new();
            checked.notes = look(&subject, &mut references);
            checked.allows = allow::all_in(&document);
            checked.facts = Some(Facts::of(&subject, references));
        }
    }
    checked
}

fn look(subject: &Subject<'_>, references: &mut Vec<ReferenceTo>) -> Vec<Note> {
    let mut notes = Notes::default();
    let type_name = subject.table.name.as_str();
    let concerns = |types: &[&str]| types.is_empty() || types.contains(&type_name);
    level::visit(subject, |level| {
        look_at_level(level, &mut notes);
        references.extend(level.references());
    });
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

fn look_at_level(level: &Level<'_, '_>, notes: &mut Notes) {
    if !is_regular(level) {
        LOOKS.oddities.iter().for_each(|look| look(level, notes));
    }
    if !level.urls().is_empty() {
        LOOKS.urls.iter().for_each(|look| look(level, notes));
    }
}

/// Reads and checks a file beside the components. What is not XML where XML belongs is another tool's to tell.
pub(super) fn check_bystander(bystander: &Bystander) -> CheckedFile<'_> {
    let mut checked = CheckedFile::unread(None, &bystander.path, &bystander.bytes);
    let mut notes = Notes::default();
    for (kind, look) in &LOOKS.bystanders {
        if *kind == bystander.kind {
            look(&bystander.bytes, &mut notes);
        }
    }
    checked.notes = notes.all;
    checked.is_plain = bystander.kind != BystanderKind::Profile;
    let is_manifest = bystander.kind == BystanderKind::DestructiveManifest;
    if (is_manifest || bystander.kind == BystanderKind::Profile && !checked.notes.is_empty())
        && let Ok(document) = xml::parse(&bystander.bytes)
    {
        checked.allows = allow::all_in(&document);
        checked.facts = is_manifest.then(|| Facts::of_destructive_manifest(&document));
    }
    checked
}

impl<'q> CheckedFile<'q> {
    fn unread(component: Option<&'q Component>, path: &'q Path, bytes: &'q [u8]) -> Self {
        Self { component, path, bytes, is_plain: false, notes: Vec::new(), allows: Vec::new(), facts: None }
    }

    /// The spans that rules call secrets, whether a team looks for them or not.
    pub(super) fn concealed(&self) -> impl Iterator<Item = Span> {
        self.notes.iter().filter(|note| note.rule.conceals).map(|note| note.span)
    }

    /// The findings of the file: what is allowed is left out, and what allows nothing is a finding.
    pub(super) fn into_findings(self, severities: &Severities) -> Vec<Finding> {
        let Self { component, path, bytes, is_plain, notes, allows, .. } = self;
        // What is allowed to stand there is still not shown beside something else.
        let concealed: Vec<Span> = notes.iter().filter(|note| note.rule.conceals).map(|note| note.span).collect();
        let notes = allow::sift(notes, &allows, |rule| severities.of(rule.rule.id, rule.rule.severity).is_some());
        if notes.is_empty() {
            return Vec::new();
        }
        let lines = Lines::of(bytes);
        let masks = if is_plain { Masks::default() } else { Masks::of(component, bytes, concealed.into_iter()) };
        let told = notes.into_iter().filter_map(|note| {
            let rule = note.rule;
            let mut finding = Finding::in_file(rule.rule, path, note.message);
            finding.rule.severity = severities.of(rule.rule.id, note.severity.unwrap_or(rule.rule.severity))?;
            finding = finding.at(Region::of(note.span, &lines));
            finding.component = component.map(|component| component.id().clone());
            finding.help = note.help;
            finding.excerpt = Some(excerpt(&lines, note.span, &masks));
            finding.fix = note.fix.map(|fix| placed(fix, &lines, &masks));
            Some(finding)
        });
        told.collect()
    }
}

fn placed(fix: super::note::DraftFix, lines: &Lines<'_>, masks: &Masks) -> Fix {
    let conceals = fix.edits.iter().any(|(_, replacement)| masks.hide_part_of(replacement, lines.bytes()));
    let edit = |(span, replacement): (Span, String)| Edit { span, region: Region::of(span, lines), replacement };
    Fix { title: fix.title, edits: fix.edits.into_iter().map(edit).collect(), conceals }
}

/// Whether two rules are the same.
pub(super) fn is_same(one: &CheckRule, other: &CheckRule) -> bool {
    one.rule.id == other.rule.id
}
