//! Words that are too random for words.

/// No random word is taken for a key that is shorter.
const SHORTEST: usize = 20;

/// Hexadecimal digits alone are a key from here on: 16 bytes.
const SHORTEST_HEX: usize = 32;

/// So many bits a character holds at least.
const BITS: f64 = 3.2;

/// So often, of all neighbours, two are of different classes. Words keep to one class, and `CamelCase` changes once a word.
const CHANGES: f64 = 0.2;

/// So often they are where nobody wrote words.
const MANY_CHANGES: f64 = 0.34;

/// What has fewer changes is made of words where more than this part of it stands in runs of small letters.
const IN_RUNS: f64 = 0.4;

/// How long such a run is.
const RUN: usize = 4;

/// Whether a word is likely made by chance: long, mixed, and nothing that has a meaning of its own.
pub(super) fn is_random(word: &str) -> bool {
    let word = word.trim_matches('=');
    if word.len() < SHORTEST || !word.is_ascii() || has_meaning(word) {
        return false;
    }
    let is_hex = word.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hex {
        return word.len() >= SHORTEST_HEX && entropy(word) > 2.5;
    }
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let changes = changes(word);
    let is_mixed = changes >= MANY_CHANGES || changes >= CHANGES && in_runs(word) < IN_RUNS;
    digits >= 2 && is_mixed && entropy(word) >= BITS
}

/// The part of a word that stands in runs of small letters.
fn in_runs(word: &str) -> f64 {
    let runs = word.as_bytes().chunk_by(|one, other| class(*one) == class(*other));
    let long = runs.filter(|run| class(run[0]) == Class::Small && run.len() >= RUN);
    ratio(long.map(<[u8]>::len).sum(), word.len())
}

/// Whether it is an address, a path, a name of a resource, a media type, a GUID or something else that people read.
fn has_meaning(word: &str) -> bool {
    let is_of_key = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.+/=~".contains(&byte);
    !word.bytes().all(is_of_key) || word.contains("..") || is_guid(word) || is_readable(word)
}

/// Whether the parts between marks are short, as in `api-2024-01-30.shop.example.com` or `a/b/c`.
fn is_readable(word: &str) -> bool {
    let mut parts = word.split(['-', '_', '.', '/', '+', '~', '=']);
    parts.all(|part| part.len() < 12 || part.bytes().all(|byte| byte.is_ascii_alphabetic()) && changes(part) < CHANGES)
}

fn is_guid(word: &str) -> bool {
    let lengths = word.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && word.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// How often, of all neighbours, two are of different classes. From a capital to a small letter is no change.
fn changes(word: &str) -> f64 {
    let pairs = word.as_bytes().windows(2);
    let changed = pairs.filter(|pair| match (class(pair[0]), class(pair[1])) {
        (Class::Capital, Class::Small) | (Class::Mark, _) | (_, Class::Mark) => false,
        (one, other) => one != other,
    });
    ratio(changed.count(), word.len().saturating_sub(1).max(1))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Small,
    Capital,
    Digit,
    Mark,
}

fn class(byte: u8) -> Class {
    match byte {
        b'a'..=b'z' => Class::Small,
        b'A'..=b'Z' => Class::Capital,
        b'0'..=b'9' => Class::Digit,
        _ => Class::Mark,
    }
}

/// Shannon's entropy, in bits a character.
fn entropy(word: &str) -> f64 {
    let mut counts = [0_usize; 128];
    word.bytes().for_each(|byte| counts[usize::from(byte & 0x7f)] += 1);
    let shares = counts.iter().filter(|&&count| count > 0).map(|&count| ratio(count, word.len()));
    shares.map(|share| -share * share.log2()).sum()
}

#[expect(clippy::cast_precision_loss, reason = "words are shorter than what a float holds exactly")]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole as f64
}
