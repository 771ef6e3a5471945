//! From bytes to text: byte order marks and encodings.

use super::{Position, XmlError, XmlProblem, span::Lines};

/// The byte order mark of UTF-8.
pub const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// First bytes that betray an encoding of two or four bytes a character; the longer ones first.
const WIDE_MARKS: &[(&[u8], &str)] = &[
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
    (b"<\x00?\x00", "UTF-16"),
    (b"\x00<\x00?", "UTF-16"),
];

/// The text of a file, without its byte order mark, and the mark's length.
pub(super) fn text_of(bytes: &[u8]) -> Result<(&str, usize), XmlError> {
    if let Some((_, encoding)) = WIDE_MARKS.iter().find(|(mark, _)| bytes.starts_with(mark)) {
        let position = Position { line: 1, column: 1 };
        return Err(XmlError { offset: 0, position, problem: XmlProblem::WideEncoding { encoding } });
    }
    let skipped = if bytes.starts_with(UTF8_MARK) { UTF8_MARK.len() } else { 0 };
    let text = std::str::from_utf8(&bytes[skipped..]).map_err(|error| {
        let offset = skipped + error.valid_up_to();
        let position = Lines::of(bytes).position(u32::try_from(offset).unwrap_or(u32::MAX));
        XmlError { offset, position, problem: XmlProblem::NotUtf8 { byte: bytes[offset] } }
    })?;
    Ok((text, skipped))
}

/// Whether a declared encoding is right for this text: UTF-8 always is, another one where all of the text is ASCII.
pub(super) fn declares_truly(encoding: &str, text: &str) -> bool {
    let superset_of_ascii = ["iso-8859-", "windows-125", "us-ascii", "ascii", "latin"];
    let name = encoding.to_ascii_lowercase();
    name == "utf-8" || name == "utf8" || (text.is_ascii() && superset_of_ascii.iter().any(|one| name.starts_with(one)))
}
