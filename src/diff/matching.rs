//! Which of the repeated elements of one side is which of the other.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    Stand, Terms,
    generated::stem,
    meaning::{normal, same, says_nothing, written},
    speech::Speech,
};
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
    /// As much of the key as paths show.
    pub(super) key: Vec<String>,
    /// The whole key.
    pub(super) whole: Vec<String>,
    /// All that tells them from the others: the whole key, and their place among those that have it.
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

/// What matching looks at: the tables, and the terms.
pub(super) struct Matcher<'t> {
    pub(super) kind: &'static MetadataType,
    pub(super) terms: &'t Terms,
}

impl Matcher<'_> {
    /// Matches the repetitions of an element: by key where the table has one, else by what they hold.
    pub(super) fn matches<'e, 'd>(
        &self,
        shape: Option<&'static ElementShape>,
        before: &[&'e Element<'d>],
        after: &[&'e Element<'d>],
    ) -> Vec<Match<'e, 'd>> {
        let mut slots: BTreeMap<Vec<String>, Slot<'e, 'd>> = BTreeMap::new();
        for (elements, stand) in [(before, Stand::Before), (after, Stand::After)] {
            for element in elements {
                let identity = self.identity_of(shape, element);
                let slot = slots.entry(identity.whole).or_default();
                slot.shown = identity.shown;
                match stand {
                    Stand::Before => slot.before.push(element),
                    Stand::After => slot.after.push(element),
                }
            }
        }
        slots.into_iter().flat_map(|(whole, slot)| self.matches_in(shape, &whole, slot)).collect()
    }

    fn matches_in<'e, 'd>(
        &self,
        shape: Option<&'static ElementShape>,
        whole: &[String],
        slot: Slot<'e, 'd>,
    ) -> Vec<Match<'e, 'd>> {
        let Slot { shown, before, after } = slot;
        let pairs = match (&before[..], &after[..]) {
            ([] | [_], [] | [_]) => vec![(before.first().copied(), after.first().copied())],
            _ => self.pairs(shape, before, after),
        };
        let marks = if pairs.len() > 1 && !shown.is_empty() { marks_of(shape, &pairs) } else { Vec::new() };
        let key_of = |at: usize| shown.iter().cloned().chain(marks.get(at).cloned()).collect();
        let identity = |at: usize| whole.iter().cloned().chain([at.to_string()]).collect();
        let matched = |(at, (before, after))| Match {
            key: key_of(at),
            whole: whole.to_vec(),
            identity: identity(at),
            before,
            after,
        };
        pairs.into_iter().enumerate().map(matched).collect()
    }

    /// Pairs elements of one key: by what the table names one after the other, then those that hold the same, then in
    /// order.
    fn pairs<'e, 'd>(
        &self,
        shape: Option<&'static ElementShape>,
        mut before: Vec<&'e Element<'d>>,
        mut after: Vec<&'e Element<'d>>,
    ) -> Vec<Pair<'e, 'd>> {
        let mut pairs: Vec<Pair<'e, 'd>> = Vec::new();
        for name in shape.map_or(&[][..], |shape| &shape.then_by) {
            let agree = |one: &Element<'_>, other: &Element<'_>| self.agree_on(shape, name, one, other);
            take_pairs(&mut before, &mut after, &mut pairs, agree);
        }
        take_pairs(&mut before, &mut after, &mut pairs, |one, other| fingerprint(one) == fingerprint(other));
        let (mut before, mut after) = (before.into_iter(), after.into_iter());
        loop {
            match (before.next(), after.next()) {
                (None, None) => break,
                pair => pairs.push(pair),
            }
        }
        pairs.sort_by_key(|(before, after)| before.or(*after).map(|element| element.span.start));
        pairs
    }

    fn agree_on(
        &self,
        shape: Option<&'static ElementShape>,
        name: &str,
        one: &Element<'_>,
        other: &Element<'_>,
    ) -> bool {
        let of_child = shape.and_then(|shape| self.kind.inside(shape).iter().find(|child| child.name == name));
        let (one, other) = (written(of_child, one.child(name)), written(of_child, other.child(name)));
        one.is_some() && same(of_child, one.as_deref(), other.as_deref(), self.terms)
    }

    /// The identity of a repeated element. In a path, the parts at the end of a key that an absent element would mean
    /// anyway are left out.
    fn identity_of(&self, shape: Option<&'static ElementShape>, element: &Element<'_>) -> Identity {
        let siblings = Siblings::inside(element);
        let look = |name: &str| siblings.get(name);
        let names = shape.map_or(&[][..], |shape| shape.key_of(look));
        let (Some(shape), false) = (shape, names.is_empty()) else {
            let print = print_of(element, shape, &|shape| self.kind.inside(shape));
            return Identity { whole: vec![print], shown: Vec::new() };
        };
        let children = self.kind.inside(shape);
        let child = |name: &str| children.iter().find(|child| child.name == name);
        let default = |name: &str| child(name)?.default_among(look);
        let written = |name: &str| siblings.get(name).filter(|value| !value.is_empty());
        let value = |name: &String| {
            let value = written(name).or_else(|| default(name)).unwrap_or_default();
            normal(child(name), value, self.terms).into_owned()
        };
        let whole: Vec<String> = names.iter().map(value).collect();
        let tells = |at: &usize| !whole[*at].is_empty() && default(&names[*at]) != Some(whole[*at].as_str());
        let kept = (0..whole.len()).rev().find(tells).map_or(0, |last| last + 1);
        Identity { shown: whole[..kept].to_vec(), whole }
    }

    /// Matches what is left of both sides by as much of the key as both can say: without what an API version lacks, and
    /// without ends that an org made up. Where several could be meant, none is.
    pub(super) fn rematch<'e, 'd>(
        &self,
        shape: &'static ElementShape,
        matches: Vec<Match<'e, 'd>>,
        speeches: &dyn Fn() -> [Speech; 2],
    ) -> Vec<Match<'e, 'd>> {
        let is_left = |one: &Match<'_, '_>| one.before.is_none() != one.after.is_none();
        let is_on =
            |stand: Stand| matches.iter().any(|one| is_left(one) && (one.before.is_some() == (stand == Stand::Before)));
        if shape.key.is_empty() || !is_on(Stand::Before) || !is_on(Stand::After) {
            return matches;
        }
        let lacking = speeches();
        let (left, mut settled): (Vec<_>, Vec<_>) = matches.into_iter().partition(is_left);
        let mut groups: BTreeMap<Vec<String>, Vec<Match<'e, 'd>>> = BTreeMap::new();
        for one in left {
            groups.entry(self.sayable(shape, &one, lacking)).or_default().push(one);
        }
        for (_, group) in groups {
            match <[Match<'e, 'd>; 2]>::try_from(group) {
                Ok([one, other]) if one.before.is_some() != other.before.is_some() => {
                    let (before, after) = if one.before.is_some() { (one, other) } else { (other, one) };
                    settled.push(Match { before: before.before, ..after });
                }
                Ok(both) => settled.extend(both),
                Err(group) => settled.extend(group),
            }
        }
        settled
    }

    /// As much of a key as both sides can say.
    fn sayable(&self, shape: &'static ElementShape, one: &Match<'_, '_>, speeches: [Speech; 2]) -> Vec<String> {
        let element = one.before.or(one.after).expect("a match has an element");
        let siblings = Siblings::inside(element);
        let names = shape.key_of(|name| siblings.get(name));
        let children = self.kind.inside(shape);
        let part = |(name, value): (&String, &String)| {
            let child = children.iter().find(|child| child.name == *name);
            match child {
                Some(child) if speeches.iter().any(|speech| speech.lacks(child)) => String::new(),
                Some(child) if child.generated_end => stem(value).map_or(value.clone(), |stem| format!("{stem}_\n")),
                _ => value.clone(),
            }
        };
        names.iter().zip(&one.whole).map(part).collect()
    }
}

