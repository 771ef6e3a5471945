//! Which of the repeated elements of one side is which of the other.

use std::{borrow::Cow, collections::BTreeMap};

use crate::{
    metadata::{MetadataType, shape::ElementShape},
    xml::Element,
};

/// The leaf values among the children of one element, which conditions and defaults of the tables look at.
pub(super) struct Siblings<'e>(Vec<(&'e str, Cow<'e, str>)>);

impl<'e> Siblings<'e> {
    /// The leaf values inside an element.
    pub(super) fn inside(element: &'e Element<'_>) -> Self {
        let leaves = element.elements().filter(|child| child.is_leaf());
        Self(
            leaves
                .map(|child| (child.local_name(), child.text()))
                .collect(),
        )
    }

    /// The value of the first child with this name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value.trim())
    }
}

/// Two elements that are each other's, or one that has no other.
pub(super) struct Match<'e, 'd> {
    pub(super) key: Vec<String>,
    pub(super) before: Option<&'e Element<'d>>,
    pub(super) after: Option<&'e Element<'d>>,
}

/// Matches the repetitions of an element: by key where the table has one, else by what they hold.
pub(super) fn matches<'e, 'd>(
    kind: &'static MetadataType,
    shape: Option<&'static ElementShape>,
    before: &[&'e Element<'d>],
    after: &[&'e Element<'d>],
) -> Vec<Match<'e, 'd>> {
    let identity = |element: &Element<'_>| match shape {
        Some(shape) if !shape.key.is_empty() => key_of(kind, shape, element),
        _ => vec![fingerprint(element)],
    };
    let keyed = shape.is_some_and(|shape| !shape.key.is_empty());
    let mut slots: BTreeMap<Vec<String>, (Vec<&'e Element<'d>>, Vec<&'e Element<'d>>)> =
        BTreeMap::new();
    for element in before {
        slots.entry(identity(element)).or_default().0.push(element);
    }
    for element in after {
        slots.entry(identity(element)).or_default().1.push(element);
    }
    let mut matched = Vec::new();
    for (identity, (before, after)) in slots {
        let key = if keyed {
            shown_key(kind, shape, &identity)
        } else {
            Vec::new()
        };
        for index in 0..before.len().max(after.len()) {
            let (before, after) = (before.get(index).copied(), after.get(index).copied());
            matched.push(Match {
                key: key.clone(),
                before,
                after,
            });
        }
    }
    matched
}

/// The key of a repeated element, defaults filled in. What differs in every org tells nothing apart.
fn key_of(
    kind: &'static MetadataType,
    shape: &'static ElementShape,
    element: &Element<'_>,
) -> Vec<String> {
    let siblings = Siblings::inside(element);
    let look = |name: &str| siblings.get(name);
    let children = kind.inside(shape);
    let part = |name: &String| {
        let child = children.iter().find(|child| child.name == *name);
        if child.is_some_and(|child| child.per_org.iter().any(|condition| condition.holds(look))) {
            return String::new();
        }
        let written = siblings.get(name).filter(|value| !value.is_empty());
        let value = written.or_else(|| child.and_then(|child| child.default_among(look)));
        value.unwrap_or_default().to_owned()
    };
    shape.key.iter().map(part).collect()
}

/// The key as paths show it: without the parts at its end that are what an absent element would mean.
fn shown_key(
    kind: &'static MetadataType,
    shape: Option<&'static ElementShape>,
    key: &[String],
) -> Vec<String> {
    let Some(shape) = shape else {
        return key.to_vec();
    };
    let look = |name: &str| {
        shape
            .key
            .iter()
            .position(|one| one == name)
            .map(|at| key[at].as_str())
    };
    let is_default = |at: usize| {
        let child = kind
            .inside(shape)
            .iter()
            .find(|child| child.name == shape.key[at]);
        key[at].is_empty()
            || child.and_then(|child| child.default_among(look)) == Some(key[at].as_str())
    };
    let kept = (0..key.len())
        .rev()
        .find(|at| !is_default(*at))
        .map_or(0, |last| last + 1);
    key[..kept].to_vec()
}

/// A text that is the same for elements that mean the same, whatever the order of their children.
pub(super) fn fingerprint(element: &Element<'_>) -> String {
    if element.is_leaf() {
        return format!("{}={:?}", element.local_name(), element.text());
    }
    let mut parts: Vec<String> = element.elements().map(fingerprint).collect();
    parts.sort();
    format!("{}({})", element.local_name(), parts.join(","))
}
