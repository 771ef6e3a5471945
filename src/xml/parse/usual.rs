//! Reads the files that Salesforce writes, and nothing else, in one pass.
//!
//! Nearly all metadata files are elements without attributes, values, and the space between them. This reader knows that
//! much and is several times faster than reading events. Whatever it does not know (a comment, an attribute, a prefix, a
//! CDATA section, a CR, anything wrong at all) it leaves to the reader of events, which alone decides what is an error. A
//! test holds that both read the same tree.

use bumpalo::Bump;
use memchr::{memchr, memmem};

use super::{Attribute, Element, Node, Span, Text, USUAL_CHILDREN, USUAL_DEPTH, resolve};
use crate::xml::names::{IN_PLAIN_NAMES, is_same_name};

/// The declaration in the spelling of Salesforce.
const DECLARATION: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;

/// What stands between the name of the root and its namespace.
const NAMESPACE: &str = " xmlns=\"";

/// The root of a document that holds nothing unusual; nothing where the reader of events has to look at it.
pub(super) fn root<'a>(arena: &'a Bump, text: &'a str, skipped: usize, depth: usize) -> Option<&'a Element<'a>> {
    if !is_plain(text.as_bytes()) {
        return None;
    }
    let (open, children) = (Vec::with_capacity(USUAL_DEPTH), Vec::with_capacity(USUAL_CHILDREN));
    let mut usual = Usual { arena, text, skipped, depth, at: 0, open, children, namespace: None, declared: &[] };
    usual.prolog();
    let root = usual.elements().ok()?;
    text[usual.at..].trim_ascii().is_empty().then_some(root)
}

/// Whether no byte needs a second look: no control characters, nothing beyond ASCII that could be no character, no end
/// of a CDATA section.
fn is_plain(bytes: &[u8]) -> bool {
    // U+FFFE and U+FFFF, which no document may hold, start with this byte; so do others, which are rare.
    const START_OF_NO_CHARACTER: u8 = 0xef;
    let unusual = |byte: u8| (byte < b' ' && byte != b'\n' && byte != b'\t') || byte == START_OF_NO_CHARACTER;
    // A fold without a way out early is what the compiler turns into wide steps.
    !bytes.iter().fold(false, |found, byte| found | unusual(*byte)) && !holds_cdata_end(bytes)
}

fn holds_cdata_end(bytes: &[u8]) -> bool {
    memchr(b']', bytes).is_some_and(|at| memmem::find(&bytes[at..], b"]]>").is_some())
}

/// Something that is left to the reader of events.
struct Unusual;

type Read<T> = Result<T, Unusual>;

/// An element whose end tag is still to come.
struct Open<'a> {
    name: &'a str,
    start_tag: Span,
    /// Where its children start among those of all open elements.
    first_child: usize,
}

struct Usual<'a> {
    arena: &'a Bump,
    text: &'a str,
    skipped: usize,
    depth: usize,
    at: usize,
    open: Vec<Open<'a>>,
    /// The children of all open elements, the innermost's last.
    children: Vec<Node<'a>>,
    /// The namespace of all elements, and the root's attribute that says so.
    namespace: Option<&'a str>,
    declared: &'a [Attribute<'a>],
}

impl<'a> Usual<'a> {
    /// Goes to the root's start tag.
    fn prolog(&mut self) {
        self.at = if self.text.starts_with(DECLARATION) { DECLARATION.len() } else { 0 };
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_ascii_start().len();
    }

    /// Reads the root and all in it.
    fn elements(&mut self) -> Read<&'a Element<'a>> {
        loop {
            if let Some(root) = self.start_tag()? {
                return Ok(root);
            }
            loop {
                if let Some(value) = self.value()? {
                    self.children.push(Node::Text(value));
                }
                if self.text.as_bytes().get(self.at + 1) != Some(&b'/') {
                    break;
                }
                let closed = self.end_tag()?;
                if self.open.is_empty() {
                    return Ok(closed);
                }
                self.children.push(Node::Element(closed));
            }
        }
    }

    /// Reads a start tag, and all of the element where it holds nothing but a value; gives it back where it is the root.
    fn start_tag(&mut self) -> Read<Option<&'a Element<'a>>> {
        let start = self.at;
        let name_end = self.name_end(start)?;
        let name = &self.text[start + 1..name_end];
        let is_root = self.open.is_empty();
        let tag_end = if is_root { self.namespace(name_end)? } else { name_end };
        if self.text.as_bytes().get(tag_end) != Some(&b'>') || self.open.len() >= self.depth {
            return Err(Unusual);
        }
        self.at = tag_end + 1;
        let start_tag = self.span(start, self.at);
        let value = self.value()?;
        if self.ends(name) {
            let children = value.map_or(&[][..], |value| std::slice::from_ref(self.arena.alloc(Node::Text(value))));
            let leaf = self.close(name, start_tag, children);
            if is_root {
                return Ok(Some(leaf));
            }
            self.children.push(Node::Element(leaf));
        } else {
            self.open.push(Open { name, start_tag, first_child: self.children.len() });
            self.children.extend(value.map(Node::Text));
        }
        Ok(None)
    }

