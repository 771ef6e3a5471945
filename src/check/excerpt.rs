//! Cuts the lines of a finding out of its file, with all hidden that can be a secret.

use std::ops::Range;

use super::formula;
use crate::{
    finding::{Excerpt, ExcerptLine},
    metadata::{
        Component, MetadataType, is_element_name,
        shape::{ElementShape, Kind, Secrecy},
    },
    xml::{self, Element, Lines, Node, Span},
};

/// What stands where something is hidden.
const HIDDEN: &str = "***";

/// So many lines of a finding are shown at most.
const MOST_LINES: usize = 4;

/// So many characters of a line are shown at most.
const WIDEST: usize = 160;

/// Of a line, so many bytes on each side of what is pointed at are looked at, so that a file of one line is not put
/// together anew for each finding.
const FARTHEST: usize = 8192;

/// The parts of a file that can be secrets, and what is shown in their place; in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Masks {
    covers: Vec<(Span, String)>,
    /// What they hide, whole.
    hidden: Vec<Span>,
    /// How far each mask and those before it reach.
    reach: Vec<u32>,
}

impl Masks {
    /// What is to be hidden of this file, and the spans that findings call secrets.
    pub(super) fn of(component: Option<&Component>, bytes: &[u8], secrets: impl Iterator<Item = Span>) -> Self {
        let mut found = Self::default();
        match (component.and_then(Component::metadata_type), xml::parse(bytes)) {
            (Some(table), Ok(document)) if document.root().local_name() == table.name => {
                found.element(bytes, table, &table.elements, document.root());
                document.outside().iter().for_each(|node| found.aside(node));
            }
            _ => found.all_text(bytes),
        }
        secrets.for_each(|span| found.hide(span, HIDDEN.to_owned()));
        found.covers.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
        let reach = found.covers.iter().scan(0, |reach, (span, _)| {
            *reach = span.end.max(*reach);
            Some(*reach)
        });
        found.reach = reach.collect();
        found
    }

    /// The masks that can touch a part of the file.
    fn around(&self, part: Span) -> impl Iterator<Item = &(Span, String)> {
        let first = self.reach.partition_point(|reach| *reach <= part.start);
        self.covers[first..].iter().take_while(move |(mask, _)| mask.start < part.end)
    }

    /// Whether the text holds what is hidden in the file.
    pub(super) fn hide_part_of(&self, text: &str, bytes: &[u8]) -> bool {
        let hidden = self.hidden.iter().map(|span| span.cut(bytes).trim_ascii());
        hidden.filter(|hidden| !hidden.is_empty()).any(|hidden| memchr::memmem::find(text.as_bytes(), hidden).is_some())
    }

    fn element(
        &mut self,
        bytes: &[u8],
        table: &'static MetadataType,
        shapes: &'static [ElementShape],
        parent: &Element<'_>,
    ) {
        parent.children.iter().for_each(|node| self.aside(node));
        for element in parent.elements() {
            self.attributes(element);
            match shapes.iter().find(|shape| shape.name == element.local_name()) {
                // What the table does not know, it cannot call harmless.
                None => self.unknown(element),
                Some(shape) if matches!(shape.kind, Kind::Structure(_)) => {
                    self.element(bytes, table, table.inside(shape), element);
                }
                Some(shape) => self.value(bytes, shape, parent, element),
            }
        }
    }

    fn value(&mut self, bytes: &[u8], shape: &ElementShape, parent: &Element<'_>, element: &Element<'_>) {
        let siblings: Vec<(&str, String)> =
            parent.elements().map(|sibling| (sibling.local_name(), sibling.text().trim().to_owned())).collect();
        let sibling = |name: &str| siblings.iter().find(|(one, _)| *one == name).map(|(_, text)| text.as_str());
        match shape.secrecy(sibling) {
            Secrecy::Harmless => element.children.iter().for_each(|node| self.aside(node)),
            secrecy => {
                let text = element.text();
                let shown = secrecy.shown(&text);
                if shown == text {
                    element.children.iter().for_each(|node| self.aside(node));
                } else if let Some(spans) = mentions_in(bytes, element, &text) {
                    self.around_mentions(element.content_span(), &spans);
                } else {
                    self.content(element, shown.into_owned());
                }
            }
        }
    }

