//! Which words of a value changed: what is emphasised, and what is long and need not be read.

use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::text::{Text, grouped};

/// Values that differ in more words than this are not compared word by word, so that no value costs more than its length.
const MOST_WORDS: usize = 500;

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
    let (old, new) = runs(before, after);
    (pieces(before, &old), pieces(after, &new))
}

/// A run, and whether the other side has it too.
type Run = (Range<usize>, bool);

/// The runs of bytes of both sides.
fn runs(before: &str, after: &str) -> (Vec<Run>, Vec<Run>) {
    let (old, new) = (tokens(before), tokens(after));
    let (old_runs, new_runs) = runs_of_tokens(&old, &new);
    let (old, new) = (in_bytes(&old, old_runs), in_bytes(&new, new_runs));
    let shared: usize = old.iter().filter(|run| run.1).map(|run| run.0.len()).sum();
    // A few letters in common are no word in common: then all of it changed.
    if shared * 4 < before.len().max(after.len()) {
        return (vec![(0..before.len(), false)], vec![(0..after.len(), false)]);
    }
    (joined(before, old), joined(after, new))
}

fn runs_of_tokens(old: &[&str], new: &[&str]) -> (Vec<Run>, Vec<Run>) {
    let shortest = old.len().min(new.len());
    let head = (0..shortest).take_while(|&at| old[at] == new[at]).count();
    let tail = (0..shortest - head).take_while(|&at| old[old.len() - 1 - at] == new[new.len() - 1 - at]).count();
    let (old_end, new_end) = (old.len() - tail, new.len() - tail);
    let (mut before, mut after) = (vec![(0..head, true)], vec![(0..head, true)]);
    if (old_end - head).max(new_end - head) > MOST_WORDS {
        before.push((head..old_end, false));
        after.push((head..new_end, false));
    } else {
        let shifted = |range: Range<usize>| range.start + head..range.end + head;
        for operation in capture_diff_slices(Algorithm::Myers, &old[head..old_end], &new[head..new_end]) {
            let is_same = operation.tag() == DiffTag::Equal;
            before.push((shifted(operation.old_range()), is_same));
            after.push((shifted(operation.new_range()), is_same));
        }
    }
    before.push((old_end..old.len(), true));
    after.push((new_end..new.len(), true));
    (before, after)
}

fn in_bytes(tokens: &[&str], runs: Vec<Run>) -> Vec<Run> {
    let mut at = 0;
    let bytes = |(range, is_same): Run| {
        let start = at;
        at += tokens[range].iter().map(|token| token.len()).sum::<usize>();
        (start..at, is_same)
    };
    runs.into_iter().map(bytes).filter(|run| !run.0.is_empty()).collect()
}

/// The same runs, with those joined that only a space or a mark keeps apart: crumbs are harder to read than what they are of.
fn joined(text: &str, runs: Vec<Run>) -> Vec<Run> {
    let is_crumb = |range: &Range<usize>| range.len() < 3 && !text[range.clone()].contains(char::is_alphanumeric);
    let mut joined: Vec<Run> = Vec::new();
    let last = runs.len().saturating_sub(1);
    for (at, (range, is_same)) in runs.into_iter().enumerate() {
        let is_same = is_same && (at == 0 || at == last || !is_crumb(&range));
        match joined.last_mut() {
            Some(before) if before.1 == is_same => before.0.end = range.end,
            _ => joined.push((range, is_same)),
        }
    }
    joined
}

/// Cuts a text into words, runs of spaces, and single marks.
fn tokens(text: &str) -> Vec<&str> {
    let kind = |character: char| match character {
        '_' => 1,
        letter if letter.is_alphanumeric() => 1,
        space if space.is_whitespace() => 2,
        _ => 3,
    };
    let mut tokens = Vec::new();
    let mut start = 0;
    let mut current = 0;
    for (at, character) in text.char_indices() {
        let next = kind(character);
        if at > start && (next != current || next == 3) {
            tokens.push(&text[start..at]);
            start = at;
        }
        current = next;
    }
    if start < text.len() {
        tokens.push(&text[start..]);
    }
    tokens
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
