//! Any bytes at all end in findings: parse, check, show, fix and format them, and hold the laws of each.

#![no_main]

use std::{collections::BTreeSet, io};

use libfuzzer_sys::fuzz_target;
use xcred::{
    check::{Fixed, Question, Severities, check, fix, mend},
    diff,
    finding::{Finding, Fix, read_document},
    metadata::{ApiVersion, Component, Snapshot, formed},
    render::human,
    xml::Lines,
};

fuzz_target!(|bytes: &[u8]| {
    let (version, snapshot) = xcred_fuzz::read(bytes);
    let findings = ask(&snapshot, version, check);
    human::write_findings(&findings, &mut io::sink()).expect("a sink takes all");
    findings.iter().for_each(|finding| stands_in_its_file(&snapshot, finding));
    snapshot.components().for_each(|component| is_mended_where_it_is_named(component, &findings));
    is_fixed_once(&snapshot, version);
    snapshot.components().for_each(is_formed_once);
});

fn ask<T>(snapshot: &Snapshot, version: ApiVersion, answer: impl FnOnce(&Question<'_>) -> T) -> T {
    let (unread, severities) = (BTreeSet::new(), Severities::default());
    answer(&Question {
        snapshot,
        bystanders: &[],
        version,
        whole_project: true,
        unread: &unread,
        org: None,
        severities: &severities,
    })
}

fn file(component: &Component) -> &[u8] {
    &component.metadata_file().expect("each has one file").bytes
}

fn stands_in_its_file(snapshot: &Snapshot, finding: &Finding) {
    let component = finding.component.as_ref().and_then(|id| snapshot.get(id)).expect("findings name their component");
    let bytes = file(component);
    let region = finding.location.as_ref().and_then(|location| location.region).expect("findings name their place");
    assert!(region.start <= region.end, "{finding:?}");
    assert!(region.end.line <= Lines::of(bytes).count(), "{finding:?}");
    for line in finding.excerpt.iter().flat_map(|excerpt| &excerpt.lines) {
        let length = line.text.chars().count();
        assert!(line.marked.start <= line.marked.end && line.marked.end <= length, "{finding:?}");
    }
}

fn is_mended_where_it_is_named(component: &Component, findings: &[Finding]) {
    let own = findings.iter().filter(|finding| finding.component.as_ref() == Some(component.id()));
    let fixes: Vec<&Fix> = own.filter_map(|finding| finding.fix.as_ref()).collect();
    let bytes = file(component);
    let mended = mend(bytes, fixes).expect("no fix breaks a file");
    let mut edits: Vec<_> = mended.applied.iter().flat_map(|fix| &fix.edits).collect();
    edits.sort_by_key(|edit| edit.span);
    let (mut at, mut rest) = (0, &mended.bytes[..]);
    let mut take = |part: &[u8]| {
        rest = rest.strip_prefix(part).expect("what no edit names stays as it is");
    };
    for edit in edits {
        take(&bytes[at..edit.span.start as usize]);
        take(edit.replacement.as_bytes());
        at = edit.span.end as usize;
    }
    take(&bytes[at..]);
    assert!(rest.is_empty(), "nothing is added");
}

fn is_fixed_once(snapshot: &Snapshot, version: ApiVersion) {
    let all = |question: &Question<'_>| fix(question, |_| true).expect("no fix breaks a file");
    let Fixed { files, findings } = ask(snapshot, version, all);
    let mut once = snapshot.clone();
    files.into_iter().for_each(|file| once.put(file.after));
    let left: Vec<_> = findings.iter().filter(|finding| finding.fix.is_some()).collect();
    assert!(left.is_empty(), "these could be fixed: {left:?}");
    assert!(ask(&once, version, all).files.is_empty(), "a second time changes something");
}

fn is_formed_once(component: &Component) {
    let Some(once) = in_form(component) else { return };
    assert_eq!(in_form(&once).as_ref(), Some(&once), "a second time changes something");
    let compared = diff::compare(&alone(component), &alone(&once));
    assert!(compared.findings.is_empty(), "{:?}", compared.findings);
    assert!(compared.changes.iter().next().is_none(), "{:?}", compared.changes);
}

fn in_form(component: &Component) -> Option<Component> {
    let document = read_document(component).ok()??;
    component.with_metadata(formed(component.metadata_type()?, &document).into_bytes())
}

fn alone(component: &Component) -> Snapshot {
    let mut snapshot = Snapshot::default();
    snapshot.put(component.clone());
    snapshot
}
