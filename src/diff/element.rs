//! Element against element, by the table of their type.

use std::{cell::OnceCell, collections::BTreeMap};

use super::{
    ChangeKind, Content, ElementChange, ElementPath, Shown, Value,
    matching::{Match, Siblings, matches},
};
use crate::{
    finding::Region,
    metadata::{
        MetadataType,
        secret::is_telling_name,
        shape::{ElementShape, Kind, Secrecy},
    },
    xml::{Document, Element, Lines, Span},
};

/// What differs between two documents of a type.
pub(super) fn compare(kind: &'static MetadataType, old: &Document<'_>, new: &Document<'_>) -> Vec<ElementChange> {
    let mut comparer = Comparer { kind, before: Side::of(old), after: Side::of(new), changes: Vec::new() };
    comparer.inside(&ElementPath::default(), &kind.elements, old.root(), new.root());
    comparer.changes.sort_by(|one, other| one.path.cmp(&other.path).then(other.kind.cmp(&one.kind)));
    comparer.changes
}

/// A document and its lines, which are counted when the first difference is found.
struct Side<'a> {
    bytes: &'a [u8],
    lines: OnceCell<Lines<'a>>,
}

impl<'a> Side<'a> {
    fn of(document: &Document<'a>) -> Self {
        Self { bytes: document.bytes(), lines: OnceCell::new() }
    }

    fn region(&self, span: Span) -> Region {
        Region::of(span, self.lines.get_or_init(|| Lines::of(self.bytes)))
    }
}

struct Comparer<'a> {
    kind: &'static MetadataType,
    before: Side<'a>,
    after: Side<'a>,
    changes: Vec<ElementChange>,
}

/// Elements of one name on both sides.
#[derive(Default)]
struct Group<'e, 'd> {
    before: Vec<&'e Element<'d>>,
    after: Vec<&'e Element<'d>>,
}

/// What stands beside an element on both sides: conditions and defaults of the tables look at it.
struct Kin<'e> {
    before: Siblings<'e>,
    after: Siblings<'e>,
}

impl<'a> Comparer<'a> {
    /// Compares what two elements hold.
    fn inside(
        &mut self,
        path: &ElementPath,
        shapes: &'static [ElementShape],
        before: &Element<'a>,
        after: &Element<'a>,
    ) {
        let kin = Kin { before: Siblings::inside(before), after: Siblings::inside(after) };
        for (name, group) in by_name(before, after) {
            let shape = shapes.iter().find(|shape| shape.name == name);
            for Match { key, before, after } in self.matches(shape, &group) {
                self.pair(&path.join(name, key), shape, before, after, &kin);
            }
        }
    }

