//! Laws of fixing.

use super::{Case, bytes_of};
use crate::{
    check::mend,
    finding::{Finding, Fix},
    metadata::Component,
};

pub(super) fn a_fix_changes_nothing_but_what_it_names(case: &Case) {
    for component in case.snapshot.components() {
        let own = case.findings().iter().filter(|finding| finding.component.as_ref() == Some(component.id()));
        let fixes: Vec<&Fix> = own.filter_map(|finding| finding.fix.as_ref()).collect();
        if !fixes.is_empty() {
            changes_nothing_else(component, &fixes);
        }
    }
}

fn changes_nothing_else(component: &Component, fixes: &[&Fix]) {
    let bytes = bytes_of(component);
    let mended = mend(bytes, fixes.iter().copied()).expect("no fix breaks a file");
    let mut edits: Vec<_> = mended.applied.iter().flat_map(|fix| &fix.edits).collect();
    edits.sort_by_key(|edit| edit.span);
    let (mut at, mut rest) = (0, &mended.bytes[..]);
    let mut take = |part: &[u8]| rest = rest.strip_prefix(part).expect("what no edit names stays as it is");
    for edit in edits {
        take(&bytes[at..edit.span.start as usize]);
        take(edit.replacement.as_bytes());
        at = edit.span.end as usize;
    }
    take(&bytes[at..]);
    assert!(rest.is_empty(), "this was added: {:?}", String::from_utf8_lossy(rest));
}

pub(super) fn fixing_leaves_nothing_that_could_be_fixed(case: &Case) {
    let findings = case.fixed().into_iter().flat_map(|fixed| &fixed.findings);
    let left: Vec<&Finding> = findings.filter(|finding| finding.fix.is_some()).collect();
    assert!(left.is_empty(), "these could be fixed: {left:#?}");
}

pub(super) fn fixing_twice_is_fixing_once(case: &Case) {
    let Some(fixed) = case.fixed() else { return };
    let mut once = case.snapshot.clone();
    fixed.files.iter().for_each(|file| once.put(file.after.clone()));
    let twice = case.fix(&once);
    assert!(twice.files.is_empty(), "a second time changes something: {:#?}", twice.files);
    assert_eq!(twice.findings, fixed.findings, "the same files, other findings");
}
