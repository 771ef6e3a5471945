//! Values of several lines, and texts: which lines are the same, and which stand against which.

use std::io;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{
    Writer,
    value::{Side, noted},
};
use crate::{
    diff::{Hunk, HunkLine, Sign},
    render::{
        human::text::Text,
        paint::{Label, counted},
        words::{self, Part},
    },
};

/// So many lines that are the same are shown beside those that differ.
const CONTEXT: usize = 2;

/// Lines of two texts.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Row<'t> {
    /// A line of both.
    Same(&'t str),
    /// So many lines of both that are not shown.
    Omitted(usize),
    /// Lines of either that stand against each other.
    Differs([Vec<&'t str>; 2]),
}

/// The rows of two values.
pub(super) fn of_values<'t>(before: &'t str, after: &'t str) -> Vec<Row<'t>> {
    let [old, new] = [before, after].map(|text| text.split('\n').collect::<Vec<_>>());
    let operations = capture_diff_slices(Algorithm::Myers, &old, &new);
    let last = operations.len().saturating_sub(1);
    let mut rows = Vec::new();
    for (at, operation) in operations.iter().enumerate() {
        let (old, new) = (&old[operation.old_range()], &new[operation.new_range()]);
        match operation {
            DiffOp::Equal { .. } => rows.extend(context(old, at > 0, at < last)),
            _ => rows.push(Row::Differs([old.to_vec(), new.to_vec()])),
        }
    }
    rows
}

/// Lines of both, without those that stand far from a difference on either side.
fn context<'t>(lines: &[&'t str], after_one: bool, before_one: bool) -> Vec<Row<'t>> {
    let (first, last) = (if after_one { CONTEXT } else { 0 }, if before_one { CONTEXT } else { 0 });
    let omitted = lines.len().saturating_sub(first + last);
    // A single line takes no more room than the word that it is left out.
    if omitted < 2 {
        return lines.iter().map(|line| Row::Same(line)).collect();
    }
    let start = lines[..first].iter().map(|line| Row::Same(line));
    let end = lines[first + omitted..].iter().map(|line| Row::Same(line));
    start.chain([Row::Omitted(omitted)]).chain(end).collect()
}

/// The rows of a hunk.
pub(super) fn of_hunk(hunk: &Hunk) -> Vec<Row<'_>> {
    let mut rows = Vec::new();
    for run in hunk.lines.chunk_by(|one, other| (one.sign == Sign::Both) == (other.sign == Sign::Both)) {
        if run[0].sign == Sign::Both {
            rows.extend(run.iter().map(|line| Row::Same(text_of(line))));
        } else {
            let of = |sign: Sign| run.iter().filter(|line| line.sign == sign).map(text_of).collect();
            rows.push(Row::Differs([of(Sign::Before), of(Sign::After)]));
        }
    }
    rows
}

fn text_of(line: &HunkLine) -> &str {
    line.revealed.as_ref().map_or(&line.text, |revealed| revealed.expose())
}

impl Writer<'_, '_> {
    /// Writes rows, with a note after the last line of either side.
    pub(super) fn rows(&mut self, level: usize, rows: &[Row<'_>], notes: &[Option<&str>; 2]) -> io::Result<()> {
        let last = rows.iter().rposition(|row| matches!(row, Row::Differs(_)));
        for (at, row) in rows.iter().enumerate() {
            match row {
                Row::Same(line) => self.same(level, &Text::default().plain("  ").plain(line))?,
                Row::Omitted(count) => {
                    let told = format!("  … {} the same …", counted(*count, "line"));
                    self.same(level, &Text::of(Label::Aside, told))?;
                }
                Row::Differs(lines) => {
                    let notes = if Some(at) == last { notes } else { &[None, None] };
                    self.differing(level, lines, notes)?;
                }
            }
        }
        Ok(())
    }

    fn same(&mut self, level: usize, line: &Text) -> io::Result<()> {
        if self.sheet.is_beside() { self.sheet.pair(level, line, line) } else { self.sheet.line(level, line) }
    }

    fn differing(&mut self, level: usize, lines: &[Vec<&str>; 2], notes: &[Option<&str>; 2]) -> io::Result<()> {
        let [before, after] = self.texts(level, lines, notes);
        if !self.sheet.is_beside() {
            return before.iter().chain(&after).try_for_each(|text| self.sheet.line(level, text));
        }
        let nothing = Text::default();
        for at in 0..before.len().max(after.len()) {
            let [left, right] = [&before, &after].map(|side| side.get(at).unwrap_or(&nothing));
            self.sheet.pair(level, left, right)?;
        }
        Ok(())
    }

    /// The lines of both sides with their signs; words stand out where a line has its like on the other side.
    fn texts(&self, level: usize, lines: &[Vec<&str>; 2], notes: &[Option<&str>; 2]) -> [Vec<Text>; 2] {
        let parts = in_parts(lines);
        [(Side::Before, 0), (Side::After, 1)].map(|(side, at)| {
            let last = parts[at].len();
            let text = |(line, parts): (usize, &Vec<Part<'_>>)| {
                noted(self.line_of(level, side, parts), notes[at].filter(|_| line + 1 == last))
            };
            parts[at].iter().enumerate().map(text).collect()
        })
    }
}

/// The lines of both sides in parts: the first against the first, and so on; what has no like is whole.
fn in_parts<'t>([old, new]: &[Vec<&'t str>; 2]) -> [Vec<Vec<Part<'t>>>; 2] {
    let both = old.iter().zip(new).map(|(before, after)| words::parts(before, after).into());
    let (mut gone, mut come): (Vec<_>, Vec<_>) = both.unzip();
    let whole = |line: &&'t str| vec![Part { text: line, differs: false }];
    gone.extend(old.iter().skip(new.len()).map(whole));
    come.extend(new.iter().skip(old.len()).map(whole));
    [gone, come]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_the_same_are_shown_beside_what_differs_and_else_counted() {
        let before = "1\n2\n3\n4\n5\n6\nx\n8\n9";
        let after = "1\n2\n3\n4\n5\n6\ny\nz\n8\n9";
        let expected = [
            Row::Omitted(4),
            Row::Same("5"),
            Row::Same("6"),
            Row::Differs([vec!["x"], vec!["y", "z"]]),
            Row::Same("8"),
            Row::Same("9"),
        ];
        assert_eq!(of_values(before, after), expected);
        assert_eq!(of_values("a\nb", "a\nc"), [Row::Same("a"), Row::Differs([vec!["b"], vec!["c"]])]);
    }
}
