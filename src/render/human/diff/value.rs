//! Values as lines: the words that differ stand out, what is long is cut where nothing differs, white space is made
//! visible where it matters, and what is hidden stays hidden.

use std::{borrow::Cow, io};

use super::{Writer, rows};
use crate::{
    diff::Shown,
    render::{
        human::text::Text,
        paint::{Label, counted},
        words::{Part, differ_in_space_alone},
    },
};

/// What stands for a value that can hold a secret.
const HIDDEN: &str = "(hidden)";

/// What stands for a value that can hold a secret after another one.
const HIDDEN_AGAIN: &str = "(hidden, another value)";

/// What stands for a value without a character.
const EMPTY: &str = "(empty)";

/// A value that takes more lines than this is cut.
const MOST_LINES: usize = 6;

/// So many lines stay of what is the same in a value that is cut.
const LINES_OF_SAME: usize = 2;

/// On which side a value stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Before,
    After,
}

impl Side {
    /// Its sign with a space.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Self::Before => "- ",
            Self::After => "+ ",
        }
    }

    /// The label of its values.
    pub(super) fn label(self) -> Label {
        match self {
            Self::Before => Label::Removed,
            Self::After => Label::Added,
        }
    }

    /// The label of the words that the other side lacks.
    pub(super) fn words(self) -> Label {
        match self {
            Self::Before => Label::RemovedWords,
            Self::After => Label::AddedWords,
        }
    }
}

impl Writer<'_, '_> {
    /// Writes both values of an element that is modified.
    pub(super) fn both_values(&mut self, shown: [&Shown; 2], is_default: [bool; 2]) -> io::Result<()> {
        let mut notes = is_default.map(|is_default| is_default.then_some("(the default)"));
        if let [Some(before), Some(after)] = shown.map(seen) {
            notes[1] = notes[1].or(match () {
                () if before == after => Some("(what is hidden differs)"),
                () if differ_in_space_alone(before, after) => Some("(only white space differs)"),
                () => None,
            });
            if before != after && !before.is_empty() && !after.is_empty() {
                return self.rows(2, &rows::of_values(before, after), &notes);
            }
        }
        let [before, after] = [(Side::Before, 0), (Side::After, 1)].map(|(side, at)| {
            let is_hidden_again = at == 1 && shown == [&Shown::Hidden; 2];
            let whole =
                if is_hidden_again { Text::of(Label::Aside, HIDDEN_AGAIN) } else { self.whole(2, side, shown[at]) };
            noted(Text::of(side.label(), side.sign()).then(whole), notes[at])
        });
        if self.sheet.is_beside() {
            return self.sheet.pair(2, &before, &after);
        }
        self.sheet.line(2, &before)?;
        self.sheet.line(2, &after)
    }

    /// Writes a value that has no other, under its name where it has one.
    pub(super) fn one_value(
        &mut self,
        level: usize,
        side: Side,
        name: Option<&str>,
        shown: &Shown,
        is_default: bool,
    ) -> io::Result<()> {
        let sign = Text::of(side.label(), side.sign());
        let sign = name.map_or(sign.clone(), |name| sign.with(side.label(), format!("{name}: ")));
        let note = is_default.then_some("(the default)");
        let lines: Vec<&str> = seen(shown).map_or_else(Vec::new, |text| text.lines().collect());
        if lines.len() < 2 {
            let text = sign.then(self.whole(level, side, shown));
            return self.sheet.line(level, &noted(text, note));
        }
        if name.is_some() {
            self.sheet.line(level, &sign)?;
        }
        for line in lines {
            let text = self.line_of(level, side, &[Part { text: line, differs: false }]);
            self.sheet.line(level, &text)?;
        }
        Ok(())
    }

    /// A value of which all is as new as the rest.
    fn whole(&self, level: usize, side: Side, shown: &Shown) -> Text {
        match seen(shown) {
            None => Text::of(Label::Aside, HIDDEN),
            Some("") => Text::of(Label::Aside, EMPTY),
            Some(text) => cut(&[Part { text: &with_edges(text), differs: false }], side, self.sheet.room(level)),
        }
    }

