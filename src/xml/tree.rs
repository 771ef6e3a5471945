//! The tree: elements, attributes, text, comments and processing instructions, each with its span.

use std::borrow::Cow;

use super::{Lines, Position, Span};

/// A parsed document. It borrows from the bytes that it was read from.
#[derive(Debug)]
pub struct Document<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) root: Element<'a>,
    pub(super) outside: Vec<Node<'a>>,
}

/// An element and all that it holds.
#[derive(Debug)]
pub struct Element<'a> {
    /// The name as written, with its prefix if it has one.
    pub name: &'a str,
    /// How many bytes of the name are its prefix and the colon.
    pub(super) prefix: usize,
    /// The namespace that the name is in.
    pub namespace: Option<Cow<'a, str>>,
    /// From the `<` of the start tag to the `>` of the end tag.
    pub span: Span,
    /// The start tag alone; all of an empty-element tag.
    pub start_tag: Span,
    /// The attributes in the order of the file, namespace declarations among them.
    pub attributes: Vec<Attribute<'a>>,
    /// What stands between the tags.
    pub children: Vec<Node<'a>>,
}

/// An attribute.
#[derive(Debug)]
pub struct Attribute<'a> {
    /// The name as written.
    pub name: &'a str,
    /// What the value means.
    pub value: Cow<'a, str>,
    /// The name, the equals sign and the quoted value.
    pub span: Span,
    /// What stands between the quotes.
    pub value_span: Span,
}

/// A part of an element's content.
#[derive(Debug)]
pub enum Node<'a> {
    /// An element.
    Element(Element<'a>),
    /// Text, references resolved.
    Text(Text<'a>),
    /// A CDATA section.
    Cdata(Text<'a>),
    /// A comment; the value is what stands between `<!--` and `-->`.
    Comment(Text<'a>),
    /// A processing instruction; the value is what stands between `<?` and `?>`.
    Instruction(Text<'a>),
}

/// A value and where it stands.
#[derive(Debug)]
pub struct Text<'a> {
    /// What it means.
    pub value: Cow<'a, str>,
    /// Where it stands, markup of CDATA, comments and instructions included.
    pub span: Span,
}

impl<'a> Document<'a> {
    /// The root element.
    pub fn root(&self) -> &Element<'a> {
        &self.root
    }

    /// The comments and processing instructions before and after the root.
    pub fn outside(&self) -> &[Node<'a>] {
        &self.outside
    }

    /// The bytes that the spans are ranges of.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The line index of the document; make it once for many positions.
    pub fn lines(&self) -> Lines<'a> {
        Lines::of(self.bytes)
    }

    /// The position at which a span starts.
    pub fn position(&self, span: Span) -> Position {
        self.lines().position(span.start)
    }
}

impl<'a> Element<'a> {
    /// The name without its prefix.
    pub fn local_name(&self) -> &'a str {
        &self.name[self.prefix..]
    }

    /// The child elements.
    pub fn elements(&self) -> impl Iterator<Item = &Element<'a>> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            _ => None,
        })
    }

    /// The child elements with this local name.
    pub fn children_named<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s Element<'a>> {
        self.elements().filter(move |child| child.local_name() == name)
    }

    /// The first child element with this local name.
    pub fn child<'s>(&'s self, name: &str) -> Option<&'s Element<'a>> {
        self.elements().find(|child| child.local_name() == name)
    }

    /// The text of the first child element with this local name.
    pub fn child_text<'s>(&'s self, name: &str) -> Option<Cow<'s, str>> {
        self.child(name).map(Element::text)
    }

    /// The value of the attribute with this name.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|attribute| attribute.name == name).map(|attribute| &*attribute.value)
    }

    /// Whether the element holds no element: it is a value.
    pub fn is_leaf(&self) -> bool {
        self.elements().next().is_none()
    }

    /// The element's own text: its text and CDATA sections, put together.
    pub fn text(&self) -> Cow<'_, str> {
        let mut parts = self.children.iter().filter_map(|child| match child {
            Node::Text(text) | Node::Cdata(text) => Some(&text.value),
            _ => None,
        });
        let Some(first) = parts.next() else {
            return Cow::Borrowed("");
        };
        let Some(second) = parts.next() else {
            return Cow::Borrowed(first);
        };
        let mut whole = format!("{first}{second}");
        parts.for_each(|part| whole.push_str(part));
        Cow::Owned(whole)
    }

    /// Where the name stands without its prefix: in the start tag and, where there is one, in the end tag.
    pub fn name_spans(&self) -> impl Iterator<Item = Span> {
        let local = |tag_name: u32| {
            let (start, end) = (tag_name as usize + self.prefix, tag_name as usize + self.name.len());
            Span::new(start, end)
        };
        let has_end = self.start_tag != self.span;
        let end_tag = has_end.then(|| local(self.content_span().end + 2));
        std::iter::once(local(self.start_tag.start + 1)).chain(end_tag)
    }

    /// The span of what stands between the tags; of an empty-element tag, the tag itself.
    pub fn content_span(&self) -> Span {
        if self.start_tag == self.span {
            return self.span;
        }
        let end_tag = "</>".len() + self.name.len();
        let end = self.children.last().map_or(self.start_tag.end, |last| last.span().end);
        debug_assert!(end as usize + end_tag <= self.span.end as usize, "the end tag follows the last child");
        Span { start: self.start_tag.end, end }
    }
}

impl Node<'_> {
    /// Where the node stands.
    pub fn span(&self) -> Span {
        match self {
            Self::Element(element) => element.span,
            Self::Text(text) | Self::Cdata(text) | Self::Comment(text) | Self::Instruction(text) => text.span,
        }
    }
}
