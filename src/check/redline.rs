//! What fixes change in the lines of a file, with all hidden that can be a secret.
//!
//! The lines are compared as they are and shown with their masks, so that a hidden value that changes shows as a change.

use similar::{Algorithm, ChangeTag, capture_diff_slices, group_diff_ops};

use super::{
    excerpt::{Masks, whole_line},
    file,
};
use crate::{
    diff::{Hunk, HunkLine, Sign},
    metadata::{ApiVersion, Component},
    xml::Lines,
};

/// Lines around a change that are shown with it.
const CONTEXT: usize = 2;

/// The lines of a file, as they are and as they are shown.
struct Side<'c> {
    raw: Vec<&'c [u8]>,
    shown: Vec<String>,
}

/// The lines in which the metadata files of a component differ.
pub(super) fn redline(before: &Component, after: &Component, version: ApiVersion) -> Vec<Hunk> {
    let (old, new) = (Side::of(before, version), Side::of(after, version));
    let operations = capture_diff_slices(Algorithm::Myers, &old.raw, &new.raw);
    let hunks = group_diff_ops(operations, CONTEXT).into_iter().map(|group| {
        let changes = group.iter().flat_map(|operation| operation.iter_changes(&old.raw[..], &new.raw[..]));
        let lines = changes.map(|change| {
            let (sign, text) = match (change.tag(), change.old_index(), change.new_index()) {
                (ChangeTag::Delete, Some(at), _) => (Sign::Before, &old.shown[at]),
                (ChangeTag::Insert, _, Some(at)) => (Sign::After, &new.shown[at]),
                (_, Some(before), Some(after)) => (Sign::Both, more_hidden(&old, before, &new.shown[after])),
                (_, before, after) => unreachable!("a line stands on no side: {before:?} {after:?}"),
            };
            HunkLine { sign, text: text.clone(), revealed: None }
        });
        Hunk { lines: lines.collect() }
    });
    hunks.collect()
}

/// A line that stays: what one side hides is hidden, though the other side shows it.
fn more_hidden<'s>(old: &'s Side<'_>, at: usize, new: &'s String) -> &'s String {
    let is_masked = !old.raw[at].starts_with(old.shown[at].as_bytes());
    if is_masked { &old.shown[at] } else { new }
}

impl<'c> Side<'c> {
    fn of(component: &'c Component, version: ApiVersion) -> Self {
        let Some(file) = component.metadata_file() else { return Self { raw: Vec::new(), shown: Vec::new() } };
        let concealed =
            file::Known::of(component).map_or_else(Vec::new, |known| file::check(known, version).concealed().collect());
        let masks = Masks::of(Some(component), &file.bytes, concealed.into_iter());
        let lines = Lines::of(&file.bytes);
        let raw = |line: usize| lines.span_with_end_of(line).cut(&file.bytes);
        let numbers = (1..=lines.count()).filter(|line| !raw(*line).is_empty());
        let (raw, shown) = numbers.map(|line| (raw(line), whole_line(&lines, line, &masks))).unzip();
        Self { raw, shown }
    }
}
