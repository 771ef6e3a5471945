//! One line of an ignore file as git reads it, spelt so that the glob matcher reads it the same way.
//!
//! The matcher knows alternatives in braces and lets a class match `/`, git does neither; git knows named classes and
//! escapes inside classes, the matcher does neither. Source: `gitignore(5)` and git's `wildmatch.c`. Where git is at odds
//! with its manual the manual counts: in `/a**` git lets the stars cross folders, as it has cut the `a` off before.

use std::{iter::Peekable, str::Chars};

/// A line that git never matches with anything, which nobody writes on purpose.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternProblem {
    /// A class is not closed.
    #[error("`[` is never closed")]
    UnclosedClass,
    /// A range ends before it starts.
    #[error("the range `{start}-{end}` ends before it starts")]
    BackwardRange {
        /// Its first character.
        start: char,
        /// Its last character.
        end: char,
    },
    /// A named class that does not exist.
    #[error("`[:{name}:]` is no class")]
    UnknownClass {
        /// The name.
        name: String,
    },
    /// A backslash escapes nothing.
    #[error("the `\\` at the end escapes nothing")]
    LoneBackslash,
    /// The matcher refuses it.
    #[error("{reason}")]
    Refused {
        /// What it says.
        reason: String,
    },
}

/// The characters of each named class, as ranges.
const NAMED_CLASSES: &[(&str, &[(char, char)])] = &[
    ("alnum", &[('0', '9'), ('A', 'Z'), ('a', 'z')]),
    ("alpha", &[('A', 'Z'), ('a', 'z')]),
    ("blank", &[('\t', '\t'), (' ', ' ')]),
    ("cntrl", &[('\0', '\x1f'), ('\x7f', '\x7f')]),
    ("digit", &[('0', '9')]),
    ("graph", &[('!', '~')]),
    ("lower", &[('a', 'z')]),
    ("print", &[(' ', '~')]),
    ("punct", &[('!', '/'), (':', '@'), ('[', '`'), ('{', '~')]),
    ("space", &[('\t', '\r'), (' ', ' ')]),
    ("upper", &[('A', 'Z')]),
    ("xdigit", &[('0', '9'), ('A', 'F'), ('a', 'f')]),
];

/// The line for the matcher; nothing for comments, blank lines and others that match no path.
pub(super) fn for_matcher(line: &str) -> Result<Option<String>, PatternProblem> {
    if line.starts_with('#') {
        return Ok(None);
    }
    let line = without_trailing_spaces(line);
    let (negation, body) = match line.strip_prefix('!') {
        Some(body) => ("!", body),
        None => ("", line),
    };
    let (body, folder) = match body.strip_suffix('/') {
        Some(body) => (body, "/"),
        None => (body, ""),
    };
    // No path has two slashes in a row.
    if body.is_empty() || body.ends_with('/') || body.contains("//") {
        return Ok(None);
    }
    // Without a slash the pattern is about a name at any depth. The matcher is told so, as a class may bring in a slash.
    let anywhere = if body.contains('/') || body == "**" { "" } else { "**/" };
    let translated = translate(body)?;
    Ok(Some(format!("{negation}{anywhere}{translated}{folder}")))
}

/// Whether a backslash stands where people mean a folder: before a letter or digit, which nobody needs to escape.
pub fn has_backslash_folder(line: &str) -> bool {
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        let escaped = (character == '\\').then(|| characters.next()).flatten();
        if escaped.is_some_and(char::is_alphanumeric) {
            return !line.starts_with('#');
        }
    }
    false
}

/// Spaces at the end do not count unless a backslash stands before them. Other white space does count.
fn without_trailing_spaces(line: &str) -> &str {
    let mut end = 0;
    let mut characters = line.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            ' ' => {}
            '\\' => end = characters.next().map_or(line.len(), |(at, next)| at + next.len_utf8()),
            other => end = at + other.len_utf8(),
        }
    }
    &line[..end]
}

fn translate(body: &str) -> Result<String, PatternProblem> {
    let mut glob = String::with_capacity(body.len() + 8);
    let mut rest = body.chars().peekable();
    let mut before = None;
    while let Some(character) = rest.next() {
        match character {
            '\\' => escape_into(&mut glob, rest.next().ok_or(PatternProblem::LoneBackslash)?),
            '[' => Class::read(&mut rest)?.write(&mut glob),
            '*' => stars(&mut glob, before, &mut rest),
            '{' | '}' => escape_into(&mut glob, character),
            // The matcher takes white space off the end of lines.
            _ if character.is_whitespace() && rest.peek().is_none() => {
                glob.extend(['[', character, ']']);
            }
            other => glob.push(other),
        }
        before = Some(character);
    }
    Ok(glob)
}

fn escape_into(glob: &mut String, character: char) {
    glob.extend(['\\', character]);
}

/// Two stars and more cross folders where they are a whole part of the path; elsewhere they are one.
fn stars(glob: &mut String, before: Option<char>, rest: &mut Peekable<Chars<'_>>) {
    let mut several = false;
    while rest.next_if_eq(&'*').is_some() {
        several = true;
    }
    let is_border = |border: Option<char>| border.is_none_or(|character| character == '/');
    let crosses = several && is_border(before) && is_border(rest.peek().copied());
    glob.push_str(if crosses { "**" } else { "*" });
}

