//! How much two components are alike, but for their names.

use std::{collections::BTreeMap, ops::AddAssign};

use super::{Terms, matching::Siblings, meaning::normal, meaning::written};
use crate::{
    finding::read_document,
    metadata::{
        Component, MetadataType,
        shape::{ElementShape, Kind},
    },
    xml::Element,
};

/// What stands for a component's own name in its values.
const SELF: &str = "\n";

/// How much a value tells of what a component is: its texts and the keys of its lists much, its enumerations little, and
/// its switches and numbers nothing.
const TEXT: usize = 2;
const CHOICE: usize = 1;

/// What a component holds, and how much each tells of it.
#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Features(BTreeMap<String, usize>);

impl Features {
    /// What a component holds; nothing where its type or its file cannot be read, or where it holds nothing that tells.
    pub(super) fn of(component: &Component, terms: &Terms) -> Option<Self> {
        let kind = component.metadata_type()?;
        let document = read_document(component).ok()??;
        let mut gathered =
            Gatherer { kind, terms, own_name: component.id().full_name.as_str(), features: Self::default() };
        gathered.inside("", &kind.elements, document.root());
        Some(gathered.features).filter(|features| features.0.values().any(|weight| *weight >= TEXT))
    }

    /// How much two components are alike, in parts of a hundred.
    pub(super) fn likeness(&self, other: &Self) -> usize {
        let weight = |one: &BTreeMap<String, usize>| one.values().sum::<usize>();
        let shared: usize =
            self.0.iter().filter_map(|(name, weight)| other.0.get(name).map(|other| *weight.min(other))).sum();
        (200 * shared).checked_div(weight(&self.0) + weight(&other.0)).unwrap_or_default()
    }
}

struct Gatherer<'c> {
    kind: &'static MetadataType,
    terms: &'c Terms,
    own_name: &'c str,
    features: Features,
}

impl Gatherer<'_> {
    fn inside(&mut self, above: &str, shapes: &'static [ElementShape], parent: &Element<'_>) {
        for element in parent.elements() {
            let name = element.local_name();
            let shape = shapes.iter().find(|shape| shape.name == name);
            if shape.is_some_and(|shape| shape.title) {
                continue;
            }
            if element.is_leaf() {
                self.leaf(above, name, shape, element);
                continue;
            }
            let key = shape.map_or_else(Vec::new, |shape| self.key(shape, element));
            let path = format!("{above}{name}{key:?}.");
            if !key.is_empty() && !self.has_fixed_name(shape, element) {
                self.add(path.clone(), TEXT);
            }
            self.inside(&path, shape.map_or(&[][..], |shape| self.kind.inside(shape)), element);
        }
    }

    fn leaf(&mut self, above: &str, name: &str, shape: Option<&'static ElementShape>, element: &Element<'_>) {
        let Some(text) = written(shape, Some(element)) else { return };
        let weight = match shape.map(|shape| &shape.kind) {
            None | Some(Kind::Text) if above.is_empty() || !self.is_of_key(name) => TEXT,
            Some(Kind::Enumeration(_)) if above.is_empty() => CHOICE,
            _ => return,
        };
        let value = normal(shape, &text, self.terms);
        self.add(format!("{above}{name}={}", self.anonymous(&value)), weight);
    }

    /// Whether a child of a list is told by its key already.
    fn is_of_key(&self, name: &str) -> bool {
        self.kind.elements.iter().any(|shape| shape.key.iter().any(|part| part == name))
    }

    fn key(&self, shape: &'static ElementShape, element: &Element<'_>) -> Vec<String> {
        let siblings = Siblings::inside(element);
        let names = shape.key_of(|name| siblings.get(name));
        let child = |name: &String| self.kind.inside(shape).iter().find(|child| child.name == *name);
        let part = |name: &String| normal(child(name), siblings.get(name).unwrap_or_default(), self.terms).into_owned();
        names.iter().map(part).map(|part| self.anonymous(&part)).collect()
    }

    /// Whether all parameters of its type have the same name, so that it says nothing of the component.
    fn has_fixed_name(&self, shape: Option<&'static ElementShape>, element: &Element<'_>) -> bool {
        let structure = shape.and_then(|shape| self.kind.structure(shape));
        let kind = element.child_text("parameterType");
        let rule = structure.zip(kind).and_then(|(structure, kind)| structure.parameter(kind.trim()));
        rule.is_some_and(|rule| !rule.names.is_empty() || rule.usual.is_some())
    }

    /// A value without the component's own name.
    fn anonymous(&self, value: &str) -> String {
        let own = self.own_name;
        match value {
            whole if whole == own => SELF.to_owned(),
            formula => formula.replace(&format!("$Credential.{own}."), &format!("$Credential.{SELF}.")),
        }
    }

    fn add(&mut self, feature: String, weight: usize) {
        self.features.0.entry(feature).or_default().add_assign(weight);
    }
}
