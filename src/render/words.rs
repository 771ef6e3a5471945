//! Which words of two values differ.
//!
//! A word is what a reader takes in at once: a run of letters and digits, a run of white space, or one mark. Where two
//! values have little in common, no word is named: then all of it is new, and marks here and there would only distract.

use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_width::UnicodeWidthChar;

/// With more words than this on a side, only what both begin and end with is taken as the same: time stays short, and the
/// same input gives the same answer.
const MOST_WORDS: usize = 4_000;

/// A value of which less than one letter in so many is the same on both sides is another value.
const LEAST_IN_COMMON: usize = 4;

/// A part of a value, and whether the other value lacks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part<'t> {
    /// Its text.
    pub(super) text: &'t str,
    /// Whether the other value lacks it.
    pub(super) differs: bool,
}

/// The parts of two values, in their order. Together they are the values.
pub(super) fn parts<'t>(before: &'t str, after: &'t str) -> [Vec<Part<'t>>; 2] {
    let (old, new) = (words(before), words(after));
    let [mut gone, mut come] = differing(&old, &new);
    if !have_much_in_common([&old, &new], [&gone, &come]) {
        return [before, after].map(|text| vec![Part { text, differs: false }]);
    }
    bridge_space(&old, &mut gone);
    bridge_space(&new, &mut come);
    [joined(before, &old, &gone), joined(after, &new, &come)]
}

/// Whether two values differ in white space alone.
pub(super) fn differ_in_space_alone(before: &str, after: &str) -> bool {
    let without = |text: &str| text.split_whitespace().collect::<String>();
    before != after && without(before) == without(after)
}

/// Which words of each side the other one lacks.
fn differing(old: &[&str], new: &[&str]) -> [Vec<bool>; 2] {
    let (mut gone, mut come) = (vec![true; old.len()], vec![true; new.len()]);
    for (at_old, at_new, count) in same(old, new) {
        gone[at_old..at_old + count].fill(false);
        come[at_new..at_new + count].fill(false);
    }
    [gone, come]
}

/// The runs of words that are the same: where they start on either side, and how many they are.
fn same(old: &[&str], new: &[&str]) -> Vec<(usize, usize, usize)> {
    if old.len().max(new.len()) > MOST_WORDS {
        let start = old.iter().zip(new).take_while(|(one, other)| one == other).count();
        let (old, new) = (&old[start..], &new[start..]);
        let end = old.iter().rev().zip(new.iter().rev()).take_while(|(one, other)| one == other).count();
        return vec![(0, 0, start), (start + old.len() - end, start + new.len() - end, end)];
    }
    let operations = capture_diff_slices(Algorithm::Myers, old, new).into_iter();
    let equal = operations.filter_map(|operation| match operation {
        DiffOp::Equal { old_index, new_index, len } => Some((old_index, new_index, len)),
        _ => None,
    });
    equal.collect()
}

/// Letters and digits of these words.
fn weight<'w>(words: impl Iterator<Item = &'w &'w str>) -> usize {
    words.map(|word| word.chars().filter(|character| character.is_alphanumeric()).count()).sum()
}

fn have_much_in_common(words: [&[&str]; 2], differs: [&[bool]; 2]) -> bool {
    let all = words.map(|words| weight(words.iter()));
    let [old, _] = words;
    let common = weight(old.iter().zip(differs[0]).filter(|(_, differs)| !**differs).map(|(word, _)| word));
    let longer = all[0].max(all[1]);
    common * LEAST_IN_COMMON >= longer && (longer > 0 || differs.iter().any(|side| side.contains(&false)))
}

/// Takes the space between two differing words as differing too, so that they read as one.
fn bridge_space(words: &[&str], differs: &mut [bool]) {
    for at in 1..words.len().saturating_sub(1) {
        if differs[at - 1] && differs[at + 1] && words[at].trim().is_empty() {
            differs[at] = true;
        }
    }
}

