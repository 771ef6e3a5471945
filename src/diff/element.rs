//! Element against element, by the table of their type.

use std::{borrow::Cow, cell::OnceCell};

use super::{
    Breadth, ChangeKind, Content, ElementChange, ElementPath, Shown, Stand, Terms, Unsaid, Value,
    matching::{Match, Matcher, Siblings},
    meaning::{meaning, same, says_nothing, written},
    path::{Place, Trail},
    renamed::renamed,
    speech::Speech,
    terms::Provenance,
    unseen::Withheld,
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

/// What a comparison of two documents found.
#[derive(Default)]
pub(super) struct Found {
    /// What differs, in the order of paths.
    pub(super) changes: Vec<ElementChange>,
    /// Where each of it stands.
    pub(super) places: Vec<Place>,
    /// What is not shown.
    pub(super) unseen: Vec<Withheld>,
}

/// What differs between two documents of a type.
pub(super) fn compare(kind: &'static MetadataType, old: &Document<'_>, new: &Document<'_>, terms: &Terms) -> Found {
    let (before, after) = (Side::of(old, Stand::Before), Side::of(new, Stand::After));
    let mut comparer = Comparer { kind, terms, before, after, changes: Vec::new(), unseen: Vec::new() };
    comparer.inside(None, &kind.elements, [old.root(), new.root()], Secrecy::Harmless);
    let Comparer { mut changes, mut unseen, .. } = comparer;
    changes.sort_by(|(one, _), (other, _)| one.path.cmp(&other.path).then(other.kind.cmp(&one.kind)));
    if terms.breadth == Breadth::Callouts {
        leave_out_others(kind, &mut changes, &mut unseen);
    }
    let (changes, places) = changes.into_iter().unzip();
    Found { changes, places, unseen }
}

/// Whether anything in a document concerns callouts.
pub(super) fn concerns_callouts(kind: &'static MetadataType, document: &Document<'_>) -> bool {
    kind.concerns.is_empty()
        || document.root().elements().any(|element| {
            let shape = kind.element(element.local_name());
            let key = shape.and_then(|shape| element.child_text(shape.key.first()?));
            kind.concerns_callouts(element.local_name(), key.as_deref().map(str::trim))
        })
}

/// Leaves out what does not concern callouts, and counts it.
fn leave_out_others(
    kind: &'static MetadataType,
    changes: &mut Vec<(ElementChange, Place)>,
    unseen: &mut Vec<Withheld>,
) {
    let concerns = |path: &ElementPath| {
        let step = path.steps().first();
        step.is_none_or(|step| kind.concerns_callouts(&step.name, step.key.first().map(String::as_str)))
    };
    let (kept, others) = std::mem::take(changes).into_iter().partition(|(change, _)| concerns(&change.path));
    *changes = kept;
    let withheld = |(change, _): (ElementChange, Place)| Withheld {
        reason: Unsaid::NotOfCallouts,
        stand: None,
        element: change.path.steps().first().map(|step| step.name.clone()).unwrap_or_default(),
    };
    unseen.extend(Vec::into_iter(others).map(withheld));
}

/// A document with its lines and its API versions, which are made out when the first difference is found.
struct Side<'a, 'r> {
    stand: Stand,
    document: &'r Document<'a>,
    lines: OnceCell<Lines<'a>>,
    speech: OnceCell<Speech>,
}

impl<'a, 'r> Side<'a, 'r> {
    fn of(document: &'r Document<'a>, stand: Stand) -> Self {
        Self { stand, document, lines: OnceCell::new(), speech: OnceCell::new() }
    }

    fn region(&self, span: Span) -> Region {
        Region::of(span, self.lines.get_or_init(|| self.document.lines()))
    }

    fn speech(&self, kind: &'static MetadataType, terms: &Terms) -> Speech {
        *self.speech.get_or_init(|| Speech::of(kind, self.document.root(), terms.of(self.stand)))
    }
}

struct Comparer<'a, 'r> {
    kind: &'static MetadataType,
    terms: &'r Terms,
    before: Side<'a, 'r>,
    after: Side<'a, 'r>,
    changes: Vec<(ElementChange, Place)>,
    unseen: Vec<Withheld>,
}

/// What stands beside an element on both sides: conditions and defaults of the tables look at it.
struct Kin<'e> {
    before: Siblings<'e>,
    after: Siblings<'e>,
    /// How secret all inside the element above is: what stands inside a value is no less secret than the value.
    cover: Secrecy,
}

