//! Hostile text inside Markdown: whatever it holds, it is shown and means nothing.
//!
//! What GitHub and GitLab make of text goes beyond Markdown: mentions, references to issues and commits, bare addresses,
//! emoji, quick actions. Escapes stop none of these, for they are looked for in what was rendered. They are looked for
//! nowhere inside code. So every text that is not ours becomes code, or words in which nothing can be found.

use super::super::paint::printable;

/// The text as a code span, which reads back as exactly this text, once its unseen characters are written out.
pub(super) fn code(text: &str) -> String {
    let text = printable(text);
    if text.is_empty() {
        return "(empty)".to_owned();
    }
    let fence = "`".repeat(unused_run(&text));
    let is_stripped = text.starts_with(' ') && text.ends_with(' ') && !text.trim_matches(' ').is_empty();
    let pad = if is_stripped || text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// The lines as a block of code in the colours of a difference. None starts with a backtick, for each has a sign before
/// it, so none ends the block.
pub(super) fn diff_block(lines: &[String]) -> String {
    format!("```diff\n{}\n```\n", lines.join("\n"))
}

/// The text as code inside HTML.
pub(super) fn html_code(text: &str) -> String {
    let mut told = String::from("<code>");
    for character in printable(text).chars() {
        match character {
            '<' => told.push_str("&lt;"),
            '>' => told.push_str("&gt;"),
            '&' => told.push_str("&amp;"),
            '"' => told.push_str("&quot;"),
            character => told.push(character),
        }
    }
    told.push_str("</code>");
    told
}

/// A sentence with names in backticks: the names are code, plain words stay words, and anything else is code too.
pub(super) fn prose(text: &str) -> String {
    let text = printable(text);
    let pieces: Vec<&str> = text.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        return words(&text);
    }
    let piece = |(at, piece): (usize, &&str)| match at % 2 {
        0 => words(piece),
        _ if piece.is_empty() => String::new(),
        _ => code(piece),
    };
    pieces.iter().enumerate().map(piece).fold(String::new(), |mut told, piece| {
        // Two code spans that touch would be read as one.
        let touches = told.ends_with('`') && piece.starts_with('`');
        told.push_str(if touches { " " } else { "" });
        told + &piece
    })
}

/// The words as they are, and runs of what is no plain word as code.
fn words(text: &str) -> String {
    let mut told: Vec<String> = Vec::new();
    let mut strange: Vec<&str> = Vec::new();
    for word in text.split_whitespace() {
        if !is_plain(word) {
            strange.push(word);
            continue;
        }
        told.extend((!strange.is_empty()).then(|| code(&strange.join(" "))));
        strange.clear();
        told.push(word.to_owned());
    }
    told.extend((!strange.is_empty()).then(|| code(&strange.join(" "))));
    let space = |is_there: bool| if is_there { " " } else { "" };
    let (before, after) = (text.starts_with(char::is_whitespace), text.ends_with(char::is_whitespace));
    if told.is_empty() {
        return space(before).to_owned();
    }
    format!("{}{}{}", space(before), told.join(" "), space(after))
}

/// Whether nobody can take the word for anything but a word: letters, or a short number, and the marks of a sentence.
fn is_plain(word: &str) -> bool {
    let core = word.trim_start_matches(['(', '\'', '"']).trim_end_matches(['.', ',', ';', ':', '?', ')', '\'', '"']);
    let is_number = core.len() < LEAST_COMMIT && core.bytes().all(|byte| byte.is_ascii_digit());
    let parts = || core.split(['-', '\'']);
    let is_commit = |part: &str| part.len() >= LEAST_COMMIT && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let are_words = parts().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphabetic()));
    match core {
        "" => !word.is_empty() && word.bytes().all(|byte| b".,;:?)('\"".contains(&byte)),
        // `1.` and `1)` would number a list.
        _ if is_number => !word.ends_with(['.', ')']),
        _ => are_words && !parts().any(is_commit),
    }
}

/// So many hexadecimal digits are taken for a commit.
const LEAST_COMMIT: usize = 7;

/// The least number of backticks that the text has nowhere in a row.
fn unused_run(text: &str) -> usize {
    let lengths: Vec<usize> = runs(text).collect();
    (1..=lengths.len() + 1).find(|length| !lengths.contains(length)).expect("one more length than there are runs")
}

/// The lengths of all runs of backticks.
fn runs(text: &str) -> impl Iterator<Item = usize> {
    text.split(|character| character != '`').map(str::len).filter(|length| *length > 0)
}