/// The characters between brackets.
struct Class {
    negated: bool,
    ranges: Vec<(char, char)>,
}

impl Class {
    /// Reads after the opening bracket.
    fn read(rest: &mut Peekable<Chars<'_>>) -> Result<Self, PatternProblem> {
        let negated = rest.next_if(|next| matches!(next, '!' | '^')).is_some();
        let mut ranges = Vec::new();
        let mut first = true;
        loop {
            let character = match rest.next().ok_or(PatternProblem::UnclosedClass)? {
                ']' if !first => return Ok(Self { negated, ranges }),
                '[' if rest.peek() == Some(&':') => {
                    ranges.extend(named_class(rest)?);
                    first = false;
                    continue;
                }
                '\\' => rest.next().ok_or(PatternProblem::UnclosedClass)?,
                other => other,
            };
            first = false;
            ranges.push((character, range_end(character, rest)?));
        }
    }

    /// Writes it so that no character in it means anything but itself, and so that it never matches `/`.
    ///
    /// `]` means itself where it stands first, `-` where it stands last. A zero byte, which no path holds, keeps the
    /// first place from `!` and `^`.
    fn write(&self, glob: &mut String) {
        let holds = |wanted| self.ranges.iter().any(|&(start, end)| start <= wanted && wanted <= end);
        glob.push_str(if self.negated { "[!" } else { "[" });
        glob.push(if holds(']') { ']' } else { '\0' });
        if self.negated {
            glob.push('/');
        }
        let mut ranges = self.ranges.clone();
        for special in ['/', ']', '-'] {
            ranges = ranges.into_iter().flat_map(|range| without(range, special)).collect();
        }
        for (start, end) in ranges {
            glob.extend([start, '-', end]);
        }
        if holds('-') {
            glob.push('-');
        }
        glob.push(']');
    }
}

/// The end of the range that starts with this character; the character itself where none follows.
fn range_end(start: char, rest: &mut Peekable<Chars<'_>>) -> Result<char, PatternProblem> {
    let mut ahead = rest.clone();
    if ahead.next() != Some('-') || matches!(ahead.peek(), None | Some(']')) {
        return Ok(start);
    }
    *rest = ahead;
    let end = match rest.next() {
        Some('\\') => rest.next(),
        other => other,
    };
    let end = end.ok_or(PatternProblem::UnclosedClass)?;
    if end < start {
        return Err(PatternProblem::BackwardRange { start, end });
    }
    Ok(end)
}

/// Reads `:name:]` after its opening bracket.
fn named_class(rest: &mut Peekable<Chars<'_>>) -> Result<&'static [(char, char)], PatternProblem> {
    rest.next();
    let name: String = rest.by_ref().take_while(|&next| next != ':').collect();
    if rest.next() != Some(']') {
        return Err(PatternProblem::UnclosedClass);
    }
    let known = NAMED_CLASSES.iter().find(|(known, _)| *known == name);
    known.map(|(_, ranges)| *ranges).ok_or(PatternProblem::UnknownClass { name })
}

/// The parts of a range on both sides of a character.
fn without((start, end): (char, char), special: char) -> impl Iterator<Item = (char, char)> {
    let inside = start <= special && special <= end;
    let neighbour = |step: i8| char::from((special as u8).wrapping_add_signed(step));
    let parts = if inside { [(start, neighbour(-1)), (neighbour(1), end)] } else { [(start, end), ('b', 'a')] };
    parts.into_iter().filter(|(start, end)| start <= end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_say_nothing() {
        for line in ["", "   ", "# a", "#", "/", "!", "!/", "a//", "a//b"] {
            assert_eq!(for_matcher(line), Ok(None), "{line:?}");
        }
    }

    #[test]
    fn broken_patterns_say_why() {
        for (line, reason) in [
            ("a[", "`[` is never closed"),
            ("a[b", "`[` is never closed"),
            ("a[]", "`[` is never closed"),
            ("a[[:alpha:]", "`[` is never closed"),
            ("a[z-a]", "the range `z-a` ends before it starts"),
            ("a[[:no:]]", "`[:no:]` is no class"),
            ("a\\", "the `\\` at the end escapes nothing"),
        ] {
            let problem = for_matcher(line).unwrap_err();
            assert_eq!(problem.to_string(), reason, "{line}");
        }
    }

    #[test]
    fn spaces_at_the_end_go_unless_escaped() {
        assert_eq!(without_trailing_spaces("a b  "), "a b");
        assert_eq!(without_trailing_spaces("a\\  "), "a\\ ");
        assert_eq!(without_trailing_spaces("a\t "), "a\t");
    }

    #[test]
    fn folders_written_with_backslashes_are_seen() {
        for line in ["force-app\\main", "!a\\b", "**\\x"] {
            assert!(has_backslash_folder(line), "{line}");
        }
        for line in ["# a\\b", "\\#a", "\\!a", "a\\ ", "a\\*b", "a\\\\"] {
            assert!(!has_backslash_folder(line), "{line}");
        }
    }
}