impl Kin<'_> {
    /// How secret all inside an element is.
    fn cover_of(&self, shape: Option<&'static ElementShape>, name: &str) -> Secrecy {
        match shape.map(|shape| &shape.kind) {
            Some(Kind::Structure(_)) => self.cover,
            _ => self.secrecy_of(shape, name),
        }
    }

    /// How secret the value of an element is on either side.
    fn secrecy_of(&self, shape: Option<&'static ElementShape>, name: &str) -> Secrecy {
        let (before, after) = (secrecy_of(shape, name, &self.before), secrecy_of(shape, name, &self.after));
        self.cover.max(before).max(after)
    }
}

impl<'a> Comparer<'a, '_> {
    /// Compares what two elements hold.
    fn inside(
        &mut self,
        above: Option<&Trail<'_>>,
        shapes: &'static [ElementShape],
        [before, after]: [&Element<'a>; 2],
        cover: Secrecy,
    ) {
        let kin = Kin { before: Siblings::inside(before), after: Siblings::inside(after), cover };
        let children = by_name(shapes, before, after);
        for group in children.chunk_by(|one, other| one.0 == other.0) {
            let name = group[0].0;
            let (before, after) = group.split_at(group.partition_point(|child| child.1 == Stand::Before));
            let shape = shapes.iter().find(|shape| shape.name == name);
            if before.len() > 1 || after.len() > 1 || shape.is_some_and(|shape| shape.repeated) {
                let (before, after): (Vec<_>, Vec<_>) = (elements(before).collect(), elements(after).collect());
                self.list(above, name, shape, [&before, &after], &kin);
            } else {
                let trail = Trail { above, name, key: &[], identity: None };
                self.pair(&trail, shape, elements(before).next(), elements(after).next(), &kin);
            }
        }
    }

    /// Compares the repetitions of an element.
    fn list(
        &mut self,
        above: Option<&Trail<'_>>,
        name: &str,
        shape: Option<&'static ElementShape>,
        [before, after]: [&[&Element<'a>]; 2],
        kin: &Kin<'_>,
    ) {
        let mut matches = self.matches(shape, before, after);
        for [gone, come] in shape.map_or_else(Vec::new, |shape| renamed(self.kind, shape, &mut matches)) {
            let trails = [&gone, &come].map(|one| Trail { above, name, key: &one.key, identity: Some(&one.identity) });
            if let (Some(shape), Some(before), Some(after)) = (shape, gone.before, come.after) {
                self.moved(trails, shape, [before, after], kin.cover);
            }
        }
        for Match { key, identity, before: old, after: new, .. } in matches {
            let trail = Trail { above, name, key: &key, identity: Some(&identity) };
            let is_one_too_many = old.or(new).is_some_and(Element::is_leaf)
                && (old.is_none() && !before.is_empty() || new.is_none() && !after.is_empty());
            if is_one_too_many {
                self.told(&trail, shape, [old, new], [written(shape, old), written(shape, new)], kin);
            } else {
                self.pair(&trail, shape, old, new, kin);
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
            let matcher = Matcher { kind: self.kind, terms: self.terms };
            let by_key = matcher.matches(shape, before, after);
            let speeches = || [&self.before, &self.after].map(|side| side.speech(self.kind, self.terms));
            return match shape {
                Some(shape) => matcher.rematch(shape, by_key, &speeches),
                None => by_key,
            };
        }
        let in_place = |index: usize| {
            let key = vec![(index + 1).to_string()];
            let (identity, whole) = (key.clone(), key.clone());
            Match { key, whole, identity, before: before.get(index).copied(), after: after.get(index).copied() }
        };
        (0..before.len().max(after.len())).map(in_place).collect()
    }

    /// Tells an element that has another key now: it went and came, and what else differs inside it.
    fn moved(
        &mut self,
        [from, to]: [Trail<'_>; 2],
        shape: &'static ElementShape,
        [before, after]: [&Element<'a>; 2],
        cover: Secrecy,
    ) {
        let first = self.changes.len();
        self.inside(Some(&to), self.kind.inside(shape), [before, after], cover);
        let of_key =
            |change: &ElementChange| change.path.steps().last().is_some_and(|step| shape.key.contains(&step.name));
        let inside = self.changes.split_off(first);
        self.changes.extend(inside.into_iter().filter(|(change, _)| !of_key(change)));
        let old = self.whole(Some(shape), before, &self.before, cover);
        let new = self.whole(Some(shape), after, &self.after, cover);
        self.push(&from, ChangeKind::Removed, Some(old), None);
        self.push(&to, ChangeKind::Added, None, Some(new));
        let count = self.changes.len();
        self.changes[count - 2].0.moved = Some(to.path());
        self.changes[count - 1].0.moved = Some(from.path());
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
        let cover = kin.cover_of(shape, trail.name);
        match (before, after) {
            _ if is_leaf => self.leaf(trail, shape, before, after, kin),
            (Some(before), Some(after)) => {
                let shapes = shape.map_or(&[][..], |shape| self.kind.inside(shape));
                self.inside(Some(trail), shapes, [before, after], cover);
            }
            (Some(lone), None) | (None, Some(lone)) if says_nothing(lone) => {}
            (Some(gone), None) if self.cannot_have(&self.after, shape, gone) => {
                self.withhold(trail, Unsaid::OtherVersion, Stand::After);
            }
            (None, Some(come)) if self.cannot_have(&self.before, shape, come) => {
                self.withhold(trail, Unsaid::OtherVersion, Stand::Before);
            }
            (Some(gone), None) => {
                let value = self.whole(shape, gone, &self.before, cover);
                self.push(trail, ChangeKind::Removed, Some(value), None);
            }
            (None, Some(come)) => {
                let value = self.whole(shape, come, &self.after, cover);
                self.push(trail, ChangeKind::Added, None, Some(value));
            }
            (None, None) => {}
        }
    }

    fn cannot_have(&self, side: &Side<'a, '_>, shape: Option<&'static ElementShape>, element: &Element<'a>) -> bool {
        shape.is_some_and(|shape| side.speech(self.kind, self.terms).lacks_element(self.kind, shape, element))
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
        if same(shape, old.as_deref(), new.as_deref(), self.terms) {
            return;
        }
        if let Some((reason, stand)) = shape.and_then(|shape| self.unsaid(shape, before, after)) {
            return self.withhold(trail, reason, stand);
        }
        self.told(trail, shape, [before, after], [old, new], kin);
    }

    /// Tells what a leaf said and says, where it said or says anything.
    fn told(
        &mut self,
        trail: &Trail<'_>,
        shape: Option<&'static ElementShape>,
        [before, after]: [Option<&Element<'a>>; 2],
        [old, new]: [Option<Cow<'_, str>>; 2],
        kin: &Kin<'_>,
    ) {
        let (secrecy, masking) = (kin.secrecy_of(shape, trail.name), self.terms.masking);
        let value = |text: Option<Cow<'_, str>>, element: Option<&Element<'a>>, side: &Side<'a, '_>| {
            let content = Content::Text(masking.shown(&text?, secrecy));
            Some(Value { content, region: element.map(|element| side.region(element.content_span())) })
        };
        let kind = match (&old, &new) {
            (None, None) => return,
            (None, _) => ChangeKind::Added,
            (_, None) => ChangeKind::Removed,
            _ => ChangeKind::Modified,
        };
        let (old, new) = (value(old, before, &self.before), value(new, after, &self.after));
        self.push(trail, kind, old, new);
    }

    /// Why one side cannot say what the other does, and which; nothing where both can.
    fn unsaid(
        &self,
        shape: &'static ElementShape,
        before: Option<&Element<'a>>,
        after: Option<&Element<'a>>,
    ) -> Option<(Unsaid, Stand)> {
        let values = [before, after].map(|element| written(Some(shape), element));
        [(&values[0], &self.before), (&values[1], &self.after)].into_iter().find_map(|(value, side)| {
            let is_retrieved = self.terms.of(side.stand).provenance == Provenance::Retrieved;
            let reason = match value.as_deref() {
                Some(text) if shape.placeholder.as_deref() == Some(text.trim()) => Unsaid::NeverRetrieved,
                None if shape.never_retrieved && is_retrieved => Unsaid::NeverRetrieved,
                None if side.speech(self.kind, self.terms).lacks(shape) => Unsaid::OtherVersion,
                _ => return None,
            };
            Some((reason, side.stand))
        })
    }

    /// An element that came or went as a whole.
    fn whole(
        &self,
        shape: Option<&'static ElementShape>,
        element: &Element<'a>,
        side: &Side<'a, '_>,
        cover: Secrecy,
    ) -> Value {
        let mut fields = Vec::new();
        let shapes = shape.map_or(&[][..], |shape| self.kind.inside(shape));
        self.collect(shapes, (element, ""), cover, &mut fields);
        Value { content: Content::Fields(fields), region: Some(side.region(element.span)) }
    }

    fn collect(
        &self,
        shapes: &'static [ElementShape],
        (element, prefix): (&Element<'a>, &str),
        cover: Secrecy,
        fields: &mut Vec<(String, Shown)>,
    ) {
        let siblings = Siblings::inside(element);
        for child in element.elements() {
            let name = child.local_name();
            let shape = shapes.iter().find(|shape| shape.name == name);
            let path = format!("{prefix}{name}");
            let secrecy = cover.max(secrecy_of(shape, name, &siblings));
            if child.is_leaf() {
                fields.push((path, self.terms.masking.shown(&child.text(), secrecy)));
            } else {
                let inner = shape.map_or(&[][..], |shape| self.kind.inside(shape));
                let is_structure = shape.is_some_and(|shape| matches!(shape.kind, Kind::Structure(_)));
                let cover = if is_structure { cover } else { secrecy };
                self.collect(inner, (child, &format!("{path}.")), cover, fields);
            }
        }
    }

    fn push(&mut self, trail: &Trail<'_>, kind: ChangeKind, before: Option<Value>, after: Option<Value>) {
        let (moved, origin, follows) = (None, None, None);
        let change = ElementChange { path: trail.path(), kind, before, after, moved, origin, follows };
        self.changes.push((change, trail.place()));
    }

    fn withhold(&mut self, trail: &Trail<'_>, reason: Unsaid, stand: Stand) {
        self.unseen.push(Withheld { reason, stand: Some(stand), element: trail.name.to_owned() });
    }
}

/// A child element, with its name and its side.
type Child<'e, 'd> = (&'d str, Stand, &'e Element<'d>);

/// The children of both elements by name; of one name first those before, each side in the order of its file.
///
/// Where one side says a thing by another element, as another API version does, both go by the newer name.
fn by_name<'e, 'd>(
    shapes: &'static [ElementShape],
    before: &'e Element<'d>,
    after: &'e Element<'d>,
) -> Vec<Child<'e, 'd>> {
    let of_side = |side, parent: &'e Element<'d>| parent.elements().map(move |child| (child.local_name(), side, child));
    let mut children: Vec<Child<'e, 'd>> = of_side(Stand::Before, before).chain(of_side(Stand::After, after)).collect();
    for (old, new) in shapes.iter().filter_map(|shape| Some((&shape.name, shape.means.as_ref()?))) {
        if before.child(old).is_some() != after.child(old).is_some() {
            children.iter_mut().filter(|child| child.0 == old).for_each(|child| child.0 = new);
        }
    }
    children.sort_by_key(|(name, side, _)| (*name, *side));
    children
}

fn elements<'e, 'd>(children: &[Child<'e, 'd>]) -> impl Iterator<Item = &'e Element<'d>> {
    children.iter().map(|(.., element)| *element)
}

/// How much of the value of an element may be shown; of one that no table knows, its name decides.
pub(super) fn secrecy_of(shape: Option<&'static ElementShape>, name: &str, siblings: &Siblings<'_>) -> Secrecy {
    match shape {
        Some(shape) => shape.secrecy(|name| siblings.get(name)),
        None if is_telling_name(name) => Secrecy::Whole,
        None => Secrecy::InUrl,
    }
}
