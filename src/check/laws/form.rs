//! Laws of formatting.

use super::{Case, bytes_of, case::form};
use crate::{
    diff,
    finding::read_document,
    metadata::{Component, Snapshot},
    xml::Node,
};

fn text_of(component: &Component) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes_of(component))
}

pub(super) fn formatting_twice_is_formatting_once(case: &Case) {
    for (_, once) in case.formatted() {
        let twice = form(once).expect("what was formatted can be read");
        assert_eq!(text_of(once), text_of(&twice), "a second time changes something");
    }
}

pub(super) fn formatting_changes_no_meaning(case: &Case) {
    for (component, formed) in case.formatted() {
        let compared = diff::compare(&alone(component), &alone(formed));
        assert!(compared.findings.is_empty(), "{:?}", compared.findings);
        assert!(compared.changes.iter().next().is_none(), "{:?}", compared.changes);
    }
}

fn alone(component: &Component) -> Snapshot {
    let mut snapshot = Snapshot::default();
    snapshot.put(component.clone());
    snapshot
}

pub(super) fn formatting_keeps_comments(case: &Case) {
    for (component, formed) in case.formatted() {
        assert_eq!(comments_of(component), comments_of(formed));
    }
}

/// What all comments of a component say, sorted: formatting moves them with what they stand beside.
fn comments_of(component: &Component) -> Vec<String> {
    let document = read_document(component).ok().flatten().expect("what was formatted can be read");
    let mut found = Vec::new();
    comments_among(document.outside(), &mut found);
    comments_among(document.root().children, &mut found);
    found.sort_unstable();
    found
}

fn comments_among(nodes: &[Node<'_>], found: &mut Vec<String>) {
    for node in nodes {
        match node {
            Node::Comment(comment) => found.push(comment.value.trim().to_owned()),
            Node::Element(element) => comments_among(element.children, found),
            Node::Text(_) | Node::Cdata(_) | Node::Instruction(_) => {}
        }
    }
}
