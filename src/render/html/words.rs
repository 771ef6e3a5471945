//! What of a value the report shows: the words that changed are emphasised, and what is long and need not be read is left out.

use std::ops::Range;

use super::text::{Text, grouped};
use crate::render::words;

/// Values up to so many bytes are shown whole.
const SHOWN_WHOLE: usize = 4_000;

/// So many bytes of what is the same stay around a difference in a longer value.
const AROUND: usize = 400;

/// So many bytes of a longer value's difference are shown.
const MOST_OF_A_DIFFERENCE: usize = 12_000;

/// A part of a value.
#[derive(Debug, Clone)]
pub(super) enum Piece<'a> {
    /// It stands on both sides.
    Same(Text<'a>),
    /// It stands on this side alone.
    Changed(Text<'a>),
    /// It is all that there is, or the other side has next to nothing of it: there is nothing to emphasise in it.
    All(Text<'a>),
    /// It is not shown, and the note says how much that is.
    LeftOut(String),
}

/// The parts of a value that stands on one side alone.
pub(super) fn whole(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    push(&mut pieces, text, 0..text.len(), Part::Changed, text.len() > SHOWN_WHOLE);
    pieces
}

/// The parts of a value that is the same on both sides, as far as it may be shown.
pub(super) fn same(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    push(&mut pieces, text, 0..text.len(), Part::Last, text.len() > SHOWN_WHOLE);
    pieces
}

/// The parts of a value before and after.
pub(super) fn both<'a>(before: &'a str, after: &'a str) -> (Vec<Piece<'a>>, Vec<Piece<'a>>) {
    let [old, new] = runs(before, after);
    (pieces(before, &old), pieces(after, &new))
}

/// A run, and whether the other side has it too.
type Run = (Range<usize>, bool);

/// The runs of bytes of both sides.
fn runs(before: &str, after: &str) -> [Vec<Run>; 2] {
    let sides = words::parts(before, after);
    let is_another = before != after && sides.iter().flatten().all(|part| !part.differs);
    sides.map(|parts| {
        let mut at = 0;
        let run = |part: words::Part<'_>| {
            let start = at;
            at += part.text.len();
            (start..at, !part.differs && !is_another)
        };
        parts.into_iter().map(run).collect()
    })
}

/// Where a part stands in its value, which says what of it is worth keeping.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    First,
    Between,
    Last,
    Changed,
}

fn pieces<'a>(text: &'a str, runs: &[Run]) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    for (at, (range, is_same)) in runs.iter().enumerate() {
        let part = match () {
            () if !is_same => Part::Changed,
            () if at == 0 && runs.len() > 1 => Part::First,
            () if at + 1 == runs.len() => Part::Last,
            () => Part::Between,
        };
        push(&mut pieces, text, range.clone(), part, text.len() > SHOWN_WHOLE);
    }
    pieces
}

/// Adds a part: of a long one what is worth reading, and a note of what is left out.
fn push<'a>(pieces: &mut Vec<Piece<'a>>, text: &'a str, range: Range<usize>, part: Part, shorten: bool) {
    let (head, tail) = match part {
        Part::First => (0, AROUND),
        Part::Between => (AROUND, AROUND),
        Part::Last => (AROUND, 0),
        Part::Changed => (MOST_OF_A_DIFFERENCE, 0),
    };
    let part_text = &text[range];
    let is_all = part_text.len() == text.len();
    let piece = |text: &'a str| match part {
        Part::Changed if is_all => Piece::All(Text::whole(text)),
        Part::Changed => Piece::Changed(Text::whole(text)),
        _ => Piece::Same(Text::whole(text)),
    };
    if part_text.is_empty() {
        return;
    }
    if !shorten || part_text.len() <= head + tail + AROUND {
        pieces.push(piece(part_text));
        return;
    }
    let (head, tail) = (boundary(part_text, head), boundary(part_text, part_text.len() - tail));
    let count = grouped(part_text[head..tail].chars().count());
    let which = if part == Part::Changed { "" } else { " that are the same" };
    let kept = [&part_text[..head], &part_text[tail..]].map(|kept| (!kept.is_empty()).then(|| piece(kept)));
    let [head, tail] = kept;
    pieces.extend(head);
    pieces.push(Piece::LeftOut(format!("{count} characters{which} are left out")));
    pieces.extend(tail);
}

/// The start of the character that this byte belongs to.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    fn told(pieces: &[Piece<'_>]) -> String {
        let mut told = String::new();
        for piece in pieces {
            match piece {
                Piece::Same(text) => write!(told, "{text}"),
                Piece::Changed(text) => write!(told, "[{text}]"),
                Piece::All(text) => write!(told, "[[{text}]]"),
                Piece::LeftOut(note) => write!(told, "({note})"),
            }
            .unwrap();
        }
        told
    }

    fn compared(before: &str, after: &str) -> (String, String) {
        let (before, after) = both(before, after);
        (told(&before), told(&after))
    }

    #[test]
    fn words_that_changed_are_emphasised() {
        let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
        assert_eq!(compared("read write", "read write admin"), pair("read write", "read write[ admin]"));
        assert_eq!(
            compared("https://login.x.example/oauth/token", "https://auth.x.example/oauth2/token"),
            pair("https://[login].x.example/[oauth]/token", "https://[auth].x.example/[oauth2]/token")
        );
        assert_eq!(compared("false", "true"), pair("[[false]]", "[[true]]"));
        assert_eq!(compared("", "x"), pair("", "[[x]]"));
        assert_eq!(compared("a b c d words here", "x y z d words here").0, "[a b c] d words here");
    }

    #[test]
    fn pieces_make_up_the_value() {
        for (before, after) in [("a.b, ä c", "a.c, ä  c"), ("", ""), ("x", ""), ("aa\nbb\n", "aa\nb\u{301}b\n")] {
            let (old, new) = compared(before, after);
            let plain = |told: String| told.replace(['[', ']'], "").replace("&#10;", "\n");
            assert_eq!((plain(old), plain(new)), (before.to_owned(), after.to_owned()));
        }
    }

    #[test]
    fn of_a_long_value_the_difference_stays() {
        let lines: Vec<String> = (0..10_000).map(|line| format!("line {line}")).collect();
        let before = lines.join("\n");
        let after = before.replace("line 5000", "row 5000");
        let (old, new) = compared(&before, &after);
        assert!(old.contains("[line] 5000") && new.contains("[row] 5000"), "{new}");
        assert!(old.contains("characters that are the same are left out"), "{old}");
        assert!(new.len() < 2_000, "{}", new.len());
        let alone = told(&whole(&before));
        assert!(alone.ends_with(" characters are left out)") && alone.len() < 20_000);
    }

    #[test]
    fn values_that_differ_in_thousands_of_words_are_not_compared_word_by_word() {
        let words = |letter: &str| (0..5_000).map(|word| format!("{letter}{word} ")).collect::<String>();
        let (old, _) = compared(&words("a"), &words("b"));
        assert!(old.starts_with("[[a0 a1 "), "{}", &old[..50]);
    }
}