    /// Which element of a group is which: the one with the one, repetitions by key, and where their order means
    /// something, the first with the first and so on.
    fn matches<'e>(&self, shape: Option<&'static ElementShape>, group: &Group<'e, 'a>) -> Vec<Match<'e, 'a>> {
        let Group { before, after } = group;
        let most = before.len().max(after.len());
        let is_repeated = most > 1 || shape.is_some_and(|shape| shape.repeated);
        let is_ordered = shape.is_some_and(|shape| shape.ordered);
        if is_repeated && !is_ordered {
            return matches(self.kind, shape, before, after);
        }
        let in_place = |index: usize| Match {
            key: if is_repeated { vec![(index + 1).to_string()] } else { Vec::new() },
            before: before.get(index).copied(),
            after: after.get(index).copied(),
        };
        (0..most).map(in_place).collect()
    }

    fn pair(
        &mut self,
        path: &ElementPath,
        shape: Option<&'static ElementShape>,
        before: Option<&Element<'a>>,
        after: Option<&Element<'a>>,
        kin: &Kin<'_>,
    ) {
        let is_leaf = [before, after].into_iter().flatten().all(Element::is_leaf);
        match (before, after) {
            _ if is_leaf => self.leaf(path, shape, before, after, kin),
            (Some(before), Some(after)) => {
                let shapes = shape.map_or(&[][..], |shape| self.kind.inside(shape));
                self.inside(path, shapes, before, after);
            }
            (Some(gone), None) => {
                let value = self.whole(shape, gone, &self.before);
                self.push(path, ChangeKind::Removed, Some(value), None);
            }
            (None, Some(come)) => {
                let value = self.whole(shape, come, &self.after);
                self.push(path, ChangeKind::Added, None, Some(value));
            }
            (None, None) => {}
        }
    }

    fn leaf(
        &mut self,
        path: &ElementPath,
        shape: Option<&'static ElementShape>,
        before: Option<&Element<'a>>,
        after: Option<&Element<'a>>,
        kin: &Kin<'_>,
    ) {
        let differs_anyway = |siblings: &Siblings<'_>| {
            shape.is_some_and(|shape| shape.per_org.iter().any(|one| one.holds(|name| siblings.get(name))))
        };
        if differs_anyway(&kin.before) && differs_anyway(&kin.after) {
            return;
        }
        let old = meaning(shape, before, &kin.before);
        let new = meaning(shape, after, &kin.after);
        if old == new {
            return;
        }
        let name = path.steps().last().map_or("", |step| step.name.as_str());
        let secrecy = secrecy_of(shape, name, &kin.before).max(secrecy_of(shape, name, &kin.after));
        let value = |text: Option<String>, element: Option<&Element<'a>>, side: &Side<'a>| {
            let content = Content::Text(Shown::of(&text?, secrecy));
            Some(Value { content, region: element.map(|element| side.region(element.content_span())) })
        };
        let kind = match (&old, &new) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
            _ => ChangeKind::Modified,
        };
        let (old, new) = (value(old, before, &self.before), value(new, after, &self.after));
        self.push(path, kind, old, new);
    }

    /// An element that came or went as a whole.
    fn whole(&self, shape: Option<&'static ElementShape>, element: &Element<'a>, side: &Side<'a>) -> Value {
        let mut fields = Vec::new();
        let shapes = shape.map_or(&[][..], |shape| self.kind.inside(shape));
        self.collect(shapes, element, "", &mut fields);
        Value { content: Content::Fields(fields), region: Some(side.region(element.span)) }
    }

    fn collect(
        &self,
        shapes: &'static [ElementShape],
        element: &Element<'a>,
        prefix: &str,
        fields: &mut Vec<(String, Shown)>,
    ) {
        let siblings = Siblings::inside(element);
        for child in element.elements() {
            let name = child.local_name();
            let shape = shapes.iter().find(|shape| shape.name == name);
            let path = format!("{prefix}{name}");
            if child.is_leaf() {
                let secrecy = secrecy_of(shape, name, &siblings);
                fields.push((path, Shown::of(&child.text(), secrecy)));
            } else {
                let inner = shape.map_or(&[][..], |shape| self.kind.inside(shape));
                self.collect(inner, child, &format!("{path}."), fields);
            }
        }
    }

    fn push(&mut self, path: &ElementPath, kind: ChangeKind, before: Option<Value>, after: Option<Value>) {
        self.changes.push(ElementChange { path: path.clone(), kind, before, after });
    }
}

fn by_name<'e, 'd>(before: &'e Element<'d>, after: &'e Element<'d>) -> BTreeMap<&'d str, Group<'e, 'd>> {
    let mut groups: BTreeMap<&'d str, Group<'e, 'd>> = BTreeMap::new();
    for child in before.elements() {
        groups.entry(child.local_name()).or_default().before.push(child);
    }
    for child in after.elements() {
        groups.entry(child.local_name()).or_default().after.push(child);
    }
    groups
}

/// What a leaf means: its value in the form of its kind, its default where it is absent, nothing where it is empty.
fn meaning(
    shape: Option<&'static ElementShape>,
    element: Option<&Element<'_>>,
    siblings: &Siblings<'_>,
) -> Option<String> {
    let written = element.filter(|element| element.attribute("xsi:nil") != Some("true")).map(|element| {
        let text = element.text();
        let free = shape.is_none_or(|shape| shape.kind == Kind::Text);
        if free { text.into_owned() } else { text.trim().to_owned() }
    });
    let default = || shape.and_then(|shape| shape.default_among(|name| siblings.get(name))).map(str::to_owned);
    written.filter(|text| !text.is_empty()).or_else(default)
}

fn secrecy_of(shape: Option<&'static ElementShape>, name: &str, siblings: &Siblings<'_>) -> Secrecy {
    match shape {
        Some(shape) => shape.secrecy(|name| siblings.get(name)),
        None if is_telling_name(name) => Secrecy::Whole,
        None => Secrecy::InUrl,
    }
}
