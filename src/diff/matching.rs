//! Which of the repeated elements of one side is which of the other.

use std::{borrow::Cow, collections::BTreeMap};

use crate::{
    metadata::{
        MetadataType,
        shape::{ElementShape, Kind},
    },
    xml::Element,
};

/// The leaf values among the children of one element, which conditions and defaults of the tables look at.
pub(super) struct Siblings<'e>(Vec<(&'e str, Cow<'e, str>)>);

impl<'e> Siblings<'e> {
    /// The leaf values inside an element.
    pub(super) fn inside(element: &'e Element<'_>) -> Self {
        let leaves = element.elements().filter(|child| child.is_leaf());
        Self(leaves.map(|child| (child.local_name(), child.text())).collect())
    }

    /// The value of the first child with this name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value.trim())
    }
}

/// Two elements that are each other's, or one that has no other.
pub(super) struct Match<'e, 'd> {
    /// What paths show.
    pub(super) key: Vec<String>,
    /// All that tells them from the others.
    pub(super) identity: Vec<String>,
    pub(super) before: Option<&'e Element<'d>>,
    pub(super) after: Option<&'e Element<'d>>,
}

/// What tells a repeated element from the others: the whole of it, and as much of it as paths show.
struct Identity {
    whole: Vec<String>,
    shown: Vec<String>,
}

/// Elements of both sides that have the same identity.
#[derive(Default)]
struct Slot<'e, 'd> {
    shown: Vec<String>,
    before: Vec<&'e Element<'d>>,
    after: Vec<&'e Element<'d>>,
}

/// Matches the repetitions of an element: by key where the table has one, else by what they hold. Of several with the
/// same key, the first is the first's, and so on.
pub(super) fn matches<'e, 'd>(
    kind: &'static MetadataType,
    shape: Option<&'static ElementShape>,
    before: &[&'e Element<'d>],
    after: &[&'e Element<'d>],
) -> Vec<Match<'e, 'd>> {
    let mut slots: BTreeMap<Vec<String>, Slot<'e, 'd>> = BTreeMap::new();
    for (elements, is_before) in [(before, true), (after, false)] {
        for element in elements {
            let identity = identity_of(kind, shape, element);
            let slot = slots.entry(identity.whole).or_default();
            slot.shown = identity.shown;
            if is_before {
                slot.before.push(element);
            } else {
                slot.after.push(element);
            }
        }
    }
    slots.into_iter().flat_map(|(whole, slot)| slot.into_matches(&whole)).collect()
}

impl<'e, 'd> Slot<'e, 'd> {
    fn into_matches(self, whole: &[String]) -> Vec<Match<'e, 'd>> {
        let pair = |index: usize| Match {
            key: self.shown.clone(),
            identity: whole.iter().cloned().chain([index.to_string()]).collect(),
            before: self.before.get(index).copied(),
            after: self.after.get(index).copied(),
        };
        (0..self.before.len().max(self.after.len())).map(pair).collect()
    }
}

/// The identity of a repeated element. In a path, the parts at the end of a key that an absent element would mean
/// anyway are left out.
fn identity_of(kind: &'static MetadataType, shape: Option<&'static ElementShape>, element: &Element<'_>) -> Identity {
    let siblings = Siblings::inside(element);
    let look = |name: &str| siblings.get(name);
    let names = shape.map_or(&[][..], |shape| shape.key_of(look));
    let (Some(shape), false) = (shape, names.is_empty()) else {
        return Identity { whole: vec![print_of(element, shape, &|shape| kind.inside(shape))], shown: Vec::new() };
    };
    let children = kind.inside(shape);
    let default = |name: &str| children.iter().find(|child| child.name == name)?.default_among(look);
    let written = |name: &str| siblings.get(name).filter(|value| !value.is_empty());
    let value = |name: &String| written(name).or_else(|| default(name)).unwrap_or_default().to_owned();
    let whole: Vec<String> = names.iter().map(value).collect();
    let tells = |at: &usize| !whole[*at].is_empty() && default(&names[*at]) != Some(whole[*at].as_str());
    let kept = (0..whole.len()).rev().find(tells).map_or(0, |last| last + 1);
    Identity { shown: whole[..kept].to_vec(), whole }
}

/// A text that is the same for elements that mean the same, whatever the order of their children.
pub(super) fn fingerprint(element: &Element<'_>) -> String {
    print_of(element, None, &|_| &[])
}

/// The same where a table knows what is inside the element, so that space around a value that is no text does not count.
fn print_of(
    element: &Element<'_>,
    shape: Option<&'static ElementShape>,
    inside: &impl Fn(&'static ElementShape) -> &'static [ElementShape],
) -> String {
    let name = element.local_name();
    if element.is_leaf() {
        let text = element.text();
        let is_free = shape.is_none_or(|shape| shape.kind == Kind::Text);
        return format!("{name}={:?}", if is_free { &*text } else { text.trim() });
    }
    let shapes = shape.map_or(&[][..], inside);
    let shape_of = |child: &Element<'_>| shapes.iter().find(|shape| shape.name == child.local_name());
    let mut parts: Vec<String> = element.elements().map(|child| print_of(child, shape_of(child), inside)).collect();
    parts.sort();
    format!("{name}({})", parts.join(","))
}
