//! One change each, of the text of a component.

use super::originals::NEIGHBOUR;
use std::collections::BTreeSet;
use xcred::{
    metadata::{
        MetadataType,
        shape::{ElementShape, Kind},
    },
    xml::{Document, Element, METADATA_NAMESPACE, Span},
};

/// Text that is wrong nearly everywhere. The first few are tried even where any text is good.
const NONSENSE: &[&str] = &[
    "",
    " ",
    "Nonsense",
    "<inner>x</inner>",
    "-7",
    "1",
    "12345678901234567890",
    "TRUE",
    "a-b",
    "<!-- nothing -->",
    "<![CDATA[x]]>",
    "&#32;",
    "{!$Credential.x",
    "https://x.example?a=b",
];

/// Of [`NONSENSE`], what is tried where any text is good.
const FEW: usize = 4;

/// What is done to a whole file: what it is called, what is replaced, and by what.
const FILE_CHANGES: &[(&str, &str, &str)] = &[
    ("UTF-16 declared", "encoding=\"UTF-8\"", "encoding=\"UTF-16\""),
    ("Latin-1 declared", "encoding=\"UTF-8\"", "encoding=\"ISO-8859-1\""),
    ("no encoding declared", " encoding=\"UTF-8\"", ""),
    ("XML 1.1", "version=\"1.0\"", "version=\"1.1\""),
    ("no declaration", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", ""),
    ("byte order mark", "<?xml", "\u{feff}<?xml"),
    ("empty line before the declaration", "<?xml", "\n<?xml"),
    ("document type", "?>\n", "?>\n<!DOCTYPE x>\n"),
    ("instruction", "?>\n", "?>\n<?hint x?>\n"),
    ("comment", "?>\n", "?>\n<!-- x -->\n"),
    ("comment with hyphens", "?>\n", "?>\n<!-- x -- y -->\n"),
    ("unreadable allow", "?>\n", "?>\n<!-- xcred: allow -->\n"),
    ("text before the root", "?>\n", "?>\nx\n"),
    ("prefix on the root", "<", "<m:"),
];

/// What is done to each element that holds others: what stands first in it.
const INSIDE: &[&str] = &["stray", "<![CDATA[ ]]>", "<![CDATA[x]]>", "&#32;", "&amp;", "&", "<!-- x -- y -->", "<?x?>"];

/// All changes of a text, each with what it is called.
pub(super) fn of(table: &'static MetadataType, text: &str, document: &Document<'_>) -> Vec<(String, String)> {
    let mut changes = Changes { text, named: BTreeSet::new(), all: Vec::new() };
    for (what, from, to) in FILE_CHANGES {
        changes.add((*what).to_owned(), text.replacen(from, to, 1));
    }
    changes.add("namespace dropped".to_owned(), text.replacen(&format!(" xmlns=\"{METADATA_NAMESPACE}\""), "", 1));
    changes.add("namespace broken".to_owned(), text.replacen(METADATA_NAMESPACE, "urn:other", 1));
    changes.add("another type".to_owned(), text.replace(&table.name, "CustomObject"));
    changes.add("second root".to_owned(), format!("{text}<{}/>", table.name));
    changes.add("cut off".to_owned(), text[..text.len() - text.len() / 5].to_owned());
    changes.holder(document.root());
    changes.level(table, &table.elements, document.root());
    changes.all
}

/// Bytes that are the text in another encoding, or no text.
pub(super) fn of_bytes(text: &str) -> Vec<(String, Vec<u8>)> {
    let in_label = |bytes: &[u8]| {
        let at = text.find("abel>").map_or(text.len() / 2, |at| at + "abel>".len());
        [&text.as_bytes()[..at], bytes, &text.as_bytes()[at..]].concat()
    };
    let wide = |order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
    let latin: Vec<u8> = [text.replace("UTF-8", "ISO-8859-1").as_bytes(), b"<!-- \xFC -->"].concat();
    let all = [
        ("Latin-1 in UTF-8", in_label(b"\xFC")),
        ("Latin-1 as it says", latin),
        ("a broken character", in_label(b"\xF0\x9F")),
        ("a control character", in_label(b"\x07")),
        ("a character that XML lacks", in_label("\u{fffe}".as_bytes())),
        ("nothing", Vec::new()),
        ("UTF-16", wide(u16::to_le_bytes)),
        ("UTF-16 with a mark", [b"\xFE\xFF".to_vec(), wide(u16::to_be_bytes)].concat()),
    ];
    all.into_iter().map(|(what, bytes)| (what.to_owned(), bytes)).collect()
}

/// Collects the texts that one change makes of a text.
struct Changes<'a> {
    text: &'a str,
    /// The names of the elements whose tags were changed: what a tag does depends on its name, not on the element.
    named: BTreeSet<String>,
    all: Vec<(String, String)>,
}