    fn unknown(&mut self, element: &Element<'_>) {
        if element.is_leaf() {
            self.content(element, HIDDEN.to_owned());
        }
        for inner in element.elements() {
            self.attributes(inner);
            self.unknown(inner);
        }
        element.children.iter().for_each(|node| self.aside(node));
    }

    /// Hides what stands between the tags of an element. An element that is one tag has nothing there.
    fn content(&mut self, element: &Element<'_>, shown: String) {
        if element.start_tag != element.span {
            self.hide(element.content_span(), shown);
        }
    }

    /// Hides what attributes say: metadata has none but namespaces, so that nobody knows what another one is.
    fn attributes(&mut self, element: &Element<'_>) {
        let strange = element.attributes.iter().filter(|one| !one.name.starts_with("xmlns"));
        strange.for_each(|one| self.hide(one.value_span, HIDDEN.to_owned()));
    }

    /// Hides what a comment or a processing instruction says, which can be what was once a value. Comments to this tool
    /// are shown.
    fn aside(&mut self, node: &Node<'_>) {
        match node {
            Node::Comment(comment) if comment.value.trim_start().starts_with("xcred:") => {}
            Node::Comment(comment) => self.hide(comment.span, format!("<!--{HIDDEN}-->")),
            Node::Instruction(instruction) => self.hide(instruction.span, format!("<?{HIDDEN}?>")),
            Node::Element(_) | Node::Text(_) | Node::Cdata(_) => {}
        }
    }

    /// Hides all that stands outside tags: nobody can tell what is what in a file that cannot be read.
    fn all_text(&mut self, bytes: &[u8]) {
        let mut start = 0;
        while start < bytes.len() {
            let end = memchr::memchr(b'<', &bytes[start..]).map_or(bytes.len(), |at| start + at);
            self.text(bytes, start..end);
            let tag_end = memchr::memchr2(b'>', b'\n', &bytes[end..]).map_or(bytes.len(), |at| end + at + 1);
            self.inside_tag(bytes, end..tag_end);
            start = tag_end;
        }
    }

    /// Hides a run of text, line by line, without the space around it.
    fn text(&mut self, bytes: &[u8], range: Range<usize>) {
        let mut start = range.start;
        for line in bytes[range].split_inclusive(|byte| *byte == b'\n') {
            let before = line.len() - line.trim_ascii_start().len();
            let (from, to) = (start + before, start + line.trim_ascii_end().len());
            if from < to {
                self.hide(Span::new(from, to), HIDDEN.to_owned());
            }
            start += line.len();
        }
    }

    /// Hides what stands in a broken tag beside its name: values of attributes, comments, CDATA sections.
    fn inside_tag(&mut self, bytes: &[u8], range: Range<usize>) {
        let tag = &bytes[range.clone()];
        let name = tag.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'>').unwrap_or(tag.len());
        let is_name = str::from_utf8(&tag[..name]).is_ok_and(|name| is_element_name(name.trim_matches(['<', '/'])));
        // A `<` that is text makes a tag of the text after it.
        let is_name = is_name && memchr::memrchr(b'<', tag) == Some(0);
        let from = if is_name { name } else { 1.min(tag.len()) };
        let to = tag.len() - usize::from(matches!(tag.last(), Some(b'>' | b'\n')));
        if from < to && !tag.starts_with(b"<?xml") {
            self.text(bytes, range.start + from..range.start + to);
        }
    }

    fn hide(&mut self, span: Span, shown: String) {
        if span.start < span.end {
            self.covers.push((span, shown));
            self.hidden.push(span);
        }
    }

    /// Hides a value but for the parts of it that are names.
    fn around_mentions(&mut self, value: Span, mentions: &[Span]) {
        self.hidden.push(value);
        let starts = std::iter::once(value.start).chain(mentions.iter().map(|mention| mention.end));
        let ends = mentions.iter().map(|mention| mention.start).chain([value.end]);
        let between = starts.zip(ends).map(|(start, end)| Span { start, end }).filter(|span| span.start < span.end);
        self.covers.extend(between.map(|span| (span, HIDDEN.to_owned())));
    }
}

