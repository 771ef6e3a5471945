//! JSON that a terminal can be shown: characters that cannot be seen as themselves are written as escapes.
//!
//! JSON itself asks for that up to U+001F. Beyond it stand control characters that move cursors too, and direction marks
//! that hide what stands beside them. A reader of the JSON gets the same text either way.

use std::io::{self, Write};

use serde_json::ser::Formatter;

use crate::render::paint::is_unseen;

/// A line end and the spaces of the deepest level that is written in one go.
const INDENT: &[u8] = b"\n                                ";
/// Spaces of one level.
const STEP: usize = 2;

/// Indented JSON without unseen characters, as `serde_json` indents it.
#[derive(Default)]
pub(super) struct Harmless {
    depth: usize,
    /// Whether the innermost open array or object holds something.
    is_filled: bool,
}

impl Harmless {
    fn line<W: ?Sized + Write>(&self, writer: &mut W) -> io::Result<()> {
        let spaces = STEP * self.depth;
        writer.write_all(&INDENT[..INDENT.len().min(1 + spaces)])?;
        (INDENT.len()..=spaces).try_for_each(|_| writer.write_all(b" "))
    }

    fn open<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: u8) -> io::Result<()> {
        self.depth += 1;
        self.is_filled = false;
        writer.write_all(&[bracket])
    }

    fn close<W: ?Sized + Write>(&mut self, writer: &mut W, bracket: u8) -> io::Result<()> {
        self.depth -= 1;
        if self.is_filled {
            self.line(writer)?;
        }
        writer.write_all(&[bracket])
    }

    fn next<W: ?Sized + Write>(&self, writer: &mut W, is_first: bool) -> io::Result<()> {
        if !is_first {
            writer.write_all(b",")?;
        }
        self.line(writer)
    }
}

impl Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if fragment.bytes().fold(true, |all, byte| all & (b' '..=b'~').contains(&byte)) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut rest = fragment;
        while let Some((at, unseen)) = rest.char_indices().find(|(_, character)| is_unseen(*character)) {
            writer.write_all(&rest.as_bytes()[..at])?;
            for unit in unseen.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = &rest[at + unseen.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b'[')
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b']')
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.next(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.is_filled = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.open(writer, b'{')
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.close(writer, b'}')
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.next(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.is_filled = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Serialize;
    use serde_json::{Value, json};

    fn written(value: &Value) -> String {
        let mut out = Vec::new();
        value.serialize(&mut serde_json::Serializer::with_formatter(&mut out, Harmless::default())).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn unseen_characters_are_escaped_and_mean_the_same() {
        let value = json!({ "a\u{9b}": ["x\u{202e}y\u{1b}", "\u{e0041}", "plain ä 😀 \"\n"], "empty": [], "n": 1 });
        let text = written(&value);
        assert!(!text.contains(|character| is_unseen(character) && character != '\n'), "{text}");
        for escape in [r"a\u009b", r"x\u202ey\u001b", r"\udb40\udc41", "plain ä 😀"] {
            assert!(text.contains(escape), "{escape} in {text}");
        }
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
    }

    #[test]
    fn lines_are_indented_as_serde_json_does() {
        let mut seen = json!({ "a": [1, { "b": [] }, [[]]], "c": {}, "d": { "e": null } });
        assert_eq!(written(&seen), serde_json::to_string_pretty(&seen).unwrap());
        for _ in 0..40 {
            seen = json!([seen, 1]);
        }
        assert_eq!(written(&seen), serde_json::to_string_pretty(&seen).unwrap());
    }
}
