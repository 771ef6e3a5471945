//! Lines of text that differ, for types whose elements no table knows.

use super::{
    text::grouped,
    words::{self, Piece},
};
use crate::diff::{Hunk, HunkLine, Sign};

/// So many lines of one component are shown.
const MOST_LINES: usize = 1_000;

/// One line.
#[derive(Debug)]
pub(super) struct Line<'a> {
    /// On which side it stands: `added`, `removed`, `same`, or `gap` between two parts.
    pub(super) class: &'static str,
    pub(super) sign: &'static str,
    pub(super) pieces: Vec<Piece<'a>>,
}

/// The lines of all parts, and a note of how many there is no room for.
pub(super) fn lines(hunks: &[Hunk]) -> (Vec<Line<'_>>, Option<String>) {
    let total: usize = hunks.iter().map(|hunk| hunk.lines.len()).sum();
    let mut lines = Vec::new();
    for (at, hunk) in hunks.iter().enumerate() {
        if at > 0 {
            lines.push(Line { class: "gap", sign: "⋯", pieces: Vec::new() });
        }
        for run in hunk.lines.chunk_by(|one, other| (one.sign == Sign::Both) == (other.sign == Sign::Both)) {
            add_run(&mut lines, run);
        }
    }
    let left_out = total.saturating_sub(MOST_LINES);
    lines.truncate(MOST_LINES);
    (lines, (left_out > 0).then(|| format!("{} more lines are left out", grouped(left_out))))
}

/// Adds lines that stand on both sides, or lines that were replaced by others: these word by word, where they pair up.
fn add_run<'a>(lines: &mut Vec<Line<'a>>, run: &'a [HunkLine]) {
    let of = |sign| run.iter().filter(move |line: &&HunkLine| line.sign == sign);
    lines.extend(of(Sign::Both).map(|line| Line { class: "same", sign: " ", pieces: words::same(&line.text) }));
    let (before, after): (Vec<_>, Vec<_>) = if of(Sign::Before).count() == of(Sign::After).count() {
        of(Sign::Before).zip(of(Sign::After)).map(|(old, new)| words::both(&old.text, &new.text)).unzip()
    } else {
        (
            of(Sign::Before).map(|line| words::whole(&line.text)).collect(),
            of(Sign::After).map(|line| words::whole(&line.text)).collect(),
        )
    };
    lines.extend(before.into_iter().map(|pieces| Line { class: "removed", sign: "−", pieces }));
    lines.extend(after.into_iter().map(|pieces| Line { class: "added", sign: "+", pieces }));
}
