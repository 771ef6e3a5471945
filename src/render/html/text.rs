//! Hostile text as HTML: the only place that makes markup of a value.
//!
//! Templates escape by themselves; these types know what else a value can do. A character that cannot be seen is written
//! out and marked, so that no value turns the direction of reading or hides what stands beside it. And since a report may
//! be printed where a CI runner reads along, a value starts no line and holds no `##[`, by which runners know commands.

use std::{
    borrow::Cow,
    fmt::{self, Write},
};

use askama::{FastWritable, Values, filters::HtmlSafe};

use crate::render::paint::is_unseen;

/// So many characters of a name or a path are shown; what is longer was made to be a nuisance.
const MOST_OF_A_NAME: usize = 600;

/// A text between tags.
#[derive(Debug, Clone)]
pub(super) struct Text<'a>(Cow<'a, str>);

/// A text as the value of an attribute, or where no tag may stand.
#[derive(Debug, Clone)]
pub(super) struct Flat<'a>(Cow<'a, str>);

/// A path between tags: a line may end after each of its parts.
#[derive(Debug, Clone)]
pub(super) struct Way<'a>(Cow<'a, str>);

/// A sentence between tags: names in backticks are code.
#[derive(Debug, Clone)]
pub(super) struct Prose<'a>(Cow<'a, str>);

/// What may stand between the characters of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Markup {
    /// Nothing.
    None,
    /// Marks around what cannot be seen.
    Marks,
    /// Marks, and places where a line may end.
    Breaks,
}

impl<'a> Text<'a> {
    /// A value as long as it is.
    pub(super) fn whole(text: impl Into<Cow<'a, str>>) -> Self {
        Self(text.into())
    }

    /// A name, a path or a sentence, shortened where it is longer than any of them should be.
    pub(super) fn of(text: impl Into<Cow<'a, str>>) -> Self {
        Self(shortened(text.into()))
    }
}

impl<'a> Flat<'a> {
    /// A name, a path or a sentence, shortened where it is longer than any of them should be.
    pub(super) fn of(text: impl Into<Cow<'a, str>>) -> Self {
        Self(shortened(text.into()))
    }
}

impl<'a> Way<'a> {
    /// A path, shortened where it is longer than any should be.
    pub(super) fn of(text: impl Into<Cow<'a, str>>) -> Self {
        Self(shortened(text.into()))
    }
}

impl<'a> Prose<'a> {
    /// A sentence, shortened where it is longer than any should be.
    pub(super) fn of(text: impl Into<Cow<'a, str>>) -> Self {
        Self(shortened(text.into()))
    }
}

/// Backticks come in pairs; where they do not, they are only backticks.
fn write_prose(text: &str, out: &mut dyn Write) -> fmt::Result {
    let pieces: Vec<&str> = text.split('`').collect();
    if pieces.len().is_multiple_of(2) {
        return write_html(text, Markup::Marks, out);
    }
    for (at, piece) in pieces.into_iter().enumerate() {
        let (before, after) = if at % 2 == 1 { ("<code>", "</code>") } else { ("", "") };
        out.write_str(before)?;
        write_html(piece, Markup::Marks, out)?;
        out.write_str(after)?;
    }
    Ok(())
}

fn shortened(text: Cow<'_, str>) -> Cow<'_, str> {
    let Some((end, _)) = text.char_indices().nth(MOST_OF_A_NAME) else { return text };
    let more = grouped(text[end..].chars().count());
    Cow::Owned(format!("{}… ({more} more characters)", &text[..end]))
}

/// The number with its thousands apart: `12,345`.
pub(super) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let comma = |(at, digit): (usize, char)| {
        let comma = (at > 0 && (digits.len() - at).is_multiple_of(3)).then_some(',');
        comma.into_iter().chain([digit])
    };
    digits.chars().enumerate().flat_map(comma).collect()
}

