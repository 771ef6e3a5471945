//! Lines of text for a terminal: pieces with labels, made harmless when they are put in, wrapped by the columns they take.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::render::paint::{Label, is_unseen, paint};

/// So many marks may stand over one character; more are written out, so that none reaches into other lines.
const MOST_MARKS: usize = 4;

/// After these characters a line is broken first.
const BREAKS: &str = " /.,;:&?=_-|[](){}";

/// A line of text that can become several.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    cells: Vec<Cell>,
}

/// A character with the marks over it.
#[derive(Debug, Clone)]
struct Cell {
    text: String,
    width: usize,
    label: Option<Label>,
}

impl Cell {
    fn is_of_a_value(&self) -> bool {
        matches!(self.label, Some(Label::Added | Label::AddedWords | Label::Removed | Label::RemovedWords))
    }
}

impl Text {
    /// A text with this label.
    pub(super) fn of(label: Label, text: impl AsRef<str>) -> Self {
        Self::default().with(label, text)
    }

    /// The same with more of it.
    #[must_use]
    pub(super) fn with(mut self, label: Label, text: impl AsRef<str>) -> Self {
        self.push(Some(label), text.as_ref());
        self
    }

    /// The same with more of it that has no label.
    #[must_use]
    pub(super) fn plain(mut self, text: impl AsRef<str>) -> Self {
        self.push(None, text.as_ref());
        self
    }

    /// The same with another text after it.
    #[must_use]
    pub(super) fn then(mut self, other: Self) -> Self {
        self.cells.extend(other.cells);
        self
    }

    /// How many columns it takes.
    pub(super) fn width(&self) -> usize {
        self.cells.iter().map(|cell| cell.width).sum()
    }

    /// Whether it holds nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Adds text. What cannot be seen as itself is written out, as `printable` does.
    fn push(&mut self, label: Option<Label>, text: &str) {
        let mut marks = None;
        for character in text.chars() {
            let width = character.width().unwrap_or(0);
            match (marks, self.cells.last_mut()) {
                _ if is_unseen(character) => {
                    self.write_out(label, character);
                    marks = None;
                }
                (Some(count), Some(base)) if width == 0 && count < MOST_MARKS => {
                    base.text.push(character);
                    // With a selector of its form, a character can be wider than alone.
                    base.width = base.width.max(base.text.width());
                    marks = Some(count + 1);
                }
                _ if width == 0 => {
                    self.write_out(label, character);
                    marks = None;
                }
                _ => {
                    self.cells.push(Cell { text: character.to_string(), width, label });
                    marks = Some(0);
                }
            }
        }
    }

    fn write_out(&mut self, label: Option<Label>, character: char) {
        let escape = character.escape_default();
        self.cells.extend(escape.map(|character| Cell { text: character.to_string(), width: 1, label }));
    }

    /// The text in so many columns, without its middle where it is wider.
    #[must_use]
    pub(super) fn shortened(self, columns: usize) -> Self {
        if self.width() <= columns {
            return self;
        }
        let mut left = columns.saturating_sub(1);
        let mut take = |cells: &mut dyn Iterator<Item = &Cell>, most: usize| -> Vec<Cell> {
            let mut room = most.min(left);
            let taken: Vec<Cell> = cells
                .take_while(|cell| {
                    cell.width <= room && {
                        room -= cell.width;
                        true
                    }
                })
                .cloned()
                .collect();
            left -= taken.iter().map(|cell| cell.width).sum::<usize>();
            taken
        };
        let mut end = take(&mut self.cells.iter().rev(), columns.saturating_sub(1) * 2 / 3);
        end.reverse();
        let start = take(&mut self.cells.iter(), columns);
        Self { cells: start }.plain("…").then(Self { cells: end })
    }

    /// The text without its labels.
    #[cfg(test)]
    pub(super) fn bare(&self) -> String {
        self.cells.iter().map(|cell| cell.text.as_str()).collect()
    }

    /// The text in one line.
    pub(super) fn painted(&self) -> String {
        painted(&self.cells)
    }