    /// Reads the namespace of the root and where its tag ends; other attributes are unusual.
    fn namespace(&mut self, name_end: usize) -> Read<usize> {
        let Some(rest) = self.text[name_end..].strip_prefix(NAMESPACE) else { return Ok(name_end) };
        let length = memchr(b'"', rest.as_bytes()).ok_or(Unusual)?;
        let value = &rest[..length];
        let is_usual = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_graphic() && !b"&<".contains(&byte));
        if !is_usual {
            return Err(Unusual);
        }
        let (value_start, value_end) = (name_end + NAMESPACE.len(), name_end + NAMESPACE.len() + length);
        let (span, value_span) = (self.span(name_end + 1, value_end + 1), self.span(value_start, value_end));
        self.declared = std::slice::from_ref(self.arena.alloc(Attribute { name: "xmlns", value, span, value_span }));
        self.namespace = Some(value);
        Ok(value_end + 1)
    }

    /// Reads the text up to the next tag, if there is any.
    fn value(&mut self) -> Read<Option<Text<'a>>> {
        let start = self.at;
        let rest = &self.text.as_bytes()[start..];
        let length = markup_in(rest).ok_or(Unusual)?;
        let has_references = rest[length] == b'&';
        let length = if has_references { length + memchr(b'<', &rest[length..]).ok_or(Unusual)? } else { length };
        if length == 0 {
            return Ok(None);
        }
        self.at = start + length;
        let raw = &self.text[start..self.at];
        let value = if has_references { meant(self.arena, raw)? } else { raw };
        Ok(Some(Text { value, span: self.span(start, self.at) }))
    }

    /// Whether the end tag of this name stands here.
    fn ends(&self, name: &str) -> bool {
        let tag = &self.text.as_bytes()[self.at..];
        let Some([b'<', b'/', rest @ ..]) = tag.get(..name.len() + "</>".len()) else { return false };
        rest.split_last().is_some_and(|(end, written)| *end == b'>' && is_same_name(written, name.as_bytes()))
    }

    fn end_tag(&mut self) -> Read<&'a Element<'a>> {
        let Open { name, start_tag, first_child } = self.open.pop().ok_or(Unusual)?;
        if !self.ends(name) {
            return Err(Unusual);
        }
        let children = self.arena.alloc_slice_copy(&self.children[first_child..]);
        self.children.truncate(first_child);
        Ok(self.close(name, start_tag, children))
    }

    /// Reads over the end tag of an element.
    fn close(&mut self, name: &'a str, start_tag: Span, children: &'a [Node<'a>]) -> &'a Element<'a> {
        self.at += "</>".len() + name.len();
        let span = Span { start: start_tag.start, end: self.span(self.at, self.at).end };
        let attributes = if self.open.is_empty() { self.declared } else { &[] };
        self.arena.alloc(Element { name, namespace: self.namespace, attributes, children, span, start_tag, prefix: 0 })
    }

    /// Where the name of a tag ends, if it is of letters and digits.
    fn name_end(&self, tag: usize) -> Read<usize> {
        let Some([b'<', name @ ..]) = self.text.as_bytes().get(tag..) else { return Err(Unusual) };
        let length = name.iter().take_while(|byte| IN_PLAIN_NAMES[usize::from(**byte)]).count();
        let starts = name.first().is_some_and(u8::is_ascii_alphabetic);
        if starts { Ok(tag + 1 + length) } else { Err(Unusual) }
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(start + self.skipped, end + self.skipped)
    }
}

/// Where the first `<` or `&` stands.
///
/// Most texts are shorter than what a search with wide registers takes to start, and longer than what is quick byte by
/// byte; so eight are looked at in one step, as "Hacker's Delight" finds a zero byte in a word.
fn markup_in(bytes: &[u8]) -> Option<usize> {
    const EIGHT: usize = size_of::<u64>();
    const LOW: u64 = u64::from_ne_bytes([0x01; EIGHT]);
    const HIGH: u64 = u64::from_ne_bytes([0x80; EIGHT]);
    let equal = |word: u64, byte: u8| {
        let zero_where_equal = word ^ (LOW * u64::from(byte));
        zero_where_equal.wrapping_sub(LOW) & !zero_where_equal & HIGH
    };
    let (words, rest) = bytes.as_chunks::<EIGHT>();
    for (at, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let found = equal(word, b'<') | equal(word, b'&');
        if found != 0 {
            // Above the first byte that is equal a borrow may mark another; below it none can be.
            return Some(at * EIGHT + (found.trailing_zeros() / u8::BITS) as usize);
        }
    }
    let at = rest.iter().position(|byte| matches!(byte, b'<' | b'&'))?;
    Some(words.len() * EIGHT + at)
}

/// What a text with references means.
fn meant<'a>(arena: &'a Bump, raw: &str) -> Read<&'a str> {
    let mut value = bumpalo::collections::String::with_capacity_in(raw.len(), arena);
    let mut rest = raw;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        let end = at + memchr(b';', &rest.as_bytes()[at..]).ok_or(Unusual)?;
        value.push_str(&rest[..at]);
        value.push(resolve(&rest[at + 1..end]).map_err(|_| Unusual)?);
        rest = &rest[end + 1..];
    }
    value.push_str(rest);
    Ok(value.into_bump_str())
}

#[cfg(test)]
mod tests;
