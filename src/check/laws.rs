//! Laws of checking, fixing and formatting, over files that nobody wrote: random bytes, and real files mutated.

mod mutation;
mod secret;

use std::{collections::BTreeSet, path::Path, sync::LazyLock};

use proptest::{prelude::*, sample::Index};

use mutation::{mutated, mutation};

use super::{Question, Severities, check, fix, mend, rules::RULES};
use crate::{
    diff,
    finding::{Finding, Fix, read_document},
    metadata::{ApiVersion, Component, ComponentId, Snapshot, formed, registry},
    source::identify,
    xml,
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

#[test]
fn the_files_are_there() {
    assert!(FILES.len() > 60, "{}", FILES.len());
}
