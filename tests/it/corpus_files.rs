//! What users have, file by file: each parses with true spans, equals its rewrites, and shows each single change.

use std::path::PathBuf;

use xcred::{
    diff::{ChangeKind, Detail, compare},
    metadata::{Component, ComponentId, Snapshot, formed, registry, type_named},
    xml::{self, Document},
};

use crate::support::{
    corpus::corpus,
    rewrite::{check_spans, leaves, same_in_other_words, with_changed_value},
    tree_of,
};

/// A file of the corpus that belongs to a type we know.
struct RealFile {
    name: String,
    id: ComponentId,
    bytes: Vec<u8>,
}

fn real_files() -> Option<Vec<RealFile>> {
    let folder = corpus()?;
    let of_type = |(name, bytes): (String, Vec<u8>)| {
        let file_name = name.rsplit('/').next()?.strip_suffix("-meta.xml")?.to_owned();
        let kind = registry().find(|kind| file_name.ends_with(&format!(".{}", kind.suffix)))?;
        let full_name = file_name.strip_suffix(&format!(".{}", kind.suffix))?;
        Some(RealFile { id: ComponentId::new(kind.name.as_str(), full_name), name, bytes })
    };
    Some(tree_of(&folder).into_iter().filter_map(of_type).collect())
}

fn snapshot(file: &RealFile, bytes: Vec<u8>) -> Snapshot {
    let mut snapshot = Snapshot::default();
    let component = Component::of_one_file(file.id.clone(), PathBuf::from(&file.name), bytes);
    snapshot.insert(component).expect("a snapshot of one");
    snapshot
}

#[test]
fn corpus_files_parse_with_spans_that_cut_the_right_text() {
    let Some(files) = real_files() else { return };
    let (mut parsed, mut spans, mut broken) = (0, 0, 0);
    for file in &files {
        match xml::parse(&file.bytes) {
            Ok(document) => {
                parsed += 1;
                spans += check_spans(&document);
            }
            Err(error) => {
                broken += 1;
                assert!(error.position.line >= 1 && error.position.column >= 1);
                println!("not well-formed: {}:{}: {error}", file.name, error.position);
            }
        }
    }
    println!("{parsed} files parsed with {spans} true spans, {broken} are not well-formed");
    assert!(parsed > 90, "{parsed}");
}

#[test]
fn corpus_files_that_are_cut_off_are_told_with_line_and_column() {
    let Some(files) = real_files() else { return };
    let mut cuts = 0;
    for file in files.iter().filter(|file| xml::parse(&file.bytes).is_ok()) {
        let last = file.bytes.iter().rposition(|byte| *byte == b'>').expect("XML ends with a tag");
        for tenth in 1..10 {
            let cut = &file.bytes[..last * tenth / 10];
            let error = xml::parse(cut).expect_err("half a document is none");
            let lines = cut.split(|byte| *byte == b'\n').count();
            assert!((1..=lines).contains(&error.position.line), "{}: {error:?}", file.name);
            cuts += 1;
        }
    }
    println!("{cuts} cut-off files told with line and column");
}

#[test]
fn corpus_files_equal_their_reordered_reindented_reescaped_selves() {
    let Some(files) = real_files() else { return };
    let mut compared = 0;
    for file in &files {
        let Ok(document) = xml::parse(&file.bytes) else { continue };
        let rewritten = same_in_other_words(&document);
        assert_ne!(rewritten, file.bytes);
        let comparison = compare(&snapshot(file, file.bytes.clone()), &snapshot(file, rewritten));
        assert!(comparison.findings.is_empty(), "{}: {:?}", file.name, comparison.findings);
        assert!(comparison.changes.is_empty(), "{}: {:?}", file.name, comparison.changes);
        compared += 1;
    }
    println!("{compared} files equal their rewrites");
}

#[test]
fn corpus_files_keep_their_meaning_in_the_form_of_retrieved_ones_and_most_are_in_it() {
    let Some(files) = real_files() else { return };
    let (mut formatted, mut unchanged) = (0, 0);
    for file in &files {
        let Ok(document) = xml::parse(&file.bytes) else { continue };
        let Some(table) = type_named(file.id.type_name.as_str()) else { continue };
        let text = formed(table, &document).into_bytes();
        let again = formed(table, &xml::parse(&text).expect("what was formatted can be read"));
        assert_eq!(String::from_utf8_lossy(&text), again, "{}", file.name);
        let comparison = compare(&snapshot(file, file.bytes.clone()), &snapshot(file, text.clone()));
        assert!(comparison.changes.is_empty(), "{}: {:?}", file.name, comparison.changes);
        formatted += 1;
        unchanged += usize::from(text == file.bytes);
    }
    println!("{formatted} files were formatted, {unchanged} of them are in that form");
    assert!(formatted > 90, "{formatted}");
}

#[test]
fn corpus_files_show_each_single_changed_value_with_both_lines() {
    let Some(files) = real_files() else { return };
    let (mut mutations, mut by_key, mut made_up) = (0, 0, 0);
    for file in &files {
        let Ok(document) = xml::parse(&file.bytes) else { continue };
        for (path, leaf) in leaves(&document) {
            let changed = with_changed_value(&file.bytes, leaf);
            let line = document.position(leaf.span).line;
            let found = found_lines(file, &document, changed);
            let told = format!("{}:{line} {}: {found:?}", file.name, path.join("."));
            match found.as_slice() {
                [(ChangeKind::Modified, Some(before), Some(after))] => {
                    assert!(before.contains(&line) && after.contains(&line), "{told}");
                }
                [(ChangeKind::Added, None, Some(after))] => {
                    assert!(leaf.text().is_empty() && after.contains(&line), "{told}");
                }
                [(ChangeKind::Removed, Some(before), None), (ChangeKind::Added, None, Some(after))] => {
                    assert!(before.contains(&line) && after.contains(&line), "{told}");
                    by_key += 1;
                }
                [] if leaf.text().starts_with("AllowedNamespace") => made_up += 1,
                _ => panic!("{told}"),
            }
            mutations += 1;
        }
    }
    println!(
        "{mutations} single changes, {by_key} of them told as another key, {made_up} in names that each org makes up"
    );
    assert!(mutations > 1_000, "{mutations}");
}

type Lines = std::ops::RangeInclusive<usize>;

/// Kind and line ranges of each change between a file and its changed self.
fn found_lines(
    file: &RealFile,
    document: &Document<'_>,
    changed: Vec<u8>,
) -> Vec<(ChangeKind, Option<Lines>, Option<Lines>)> {
    let before = snapshot(file, document.bytes().to_vec());
    let comparison = compare(&before, &snapshot(file, changed));
    assert!(comparison.findings.is_empty(), "{}: {:?}", file.name, comparison.findings);
    let Some((_, change)) = comparison.changes.iter().next() else { return Vec::new() };
    let Detail::Elements(elements) = &change.detail else { panic!("{change:?}") };
    let lines = |value: &Option<xcred::diff::Value>| {
        let region = value.as_ref()?.region?;
        Some(region.start.line..=region.end.line)
    };
    let mut found: Vec<_> =
        elements.iter().map(|element| (element.kind, lines(&element.before), lines(&element.after))).collect();
    found.sort_by_key(|(kind, ..)| std::cmp::Reverse(*kind));
    found
}
