//! The tree: elements, attributes, text, comments and processing instructions, each with its span.
//!
//! A tree is made once, read, and dropped as a whole, so that all of it lies in one arena: no part has an allocation of
//! its own, and none is dropped by itself. What a value means is borrowed from the bytes where they say just that, and
//! from the arena elsewhere.

use std::{borrow::Cow, fmt};

use self_cell::self_cell;

use super::{Lines, Position, Span, arena::Arena, is_same_name};

/// A parsed document. It borrows from the bytes that it was read from.
pub struct Document<'a> {
    tree: Tree<'a>,
}

/// The bytes of a document, and the place for what was read from them.
pub(super) struct Ground<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) arena: Arena,
}

/// What stands in a document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Content<'t> {
    pub(super) root: &'t Element<'t>,
    pub(super) outside: &'t [Node<'t>],
    pub(super) has_comments: bool,
}

self_cell!(
    struct Tree<'a> {
        owner: Ground<'a>,
        #[covariant]
        dependent: Content,
    }
);

impl fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.tree.borrow_dependent().fmt(f)
    }
}

/// An element and all that it holds.
#[derive(Debug, Clone, Copy)]
pub struct Element<'t> {
    /// The name as written, with its prefix if it has one.
    pub name: &'t str,
    /// The namespace that the name is in.
    pub namespace: Option<&'t str>,
    /// The attributes in the order of the file, namespace declarations among them.
    pub attributes: &'t [Attribute<'t>],
    /// What stands between the tags.
    pub children: &'t [Node<'t>],
    /// From the `<` of the start tag to the `>` of the end tag.
    pub span: Span,
    /// The start tag alone; all of an empty-element tag.
    pub start_tag: Span,
    /// How many bytes of the name are its prefix and the colon.
    pub(super) prefix: usize,
}

/// An attribute.
#[derive(Debug, Clone, Copy)]
pub struct Attribute<'t> {
    /// The name as written.
    pub name: &'t str,
    /// What the value means.
    pub value: &'t str,
    /// The name, the equals sign and the quoted value.
    pub span: Span,
    /// What stands between the quotes.
    pub value_span: Span,
}

/// A part of an element's content.
#[derive(Debug, Clone, Copy)]
pub enum Node<'t> {
    /// An element.
    Element(&'t Element<'t>),
    /// Text, references resolved.
    Text(Text<'t>),
    /// A CDATA section.
    Cdata(Text<'t>),
    /// A comment; the value is what stands between `<!--` and `-->`.
    Comment(Text<'t>),
    /// A processing instruction; the value is what stands between `<?` and `?>`.
    Instruction(Text<'t>),
}

/// A value and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Text<'t> {
    /// What it means.
    pub value: &'t str,
    /// Where it stands, markup of CDATA, comments and instructions included.
    pub span: Span,
}

impl<'a> Document<'a> {
    /// The document in these bytes, as it is read into an arena that has room for so much.
    pub(super) fn read<E>(
        bytes: &'a [u8],
        room: usize,
        read: impl for<'t> FnOnce(&'t Ground<'a>) -> Result<Content<'t>, E>,
    ) -> Result<Self, E> {
        let ground = Ground { bytes, arena: Arena::with_room(room) };
        Ok(Self { tree: Tree::try_new(ground, read)? })
    }

    /// The root element.
    pub fn root(&self) -> &Element<'_> {
        self.tree.borrow_dependent().root
    }

    /// The comments and processing instructions before and after the root.
    pub fn outside(&self) -> &[Node<'_>] {
        self.tree.borrow_dependent().outside
    }

    /// Whether there is any comment, inside the root or outside. Most files have none, and need not be walked for them.
    pub fn has_comments(&self) -> bool {
        self.tree.borrow_dependent().has_comments
    }

    /// The bytes that the spans are ranges of.
    pub fn bytes(&self) -> &'a [u8] {
        self.tree.borrow_owner().bytes
    }

    /// Keeps a text as long as the tree, in the tree's own place.
    pub(crate) fn keep_text(&self, text: &str) -> &str {
        self.tree.borrow_owner().arena.alloc_str(text)
    }

    /// Keeps what was found out about the tree as long as the tree, in the tree's own place. Nothing is dropped there, so
    /// that only what needs no dropping can be kept.
    pub(crate) fn keep<T>(&self, room: usize, all: impl Iterator<Item = T>) -> &[T] {
        const { assert!(!std::mem::needs_drop::<T>()) };
        let mut kept = bumpalo::collections::Vec::with_capacity_in(room, &self.tree.borrow_owner().arena);
        kept.extend(all);
        kept.into_bump_slice()
    }

    /// The line index of the document; make it once for many positions.
    pub fn lines(&self) -> Lines<'a> {
        Lines::of(self.bytes())
    }

    /// The position at which a span starts.
    pub fn position(&self, span: Span) -> Position {
        self.lines().position(span.start)
    }
}

impl<'t> Element<'t> {
    /// The name without its prefix.
    pub fn local_name(&self) -> &'t str {
        &self.name[self.prefix..]
    }

    /// The child elements.
    pub fn elements(&self) -> impl Iterator<Item = &'t Element<'t>> + use<'t> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(*element),
            _ => None,
        })
    }

    /// The child elements with this local name.
    pub fn children_named<'s>(&self, name: &'s str) -> impl Iterator<Item = &'t Element<'t>> + use<'s, 't> {
        self.elements().filter(move |child| child.local_name() == name)
    }

    /// The first child element with this local name.
    pub fn child(&self, name: &str) -> Option<&'t Element<'t>> {
        self.elements().find(|child| is_same_name(child.local_name().as_bytes(), name.as_bytes()))
    }

    /// The text of the first child element with this local name.
    pub fn child_text(&self, name: &str) -> Option<Cow<'t, str>> {
        self.child(name).map(Element::text)
    }

    /// The value of the attribute with this name.
    pub fn attribute(&self, name: &str) -> Option<&'t str> {
        self.attributes.iter().find(|attribute| attribute.name == name).map(|attribute| attribute.value)
    }

    /// Whether the element holds no element: it is a value.
    pub fn is_leaf(&self) -> bool {
        self.elements().next().is_none()
    }

    /// The element's own text: its text and CDATA sections, put together.
    pub fn text(&self) -> Cow<'t, str> {
        let mut parts = self.children.iter().filter_map(|child| match child {
            Node::Text(text) | Node::Cdata(text) => Some(text.value),
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
