//! Element against element, by the table of their type.

use std::{borrow::Cow, cell::OnceCell};

use super::{
    ChangeKind, Content, ElementChange, Masking, Shown, Value,
    matching::{Match, Siblings, matches},
    path::{Place, Trail},
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

/// What differs between two documents of a type, and where each of it stands.
pub(super) fn compare(
    kind: &'static MetadataType,
    old: &Document<'_>,
    new: &Document<'_>,
    masking: Masking,
) -> (Vec<ElementChange>, Vec<Place>) {
    let mut comparer = Comparer { kind, masking, before: Side::of(old), after: Side::of(new), changes: Vec::new() };
    comparer.inside(None, &kind.elements, old.root(), new.root());
    comparer.changes.sort_by(|(one, _), (other, _)| one.path.cmp(&other.path).then(other.kind.cmp(&one.kind)));
    comparer.changes.into_iter().unzip()
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
    masking: Masking,
    before: Side<'a>,
    after: Side<'a>,
    changes: Vec<(ElementChange, Place)>,
}

/// What stands beside an element on both sides: conditions and defaults of the tables look at it.
struct Kin<'e> {
    before: Siblings<'e>,
    after: Siblings<'e>,
}

/// On which side an element stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stand {
    Before,
    After,
}

impl<'a> Comparer<'a> {
    /// Compares what two elements hold.
    fn inside(
        &mut self,
        above: Option<&Trail<'_>>,
        shapes: &'static [ElementShape],
        before: &Element<'a>,
        after: &Element<'a>,
    ) {
        let kin = Kin { before: Siblings::inside(before), after: Siblings::inside(after) };
        let children = by_name(before, after);
        for group in children.chunk_by(|one, other| one.0 == other.0) {
            let name = group[0].0;
            let (before, after) = group.split_at(group.partition_point(|child| child.1 == Stand::Before));
            let shape = shapes.iter().find(|shape| shape.name == name);
            if before.len() > 1 || after.len() > 1 || shape.is_some_and(|shape| shape.repeated) {
                let (before, after): (Vec<_>, Vec<_>) = (elements(before).collect(), elements(after).collect());
                for Match { key, identity, before, after } in self.matches(shape, &before, &after) {
                    let trail = Trail { above, name, key: &key, identity: Some(&identity) };
                    self.pair(&trail, shape, before, after, &kin);
                }
            } else {
                let trail = Trail { above, name, key: &[], identity: None };
                self.pair(&trail, shape, elements(before).next(), elements(after).next(), &kin);
            }
        }
    }

    /// Which repetition is which: by key, or where their order means something, the first with the first and so on.
    fn matches<'e>(
        &self,
        shape: Option<&'static ElementShape>,
        before: &[&'e Element<'a>],
        after: &[&'e Element<'a>],
    ) -> Vec<Match<'e, 'a>> {
        if !shape.is_some_and(|shape| shape.ordered) {
            return matches(self.kind, shape, before, after);
        }
        let in_place = |index: usize| Match {
            key: vec![(index + 1).to_string()],
            identity: vec![index.to_string()],
            before: before.get(index).copied(),
            after: after.get(index).copied(),
        };
        (0..before.len().max(after.len())).map(in_place).collect()
    }

    fn pair(
        &mut self,
        trail: &Trail<'_>,
        shape: Option<&'static ElementShape>,
        before: Option<&Element<'a>>,
        after: Option<&Element<'a>>,
        kin: &Kin<'_>,
    ) {
        let is_leaf = [before, after].into_iter().flatten().all(Element::is_leaf);
        match (before, after) {
            _ if is_leaf => self.leaf(trail, shape, before, after, kin),
            (Some(before), Some(after)) => {
                let shapes = shape.map_or(&[][..], |shape| self.kind.inside(shape));
                self.inside(Some(trail), shapes, before, after);
            }
            (Some(gone), None) => {
                let value = self.whole(shape, gone, &self.before);
                self.push(trail, ChangeKind::Removed, Some(value), None);
            }
            (None, Some(come)) => {
                let value = self.whole(shape, come, &self.after);
                self.push(trail, ChangeKind::Added, None, Some(value));
            }
            (None, None) => {}
        }
    }

    fn leaf(
        &mut self,
        trail: &Trail<'_>,
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
        let secrecy = secrecy_of(shape, trail.name, &kin.before).max(secrecy_of(shape, trail.name, &kin.after));
        let masking = self.masking;
        let value = |text: Option<Cow<'_, str>>, element: Option<&Element<'a>>, side: &Side<'a>| {
            let content = Content::Text(masking.shown(&text?, secrecy));
            Some(Value { content, region: element.map(|element| side.region(element.content_span())) })
        };
        let kind = match (&old, &new) {
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
            _ => ChangeKind::Modified,
        };
        let (old, new) = (value(old, before, &self.before), value(new, after, &self.after));
        self.push(trail, kind, old, new);
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
                fields.push((path, self.masking.shown(&child.text(), secrecy)));
            } else {
                let inner = shape.map_or(&[][..], |shape| self.kind.inside(shape));
                self.collect(inner, child, &format!("{path}."), fields);
            }
        }
    }

    fn push(&mut self, trail: &Trail<'_>, kind: ChangeKind, before: Option<Value>, after: Option<Value>) {
        let change = ElementChange { path: trail.path(), kind, before, after, moved: None, origin: None };
        self.changes.push((change, trail.place()));
    }
}

/// A child element, with its name and its side.
type Child<'e, 'd> = (&'d str, Stand, &'e Element<'d>);

/// The children of both elements by name; of one name first those before, each side in the order of its file.
fn by_name<'e, 'd>(before: &'e Element<'d>, after: &'e Element<'d>) -> Vec<Child<'e, 'd>> {
    let of_side = |side, parent: &'e Element<'d>| parent.elements().map(move |child| (child.local_name(), side, child));
    let mut children: Vec<Child<'e, 'd>> = of_side(Stand::Before, before).chain(of_side(Stand::After, after)).collect();
    children.sort_by_key(|(name, side, _)| (*name, *side));
    children
}

fn elements<'e, 'd>(children: &[Child<'e, 'd>]) -> impl Iterator<Item = &'e Element<'d>> {
    children.iter().map(|(.., element)| *element)
}

/// What a leaf means: its value in the form of its kind, its default where it is absent, nothing where it is empty.
fn meaning<'v>(
    shape: Option<&'static ElementShape>,
    element: Option<&'v Element<'_>>,
    siblings: &'v Siblings<'_>,
) -> Option<Cow<'v, str>> {
    let written = element.filter(|element| element.attribute("xsi:nil") != Some("true")).map(|element| {
        let free = shape.is_none_or(|shape| shape.kind == Kind::Text);
        match element.text() {
            text if free => text,
            Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
            Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
        }
    });
    let default = || shape.and_then(|shape| shape.default_among(|name| siblings.get(name))).map(Cow::Borrowed);
    written.filter(|text| !text.is_empty()).or_else(default)
}

/// How much of the value of an element may be shown; of one that no table knows, its name decides.
pub(super) fn secrecy_of(shape: Option<&'static ElementShape>, name: &str, siblings: &Siblings<'_>) -> Secrecy {
    match shape {
        Some(shape) => shape.secrecy(|name| siblings.get(name)),
        None if is_telling_name(name) => Secrecy::Whole,
        None => Secrecy::InUrl,
    }
}
