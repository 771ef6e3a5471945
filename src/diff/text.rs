//! Canonical text against canonical text, for types whose elements no table knows.

use std::collections::BTreeMap;

use similar::{ChangeTag, TextDiff};

use super::{Masking, Revealed, matching::fingerprint};
use crate::{
    metadata::{MetadataType, secret::is_telling_name, shape::Secrecy},
    xml::{Element, METADATA_NAMESPACE, Writer},
};

/// Lines around a difference that are shown with it.
const CONTEXT: usize = 3;

/// A part of two canonical texts in which they differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk {
    /// Its lines, those around the difference included.
    pub lines: Vec<HunkLine>,
}

/// A line of a hunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HunkLine {
    /// On which side it stands.
    pub sign: Sign,
    /// The line without its end.
    pub text: String,
    /// The same with what is hidden in it, where a person asked for that.
    pub revealed: Option<Revealed>,
}

/// On which side a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// On both.
    Both,
    /// On the first alone.
    Before,
    /// On the second alone.
    After,
}

/// The hunks in which two documents differ. Children of different names have no order, so both texts are sorted by name.
pub(super) fn compare(
    kind: Option<&'static MetadataType>,
    old: &Element<'_>,
    new: &Element<'_>,
    masking: Masking,
) -> Vec<Hunk> {
    if fingerprint(old) == fingerprint(new) {
        return Vec::new();
    }
    let mut masks = Masks { kind, hidden: BTreeMap::new(), shown: BTreeMap::new() };
    let (old, new) = (masks.canonical(old), masks.canonical(new));
    let diff = TextDiff::from_lines(&old, &new);
    let text = |change: &similar::Change<&str>| change.value().trim_end_matches('\n').to_owned();
    let line = |change: similar::Change<&str>| HunkLine {
        revealed: masks.revealed(&text(&change), masking),
        text: text(&change),
        sign: match change.tag() {
            ChangeTag::Equal => Sign::Both,
            ChangeTag::Delete => Sign::Before,
            ChangeTag::Insert => Sign::After,
        },
    };
    let groups = diff.grouped_ops(CONTEXT);
    let hunks = groups.iter().map(|group| Hunk {
        lines: group.iter().flat_map(|operation| diff.iter_changes(operation)).map(line).collect(),
    });
    hunks.collect()
}

/// The canonical text of a document.
pub(super) fn canonical(kind: Option<&'static MetadataType>, root: &Element<'_>) -> String {
    Masks { kind, hidden: BTreeMap::new(), shown: BTreeMap::new() }.canonical(root)
}

/// Numbers for the values that can hold a secret: the same value has the same number on both sides, so a change shows
/// and the value does not.
struct Masks {
    kind: Option<&'static MetadataType>,
    hidden: BTreeMap<String, usize>,
    /// What was hidden, by what stands for it.
    shown: BTreeMap<String, String>,
}

impl Masks {
    fn canonical(&mut self, root: &Element<'_>) -> String {
        let mut writer = Writer::indented();
        writer.start(root.local_name(), &[("xmlns", root.namespace.unwrap_or(METADATA_NAMESPACE))]);
        self.children(&mut writer, root);
        writer.end();
        writer.finish()
    }

    fn children(&mut self, writer: &mut Writer, parent: &Element<'_>) {
        let mut children: Vec<&Element<'_>> = parent.elements().collect();
        children.sort_by_cached_key(|child| (child.local_name().to_owned(), fingerprint(child)));
        for child in children {
            if child.is_leaf() {
                let value = self.shown(child);
                writer.leaf(child.local_name(), &value);
            } else {
                writer.start(child.local_name(), &[]);
                self.children(writer, child);
                writer.end();
            }
        }
    }

    fn shown(&mut self, leaf: &Element<'_>) -> String {
        let text = leaf.text();
        let secrecy = match self.kind.and_then(|kind| kind.element(leaf.local_name())) {
            _ if is_telling_name(leaf.local_name()) => Secrecy::Whole,
            Some(shape) => shape.secrecy(|_| None),
            None => Secrecy::InUrl,
        };
        let address = match secrecy.shown(&text) {
            shown if shown == text => return text.into_owned(),
            _ if secrecy == Secrecy::Whole => String::new(),
            shown => format!("{shown} "),
        };
        let next = self.hidden.len() + 1;
        let number = self.hidden.entry(text.clone().into_owned()).or_insert(next);
        let shown = format!("{address}(hidden value {number})");
        self.shown.insert(shown.clone(), text.into_owned());
        shown
    }

    /// The line with what is hidden in it; nothing where that is not asked for, and where nothing is hidden.
    fn revealed(&self, line: &str, masking: Masking) -> Option<Revealed> {
        let hides = |(shown, _): &(&String, &String)| line.contains(shown.as_str());
        let longest = self.shown.iter().filter(hides).max_by_key(|(shown, _)| shown.len());
        let (shown, value) = longest.filter(|_| masking == Masking::Revealed)?;
        Some(Revealed::of(&line.replacen(shown.as_str(), value, 1)))
    }
}
