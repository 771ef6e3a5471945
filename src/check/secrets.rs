//! Secrets in plain text: what a literal looks like, and never what it is.
//!
//! Three ways to recognise one, the surest first: by its shape, by the name beside it, by chance, that is by being too
//! random for words. Placeholders, formulas and what every header says are none. Whoever calls gets a kind to name in
//! a message; no part of the value leaves this module.

mod chance;
mod encoded;
mod literal;
mod name;
mod placeholder;
mod shape;
mod url;

#[cfg(test)]
mod tests;

use literal::{find_in_literals, words};

pub(super) use url::in_url;

/// What is said where nothing is known but that it is no word.
const RANDOM: &str = "a key or token";

/// Names of authentication schemes, which stand before a credential.
const SCHEMES: &[&str] = &["apikey", "basic", "bearer", "digest", "key", "oauth", "token"];

/// What a value looks like that may be a secret, beside this name: a header's, a parameter's, a claim's.
pub(super) fn in_value(name: &str, value: &str) -> Option<&'static str> {
    find_in_literals(value, |literal| {
        by_shape(literal).or_else(|| {
            let credential = without_scheme(literal);
            let is_open = !placeholder::is_one(credential);
            let by_name = || name::kind(name).filter(|_| name::can_be_secret(credential));
            let by_chance = || (!name::is_about(name) && words(credential).any(chance::is_random)).then_some(RANDOM);
            is_open.then(|| by_name().or_else(|| by_scheme(literal, credential)).or_else(by_chance)).flatten()
        })
    })
}

/// What a value holds that is harmless as such, by its shape alone.
pub(super) fn in_harmless(value: &str) -> Option<&'static str> {
    if !can_have_shape(value) {
        return None;
    }
    find_in_literals(value, by_shape)
}

/// What prose holds: a description, a label, a comment.
pub(super) fn in_text(text: &str) -> Option<&'static str> {
    by_shape(text).or_else(|| in_assignment(text)).or_else(|| {
        if !has_long_run(text) {
            return None;
        }
        let mut spoken = words(text).filter(|word| !word.contains("://"));
        spoken.any(|word| chance::is_random(word) && !placeholder::is_one(word)).then_some(RANDOM)
    })
}

/// Whether a value is written out, and not as a formula or a placeholder.
pub(super) fn is_literal(value: &str) -> bool {
    find_in_literals(value, |literal| (!placeholder::is_one(literal)).then_some(())).is_some()
}

fn by_shape(text: &str) -> Option<&'static str> {
    if !can_have_shape(text) {
        return None;
    }
    encoded::kind(text).or_else(|| long_words(text).flat_map(parts).find_map(shape::kind))
}

/// Whether it is worth a closer look: no key is short, and most values and their words are.
fn can_have_shape(text: &str) -> bool {
    text.len() >= shape::SHORTEST && (has_long_run(text) || encoded::is_worth_a_look(text))
}

/// Whether so many characters stand together that they can be a key.
fn has_long_run(text: &str) -> bool {
    let mut run = 0;
    text.bytes().any(|byte| {
        run = if byte.is_ascii_whitespace() { 0 } else { run + 1 };
        run >= shape::SHORTEST
    })
}

/// The words that are long enough for a key.
fn long_words(text: &str) -> impl Iterator<Item = &str> {
    words(text).filter(|word| word.len() >= shape::SHORTEST)
}

/// The parts of a word that stand between the marks of URLs and assignments.
fn parts(word: &str) -> impl Iterator<Item = &str> {
    word.split(['/', '?', '&', '=', ':', '#', '@'])
}

/// What follows an authentication scheme is its credential.
fn by_scheme(literal: &str, credential: &str) -> Option<&'static str> {
    let is_one_word = !credential.contains(char::is_whitespace);
    (credential.len() < literal.len() && is_one_word && name::can_be_secret(credential)).then_some("a credential")
}

fn without_scheme(literal: &str) -> &str {
    let literal = literal.trim();
    let Some(at) = literal.find([' ', '=']) else { return literal };
    let is_scheme = SCHEMES.iter().any(|scheme| scheme.eq_ignore_ascii_case(&literal[..at]));
    if is_scheme { literal[at + 1..].trim() } else { literal }
}

/// `password: …` in prose, where what follows is no word.
fn in_assignment(text: &str) -> Option<&'static str> {
    let marks = memchr::memchr2_iter(b':', b'=', text.as_bytes());
    marks.filter(|&at| !text[at..].starts_with("://")).find_map(|at| {
        let called = text[..at].trim_end().rsplit(|mark: char| mark.is_whitespace() || mark == ',').next()?;
        let value = text[at + 1..].split_whitespace().next()?.trim_matches(['"', '\'', ',', ';', '.', ')']);
        let is_told = name::has_digits_and_letters(value) && !value.contains("://") && !placeholder::is_one(value);
        name::kind(called).filter(|_| is_told && name::can_be_secret(value))
    })
}
