//! A parameter of a credential, an identity provider or a named credential, read once for all rules.

use std::{borrow::Cow, cell::OnceCell};

use super::Placed;
use crate::{
    metadata::{
        MetadataType,
        shape::{ElementShape, ParameterRole, ParameterRule, Secrecy, Structure},
    },
    xml::{Document, Element, Node, Span, Text},
};

/// A parameter.
#[derive(Debug)]
pub struct Parameter<'d> {
    /// The element that is the parameter.
    pub element: &'d Element<'d>,
    /// What its table says of it.
    pub shape: &'static ElementShape,
    /// The structure that it is.
    pub structure: &'static Structure,
    /// What we know of parameters of its type.
    pub known: Option<&'static ParameterRule>,
    /// Its `parameterType`.
    pub kind: Option<Field<'d>>,
    /// Its `parameterName`.
    pub name: Option<Field<'d>>,
    /// Its `parameterValue`.
    pub value: Option<Field<'d>>,
    /// Its `parameterGroup`.
    pub group: Option<Field<'d>>,
    /// Its `sequenceNumber`.
    pub sequence: Option<Field<'d>>,
    /// Whether it has elements besides these five.
    has_more: bool,
    secrecy: OnceCell<Secrecy>,
}

/// The value of an element, without the space around it.
#[derive(Debug, Clone, Copy)]
pub struct Field<'d> {
    /// The element.
    pub element: &'d Element<'d>,
    /// What it means, trimmed.
    pub text: &'d str,
    /// Where that stands; the whole element where it is empty.
    pub span: Span,
}

impl<'d> Field<'d> {
    /// The value of this element.
    pub fn of(document: &'d Document<'_>, element: &'d Element<'d>) -> Self {
        if let [Node::Text(Text { value, span })] = element.children
            && is_trimmed(value)
        {
            return Self { element, text: value, span: *span };
        }
        let text = match trimmed_text(element) {
            Cow::Borrowed(text) => text,
            Cow::Owned(text) => document.keep_text(&text),
        };
        let span = if text.is_empty() { element.span } else { trimmed(document.bytes(), element) };
        Self { element, text, span }
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// What an element's own text means, without the space around it.
pub(super) fn trimmed_text<'d>(element: &Element<'d>) -> Cow<'d, str> {
    match element.text() {
        Cow::Borrowed(text) if is_trimmed(text) => Cow::Borrowed(text),
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// Whether it is plain at a glance that there is a text, and no space around it.
fn is_trimmed(text: &str) -> bool {
    matches!(text.as_bytes(), [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic())
}

/// Where the element's value stands, without the space around it.
fn trimmed(bytes: &[u8], element: &Element<'_>) -> Span {
    let mut values = element.children.iter().filter(|child| !matches!(child, Node::Comment(_) | Node::Instruction(_)));
    let span = match (values.next(), values.next()) {
        (Some(only), None) => only.span(),
        _ => element.content_span(),
    };
    let raw = span.cut(bytes);
    let before = raw.len() - raw.trim_ascii_start().len();
    let after = raw.len() - raw.trim_ascii_end().len();
    Span::new(span.start as usize + before, span.end as usize - after)
}

impl<'d> Parameter<'d> {
    /// The parameters among the elements of a component's root, in the order of its file.
    pub(super) fn all_of(
        table: &'static MetadataType,
        document: &'d Document<'_>,
        placed: &'d [Placed<'d>],
    ) -> &'d [Self] {
        let read = placed.iter().filter_map(|one| {
            let shape = one.shape?;
            let structure = table.structure(shape).filter(|structure| !structure.parameters.is_empty())?;
            Some(Self::read(document, one, shape, structure))
        });
        document.keep(placed.len(), read)
    }

    fn read(
        document: &'d Document<'_>,
        placed: &Placed<'d>,
        shape: &'static ElementShape,
        structure: &'static Structure,
    ) -> Self {
        let none = || None;
        let (mut kind, mut name, mut value, mut group, mut sequence) = (none(), none(), none(), none(), none());
        let mut has_more = false;
        for child in placed.inside {
            let slot = match child.element.local_name() {
                "parameterType" => &mut kind,
                "parameterName" => &mut name,
                "parameterValue" => &mut value,
                "parameterGroup" => &mut group,
                "sequenceNumber" => &mut sequence,
                _ => {
                    has_more = true;
                    continue;
                }
            };
            if slot.is_none() {
                *slot = Some(child.field.unwrap_or_else(|| Field::of(document, child.element)));
            }
        }
        let known = kind.as_ref().and_then(|kind: &Field<'_>| structure.parameter(kind.text));
        let secrecy = OnceCell::new();
        Self { element: placed.element, shape, structure, known, kind, name, value, group, sequence, has_more, secrecy }
    }

    /// Its type as the file spells it; empty where it has none.
    pub fn kind(&self) -> &str {
        self.kind.as_ref().map_or("", |field| field.text)
    }

    /// Its name as the file spells it; empty where it has none.
    pub fn name(&self) -> &str {
        self.name.as_ref().map_or("", |field| field.text)
    }

    /// Its value, which can be a secret; empty where it has none.
    pub fn value(&self) -> &str {
        self.value.as_ref().map_or("", |field| field.text)
    }

    /// What stands in one of its children, trimmed; empty where there is no such child.
    pub fn text_of(&self, name: &str) -> Cow<'d, str> {
        self.child(name).map_or(Cow::Borrowed(""), trimmed_text)
    }

    /// Its value where that can be shown to everybody.
    pub fn harmless_value(&self) -> Option<&str> {
        (self.secrecy() == Secrecy::Harmless).then(|| self.value())
    }

    /// Whether an element of it can carry a value, besides `parameterValue`.
    pub fn can_carry_elsewhere(&self) -> bool {
        self.has_more
    }

    /// How much of its value may be shown.
    pub fn secrecy(&self) -> Secrecy {
        *self.secrecy.get_or_init(|| self.find_secrecy())
    }

    fn find_secrecy(&self) -> Secrecy {
        let sibling = |name: &str| match name {
            "parameterType" => self.kind.map(|field| field.text),
            "parameterName" => self.name.map(|field| field.text),
            _ => None,
        };
        self.structure.element("parameterValue").map_or(Secrecy::Whole, |shape| shape.secrecy(sibling))
    }

    /// Whether it is a principal.
    pub fn is_principal(&self) -> bool {
        self.known.is_some_and(|rule| rule.role == ParameterRole::Principal)
    }

    /// The first child element with this name.
    pub fn child(&self, name: &str) -> Option<&'d Element<'d>> {
        self.element.child(name)
    }

    /// What it is called in messages: `AuthHeader` parameter `X-Key`.
    pub fn called(&self) -> String {
        match (self.kind(), self.name()) {
            ("", "") => "the parameter".to_owned(),
            ("", name) => format!("the parameter `{name}`"),
            (kind, "") => format!("the `{kind}` parameter"),
            (kind, name) => format!("the `{kind}` parameter `{name}`"),
        }
    }

    /// Where a message about all of it points: its type, else its start tag.
    pub fn span(&self) -> Span {
        self.kind.as_ref().map_or(self.element.start_tag, |field| field.span)
    }
}