impl Changes<'_> {
    fn level(&mut self, table: &'static MetadataType, shapes: &'static [ElementShape], parent: &Element<'_>) {
        for element in parent.elements() {
            let shape = shapes.iter().find(|shape| shape.name == element.local_name());
            self.places(parent, element);
            if self.named.insert(element.local_name().to_owned()) {
                self.tags(element);
            }
            if element.is_leaf() {
                self.values(table, shape, element);
            } else {
                self.holder(element);
                self.level(table, shape.map_or(&[], |shape| table.inside(shape)), element);
            }
        }
    }

    /// The element dropped, doubled, moved.
    fn places(&mut self, parent: &Element<'_>, element: &Element<'_>) {
        let name = element.local_name();
        let (start, end) = ends(element.span);
        let (first, last) = ends(parent.content_span());
        let (own, text) = (&self.text[start..end], self.text);
        let without = self.with(element.span, "");
        let moved = [
            ("doubled", self.with(element.span, &format!("{own}{own}"))),
            ("doubled far away", format!("{}{own}{}", &text[..last], &text[last..])),
            ("first", format!("{}{own}{}", &without[..first], &without[first..])),
            ("last", format!("{}{own}{}", &without[..last - own.len()], &without[last - own.len()..])),
            ("dropped", without),
        ];
        for (how, text) in moved {
            self.add(format!("<{name}> {how}"), text);
        }
    }

    /// The element under another name, in another namespace, with attributes.
    fn tags(&mut self, element: &Element<'_>) {
        let name = element.local_name();
        let (start, end) = ends(element.span);
        let own = &self.text[start..end];
        let capital: String = name[..1].to_uppercase() + &name[1..];
        for other in [format!("{name}s"), capital, name.to_lowercase(), format!("x:{name}")] {
            let renamed = own.replacen(&format!("<{name}"), &format!("<{other}"), 1);
            let renamed = renamed.strip_suffix(&format!("</{name}>")).map(|rest| format!("{rest}</{other}>"));
            self.add(format!("<{name}> is <{other}>"), self.with(element.span, &renamed.unwrap_or_default()));
        }
        for attribute in ["xmlns=\"\"", "xmlns=\"urn:other\"", "id=\"1\"", "xmlns:x=\"urn:x\" x:nil=\"true\"", "id"] {
            let with = own.replacen(&format!("<{name}"), &format!("<{name} {attribute}"), 1);
            self.add(format!("<{name} {attribute}>"), self.with(element.span, &with));
        }
        self.add(format!("<{name}/>"), self.with(element.span, &format!("<{name}/>")));
        self.add(
            format!("<{name}> without end"),
            self.with(element.span, own.rsplit_once('<').map_or("", |own| own.0)),
        );
    }

    /// An element that holds others, with more in it.
    fn holder(&mut self, element: &Element<'_>) {
        let name = element.local_name();
        let (first, last) = ends(element.content_span());
        for more in INSIDE {
            let text = format!("{}{more}{}", &self.text[..first], &self.text[first..]);
            self.add(format!("`{more}` in <{name}>"), text);
        }
        for more in ["stray", "<nonsense>x</nonsense>", "<fullName>x</fullName>"] {
            let text = format!("{}{more}{}", &self.text[..last], &self.text[last..]);
            self.add(format!("`{more}` at the end of <{name}>"), text);
        }
        self.add(format!("nothing in <{name}>"), self.with(element.content_span(), ""));
    }

    fn values(&mut self, table: &'static MetadataType, shape: Option<&'static ElementShape>, element: &Element<'_>) {
        let name = element.local_name();
        let span = element.content_span();
        let (start, end) = ends(span);
        let own = &self.text[start..end];
        let enumeration = shape.and_then(|shape| table.enumeration(shape));
        let listed =
            enumeration.into_iter().flat_map(|enumeration| &enumeration.values).map(|value| value.name.clone());
        let is_text = shape.is_none_or(|shape| shape.kind == Kind::Text);
        let nonsense = NONSENSE.iter().take(if is_text { FEW } else { NONSENSE.len() });
        let mut values: Vec<String> = listed.chain(nonsense.map(|text| (*text).to_owned())).collect();
        let refers = shape.is_some_and(|shape| shape.refers_to.is_some());
        if !is_text || refers {
            values.extend([own.to_lowercase(), own.to_uppercase(), format!(" {own}\n"), format!("{own}s")]);
        }
        if refers {
            let halves = [own.replacen('-', " - ", 1), own.replacen('-', "", 1), format!("-{own}"), format!("{own}-x")];
            values.extend(halves);
            values.extend(own.split_once('-').map(|(one, _)| format!("{one}-")));
            values.extend([NEIGHBOUR.to_owned(), NEIGHBOUR.to_lowercase()]);
            values.extend(["Own", "own"].map(|principal| format!("{NEIGHBOUR}-{principal}")));
        }
        for value in &values {
            self.add(format!("<{name}> says `{value}`"), self.with(span, value));
        }
    }

    /// The text with something else in place of a part of it.
    fn with(&self, span: Span, between: &str) -> String {
        let (start, end) = ends(span);
        format!("{}{between}{}", &self.text[..start], &self.text[end..])
    }

    fn add(&mut self, what: String, text: String) {
        if text != self.text {
            self.all.push((what, text));
        }
    }
}

fn ends(span: Span) -> (usize, usize) {
    (span.start as usize, span.end as usize)
}
