//! Elements against the type's table: which may stand where, how often, and with what value.

use std::collections::BTreeSet;

use crate::{
    metadata::{
        ApiVersion, MetadataType,
        shape::{Audience, ElementShape, Kind, Knowledge},
    },
    practice::deploy::message::{Problem, ProblemKind},
    xml::{Document, Element, Lines, METADATA_NAMESPACE, Node, Text},
};

/// The first problem of a component's elements. A server reads top down, and stops there.
pub(crate) fn judge(table: &MetadataType, document: &Document<'_>, version: ApiVersion) -> Option<Problem> {
    let lines = document.lines();
    let root = document.root();
    let bench = Bench { table, version, lines: &lines };
    if root.local_name() != table.name {
        let words = unknown_element(root.local_name(), &table.name);
        return Some(bench.problem(root, words));
    }
    if table.since > version {
        let words = type_too_new(&table.name, version);
        return Some(bench.problem(root, words));
    }
    bench.foreign(root, &table.name).or_else(|| {
        let whole = Holder { name: &table.name, shapes: &table.elements, knowledge: table.knowledge };
        bench.elements(root, &whole)
    })
}

/// The words for an element that the type does not have. A server's.
pub(crate) fn unknown_element(name: &str, type_name: &str) -> String {
    format!("{name} invalid at this location in type {type_name}")
}

/// The words for an element inside a value. A server's.
fn element_in_value(element: &Element<'_>) -> String {
    format!("Error parsing file: Unexpected element {} during simple type deserialization", qualified(element))
}

/// The words for text between elements. Inferred.
fn stray_text(type_name: &str) -> String {
    format!("Error parsing file: Unexpected text in type {type_name}")
}

/// The name as servers write it where the namespace counts.
fn qualified(element: &Element<'_>) -> String {
    format!("{{{}}}{}", element.namespace.unwrap_or_default(), element.local_name())
}

/// The words for a type that the API version does not have. Inferred.
fn type_too_new(type_name: &str, version: ApiVersion) -> String {
    format!("Entity type: '{type_name}' is not available in API version {version}")
}

struct Bench<'a> {
    table: &'a MetadataType,
    version: ApiVersion,
    lines: &'a Lines<'a>,
}

/// The type or structure that an element is.
struct Holder<'a> {
    name: &'a str,
    shapes: &'a [ElementShape],
    knowledge: Knowledge,
}

