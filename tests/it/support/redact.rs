//! Takes out of a text what differs from run to run or from machine to machine.
//!
//! Paths are known and replaced literally. Dates, durations, ports and ids are recognised by the table below; equal ids
//! get equal labels, so that a snapshot still shows which one is meant.

use regex::{Captures, Regex};
use std::{collections::BTreeMap, path::Path};

/// What is replaced by what, the longest text first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Redactions(Vec<(String, String)>);

impl Redactions {
    /// Adds a path, and the same path with `/` for separators.
    pub(crate) fn path(mut self, path: &Path, label: &str) -> Self {
        let native = path.to_str().expect("temporary folders have UTF-8 names").to_owned();
        let slashes = native.replace('\\', "/");
        self.0.push((native, label.to_owned()));
        self.0.push((slashes, label.to_owned()));
        self.0.sort_by_key(|(text, _)| std::cmp::Reverse(text.len()));
        self
    }

    /// Replaces every text in the list.
    pub(crate) fn apply(&self, text: &str) -> String {
        let replace = |text: String, (from, to): &(String, String)| text.replace(from, to);
        self.0.iter().fold(text.to_owned(), replace)
    }
}

/// What a correct program says differently each time: pattern and label, in the order in which they are applied.
const VOLATILE: &[(&str, &str)] = &[
    (r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?", "[DATE]"),
    (r"\b(127\.0\.0\.1|localhost|\[::1\]):\d+\b", "$1:[PORT]"),
    (r"\b\d+(\.\d+)? ?(ns|µs|ms|s)\b", "[TIME]"),
];

/// A Salesforce id: a key prefix of three characters that starts with a digit, twelve more, three of checksum.
const ID: &str = r"\b([0-9][0-9A-Za-z]{2})[0-9A-Za-z]{12}([A-Z0-5]{3})?\b";

/// Redacts dates, durations, ports and ids. The first id of a key prefix becomes `[0Af#1]`, the next other one `[0Af#2]`.
pub(crate) fn volatile(text: &str) -> String {
    let replace =
        |text: String, (pattern, label): &(&str, &str)| compiled(pattern).replace_all(&text, *label).into_owned();
    ids(&VOLATILE.iter().fold(text.to_owned(), replace))
}

fn ids(text: &str) -> String {
    let mut seen: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let label = |found: &Captures<'_>| {
        let id = found[0][..15].to_owned();
        let known = seen.entry(found[1].to_owned()).or_default();
        let number = known.iter().position(|other| *other == id).unwrap_or_else(|| {
            known.push(id);
            known.len() - 1
        });
        format!("[{}#{}]", &found[1], number + 1)
    };
    compiled(ID).replace_all(text, label).into_owned()
}

fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the table holds valid patterns")
}