    /// A line of a value, with its sign.
    pub(super) fn line_of(&self, level: usize, side: Side, parts: &[Part<'_>]) -> Text {
        Text::of(side.label(), side.sign()).then(cut(parts, side, self.sheet.room(level)))
    }
}

/// The value as far as eyes may see it.
fn seen(shown: &Shown) -> Option<&str> {
    match shown {
        Shown::Clear(text) => Some(text),
        Shown::Revealed(value) => Some(value.expose()),
        Shown::Hidden => None,
    }
}

/// The text with a note after it.
pub(super) fn noted(text: Text, note: Option<&str>) -> Text {
    match note {
        Some(note) => text.plain(" ").with(Label::Aside, note),
        None => text,
    }
}

/// The parts of a value in their labels. Where they take too many lines, each is cut in the middle, what is the same more
/// than what differs.
fn cut(parts: &[Part<'_>], side: Side, room: Option<usize>) -> Text {
    let length: usize = parts.iter().map(|part| part.text.chars().count()).sum();
    let too_long = room.filter(|room| length > room * MOST_LINES);
    let is_compared = parts.len() > 1;
    parts.iter().fold(Text::default(), |text, part| {
        let label = if part.differs { side.words() } else { side.label() };
        let lines = if part.differs || !is_compared { MOST_LINES } else { LINES_OF_SAME };
        let shown = if part.differs { with_visible_space(part.text) } else { Cow::Borrowed(part.text) };
        match too_long.map(|room| room * lines / 2).and_then(|half| middle(&shown, half)) {
            Some((start, left_out, end)) => {
                let gap = format!("… {} …", counted(left_out, "character"));
                text.with(label, start).with(Label::Aside, gap).with(label, end)
            }
            None => text.with(label, shown),
        }
    })
}

/// The first and the last so many characters of a text that is longer than both, and how many stand between.
fn middle(text: &str, half: usize) -> Option<(&str, usize, &str)> {
    let (start, _) = text.char_indices().nth(half)?;
    let (end, _) = text.char_indices().rev().nth(half.checked_sub(1)?)?;
    (start < end).then(|| (&text[..start], text[start..end].chars().count(), &text[end..]))
}

/// The text; white space that is all of it can be seen.
fn with_visible_space(text: &str) -> Cow<'_, str> {
    if text.trim().is_empty() { Cow::Owned(visible(text)) } else { Cow::Borrowed(text) }
}

/// The text; white space before and after it can be seen.
fn with_edges(text: &str) -> Cow<'_, str> {
    let inner = text.trim();
    if inner.len() == text.len() {
        return Cow::Borrowed(text);
    }
    let start = text.len() - text.trim_start().len();
    let end = start + inner.len();
    Cow::Owned(format!("{}{inner}{}", visible(&text[..start]), visible(&text[end..])))
}

/// White space as something that can be seen, each kind in its own way.
fn visible(space: &str) -> String {
    let shown = |character: char| match character {
        ' ' => "·".to_owned(),
        other => other.escape_default().collect(),
    };
    space.chars().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_at_the_edges_is_visible() {
        assert_eq!(with_edges(" a b\u{a0}\t"), "·a b\\u{a0}\\t");
        assert_eq!(with_edges("a b"), "a b");
        assert_eq!(with_edges("  "), "··");
    }

    #[test]
    fn long_values_are_cut_where_nothing_differs() {
        let same = "x".repeat(500);
        let parts = [
            Part { text: &same, differs: false },
            Part { text: "CHANGED", differs: true },
            Part { text: &same, differs: false },
        ];
        let text = cut(&parts, Side::After, Some(20)).bare();
        let twenty = "x".repeat(20);
        assert_eq!(text, format!("{twenty}… 460 characters …{twenty}CHANGED{twenty}… 460 characters …{twenty}"));
        let text = cut(&parts, Side::After, None).bare();
        assert_eq!(text.len(), 1007, "a page without an end has all of it");
    }
}
