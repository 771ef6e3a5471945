//! The colour table, and text made safe for a terminal.

use std::{borrow::Cow, fmt::Display};

use anstyle::{AnsiColor, Style};

/// What a piece of text is; the table says how that looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// Something that comes.
    Added,
    /// Something that goes.
    Removed,
    /// The words that come, in a value that is changed.
    AddedWords,
    /// The words that go, in a value that is changed.
    RemovedWords,
    /// Something that is changed.
    Modified,
    /// Something that the reader need not look at first.
    Aside,
    /// A title.
    Heading,
    /// The word `error`.
    Error,
    /// The word `warning`.
    Warning,
    /// The word `note`, `hint` or `help`.
    Note,
    /// Something that went well.
    Good,
}

const STYLES: &[(Label, Style)] = &[
    (Label::Added, AnsiColor::Green.on_default()),
    (Label::Removed, AnsiColor::Red.on_default()),
    (Label::AddedWords, AnsiColor::Green.on_default().invert()),
    (Label::RemovedWords, AnsiColor::Red.on_default().invert()),
    (Label::Modified, AnsiColor::Yellow.on_default()),
    (Label::Aside, Style::new().dimmed()),
    (Label::Heading, Style::new().bold()),
    (Label::Error, AnsiColor::Red.on_default().bold()),
    (Label::Warning, AnsiColor::Yellow.on_default().bold()),
    (Label::Note, AnsiColor::Cyan.on_default().bold()),
    (Label::Good, AnsiColor::Green.on_default().bold()),
];

/// The text in the style of its label.
pub fn paint(label: Label, text: impl Display) -> String {
    let (_, style) = STYLES.iter().find(|(listed, _)| *listed == label).expect("a test walks the table");
    format!("{style}{text}{style:#}")
}

/// Whether a character cannot be seen as itself: it moves the cursor, turns the direction of reading, or shows nothing.
pub(super) fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// The text with control characters, direction marks and characters without a shape written out, so that a value cannot
/// move the cursor, change colours, hide what stands beside it or look like another one.
pub fn printable(text: &str) -> Cow<'_, str> {
    let dangerous = is_unseen;
    if !text.contains(dangerous) {
        return Cow::Borrowed(text);
    }
    let write_out = |character: char| {
        if dangerous(character) { character.escape_default().collect::<String>() } else { character.to_string() }
    };
    Cow::Owned(text.chars().map(write_out).collect())
}

/// The character as a terminal shows it in a line of a file: written out where it cannot be seen, a tab as spaces.
pub(super) fn shown(character: char) -> Cow<'static, str> {
    match character {
        '\t' => Cow::Borrowed("    "),
        unseen if is_unseen(unseen) => Cow::Owned(unseen.escape_default().collect()),
        seen => Cow::Owned(seen.to_string()),
    }
}

/// The count and its noun, in the plural where the count asks for it: `1 component`, `2 components`.
pub fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_label_has_a_style() {
        let all = [
            Label::Added,
            Label::Removed,
            Label::AddedWords,
            Label::RemovedWords,
            Label::Modified,
            Label::Aside,
            Label::Heading,
            Label::Error,
            Label::Warning,
            Label::Note,
            Label::Good,
        ];
        assert_eq!(STYLES.len(), all.len());
        for label in all {
            assert!(paint(label, "x").contains('x'));
        }
    }

    #[test]
    fn control_characters_are_written_out() {
        assert_eq!(printable("a\u{1b}[31mb\u{202e}c\r\n"), "a\\u{1b}[31mb\\u{202e}c\\r\\n");
        assert_eq!(printable("k\u{200b}ey\u{9b}\u{2028}"), "k\\u{200b}ey\\u{9b}\\u{2028}");
        assert!(matches!(printable("plain ä"), Cow::Borrowed(_)));
    }

    #[test]
    fn plurals_are_right() {
        assert_eq!((counted(1, "file"), counted(0, "file")), ("1 file".into(), "0 files".into()));
    }
}
