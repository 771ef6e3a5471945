//! From bytes to the tree, within limits.

mod check;
mod declaration;
mod raw;
mod usual;

use std::borrow::Cow;

use bumpalo::Bump;
use quick_xml::{Reader, events::Event};

use self::{
    check::{check_characters, check_name, prefix_of},
    raw::{Raw, Step, syntax},
};
use super::{
    Attribute, Document, Element, Lines, Node, Position, Span, Text, XmlError, XmlProblem,
    escape::{attribute_value, resolve, unify_line_ends},
    names::is_plain_text,
    source::{declares_truly, text_of},
    tree::{Content, Ground},
};

/// What is read at most.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of a file.
    pub bytes: u64,
    /// Elements inside elements.
    pub depth: usize,
}

impl Limits {
    /// The limits for component files. The largest file that a deployment can carry is 39 MB; metadata files are
    /// thousands of times smaller.
    pub const COMPONENT: Self = Self { bytes: 16 * 1024 * 1024, depth: 100 };
    /// The limits for answers of an org, which hold whole archives.
    pub const ANSWER: Self = Self { bytes: 1024 * 1024 * 1024, depth: 100 };
}

/// Parses a component file or manifest.
pub fn parse(bytes: &[u8]) -> Result<Document<'_>, XmlError> {
    parse_within(bytes, Limits::COMPONENT)
}

/// Parses within limits.
pub fn parse_within(bytes: &[u8], limits: Limits) -> Result<Document<'_>, XmlError> {
    if bytes.len() as u64 > limits.bytes {
        let problem = XmlProblem::TooLarge { size: bytes.len() as u64, limit: limits.bytes };
        return Err(XmlError { offset: 0, position: Position { line: 1, column: 1 }, problem });
    }
    let (text, skipped) = text_of(bytes)?;
    let room = (text.len() * ROOM_FOR_A_BYTE).min(MOST_ROOM);
    Document::read(bytes, room, |Ground { bytes, arena }| {
        if let Some(root) = usual::root(arena, text, skipped, limits.depth) {
            return Ok(Content { root, outside: &[], has_comments: false });
        }
        Parser::new(arena, text, skipped, limits.depth).run().map_err(|(at, problem)| {
            let offset = at + skipped;
            let lines = Lines::of(bytes);
            let position = |at: usize| lines.position(u32::try_from(at).unwrap_or(u32::MAX));
            XmlError { offset, position: position(offset), problem: problem.placed(|at| position(at + skipped)) }
        })
    })
}

/// So much of a tree comes from one byte of most files.
const ROOM_FOR_A_BYTE: usize = 3;
/// The room that is made at the start is not larger: a large file can be one long text.
const MOST_ROOM: usize = 64 * 1024;

/// Elements that are open at once in most files, and children of theirs: room for those is made at the start.
const USUAL_DEPTH: usize = 4;
const USUAL_CHILDREN: usize = 64;

/// An element whose end tag is still to come.
struct Open<'a> {
    element: Element<'a>,
    /// Where its children start among those of all open elements.
    first_child: usize,
}

struct Parser<'a> {
    arena: &'a Bump,
    text: &'a str,
    /// Whether all of the text means just itself, so that no part of it needs to be looked at for that.
    is_plain: bool,
    skipped: usize,
    depth: usize,
    reader: Reader<&'a [u8]>,
    open: Vec<Open<'a>>,
    /// The children of all open elements, the innermost's last. An element takes its own when it is closed, so that
    /// it has one allocation of the right size.
    children: Vec<Node<'a>>,
    /// The text that was read last, which a reference may go on with.
    last_text: Option<(Cow<'a, str>, Span)>,
    root: Option<&'a Element<'a>>,
    outside: Vec<Node<'a>>,
    has_comments: bool,
    /// Prefix, namespace, and how many elements were open when it was declared.
    namespaces: Vec<(&'a str, &'a str, usize)>,
}