/// What stands for a character in HTML; `None` for one that stands for itself.
fn stand_in(at: usize, character: char, markup: Markup) -> Option<Cow<'static, str>> {
    Some(Cow::Borrowed(match character {
        '<' => "&lt;",
        '>' => "&gt;",
        '&' => "&amp;",
        '"' => "&quot;",
        '\'' => "&#39;",
        '#' => "&#35;",
        ':' if at == 0 => "&#58;",
        '\n' => "&#10;",
        '\t' => return None,
        '/' | '.' | ',' | '[' if markup == Markup::Breaks => return Some(Cow::Owned(format!("{character}<wbr>"))),
        unseen if is_unseen(unseen) => {
            let told = unseen.escape_default();
            let marked = || format!("<i class=\"unseen\">{told}</i>");
            return Some(Cow::Owned(if markup == Markup::None { told.to_string() } else { marked() }));
        }
        _ => return None,
    }))
}

fn write_html(text: &str, markup: Markup, out: &mut dyn Write) -> fmt::Result {
    let mut written = 0;
    for (at, character) in text.char_indices() {
        let Some(stand_in) = stand_in(at, character, markup) else { continue };
        out.write_str(&text[written..at])?;
        out.write_str(&stand_in)?;
        written = at + character.len_utf8();
    }
    out.write_str(&text[written..])
}

macro_rules! html {
    ($name:ident, $write:expr) => {
        impl fmt::Display for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                $write(&self.0, f)
            }
        }

        impl FastWritable for $name<'_> {
            fn write_into(&self, out: &mut dyn Write, _: &dyn Values) -> askama::Result<()> {
                Ok($write(&self.0, out)?)
            }
        }

        impl HtmlSafe for $name<'_> {}
    };
}

html!(Text, |text: &str, out: &mut dyn Write| write_html(text, Markup::Marks, out));
html!(Flat, |text: &str, out: &mut dyn Write| write_html(text, Markup::None, out));
html!(Way, |text: &str, out: &mut dyn Write| write_html(text, Markup::Breaks, out));
html!(Prose, write_prose);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_value_is_markup() {
        let hostile = "</script><img src=x onerror='a' b=\"c\">&amp;";
        let told = "&lt;/script&gt;&lt;img src=x onerror=&#39;a&#39; b=&quot;c&quot;&gt;&amp;amp;";
        assert_eq!(Text::of(hostile).to_string(), told);
        assert_eq!(Flat::of(hostile).to_string(), told);
    }

    #[test]
    fn what_cannot_be_seen_is_written_out() {
        assert_eq!(Text::of("a\u{202e}b\0\r").to_string().matches("<i class=\"unseen\">").count(), 3);
        assert_eq!(Way::of("a/<b>[c").to_string(), "a/<wbr>&lt;b&gt;[<wbr>c");
        assert_eq!(Flat::of("a\u{202e}b\0\r\tc").to_string(), "a\\u{202e}b\\u{0}\\r\tc");
    }

    #[test]
    fn names_in_backticks_are_code() {
        assert_eq!(Prose::of("`<a>` is `b`").to_string(), "<code>&lt;a&gt;</code> is <code>b</code>");
        assert_eq!(Prose::of("a ` b").to_string(), "a ` b");
    }

    #[test]
    fn no_value_is_a_command_to_a_runner() {
        let told = Text::of("::error::x\n::error::y ##[error]z").to_string();
        assert_eq!(told, "&#58;:error::x&#10;::error::y &#35;&#35;[error]z");
    }

    #[test]
    fn a_name_that_is_no_name_is_shortened_and_counted() {
        let told = Text::of("ä".repeat(MOST_OF_A_NAME + 12_345)).to_string();
        assert!(told.ends_with("ä… (12,345 more characters)"), "{told}");
        assert_eq!(Text::of("ä".repeat(MOST_OF_A_NAME)).to_string(), "ä".repeat(MOST_OF_A_NAME));
        assert_eq!((grouped(0), grouped(999), grouped(1_234_567)), ("0".into(), "999".into(), "1,234,567".into()));
    }
}