/// One element of each side, or one that has no other.
type Pair<'e, 'd> = (Option<&'e Element<'d>>, Option<&'e Element<'d>>);

/// Takes out the first of the second side that agrees with each of the first.
fn take_pairs<'e, 'd>(
    before: &mut Vec<&'e Element<'d>>,
    after: &mut Vec<&'e Element<'d>>,
    pairs: &mut Vec<Pair<'e, 'd>>,
    agree: impl Fn(&Element<'_>, &Element<'_>) -> bool,
) {
    before.retain(|one| match after.iter().position(|other| agree(one, other)) {
        Some(at) => {
            pairs.push((Some(one), Some(after.remove(at))));
            false
        }
        None => true,
    });
}

/// What tells pairs of one key apart in a path: the first child that the table names, where all have different ones, else
/// their place among them.
fn marks_of(shape: Option<&'static ElementShape>, pairs: &[Pair<'_, '_>]) -> Vec<String> {
    let name = shape.and_then(|shape| shape.then_by.first());
    let mark = |(before, after): &Pair<'_, '_>| {
        let text = before.or(*after)?.child_text(name?)?.trim().to_owned();
        (!text.is_empty()).then(|| format!("#{text}"))
    };
    let marks: Vec<String> = pairs.iter().filter_map(mark).collect();
    let distinct: BTreeSet<&String> = marks.iter().collect();
    if distinct.len() == pairs.len() { marks } else { (1..=pairs.len()).map(|place| format!("#{place}")).collect() }
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
    let speaking = element.elements().filter(|child| !says_nothing(child));
    let mut parts: Vec<String> = speaking.map(|child| print_of(child, shape_of(child), inside)).collect();
    parts.sort();
    format!("{name}({})", parts.join(","))
}
