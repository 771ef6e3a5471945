//! Laws of where findings point, and of what they show.

use super::Case;
use crate::{
    finding::{ExcerptLine, Finding, Region},
    xml::Lines,
};

fn region_of(finding: &Finding) -> Region {
    finding.location.as_ref().and_then(|location| location.region).expect("a finding names its place")
}

pub(super) fn every_place_lies_in_its_file(case: &Case) {
    for finding in case.findings() {
        let bytes = case.file_of(finding);
        let lines = Lines::of(bytes);
        let region = region_of(finding);
        assert!(region.start <= region.end, "{finding:#?}");
        assert!(region.end <= lines.position(u32::MAX), "{finding:#?}");
        for edit in finding.fix.iter().flat_map(|fix| &fix.edits) {
            assert!(edit.span.start <= edit.span.end && edit.span.end as usize <= bytes.len(), "{finding:#?}");
            assert_eq!(edit.region, Region::of(edit.span, &lines), "{finding:#?}");
        }
    }
}

pub(super) fn every_excerpt_shows_its_lines(case: &Case) {
    for finding in case.findings() {
        let lines = Lines::of(case.file_of(finding));
        let excerpt = finding.excerpt.as_ref().expect("a finding in a file shows it");
        assert_eq!(excerpt.lines.first().map(|line| line.number), Some(region_of(finding).start.line), "{finding:#?}");
        for line in &excerpt.lines {
            let length = line.text.chars().count();
            assert!(line.marked.start <= line.marked.end && line.marked.end <= length, "{finding:#?}");
            let text = str::from_utf8(lines.span_of(line.number).cut(lines.bytes()));
            assert!(is_hidden_or_clipped(line) || text.is_err() || text == Ok(&line.text), "{finding:#?}");
        }
    }
}

fn is_hidden_or_clipped(line: &ExcerptLine) -> bool {
    line.text.contains("***") || line.text.contains('…')
}

pub(super) fn findings_are_sorted(case: &Case) {
    let is_sorted = case.findings().is_sorted_by(|one, other| one.sort_key() <= other.sort_key());
    assert!(is_sorted, "{:#?}", case.findings());
}
