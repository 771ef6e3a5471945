//! Laws of checking, fixing and formatting, over files that nobody wrote: random bytes, and real files mutated.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::LazyLock,
};

use proptest::{prelude::*, sample::Index};

use super::{Question, Severities, check, fix, mend, rules::RULES};
use crate::{
    diff,
    finding::{Finding, Fix, read_document},
    metadata::{ApiVersion, Component, ComponentId, MetadataType, Snapshot, formed, registry, shape::ElementShape},
    source::identify,
    xml::{self, Element},
};

/// The files of the rules' examples and of the sample project.
static FILES: LazyLock<Vec<(ComponentId, Vec<u8>)>> = LazyLock::new(|| {
    let examples = RULES.iter().flat_map(|rule| rule.example.wrong.iter().chain(rule.example.right));
    let examples = examples.map(|(path, text)| (Path::new(path).to_owned(), text.replace(['⟦', '⟧'], "").into_bytes()));
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-project");
    let walked = walkdir::WalkDir::new(sample).sort_by_file_name().into_iter().map(|entry| entry.unwrap().into_path());
    let walked = walked.filter(|path| path.is_file()).map(|path| (path.clone(), std::fs::read(path).unwrap()));
    examples.chain(walked).filter_map(|(path, bytes)| Some((identify(&path)?, bytes))).collect()
});

/// Pieces that make files interesting where they are put in.
const PIECES: &[&str] = &[
    "<",
    ">",
    "/",
    "&",
    "&amp;",
    "&#13;",
    "&#10;",
    "\r\n",
    "\r",
    "\n",
    "\t",
    " ",
    "'",
    "\"",
    "--",
    "]]>",
    "<!--",
    "-->",
    "<!-- why -->",
    "<!-- xcred: allow unknown-value because x -->",
    "<![CDATA[",
    "]]>",
    "<![CDATA[x & y]]>",
    "<?go on?>",
    "<label>",
    "</label>",
    "<label/>",
    "<principal>x</principal>",
    "<sequenceNumber>1</sequenceNumber>",
    "\u{feff}",
    "é",
    "\u{1}",
    "OAuth",
    "Oauth",
    "true",
    "1",
    "xmlns:a=\"b\"",
    " xsi:nil=\"true\"",
    "<externalCredentialParameters>",
    "</externalCredentialParameters>",
    "<parameterType>AuthHeader</parameterType>",
    "{!$Credential.A.B}",
    "https://a.example?k=v",
];

/// Changes of a file's bytes: a piece put in, a stretch taken out, a stretch moved, the rest cut off.
#[derive(Debug, Clone)]
enum Mutation {
    PutIn(Index, usize),
    PutBesideTag(Index, usize),
    TakeOut(Index, usize),
    Copy(Index, Index, usize),
    CutOff(Index),
    AllLineEnds(&'static str),
    Overwrite(Index, u8),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        3 => (any::<Index>(), 0..PIECES.len()).prop_map(|(at, piece)| Mutation::PutIn(at, piece)),
        5 => (any::<Index>(), 0..PIECES.len()).prop_map(|(at, piece)| Mutation::PutBesideTag(at, piece)),
        3 => (any::<Index>(), 1_usize..80).prop_map(|(at, length)| Mutation::TakeOut(at, length)),
        3 => (any::<Index>(), any::<Index>(), 1_usize..300).prop_map(|(from, to, length)| Mutation::Copy(from, to, length)),
        1 => any::<Index>().prop_map(Mutation::CutOff),
        1 => prop_oneof![Just("\r\n"), Just("\r"), Just("")].prop_map(Mutation::AllLineEnds),
        1 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Mutation::Overwrite(at, byte)),
    ]
}

fn mutated(bytes: &[u8], mutations: &[Mutation]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for mutation in mutations {
        let place = |at: &Index| at.index(bytes.len() + 1);
        let stretch = |at: &Index, length: usize| place(at)..(place(at) + length).min(bytes.len());
        match mutation {
            Mutation::PutIn(at, piece) => {
                let at = place(at);
                bytes.splice(at..at, PIECES[*piece].bytes());
            }
            Mutation::PutBesideTag(at, piece) => {
                let is_beside = |at: &usize| bytes.get(*at) == Some(&b'<') || *at > 0 && bytes[*at - 1] == b'>';
                let places: Vec<usize> = (0..=bytes.len()).filter(is_beside).collect();
                if !places.is_empty() {
                    let at = places[at.index(places.len())];
                    bytes.splice(at..at, PIECES[*piece].bytes());
                }
            }
            Mutation::TakeOut(at, length) => drop(bytes.drain(stretch(at, *length))),
            Mutation::Copy(from, to, length) => {
                let (part, to) = (bytes[stretch(from, *length)].to_vec(), place(to));
                bytes.splice(to..to, part);
            }
            Mutation::CutOff(at) => bytes.truncate(place(at)),
            Mutation::AllLineEnds(end) => {
                bytes = bytes.split(|byte| *byte == b'\n').collect::<Vec<_>>().join(end.as_bytes());
            }
            Mutation::Overwrite(at, byte) => {
                let at = at.index(bytes.len().max(1));
                if let Some(slot) = bytes.get_mut(at) {
                    *slot = *byte;
                }
            }
        }
    }
    bytes
}