    /// The text in lines of so many columns at most; all but the first begin with so many spaces. Each with its width.
    pub(super) fn wrapped(&self, columns: usize, hang: usize) -> Vec<(String, usize)> {
        let hang = if hang + MINIMUM > columns { 0 } else { hang };
        let mut lines = Vec::new();
        let mut rest = &self.cells[..];
        loop {
            let indent = if lines.is_empty() { 0 } else { hang };
            let end = end_of_line(rest, columns - indent);
            let (line, further) = rest.split_at(end);
            // Space of ours is not needed at the end of a line; space of a value is part of it.
            let ours = |cell: &&Cell| cell.text == " " && !cell.is_of_a_value();
            let at_end = if further.is_empty() { 0 } else { line.iter().rev().take_while(ours).count() };
            let line = &line[..line.len() - at_end];
            let width: usize = line.iter().map(|cell| cell.width).sum();
            lines.push((" ".repeat(indent) + &painted(line), indent + width));
            rest = &further[further.iter().take_while(ours).count()..];
            if rest.is_empty() {
                return lines;
            }
        }
    }
}

/// So few columns are left to a text at least, rather than that it is indented.
const MINIMUM: usize = 6;

/// How many cells fit into so many columns: up to a good place to break in the second half, if there is one. One cell is
/// always taken.
fn end_of_line(cells: &[Cell], columns: usize) -> usize {
    let mut width = 0;
    let fits = cells.iter().take_while(|cell| {
        width += cell.width;
        width <= columns
    });
    let fitting = fits.count();
    if fitting == cells.len() {
        return fitting;
    }
    let good = (fitting / 2..fitting).rev().find(|at| BREAKS.contains(&cells[*at].text));
    good.map_or(fitting, |at| at + 1).max(1)
}

fn painted(cells: &[Cell]) -> String {
    let runs = cells.chunk_by(|one, other| one.label == other.label);
    runs.map(|run| {
        let text: String = run.iter().map(|cell| cell.text.as_str()).collect();
        run[0].label.map_or_else(|| text.clone(), |label| paint(label, &text))
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(text: &str, columns: usize, hang: usize) -> Vec<String> {
        Text::default().plain(text).wrapped(columns, hang).into_iter().map(|(line, _)| line).collect()
    }

    #[test]
    fn lines_break_where_it_is_good_and_else_anywhere() {
        assert_eq!(lines("force-app/main/default/x.xml", 16, 2), ["force-app/main/", "  default/x.xml"]);
        assert_eq!(lines("abcdefghijklmnop", 10, 2), ["abcdefghij", "  klmnop"]);
        assert_eq!(lines("漢字漢字漢字", 7, 0), ["漢字漢", "字漢字"]);
        assert_eq!(lines("", 10, 2), [""]);
    }

    #[test]
    fn marks_stay_with_their_character_and_cannot_pile_up() {
        assert_eq!(lines("e\u{301}e\u{301}", 1, 0), ["e\u{301}", "e\u{301}"]);
        assert_eq!(lines("\u{301}x", 20, 0), ["\\u{301}x"], "there is nothing of ours for it to stand over");
        let pile = format!("a{}", "\u{301}".repeat(6));
        assert_eq!(lines(&pile, 40, 0), [format!("a{}\\u{{301}}\\u{{301}}", "\u{301}".repeat(4))]);
    }

    #[test]
    fn hostile_text_is_written_out() {
        assert_eq!(lines("a\u{1b}[2J\u{202e}\u{200b}\r\n", 80, 0), ["a\\u{1b}[2J\\u{202e}\\u{200b}\\r\\n"]);
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_asked_and_nothing_is_lost(text in "(\\PC|漢|\u{1b}|\u{301}|\u{fe0f}|❤| ){0,60}", columns in 8_usize..40, hang in 0_usize..6) {
            let text = Text::of(Label::Added, text);
            let wrapped = text.wrapped(columns, hang);
            for (line, width) in &wrapped {
                let seen = line.replace("\u{1b}[32m", "").replace("\u{1b}[0m", "");
                prop_assert!(*width <= columns && seen.width() <= columns, "{} {}", line, width);
            }
            let hang = if hang + MINIMUM > columns { 0 } else { hang };
            let bare = |line: &str| line.replace("\u{1b}[32m", "").replace("\u{1b}[0m", "");
            let further = |(at, (line, _)): (usize, &(String, usize))| bare(if at == 0 { line } else { &line[hang..] });
            prop_assert_eq!(wrapped.iter().enumerate().map(further).collect::<String>(), text.bare());
        }
    }
}
