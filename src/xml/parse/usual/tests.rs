use bumpalo::Bump;
use proptest::prelude::*;

use super::root;
use crate::xml::{parse::Parser, tree::Content};

const DEPTH: usize = 4;

/// A file as Salesforce writes it.
const WRITTEN: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>Custom</authenticationProtocol>
    <externalCredentialParameters>
        <parameterName>Clé</parameterName>
        <parameterValue>{!&apos;Bearer &apos; &amp; $Credential.A.b}</parameterValue>
    </externalCredentialParameters>
    <label></label>
</ExternalCredential>
"#;

/// What the two readers make of a text: this one, if it can, and the reader of events.
fn both(text: &str) -> (Option<String>, Option<String>) {
    let arena = Bump::new();
    let usual = root(&arena, text, 3, DEPTH).map(|root| format!("{root:?}"));
    let by_events = Parser::new(&arena, text, 3, DEPTH).run().ok();
    let told = |Content { root, outside, .. }| format!("{root:?}{}", if outside.is_empty() { "" } else { " and more" });
    (usual, by_events.map(told))
}

#[test]
fn what_salesforce_writes_is_read_here_and_alike() {
    let (usual, by_events) = both(WRITTEN);
    assert!(usual.is_some());
    assert_eq!(usual, by_events);
}

#[test]
fn what_is_unusual_is_left_to_the_reader_of_events() {
    for text in [
        "",
        "<",
        "é",
        "<a",
        "<a>",
        "<é/>",
        "<a/>",
        "<a b='1'></a>",
        "<a xmlns=''></a>",
        "<a><!-- c --></a>",
        "<a>\r\n</a>",
        "<a>]]></a>",
        "<a>\u{fffe}</a>",
        "<a>&nbsp;</a>",
        "<a>& b</a>",
        "<x:a></x:a>",
        "<a></a >",
        "<a></a><b></b>",
        "<a></b>",
        "x<a></a>",
        "<a><b><c><d><e></e></d></c></b></a>",
    ] {
        assert!(root(&Bump::new(), text, 0, DEPTH).is_none(), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn both_readers_read_the_same_tree(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "<a>", "</a>", "<b>", "</b>", "<b_1>v</b_1>", "<c></c>", "<d/>", " ", "\n    ", "text", "é", "&amp;", "&#65;",
                "&", ";", "<a xmlns=\"urn:x\">", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", "<!-- c -->", "]]>", "\r", ">", "<",
            ]),
            0..14,
        ),
        wrapped in any::<bool>(),
    ) {
        let inside = parts.concat();
        let text = if wrapped { format!("<a>{inside}</a>") } else { inside };
        let (usual, by_events) = both(&text);
        if usual.is_some() {
            prop_assert_eq!(usual, by_events, "{}", text);
        }
    }

    #[test]
    fn a_file_that_was_changed_anywhere_is_read_alike(at in 0..WRITTEN.len(), with in ".{0,3}", length in 0_usize..4) {
        let start = (0..=at).rev().find(|at| WRITTEN.is_char_boundary(*at)).unwrap();
        let end = (start + length..=WRITTEN.len()).find(|at| WRITTEN.is_char_boundary(*at)).unwrap_or(WRITTEN.len());
        let text = format!("{}{with}{}", &WRITTEN[..start], &WRITTEN[end..]);
        let (usual, by_events) = both(&text);
        if usual.is_some() {
            prop_assert_eq!(usual, by_events, "{}", text);
        }
    }
}
