//! From a change set to its consequences, by the tables of the types.

use super::{super::ChangeSet, Consequence, consequence_kind};
use crate::{
    diff::{ChangeKind, ComponentChange, Content, Detail, ElementChange, ElementPath, Shown, Step, Value},
    metadata::{
        ComponentId, MetadataType,
        shape::{ConsequenceRule, Happening},
        type_named,
    },
};

/// What stands for a value that may not be shown, or is not there.
const UNTOLD: &str = "***";

/// Puts to each change what follows from it, the gravest first. What only the first side has goes where the other word says
/// so; a deployment leaves it, but for what a destructive manifest names.
pub fn tell_consequences(changes: &mut ChangeSet, goes: impl Fn(&ComponentId) -> bool) {
    for (id, change) in changes.iter_mut() {
        let stays = change.kind == ChangeKind::Removed && !goes(id);
        let table = type_named(id.type_name.as_str()).filter(|_| !stays);
        change.consequences = table.map_or_else(Vec::new, |table| Telling { id, table }.all(change));
    }
}

struct Telling<'t> {
    id: &'t ComponentId,
    table: &'static MetadataType,
}

/// What happened to one thing: the component, or one of its elements.
struct Happened<'c> {
    path: Option<&'c ElementPath>,
    what: Happening,
    before: Option<&'c Value>,
    after: Option<&'c Value>,
}

impl Telling<'_> {
    fn all(&self, change: &ComponentChange) -> Vec<Consequence> {
        let says_more = change.kind != ChangeKind::Modified || change.content.is_some();
        let of_component = happening(change.kind, change.moved.is_some()).filter(|_| says_more);
        let of_component = of_component.map(|what| Happened { path: None, what, before: None, after: None });
        let elements = match &change.detail {
            Detail::Elements(elements) => elements.as_slice(),
            Detail::Text(_) => &[],
        };
        let happened = of_component.into_iter().chain(elements.iter().filter_map(of_element));
        let mut told: Vec<Consequence> = happened.flat_map(|one| self.of(&one)).collect();
        // Both the value and the certificate of one parameter may speak of the same thing.
        told.dedup_by(|one, other| one.kind == other.kind && one.says == other.says);
        told.sort_by_key(|consequence| std::cmp::Reverse(consequence.kind.gravity));
        told
    }

    fn of(&self, happened: &Happened<'_>) -> Vec<Consequence> {
        let rules = self.table.consequences.iter().filter(|rule| self.concerns(rule, happened));
        rules.filter_map(|rule| self.tell(rule, happened)).collect()
    }

    fn concerns(&self, rule: &ConsequenceRule, happened: &Happened<'_>) -> bool {
        let names = happened.path.map(names_of);
        let is_meant = names.map_or(rule.elements.is_empty(), |names| rule.elements.contains(&names));
        let becomes = |text: &String| happened.after.and_then(text_of) == Some(text);
        is_meant
            && rule.change.contains(&happened.what)
            && (rule.becomes.is_empty() || rule.becomes.iter().any(becomes))
            && rule.among.holds(|name| self.key_part(happened.path?, name))
    }

    /// What an element that tells repetitions apart holds in the one that the path goes through.
    fn key_part<'p>(&self, path: &'p ElementPath, name: &str) -> Option<&'p str> {
        let Step { name: element, key } = path.steps().first()?;
        let shape = self.table.element(element)?;
        let part = |names: &[String], name: &str| key.get(names.iter().position(|known| known == name)?);
        let names = shape.key_of(|name| part(&shape.key, name).map(String::as_str));
        part(names, name).map(String::as_str)
    }

    fn tell(&self, rule: &ConsequenceRule, happened: &Happened<'_>) -> Option<Consequence> {
        let fill = |name: &str| match name {
            "name" => self.id.full_name.as_str(),
            "before" => happened.before.and_then(text_of).map_or(UNTOLD, String::as_str),
            "after" => happened.after.and_then(text_of).map_or(UNTOLD, String::as_str),
            name => happened.path.and_then(|path| self.key_part(path, name)).unwrap_or(UNTOLD),
        };
        let (kind, at) = (consequence_kind(&rule.kind)?, happened.path.cloned());
        Some(Consequence { kind, at, says: filled(&rule.says, fill) })
    }
}

fn of_element(change: &ElementChange) -> Option<Happened<'_>> {
    let what = happening(change.kind, change.moved.is_some())?;
    Some(Happened { path: Some(&change.path), what, before: change.before.as_ref(), after: change.after.as_ref() })
}

/// What a change is for the tables. Of something that moved the half that goes stands for both.
fn happening(kind: ChangeKind, moved: bool) -> Option<Happening> {
    match (kind, moved) {
        (ChangeKind::Added, true) => None,
        (ChangeKind::Removed, true) => Some(Happening::Renamed),
        (ChangeKind::Added, false) => Some(Happening::Added),
        (ChangeKind::Modified, _) => Some(Happening::Modified),
        (ChangeKind::Removed, false) => Some(Happening::Removed),
    }
}

fn names_of(path: &ElementPath) -> String {
    let names: Vec<&str> = path.steps().iter().map(|step| step.name.as_str()).collect();
    names.join(".")
}

fn text_of(value: &Value) -> Option<&String> {
    match &value.content {
        Content::Text(Shown::Clear(text)) => Some(text),
        _ => None,
    }
}

/// The text with what stands for each name in braces.
fn filled<'v>(text: &str, value: impl Fn(&str) -> &'v str) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        filled.push_str(before);
        filled.push_str(value(name));
        rest = after;
    }
    filled + rest
}