/// A component of a type that need not be that of its file.
fn component() -> impl Strategy<Value = Component> {
    let real = (any::<Index>(), proptest::collection::vec(mutation(), 0..6)).prop_map(|(file, mutations)| {
        let (id, bytes) = &FILES[file.index(FILES.len())];
        (id.clone(), mutated(bytes, &mutations))
    });
    let noise = (any::<Index>(), proptest::collection::vec(any::<u8>(), 0..200)).prop_map(|(kind, bytes)| {
        let kinds: Vec<_> = registry().collect();
        (ComponentId::new(kinds[kind.index(kinds.len())].name.as_str(), "Noise"), bytes)
    });
    prop_oneof![9 => real, 1 => noise].prop_map(|(id, bytes)| Component::of_one_file(id, "x", bytes))
}

fn version() -> impl Strategy<Value = ApiVersion> {
    (50_u16..=ApiVersion::NEWEST_KNOWN.major() + 2).prop_map(ApiVersion::new)
}

fn alone(component: &Component) -> Snapshot {
    let mut snapshot = Snapshot::default();
    snapshot.put(component.clone());
    snapshot
}

/// What is asked of one component.
fn ask<T>(component: &Component, version: ApiVersion, answer: impl FnOnce(&Question<'_>) -> T) -> T {
    let (snapshot, unread, severities) = (alone(component), BTreeSet::new(), Severities::default());
    let whole_project = true;
    answer(&Question {
        snapshot: &snapshot,
        version,
        whole_project,
        unread: &unread,
        org: None,
        severities: &severities,
    })
}

fn bytes_of(component: &Component) -> &[u8] {
    &component.metadata_file().unwrap().bytes
}

/// The component with all fixes.
fn fixed(component: &Component, version: ApiVersion) -> Component {
    let fixed = ask(component, version, |question| fix(question, |_| true)).expect("no fix breaks a file");
    fixed.files.into_iter().next().map_or_else(|| component.clone(), |file| file.after)
}

/// The parts of the bytes that no edit of these fixes touches, in order.
fn untouched<'b>(bytes: &'b [u8], fixes: &[&Fix]) -> Vec<&'b [u8]> {
    let mut spans: Vec<_> = fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span).collect();
    spans.sort();
    let starts = std::iter::once(0).chain(spans.iter().map(|span| span.end as usize));
    let ends = spans.iter().map(|span| span.start as usize).chain([bytes.len()]);
    starts.zip(ends).map(|(start, end)| &bytes[start..end]).collect()
}

fn form(component: &Component) -> Option<Component> {
    let document = read_document(component).ok()??;
    component.with_metadata(formed(component.metadata_type()?, &document).into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, ..ProptestConfig::default() })]

    #[test]
    fn fixing_twice_is_fixing_once(component in component(), version in version()) {
        let once = fixed(&component, version);
        let twice = fixed(&once, version);
        prop_assert_eq!(String::from_utf8_lossy(bytes_of(&once)), String::from_utf8_lossy(bytes_of(&twice)));
    }

    #[test]
    fn fixing_leaves_nothing_that_could_be_fixed(component in component(), version in version()) {
        let left = ask(&fixed(&component, version), version, check);
        let fixable: Vec<&Finding> = left.iter().filter(|finding| finding.fix.is_some()).collect();
        prop_assert!(fixable.is_empty(), "{fixable:?}");
    }

    #[test]
    fn a_fix_changes_nothing_but_what_it_names(component in component(), version in version()) {
        let findings = ask(&component, version, check);
        let fixes: Vec<&Fix> = findings.iter().filter_map(|finding| finding.fix.as_ref()).collect();
        let bytes = bytes_of(&component);
        let mended = mend(bytes, fixes).expect("no fix breaks a file");
        let mut rest = &mended.bytes[..];
        let kept = untouched(bytes, &mended.applied);
        let mut edits: Vec<_> = mended.applied.iter().flat_map(|fix| &fix.edits).collect();
        edits.sort_by_key(|edit| edit.span);
        for (at, part) in kept.iter().enumerate() {
            prop_assert!(rest.starts_with(part));
            rest = &rest[part.len()..];
            if let Some(edit) = edits.get(at) {
                prop_assert!(rest.starts_with(edit.replacement.as_bytes()));
                rest = &rest[edit.replacement.len()..];
            }
        }
        prop_assert!(rest.is_empty());
        prop_assert_eq!(xml::parse(bytes).is_ok() && xml::parse(&mended.bytes).is_err(), false);
    }

    #[test]
    fn places_lie_in_the_file_and_in_their_lines(component in component(), version in version()) {
        let bytes = bytes_of(&component);
        let lines = xml::Lines::of(bytes);
        for finding in ask(&component, version, check) {
            let region = finding.location.as_ref().and_then(|location| location.region).expect("a place");
            prop_assert!(region.start <= region.end, "{finding:?}");
            prop_assert!(region.end.line <= lines.count(), "{finding:?}");
            for edit in finding.fix.iter().flat_map(|fix| &fix.edits) {
                prop_assert!(edit.span.start <= edit.span.end && edit.span.end as usize <= bytes.len(), "{finding:?}");
            }
            for line in finding.excerpt.iter().flat_map(|excerpt| &excerpt.lines) {
                let length = line.text.chars().count();
                prop_assert!(line.marked.start <= line.marked.end && line.marked.end <= length, "{finding:?}");
            }
        }
    }

    #[test]
    fn formatting_twice_is_formatting_once(component in component()) {
        if let Some(once) = form(&component) {
            let twice = form(&once).expect("what was formatted can be read");
            prop_assert_eq!(String::from_utf8_lossy(bytes_of(&once)), String::from_utf8_lossy(bytes_of(&twice)));
        }
    }

    #[test]
    fn formatting_changes_no_meaning(component in component()) {
        if let Some(formed) = form(&component) {
            let compared = diff::compare(&alone(&component), &alone(&formed));
            prop_assert!(compared.findings.is_empty(), "{:?}", compared.findings);
            prop_assert!(compared.changes.iter().next().is_none(), "{:?}", compared.changes);
        }
    }

    #[test]
    fn formatting_keeps_comments(component in component()) {
        if let Some(formed) = form(&component) {
            let comments = |component: &Component| String::from_utf8_lossy(bytes_of(component)).matches("<!--").count();
            prop_assert_eq!(comments(&component), comments(&formed));
        }
    }
}