/// Where the formulas of a value name credentials; nothing where they name none, cannot be read, or are written in another
/// way than as one text. The names are no secret, all around them can be one.
fn mentions_in(bytes: &[u8], element: &Element<'_>, text: &str) -> Option<Vec<Span>> {
    if !matches!(element.children[..], [Node::Text(_)]) {
        return None;
    }
    let mentions = formula::mentions_in(text).ok().filter(|mentions| !mentions.is_empty())?;
    let (content, mut at) = (element.content_span(), 0);
    let raw = content.cut(bytes);
    let mut spans = Vec::with_capacity(mentions.len());
    // A mention of one part names no credential, so that nobody knows what it is.
    for mention in mentions.into_iter().filter(|mention| mention.credential.is_some()) {
        // What is found is spelt like the name, wherever it stands, so that it tells nothing else.
        let start = at + memchr::memmem::find(&raw[at..], mention.text.as_bytes())?;
        at = start + mention.text.len();
        let from = content.start as usize;
        spans.push(Span::new(from + start, from + at));
    }
    Some(spans)
}

/// The lines of a span.
pub(super) fn excerpt(lines: &Lines<'_>, span: Span, masks: &Masks) -> Excerpt {
    let first = lines.line_of(span.start);
    let last = lines.line_of(span.end.max(span.start + 1) - 1).max(first);
    let shown = first..=last.min(first + MOST_LINES - 1);
    let omitted = last - *shown.end();
    Excerpt { lines: shown.map(|number| line(lines, number, span, masks)).collect(), omitted }
}

fn line(lines: &Lines<'_>, number: usize, span: Span, masks: &Masks) -> ExcerptLine {
    let whole = lines.span_of(number);
    let part = surroundings(lines.bytes(), whole, span.start.clamp(whole.start, whole.end));
    let cut = cut(lines, part, span, masks);
    let start = cut.marked.0.unwrap_or(cut.length);
    let line = ExcerptLine { number, text: cut.text, marked: start..cut.marked.1.max(start) };
    clipped(line, whole.start < part.start, part.end < whole.end)
}

/// The part of a line around an offset, of whole characters.
fn surroundings(bytes: &[u8], line: Span, offset: u32) -> Span {
    let (start, end, offset) = (line.start as usize, line.end as usize, offset as usize);
    let is_inside = |at: &usize| bytes[*at] & 0b1100_0000 == 0b1000_0000;
    let from = offset.saturating_sub(FARTHEST).max(start);
    let to = (offset + FARTHEST).min(end);
    let whole = |at: usize| (at..end).find(|at| !is_inside(at)).unwrap_or(end);
    Span::new(whole(from), whole(to))
}

/// All of a line, without its end, with what can be a secret hidden.
pub(super) fn whole_line(lines: &Lines<'_>, number: usize, masks: &Masks) -> String {
    cut(lines, lines.span_of(number), Span::default(), masks).text
}

fn cut<'a>(lines: &Lines<'a>, part: Span, span: Span, masks: &Masks) -> Cut<'a> {
    let mut cut = Cut { bytes: lines.bytes(), text: String::new(), length: 0, marked: (None, 0), span };
    let mut at = part.start;
    for (mask, shown) in masks.around(part) {
        let (start, end) = (mask.start.max(at), mask.end.min(part.end));
        if start < end {
            cut.plain(at, start);
            cut.hidden(start, end, shown);
            at = end;
        }
    }
    cut.plain(at, part.end);
    cut
}

/// A line as it is put together, and where the marked part of it comes to stand.
struct Cut<'a> {
    bytes: &'a [u8],
    text: String,
    length: usize,
    marked: (Option<usize>, usize),
    span: Span,
}