impl Bench<'_> {
    fn problem(&self, element: &Element<'_>, words: String) -> Problem {
        Problem::at(self.lines.position(element.span.start), words).of_kind(ProblemKind::Shape)
    }

    /// Elements are told by namespace and name, as servers' answers show. The words are inferred.
    fn foreign(&self, element: &Element<'_>, type_name: &str) -> Option<Problem> {
        let is_foreign = element.namespace != Some(METADATA_NAMESPACE);
        is_foreign.then(|| self.problem(element, unknown_element(&qualified(element), type_name)))
    }

    fn elements(&self, parent: &Element<'_>, holder: &Holder<'_>) -> Option<Problem> {
        let mut seen = BTreeSet::new();
        let mut last = "";
        for node in parent.children {
            let problem = match node {
                Node::Element(element) => {
                    let again = self.again(element, holder, &mut seen, last);
                    last = element.local_name();
                    again.or_else(|| self.element(element, holder))
                }
                Node::Text(text) | Node::Cdata(text) => self.text(text, holder),
                Node::Comment(_) | Node::Instruction(_) => None,
            };
            if problem.is_some() {
                return problem;
            }
        }
        self.missing(parent, holder.shapes, &seen)
    }

    fn again<'e>(
        &self,
        element: &Element<'e>,
        holder: &Holder<'_>,
        seen: &mut BTreeSet<&'e str>,
        last: &str,
    ) -> Option<Problem> {
        let name = element.local_name();
        let shape = holder.shapes.iter().find(|shape| shape.name == name);
        let repeated = shape.is_none_or(|shape| shape.repeated);
        let again = !seen.insert(name) && (!repeated || last != name);
        again.then(|| self.problem(element, duplicated(name, holder.name)))
    }

    fn element(&self, element: &Element<'_>, holder: &Holder<'_>) -> Option<Problem> {
        let shape = holder.shapes.iter().find(|shape| shape.name == element.local_name());
        self.foreign(element, holder.name).or_else(|| match shape {
            Some(shape) => self.known(element, shape),
            None => self.unknown(element, holder),
        })
    }

    fn text(&self, text: &Text<'_>, holder: &Holder<'_>) -> Option<Problem> {
        if text.value.trim_ascii().is_empty() {
            return None;
        }
        let raw = text.span.cut(self.lines.bytes());
        let at = text.span.end as usize - raw.trim_ascii_start().len();
        let position = self.lines.position(u32::try_from(at).unwrap_or(text.span.start));
        Some(Problem::at(position, stray_text(holder.name)).of_kind(ProblemKind::Shape))
    }

    /// Every metadata type may carry its full name, by the WSDL.
    fn unknown(&self, element: &Element<'_>, holder: &Holder<'_>) -> Option<Problem> {
        let name = element.local_name();
        let is_full_name = name == "fullName" && holder.name == self.table.name;
        let is_unknown = holder.knowledge == Knowledge::Complete && !is_full_name;
        is_unknown.then(|| self.problem(element, unknown_element(name, holder.name)))
    }

    fn known(&self, element: &Element<'_>, shape: &ElementShape) -> Option<Problem> {
        if !shape.exists_in(self.version) {
            let words = format!("Property '{}' not valid in version {}", shape.name, self.version);
            return Some(self.problem(element, words));
        }
        match &shape.kind {
            Kind::Structure(name) => {
                let structure = self.table.structure(shape)?;
                let knowledge = structure.knowledge.unwrap_or(self.table.knowledge);
                self.elements(element, &Holder { name, shapes: &structure.elements, knowledge })
            }
            kind => {
                if let Some(inner) = element.elements().next() {
                    return Some(self.problem(inner, element_in_value(inner)));
                }
                let words = self.bad_value(element.text().trim(), shape, kind)?;
                Some(self.problem(element, words))
            }
        }
    }

    /// That a bad value is `not a valid value` is a server's; the rest of these sentences is from memory, not graded.
    fn bad_value(&self, value: &str, shape: &ElementShape, kind: &Kind) -> Option<String> {
        let good = match kind {
            Kind::Enumeration(name) => {
                let enumeration = self.table.enumeration(shape)?;
                let good = enumeration
                    .value(value)
                    .is_some_and(|known| known.exists_in(self.version) && known.audience != Audience::Internal);
                return (!good).then(|| format!("'{value}' is not a valid value for the enum '{name}'"));
            }
            Kind::Integer => value.parse::<i32>().is_ok(),
            Kind::Boolean => matches!(value, "true" | "false" | "1" | "0"),
            Kind::Text | Kind::Structure(_) => true,
        };
        let type_name = match kind {
            Kind::Integer => "xsd:int",
            _ => "xsd:boolean",
        };
        (!good).then(|| format!("'{value}' is not a valid value for the type {type_name}"))
    }

    /// The words are a server's, seen for the label of a page.
    fn missing(&self, parent: &Element<'_>, shapes: &[ElementShape], seen: &BTreeSet<&str>) -> Option<Problem> {
        let is_missing = |shape: &&ElementShape| {
            let name = shape.name.as_str();
            shape.required && shape.exists_in(self.version) && !seen.contains(name)
        };
        let shape = shapes.iter().find(is_missing)?;
        let words = format!("Required field is missing: {}", shape.name);
        Some(self.problem(parent, words).of_kind(ProblemKind::Missing))
    }
}

/// The words for an element that stands twice, or apart from its like. A server's.
fn duplicated(name: &str, type_name: &str) -> String {
    format!("Error parsing file: Element {name} is duplicated at this location in type {type_name}")
}
