//! Rewrites of a file that mean the same, and rewrites that change one value.

use xcred::xml::{self, Document, Element, Node, Span, escape::escape};

/// The same document with its elements in another order, other indentation, other line ends and other escapes.
/// Same-named siblings stay together and in their order, as an org demands.
pub(crate) fn same_in_other_words(document: &Document<'_>) -> Vec<u8> {
    let mut text = String::from("\u{feff}<?xml version='1.0' encoding='utf-8'?>\r\n<!-- rewritten -->\r\n");
    write_element(&mut text, document.root(), 0);
    text.push_str("\r\n<?rewritten yes?>");
    text.into_bytes()
}

fn write_element(text: &mut String, element: &Element<'_>, depth: usize) {
    text.push('<');
    text.push_str(element.name);
    for attribute in element.attributes {
        text.push_str(&format!("\n  {} = \"{}\"", attribute.name, escape(attribute.value)));
    }
    text.push_str(" >");
    if element.is_leaf() {
        text.push_str(&in_other_escapes(&element.text()));
    } else {
        for child in in_other_order(element) {
            text.push_str("\r\n<!---->");
            text.push_str(&"\t".repeat(depth));
            write_element(text, child, depth + 1);
        }
        text.push('\r');
    }
    text.push_str(&format!("</{} >", element.name));
}

fn in_other_order<'e, 'd>(element: &'e Element<'d>) -> Vec<&'e Element<'d>> {
    let mut children: Vec<_> = element.elements().collect();
    children.sort_by_key(|child| std::cmp::Reverse(child.local_name()));
    children
}

/// Every character written in another way than Salesforce does, by turns.
fn in_other_escapes(value: &str) -> String {
    let write = |(index, character): (usize, char)| match (index % 4, character) {
        (1, _) | (_, '\r' | '\n') => format!("&#{};", u32::from(character)),
        (0, ']') => "]".to_owned(),
        (0, _) => format!("<![CDATA[{character}]]>"),
        (2, _) => format!("&#x{:X};", u32::from(character)),
        (_, _) => escape(&character.to_string()).into_owned(),
    };
    value.chars().enumerate().map(write).collect()
}

/// The leaf elements of a document, with the way to each.
pub(crate) fn leaves<'d>(document: &'d Document<'_>) -> Vec<(Vec<&'d str>, &'d Element<'d>)> {
    let mut found = Vec::new();
    collect(document.root(), &mut Vec::new(), &mut found);
    found
}

fn collect<'d>(element: &'d Element<'d>, path: &mut Vec<&'d str>, found: &mut Vec<(Vec<&'d str>, &'d Element<'d>)>) {
    for child in element.elements() {
        path.push(child.local_name());
        if child.is_leaf() {
            found.push((path.clone(), child));
        } else {
            collect(child, path, found);
        }
        path.pop();
    }
}

/// The bytes with the value of one leaf changed: a number by one, anything else by a letter.
pub(crate) fn with_changed_value(bytes: &[u8], leaf: &Element<'_>) -> Vec<u8> {
    let text = leaf.text();
    let value = text.trim().parse::<i64>().map_or_else(|_| format!("{text}x"), |number| (number + 1).to_string());
    let changed = format!("<{0}>{1}</{0}>", leaf.name, escape(&value));
    splice(bytes, leaf.span, changed.as_bytes())
}

fn splice(bytes: &[u8], span: Span, replacement: &[u8]) -> Vec<u8> {
    let (start, end) = (span.start as usize, span.end as usize);
    [&bytes[..start], replacement, &bytes[end..]].concat()
}

/// Checks that each span of a document cuts the text that it speaks of; gives back how many were checked.
pub(crate) fn check_spans(document: &Document<'_>) -> usize {
    let bytes = document.bytes();
    let mut checked = 0;
    let mut stack = vec![document.root()];
    while let Some(element) = stack.pop() {
        let cut = std::str::from_utf8(element.span.cut(bytes)).expect("a span starts and ends at a character");
        assert!(cut.starts_with(&format!("<{}", element.name)), "{cut}");
        assert!(cut.ends_with('>'), "{cut}");
        let position = document.position(element.span);
        let line = bytes.split(|byte| *byte == b'\n').nth(position.line - 1).expect("the line exists");
        let line = std::str::from_utf8(line).expect("files are UTF-8").trim_start_matches('\u{feff}');
        let from: String = line.chars().skip(position.column - 1).collect();
        assert!(from.starts_with(&format!("<{}", element.name)), "{position}: {line}");
        for attribute in element.attributes {
            assert!(attribute.span.cut(bytes).starts_with(attribute.name.as_bytes()));
            checked += 1;
        }
        for child in element.children {
            match child {
                Node::Element(child) => stack.push(child),
                Node::Text(text) => {
                    let cut = text.span.cut(bytes);
                    let alone = [b"<x>", cut, b"</x>"].concat();
                    assert_eq!(xml::parse(&alone).expect("text alone is text").root().text(), text.value);
                    checked += 1;
                }
                Node::Cdata(text) => {
                    assert!(text.span.cut(bytes).starts_with(b"<![CDATA["));
                    checked += 1;
                }
                Node::Comment(text) => assert!(text.span.cut(bytes).starts_with(b"<!--")),
                Node::Instruction(text) => assert!(text.span.cut(bytes).starts_with(b"<?")),
            }
        }
        checked += 1;
    }
    checked
}