impl<'a> Parser<'a> {
    fn new(arena: &'a Bump, text: &'a str, skipped: usize, depth: usize) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_comments = true;
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        let namespaces = vec![("xml", "http://www.w3.org/XML/1998/namespace", 0)];
        let (open, children) = (Vec::with_capacity(USUAL_DEPTH), Vec::with_capacity(USUAL_CHILDREN));
        let (is_plain, outside) = (is_plain_text(text), Vec::new());
        Self {
            arena,
            text,
            is_plain,
            skipped,
            depth,
            reader,
            open,
            children,
            last_text: None,
            root: None,
            outside,
            has_comments: false,
            namespaces,
        }
    }

    fn run(&mut self) -> Step<Content<'a>> {
        // The mark of the file is gone already. A second one is text, and quick-xml would count without it.
        if self.text.starts_with('\u{feff}') {
            return Err((0, XmlProblem::TextOutsideRoot.into()));
        }
        loop {
            let start = self.offset();
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(error) => return Err(syntax(self.text, start, error)),
            };
            let end = self.offset();
            match event {
                Event::Start(tag) => {
                    self.start(start, end, tag.name().into_inner().len(), false)?;
                }
                Event::Empty(tag) => self.start(start, end, tag.name().into_inner().len(), true)?,
                Event::End(_) => self.end(start, end)?,
                Event::Text(_) => self.characters(start, end)?,
                Event::GeneralRef(_) => self.reference(start, end)?,
                Event::CData(_) => self.cdata(start, end)?,
                Event::Comment(_) => self.comment(start, end)?,
                Event::PI(_) => self.aside(start, end, "<?", "?>", Node::Instruction)?,
                Event::Decl(declaration) => self.declaration(start, end, &declaration)?,
                Event::DocType(_) => return Err((start, XmlProblem::Doctype.into())),
                Event::Eof => return self.finish(),
            }
        }
    }

    fn offset(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).expect("a slice is shorter than usize::MAX")
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(start + self.skipped, end + self.skipped)
    }

    fn start(&mut self, start: usize, end: usize, name_length: usize, empty: bool) -> Step<()> {
        let name = &self.text[start + 1..start + 1 + name_length];
        let prefix = prefix_of(start + 1, name)?;
        if self.open.is_empty() && self.root.is_some() {
            return Err((start, XmlProblem::SecondRoot { name: name.to_owned() }.into()));
        }
        if self.open.len() >= self.depth {
            return Err((start, XmlProblem::TooDeep { limit: self.depth }.into()));
        }
        let tail = if empty { "/>".len() } else { ">".len() };
        let attributes = self.attributes(start + 1 + name_length, end - tail)?;
        let attributes = &*self.arena.alloc_slice_copy(&attributes);
        self.declare(attributes);
        let namespace = self.namespace_of(start + 1, prefix.unwrap_or_default())?;
        for attribute in attributes {
            let at = attribute.span.start as usize - self.skipped;
            if let Some((prefix, _)) = attribute.name.split_once(':') {
                self.namespace_of(at, prefix)?;
            }
        }
        let span = self.span(start, end);
        let prefix = prefix.and_then(|_| name.rfind(':')).map_or(0, |colon| colon + 1);
        let element = Element { name, prefix, namespace, span, start_tag: span, attributes, children: &[] };
        self.settle_text();
        if empty {
            self.close(element);
        } else {
            self.open.push(Open { element, first_child: self.children.len() });
        }
        Ok(())
    }

    fn attributes(&self, from: usize, to: usize) -> Step<Vec<Attribute<'a>>> {
        let raw = &self.text[from..to];
        if raw.trim_ascii().is_empty() {
            return Ok(Vec::new());
        }
        let bad = |at: usize, reason: String| (at, Raw::from(XmlProblem::BadAttribute { reason }));
        let inside = |part: &str| part.as_ptr() as usize - self.text.as_ptr() as usize;
        let mut attributes: Vec<Attribute<'a>> = Vec::new();
        for attribute in quick_xml::events::attributes::Attributes::new(raw, 0) {
            let attribute =
                attribute.map_err(|error| bad(from, format!("an attribute of this tag is broken: {error}")))?;
            let name = attribute.key.into_inner();
            let name_at = inside(name);
            let name = &self.text[name_at..name_at + name.len()];
            check_name(name_at, name)?;
            let value_at = inside(&attribute.value);
            let written = &self.text[value_at..value_at + attribute.value.len()];
            check_characters(value_at, written)?;
            let value = attribute_value(written).map_err(|(at, problem)| (value_at + at, problem.into()))?;
            let value = self.kept(value);
            let value_end = value_at + written.len();
            let follows = self.text[value_end + 1..to].chars().next();
            if follows.is_some_and(|next| !next.is_ascii_whitespace()) {
                return Err(bad(value_end + 1, "a space is missing between two attributes".to_owned()));
            }
            let span = self.span(name_at, value_end + 1);
            attributes.push(Attribute { name, value, span, value_span: self.span(value_at, value_end) });
        }
        Ok(attributes)
    }

    fn declare(&mut self, attributes: &[Attribute<'a>]) {
        for attribute in attributes {
            let prefix = match attribute.name {
                "xmlns" => Some(""),
                name => name.strip_prefix("xmlns:"),
            };
            if let Some(prefix) = prefix {
                self.namespaces.push((prefix, attribute.value, self.open.len() + 1));
            }
        }
    }

    /// The namespace of a prefix, or of names without one.
    fn namespace_of(&self, at: usize, prefix: &str) -> Step<Option<&'a str>> {
        if prefix == "xmlns" {
            return Ok(None);
        }
        let bound = self.namespaces.iter().rev().find(|(declared, ..)| *declared == prefix);
        match bound {
            Some((_, uri, _)) => Ok(Some(*uri).filter(|uri| !uri.is_empty())),
            None if prefix.is_empty() => Ok(None),
            None => Err((at, XmlProblem::UnboundPrefix { prefix: prefix.to_owned() }.into())),
        }
    }

    fn end(&mut self, start: usize, end: usize) -> Step<()> {
        let found = self.text[start + 2..end - 1].trim_ascii_end();
        let Some(Open { mut element, first_child }) = self.open.pop() else {
            return Err((start, XmlProblem::StrayEnd { name: found.to_owned() }.into()));
        };
        if element.name != found {
            let opened = element.span.start as usize - self.skipped;
            let problem = Raw::WrongEnd { expected: element.name.to_owned(), opened, found: found.to_owned() };
            return Err((start, problem));
        }
        element.span = Span { start: element.span.start, end: self.span(start, end).end };
        self.settle_text();
        element.children = self.arena.alloc_slice_copy(&self.children[first_child..]);
        self.children.truncate(first_child);
        self.close(element);
        Ok(())
    }

    fn close(&mut self, element: Element<'a>) {
        let open = self.open.len();
        while self.namespaces.pop_if(|(.., depth)| *depth > open).is_some() {}
        let element = &*self.arena.alloc(element);
        if self.open.is_empty() {
            self.root = Some(element);
        } else {
            self.children.push(Node::Element(element));
        }
    }

    fn characters(&mut self, start: usize, end: usize) -> Step<()> {
        let raw = &self.text[start..end];
        if self.is_plain && !self.open.is_empty() {
            self.push_text(start, end, Cow::Borrowed(raw));
            return Ok(());
        }
        check_characters(start, raw)?;
        // Most texts hold no bracket, and that is quick to see.
        if raw.contains(']')
            && let Some(at) = raw.find("]]>")
        {
            return Err((start + at, XmlProblem::CdataEndInText.into()));
        }
        if self.open.is_empty() && !raw.trim_ascii().is_empty() {
            let at = raw.len() - raw.trim_ascii_start().len();
            return Err((start + at, XmlProblem::TextOutsideRoot.into()));
        }
        self.push_text(start, end, unify_line_ends(raw));
        Ok(())
    }

    fn reference(&mut self, start: usize, end: usize) -> Step<()> {
        let character = resolve(&self.text[start + 1..end - 1]).map_err(|problem| (start, problem.into()))?;
        if self.open.is_empty() {
            return Err((start, XmlProblem::TextOutsideRoot.into()));
        }
        self.push_text(start, end, Cow::Owned(character.to_string()));
        Ok(())
    }

    /// Adds text, to the text before it where there is some: a reference does not end a text.
    fn push_text(&mut self, start: usize, end: usize, value: Cow<'a, str>) {
        let span = self.span(start, end);
        if self.open.is_empty() {
            return;
        }
        match &mut self.last_text {
            Some((text, whole)) => {
                text.to_mut().push_str(&value);
                whole.end = span.end;
            }
            last_text => *last_text = Some((value, span)),
        }
    }

    /// Puts the text that was read last among the children, for something else follows.
    fn settle_text(&mut self) {
        if let Some((value, span)) = self.last_text.take() {
            let value = self.kept(value);
            self.children.push(Node::Text(Text { value, span }));
        }
    }

    /// What a value means, for as long as the tree lives.
    fn kept(&self, value: Cow<'a, str>) -> &'a str {
        match value {
            Cow::Borrowed(value) => value,
            Cow::Owned(value) => self.arena.alloc_str(&value),
        }
    }

    fn cdata(&mut self, start: usize, end: usize) -> Step<()> {
        if self.open.is_empty() {
            return Err((start, XmlProblem::TextOutsideRoot.into()));
        }
        self.aside(start, end, "<![CDATA[", "]]>", Node::Cdata)
    }

    fn comment(&mut self, start: usize, end: usize) -> Step<()> {
        self.has_comments = true;
        self.aside(start, end, "<!--", "-->", Node::Comment)
    }

    fn aside(
        &mut self,
        start: usize,
        end: usize,
        opens: &str,
        closes: &str,
        node: fn(Text<'a>) -> Node<'a>,
    ) -> Step<()> {
        let raw = &self.text[start + opens.len()..end - closes.len()];
        check_characters(start + opens.len(), raw)?;
        self.settle_text();
        let node = node(Text { value: self.kept(unify_line_ends(raw)), span: self.span(start, end) });
        let siblings = if self.open.is_empty() { &mut self.outside } else { &mut self.children };
        siblings.push(node);
        Ok(())
    }

    fn declaration(&self, start: usize, end: usize, declaration: &quick_xml::events::BytesDecl<'_>) -> Step<()> {
        let bad = |reason: String| (start, Raw::from(XmlProblem::BadDeclaration { reason }));
        if start != 0 {
            return Err(bad("the XML declaration must be the first thing in the file".to_owned()));
        }
        if let Some(reason) = declaration::fault(&self.text[start + "<?xml".len()..end - "?>".len()]) {
            return Err(bad(reason.to_owned()));
        }
        match declaration.encoding() {
            Some(Ok(encoding)) if !declares_truly(&encoding, self.text) => {
                Err((start, XmlProblem::DeclaredEncoding { encoding: encoding.into_owned() }.into()))
            }
            _ => Ok(()),
        }
    }

    fn finish(&mut self) -> Step<Content<'a>> {
        if let Some(Open { element, .. }) = self.open.pop() {
            let opened = element.span.start as usize - self.skipped;
            return Err((self.text.len(), Raw::Unclosed { name: element.name.to_owned(), opened }));
        }
        let nothing = if self.text.trim_ascii().is_empty() { XmlProblem::Empty } else { XmlProblem::NoRoot };
        let root = self.root.take().ok_or((0, nothing.into()))?;
        let outside = self.arena.alloc_slice_copy(&self.outside);
        Ok(Content { root, outside, has_comments: self.has_comments })
    }
}

#[cfg(test)]
mod tests;
