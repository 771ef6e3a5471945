use super::*;
use crate::xml::Writer;

fn problem(text: &str) -> String {
    match parse(text.as_bytes()) {
        Ok(_) => panic!("`{text}` was read"),
        Err(error) => format!("{}: {error}", error.position),
    }
}

#[test]
fn spans_cut_the_text_they_speak_of() {
    let text = "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<a xmlns=\"urn:x\" b='1 &amp; 2'>\r\n  <c>ä&lt;<![CDATA[<&]]></c><d/>\r\n</a>\r\n";
    let document = parse(text.as_bytes()).unwrap();
    let cut = |span: Span| std::str::from_utf8(span.cut(text.as_bytes())).unwrap();
    let root = document.root();
    assert_eq!(root.namespace, Some("urn:x"));
    assert_eq!(root.attribute("b"), Some("1 & 2"));
    assert_eq!(cut(root.attributes[1].span), "b='1 &amp; 2'");
    assert_eq!(cut(root.attributes[1].value_span), "1 &amp; 2");
    let c = root.child("c").unwrap();
    assert_eq!(c.text(), "ä<<&");
    assert_eq!(cut(c.span), "<c>ä&lt;<![CDATA[<&]]></c>");
    assert_eq!(cut(c.start_tag), "<c>");
    assert_eq!(cut(c.content_span()), "ä&lt;<![CDATA[<&]]>");
    assert_eq!(document.position(c.span).to_string(), "3:3");
    assert_eq!(cut(root.child("d").unwrap().content_span()), "<d/>");
    assert_eq!(root.children[0].span().cut(text.as_bytes()), b"\r\n  ");
}

#[test]
fn comments_and_instructions_are_kept_in_their_places() {
    let document = parse(b"<!-- top --><a><?go now?><!--in--></a><!--after-->").unwrap();
    assert_eq!(document.outside().len(), 2);
    assert!(matches!(&document.root().children[0], Node::Instruction(text) if text.value == "go now"));
    assert!(matches!(&document.root().children[1], Node::Comment(text) if text.value == "in"));
}

/// Text and what is said of it.
const NOT_XML: &[(&str, &str)] = &[
    ("", "1:1: the file is empty"),
    (" \n", "1:1: the file is empty"),
    ("<!-- a -->", "1:1: there is no root element"),
    ("<a>\n <b>\n</a>", "3:1: an end tag stands where another is due, for an element of line 2"),
    ("<a>\n <b>x", "2:6: an element of line 2 is never closed"),
    ("<a></a></b>", "1:8: an end tag closes no element"),
    ("<a/><b/>", "1:5: an element stands after the end of the root element"),
    ("<a/>\n x", "2:2: text stands outside the root element"),
    ("\u{feff}\u{feff}?<a/>", "1:1: text stands outside the root element"),
    ("x<a/>", "1:1: text stands outside the root element"),
    (
        "<a>&nbsp;</a>",
        "1:4: an entity that is not one of the five of XML stands here; an `&` of a value is written `&amp;`",
    ),
    ("<a>&#0;</a>", "1:4: a reference to no character that XML allows stands here"),
    ("<a>a & b</a>", "1:6: `&` starts no reference here; write `&amp;`"),
    ("<a>]]></a>", "1:4: `]]>` may not stand in text; write `]]&gt;`"),
    ("<a>\u{1}</a>", "1:4: the character U+0001 is not allowed in XML"),
    ("<a><!-- x -- y --></a>", "1:11: `--` may not stand inside a comment"),
    ("<!DOCTYPE a><a/>", "1:1: document type declarations are not read"),
    ("<a><b", "1:4: a tag is not closed before the file ends"),
    ("<a><!-- x", "1:4: a comment is not closed before the file ends"),
    ("<a><![CDATA[ x", "1:4: a CDATA section is not closed before the file ends"),
    ("<x:a/>", "1:2: a prefix has no namespace here"),
    ("<1a/>", "1:2: a name that XML does not allow stands here"),
    ("<a b='1'c='2'/>", "1:9: a space is missing between two attributes"),
    ("<a b='<'/>", "1:7: `<` may not stand in an attribute; write `&lt;`"),
    ("<?xml version=\"<!--1.0\"?><a/>", "1:1: the XML declaration names no version of XML"),
    (" <?xml version=\"1.0\"?><a/>", "1:2: the XML declaration must be the first thing in the file"),
    (
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>ä</a>",
        "1:1: the declaration says `ISO-8859-1`, and metadata files are UTF-8",
    ),
];

#[test]
fn what_is_not_xml_is_told_with_place_and_reason() {
    for (text, expected) in NOT_XML {
        assert_eq!(problem(text), *expected, "{text}");
    }
    assert!(problem("<a b='1' b='2'/>").contains("duplicate"), "{}", problem("<a b='1' b='2'/>"));
    assert!(problem("<a b/>").starts_with("1:3: an attribute of this tag is broken"));
}

#[test]
fn other_encodings_are_told_by_name() {
    let wide: Vec<u8> = "\u{feff}<a/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(parse(&wide).unwrap_err().to_string(), "the file is encoded in UTF-16, and metadata files are UTF-8");
    let error = parse(b"<a>\n\xe4</a>").unwrap_err();
    assert_eq!(
        (error.position.to_string(), error.to_string()),
        ("2:1".into(), "the byte 0xe4 is not UTF-8 here".into())
    );
    assert!(parse(b"<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a>plain</a>").is_ok());
}

#[test]
fn depth_and_size_are_limited() {
    let deep = format!("{}{}", "<a>".repeat(101), "</a>".repeat(101));
    assert_eq!(problem(&deep), "1:301: elements are nested more than 100 deep");
    let endless = "<a>".repeat(1_000_000);
    assert_eq!(problem(&endless), "1:301: elements are nested more than 100 deep");
    let limits = Limits { bytes: 4, depth: 9 };
    let error = parse_within(b"<a/> ", limits).unwrap_err();
    assert_eq!(error.problem, XmlProblem::TooLarge { size: 5, limit: 4 });
}

#[test]
fn a_name_that_xml_does_not_allow_is_not_told() {
    let said = problem("<a>Bearer x<9staple</a>");
    assert!(!said.contains("staple"), "{said}");
}

#[test]
fn namespaces_end_with_their_element() {
    let document = parse(b"<a xmlns:p='urn:p'><p:b xmlns='urn:d'><c/></p:b><c/></a>").unwrap();
    let b = document.root().child("b").unwrap();
    assert_eq!(b.namespace, Some("urn:p"));
    assert_eq!(b.child("c").unwrap().namespace, Some("urn:d"));
    assert_eq!(document.root().child("c").unwrap().namespace, None);
}

proptest::proptest! {
    #[test]
    fn any_bytes_end_in_a_tree_or_an_error(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
        let _ = parse(&bytes);
    }

    #[test]
    fn markup_like_text_ends_in_a_tree_or_an_error(text in "[<>/a&;#x! \\-\\[\\]CDAT?'\"=:\n\r]{0,60}") {
        let _ = parse(text.as_bytes());
    }

    #[test]
    fn what_the_writer_writes_reads_back(value in "\\PC{0,40}", name in "[a-zA-Z_][a-zA-Z0-9_.-]{0,10}") {
        let mut writer = Writer::indented();
        writer.start("Root", &[("about", &value)]).leaf(&name, &value).end();
        let text = writer.finish();
        let document = parse(text.as_bytes()).unwrap();
        proptest::prop_assert_eq!(document.root().child_text(&name).unwrap(), value.as_str());
        proptest::prop_assert_eq!(document.root().attribute("about"), Some(value.as_str()));
    }
}