impl Cut<'_> {
    fn plain(&mut self, start: u32, end: u32) {
        let (from, to) = (self.span.start.clamp(start, end), self.span.end.clamp(start, end));
        self.push(start, from);
        if self.span.start <= end && self.span.start >= start || from < to {
            self.marked.0 = self.marked.0.or(Some(self.length));
        }
        self.push(from, to);
        if from < to {
            self.marked.1 = self.length;
        }
        self.push(to, end);
    }

    fn hidden(&mut self, start: u32, end: u32, shown: &str) {
        let touches = self.span.start < end && start < self.span.end.max(self.span.start + 1);
        if touches {
            self.marked.0 = self.marked.0.or(Some(self.length));
        }
        self.text.push_str(shown);
        self.length += shown.chars().count();
        if touches {
            self.marked.1 = self.length;
        }
    }

    fn push(&mut self, start: u32, end: u32) {
        let part = String::from_utf8_lossy(Span { start, end }.cut(self.bytes));
        self.length += part.chars().count();
        self.text.push_str(&part);
    }
}

/// The part of a very long line that is pointed at; `more_before` and `more_after` say that the line goes on there.
fn clipped(line: ExcerptLine, more_before: bool, more_after: bool) -> ExcerptLine {
    let length = line.text.chars().count();
    if length <= WIDEST && !more_before && !more_after {
        return line;
    }
    let from = line.marked.start.saturating_sub(WIDEST / 4);
    let to = (from + WIDEST).min(length);
    let text: String = line.text.chars().skip(from).take(to - from).collect();
    let before = if from > 0 || more_before { "…" } else { "" };
    let after = if to < length || more_after { "…" } else { "" };
    let shift = |column: usize| column.clamp(from, to) - from + before.chars().count();
    let marked = shift(line.marked.start)..shift(line.marked.end);
    ExcerptLine { number: line.number, text: format!("{before}{text}{after}"), marked }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::{ComponentFile, FileRole};

    /// The lines of a credential that holds these elements, as they are shown.
    fn shown(elements: &str) -> Vec<String> {
        let text = format!(
            "<ExternalCredential xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n{elements}\n</ExternalCredential>"
        );
        let file = ComponentFile { path: "A".into(), role: FileRole::Metadata, bytes: text.as_bytes().into() };
        let component = Component::new("ExternalCredential:A".parse().unwrap(), vec![file]);
        let lines = Lines::of(text.as_bytes());
        let masks = Masks::of(Some(&component), text.as_bytes(), std::iter::empty());
        let number = 2..2 + elements.lines().count();
        number.map(|number| line(&lines, number, Span::new(0, 1), &masks).text).collect()
    }

    #[test]
    fn an_element_without_content_is_shown_and_its_attributes_are_not() {
        assert_eq!(shown("<owner/>"), ["<owner/>"]);
        assert_eq!(shown("<owner key='k'/>"), ["<owner key='***'/>"]);
        assert_eq!(shown("<owner key='k'>x</owner>"), ["<owner key='***'>***</owner>"]);
        assert_eq!(shown("<label a='b'>L</label>"), ["<label a='***'>L</label>"]);
        let parameter =
            "<externalCredentialParameters>\n<parameterValue/>\n<x><y z='1'/></x></externalCredentialParameters>";
        assert_eq!(shown(parameter)[1..], ["<parameterValue/>", "<x><y z='***'/></x></externalCredentialParameters>"]);
    }

    #[test]
    fn of_a_formula_the_names_of_credentials_are_shown() {
        let header = |value: &str| {
            let lines = shown(&format!(
                "<externalCredentialParameters>\n<parameterType>AuthHeader</parameterType>\n<parameterValue>{value}</parameterValue>\n\
                 </externalCredentialParameters>"
            ));
            lines[2].replace("<parameterValue>", "").replace("</parameterValue>", "")
        };
        assert_eq!(header("{!$Credential.Erp.Key}"), "***$Credential.Erp.Key***");
        let two = "{!'Basic k1' &amp; $Credential.Erp.User &amp; \"k2\" &amp; $Credential.Erp.Key}";
        assert_eq!(header(two), "***$Credential.Erp.User***$Credential.Erp.Key***");
        assert_eq!(header("k1 {!$Credential.Erp.Key} k2"), "***$Credential.Erp.Key***");
        for unread in
            ["k1", "{!'$Credential.k1.k2'}", "$Credential.k1.k2", "{!'$Credential.k1.k2", "{!$Credential.k1.k2 k3}"]
        {
            assert_eq!(header(unread), "***", "{unread}");
        }
        assert_eq!(header("<![CDATA[{!$Credential.Erp.Key & 'k1'}]]>"), "***");
    }

    proptest::proptest! {
        #[test]
        fn of_a_formula_no_literal_is_shown(
            parts in proptest::collection::vec(0_usize..FORMULA_PARTS.len(), 0..9),
            opened in proptest::bool::ANY,
        ) {
            let value: String = parts.iter().map(|part| FORMULA_PARTS[*part]).collect();
            let value = if opened { format!("{{!{value}}}") } else { value };
            let lines = shown(&format!(
                "<externalCredentialParameters>\n<parameterType>AuthHeader</parameterType>\n<parameterValue>{value}</parameterValue>\n\
                 </externalCredentialParameters>"
            ));
            proptest::prop_assert!(!lines.join(" ").contains("Qcanary"), "{value}: {lines:?}");
        }
    }

    /// Parts of headers' values, of which the canary is never a name that a formula looks up.
    const FORMULA_PARTS: &[&str] = &[
        "'Qcanary'",
        "\"Qcanary\"",
        "&quot;Qcanary&quot;",
        "&apos;Qcanary &amp; $Credential.Erp.Key&apos;",
        "'Qcanary\\' &amp; $Credential.Erp.Key'",
        " Qcanary ",
        "/* Qcanary */",
        " Qcanary(",
        ")",
        " &amp; ",
        "{!",
        "}",
        "$Credential.Erp.Key",
        " $Credential.Erp.Key ",
        "&#36;Credential.Erp.Key",
        "'",
    ];

    #[test]
    fn of_an_endless_line_the_part_that_is_pointed_at_is_shown() {
        let many = "<label>ä</label>".repeat(5_000);
        let text = format!("{many}<owner>k1</owner>{many}");
        let (start, owner) = (many.len(), "<owner>".len());
        let masks = Masks::of(None, b"", std::iter::once(Span::new(start + owner, start + owner + 2)));
        let shown = line(&Lines::of(text.as_bytes()), 1, Span::new(start, start + owner), &masks);
        let marked: String = shown.text.chars().skip(shown.marked.start).take(shown.marked.len()).collect();
        assert_eq!(marked, "<owner>");
        assert!(shown.text.starts_with('…') && shown.text.ends_with('…'), "{shown:?}");
        assert!(shown.text.contains("ä</label><owner>***</owner><label>ä") && shown.text.chars().count() <= WIDEST + 2);
        let first = line(&Lines::of(text.as_bytes()), 1, Span::new(0, 7), &masks);
        assert_eq!(first.marked, 0..7);
        assert!(first.text.starts_with("<label>"), "{first:?}");
    }

    #[test]
    fn a_mask_of_many_lines_hides_what_is_behind_those_inside_it() {
        let text = b"<a>\n<!-- one\ntwo\nthree -->\n</a>";
        let masks = Masks::of(None, b"", [Span::new(9, 12), Span::new(4, 27)].into_iter());
        let lines = Lines::of(text);
        let shown: Vec<String> = (1..=5).map(|number| whole_line(&lines, number, &masks)).collect();
        assert_eq!(shown, ["<a>", "***", "***", "***", "</a>"]);
    }

    #[test]
    fn a_text_that_holds_what_is_hidden_is_known() {
        let text =
            "<ExternalCredential><!-- was k2 --><owner> k1 </owner><owner/><label>Erp</label></ExternalCredential>";
        let file = ComponentFile { path: "A".into(), role: FileRole::Metadata, bytes: text.as_bytes().into() };
        let component = Component::new("ExternalCredential:A".parse().unwrap(), vec![file]);
        let masks = Masks::of(Some(&component), text.as_bytes(), std::iter::empty());
        let hides = |replacement: &str| masks.hide_part_of(replacement, text.as_bytes());
        assert!(hides("<holder>k1</holder>") && hides("<!-- was k2 -->"));
        assert!(!hides("<label>Erp</label>") && !hides(""));
    }
}