fn joined<'t>(text: &'t str, words: &[&str], differs: &[bool]) -> Vec<Part<'t>> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, run) in differs.chunk_by(|one, other| one == other).scan(0, |at, run| {
        let first = *at;
        *at += run.len();
        Some((first, run))
    }) {
        let length: usize = words[at..at + run.len()].iter().map(|word| word.len()).sum();
        parts.push(Part { text: &text[start..start + length], differs: run[0] });
        start += length;
    }
    parts
}

/// What a character can join with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Space,
    Alone,
}

fn class_of(character: char) -> Class {
    match character {
        space if space.is_whitespace() => Class::Space,
        // Scripts with wide characters write no space between words.
        letter if (letter.is_alphanumeric() || letter == '_') && letter.width() == Some(1) => Class::Word,
        _ => Class::Alone,
    }
}

/// The words of a text. Together they are the text.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut last: Option<Class> = None;
    for (at, character) in text.char_indices() {
        // A mark that stands over the character before belongs to it.
        if last.is_some() && character.width() == Some(0) {
            continue;
        }
        let class = class_of(character);
        if at > start && (class == Class::Alone || last != Some(class)) {
            words.push(&text[start..at]);
            start = at;
        }
        last = Some(class);
    }
    if start < text.len() {
        words.push(&text[start..]);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn marked(before: &str, after: &str) -> [String; 2] {
        let mark = |part: &Part<'_>| if part.differs { format!("[{}]", part.text) } else { part.text.to_owned() };
        parts(before, after).map(|side| side.iter().map(mark).collect())
    }

    #[test]
    fn the_words_that_differ_are_named() {
        for (before, after, expected) in [
            (
                "{!$Credential.Stripe.SecretKey}",
                "{!$Credential.Stripe.ApiKey}",
                ["{!$Credential.Stripe.[SecretKey]}", "{!$Credential.Stripe.[ApiKey]}"],
            ),
            (
                "https://login.parcels.example/oauth",
                "https://auth.parcels.example/oauth2",
                ["https://[login].parcels.example/[oauth]", "https://[auth].parcels.example/[oauth2]"],
            ),
            (
                "labels.write read",
                "labels.write read pickups.write",
                ["labels.write read", "labels.write read[ pickups.write]"],
            ),
            (
                "one two three four x y",
                "one two three four a b",
                ["one two three four [x y]", "one two three four [a b]"],
            ),
            ("false", "true", ["false", "true"]),
            ("a b", "a  b", ["a[ ]b", "a[  ]b"]),
            ("", "x", ["", "x"]),
            ("東京支店の鍵", "東京本店の鍵", ["東京[支]店の鍵", "東京[本]店の鍵"]),
        ] {
            assert_eq!(marked(before, after), expected);
        }
    }

    #[test]
    fn white_space_alone_is_told_apart() {
        assert!(differ_in_space_alone("a b", "a\u{a0} b ") && differ_in_space_alone("", " "));
        assert!(!differ_in_space_alone("a b", "a b") && !differ_in_space_alone("a b", "a c"));
    }

    #[test]
    fn of_very_long_values_the_middle_differs() {
        let (before, after) =
            ("w ".repeat(3000) + "x" + &" e".repeat(3000), "w ".repeat(3000) + "y" + &" e".repeat(3000));
        let [gone, come] = parts(&before, &after);
        let differing =
            |side: &[Part<'_>]| side.iter().filter(|part| part.differs).map(|part| part.text.len()).sum::<usize>();
        assert_eq!((differing(&gone), differing(&come)), (1, 1));
    }

    proptest! {
        #[test]
        fn the_parts_are_the_values(before in "\\PC{0,20}( |a|b|é|漢|\u{301}){0,8}", after in "( |a|b|é|漢|\u{301}){0,8}\\PC{0,20}") {
            let [gone, come] = parts(&before, &after);
            prop_assert_eq!(gone.iter().map(|part| part.text).collect::<String>(), before.clone());
            prop_assert_eq!(come.iter().map(|part| part.text).collect::<String>(), after.clone());
            if before == after {
                prop_assert!(gone.iter().chain(&come).all(|part| !part.differs));
            }
        }
    }
}