/// A value that is shown nowhere.
const CANARY: &str = "QcanaryvalueQ";

/// A credential with a secret beside two things that can be fixed.
const WITH_SECRET: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<ExternalCredential xmlns="http://soap.sforce.com/2006/04/metadata">
    <authenticationProtocol>CUSTOM</authenticationProtocol>
    <externalCredentialParameters><parameterName>X-Key</parameterName><parameterType>AuthHeader</parameterType>
        <parameterValue>QcanaryvalueQ</parameterValue><sequenceNumber>1</sequenceNumber></externalCredentialParameters>
    <externalCredentialParameters><parameterName>aud</parameterName><parameterType>JwtBodyClaim</parameterType>
        <parameterValue>https://erp.example.com</parameterValue></externalCredentialParameters>
    <label>ERP</label><!-- QcanaryvalueQ -->
</ExternalCredential>
"#;

/// Whether the tables call every value that holds the canary a secret; in a file that is not XML, whether it stands in
/// no tag.
fn is_secret(component: &Component) -> bool {
    let bytes = bytes_of(component);
    match (read_document(component), xml::parse(bytes)) {
        (Ok(Some(document)), _) => {
            let table = component.metadata_type().expect("its type is known");
            is_secret_in(table, &table.elements, document.root())
        }
        (_, Ok(_)) => false,
        (_, Err(_)) => memchr::memmem::find_iter(bytes, CANARY).all(|at| {
            let before = bytes[..at].iter().rposition(|byte| matches!(byte, b'<' | b'>'));
            before.is_some_and(|before| bytes[before] == b'>')
        }),
    }
}

fn is_secret_in(table: &'static MetadataType, shapes: &'static [ElementShape], parent: &Element<'_>) -> bool {
    let sibling = |name: &str| parent.child_text(name).map(|text| text.trim().to_owned());
    let values: BTreeMap<&str, String> =
        shapes.iter().filter_map(|shape| Some((shape.name.as_str(), sibling(&shape.name)?))).collect();
    parent.attributes.iter().all(|attribute| !attribute.value.contains(CANARY))
        && parent.elements().all(|element| {
            let shape = shapes.iter().find(|shape| shape.name == element.local_name());
            let is_hidden =
                shape.is_none_or(|shape| shape.can_hold_secret(|name| values.get(name).map(String::as_str)));
            let inside = shape.map_or(&[][..], |shape| table.inside(shape));
            (is_hidden || !element.text().contains(CANARY)) && is_secret_in(table, inside, element)
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2048, ..ProptestConfig::default() })]

    #[test]
    fn a_secret_is_shown_nowhere(mutations in proptest::collection::vec(mutation(), 0..3), version in version()) {
        let id = ComponentId::new("ExternalCredential", "Erp");
        let component = Component::of_one_file(id, "x", mutated(WITH_SECRET.as_bytes(), &mutations));
        if is_secret(&component) {
            let findings = ask(&component, version, check);
            prop_assert!(!format!("{findings:?}").contains(CANARY), "{findings:#?}");
            let fixed = ask(&component, version, |question| fix(question, |_| true)).expect("no fix breaks a file");
            for file in fixed.files {
                prop_assert!(!format!("{:?} {:?}", file.hunks, file.done).contains(CANARY), "{:#?}", file.hunks);
            }
        }
    }
}

#[test]
fn the_files_are_there() {
    assert!(FILES.len() > 60, "{}", FILES.len());
}
