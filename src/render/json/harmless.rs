//! JSON that a terminal can be shown: characters that cannot be seen as themselves are written as escapes.
//!
//! JSON itself asks for that up to U+001F. Beyond it stand control characters that move cursors too, and direction marks
//! that hide what stands beside them. A reader of the JSON gets the same text either way.

use std::io::{self, Write};

use serde_json::ser::{Formatter, PrettyFormatter};

use crate::render::paint::is_unseen;

/// Indented JSON without unseen characters.
#[derive(Default)]
pub(super) struct Harmless(PrettyFormatter<'static>);

impl Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if fragment.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
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
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
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
        let seen = json!({ "a": [1, { "b": [] }], "c": {} });
        assert_eq!(written(&seen), serde_json::to_string_pretty(&seen).unwrap());
    }
}
