//! Walks the table of the rules: every example fires its rule, exactly there, and nothing else; mended, nothing fires.

mod across;
mod meaning;
mod passing_over;
mod unsaid;

use std::path::Path;

use super::{CheckRule, Example, ExampleFile, Look, example::check_files, mend, rules::RULES};
use crate::{finding::Finding, metadata::ApiVersion, xml::Position};

/// The text of a file, and where the marks stood in it.
fn unmarked(text: &str) -> (String, Option<(usize, usize)>) {
    let (open, close) = (text.find('⟦'), text.find('⟧'));
    let plain = text.replace(['⟦', '⟧'], "");
    (plain, open.zip(close).map(|(open, close)| (open, close - '⟦'.len_utf8())))
}

/// The findings in an example. Rules across components look only where the example is one of theirs: the others'
/// examples are no whole projects.
fn findings(rule: &CheckRule, version: Option<ApiVersion>, files: &[(String, String)]) -> Vec<Finding> {
    let is_across = |id: &str| super::rules::rule_named(id).is_some_and(|rule| matches!(rule.look, Look::Project(_)));
    let counts = |finding: &Finding| matches!(rule.look, Look::Project(_)) || !is_across(finding.rule.id);
    check_files(version, files).into_iter().filter(counts).collect()
}

fn plain(files: &[ExampleFile]) -> Vec<(String, String)> {
    files.iter().map(|(path, text)| ((*path).to_owned(), unmarked(text).0)).collect()
}

fn offset_of(text: &str, position: Position) -> usize {
    let line = text.split_inclusive('\n').take(position.line - 1).map(str::len).sum::<usize>();
    line + text[line..].chars().take(position.column - 1).map(char::len_utf8).sum::<usize>()
}

#[test]
fn rules_are_sorted_and_say_all_there_is_to_say() {
    let ids: Vec<&str> = RULES.iter().map(|rule| rule.rule.id).collect();
    assert!(ids.is_sorted_by(|one, other| one < other), "{ids:?}");
    for rule in RULES {
        let id = rule.rule.id;
        for sentence in [rule.rule.summary, rule.why, rule.way_out, rule.source] {
            assert!(sentence.ends_with('.'), "{id}: `{sentence}` is no sentence");
        }
    }
    for rule in crate::finding::RULES {
        assert!(ids.contains(&rule.id), "`{}` has no page", rule.id);
    }
}

#[test]
fn every_example_fires_its_rule_at_its_text_and_nothing_else() {
    for rule in RULES.iter().filter(|rule| !rule.example.wrong.is_empty()) {
        let Example { version, wrong, .. } = rule.example;
        let found = findings(rule, version, &plain(wrong));
        let told: Vec<String> = found.iter().map(|one| format!("{}: {}", one.rule.id, one.message)).collect();
        assert_eq!(found.len(), 1, "{}: {told:?}", rule.rule.id);
        assert_eq!(found[0].rule, rule.rule, "{told:?}");
        let location = found[0].location.as_ref().expect("a finding in a file");
        let marked: Vec<_> = wrong.iter().filter_map(|(path, text)| Some((path, unmarked(text).1?, text))).collect();
        let [(path, (start, end), text)] = marked[..] else { panic!("{}: one file has marks", rule.rule.id) };
        assert_eq!(location.path, Path::new(path), "{}", rule.rule.id);
        let (text, region) = (unmarked(text).0, location.region.expect("a place in the file"));
        let cut = &text[offset_of(&text, region.start)..offset_of(&text, region.end)];
        assert_eq!(cut, &text[start..end], "{}", rule.rule.id);
        assert_eq!(offset_of(&text, region.start), start, "{}", rule.rule.id);
    }
}

#[test]
fn every_mended_example_is_silent() {
    for rule in RULES {
        let found = findings(rule, rule.example.version, &plain(rule.example.right));
        let told: Vec<String> = found.iter().map(|one| format!("{}: {}", one.rule.id, one.message)).collect();
        assert!(told.is_empty(), "{}: {told:?}", rule.rule.id);
    }
}

#[test]
fn a_fix_turns_the_example_into_the_mended_one() {
    for rule in RULES {
        let (wrong, right) = (plain(rule.example.wrong), plain(rule.example.right));
        let found = findings(rule, rule.example.version, &wrong);
        let fix = found.first().and_then(|finding| finding.fix.as_ref());
        assert_eq!(fix.is_some(), rule.fixable, "{}: is it fixable?", rule.rule.id);
        let Some(fix) = fix else { continue };
        let path = &found[0].location.as_ref().expect("a finding in a file").path;
        let text = |files: &[(String, String)]| {
            let (_, text) = files.iter().find(|(one, _)| Path::new(one) == path).expect("the file is in both");
            text.clone()
        };
        let mended = mend(text(&wrong).as_bytes(), [fix]).unwrap();
        assert_eq!(String::from_utf8(mended.bytes).unwrap(), text(&right), "{}", rule.rule.id);
    }
}

/// Rules of the scan look at folders, and the org's own words have no example.
const WITHOUT_EXAMPLE: &[&str] =
    &["component-refused", "duplicate-component", "misspelt-suffix", "unexpected-folder", "without-content"];

#[test]
fn every_rule_has_an_example() {
    let without: Vec<&str> =
        RULES.iter().filter(|rule| rule.example.wrong.is_empty()).map(|rule| rule.rule.id).collect();
    assert_eq!(without, WITHOUT_EXAMPLE);
}
