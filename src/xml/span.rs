//! Where something stands: byte ranges, and the lines and columns that people read.

use std::fmt;

/// A range of bytes. Files are smaller than 4 GiB: [`super::Limits`] sees to it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The range from `start` up to and without `end`.
    ///
    /// # Panics
    /// Where an offset does not fit 32 bits; the size limit of the parser makes that impossible.
    pub fn new(start: usize, end: usize) -> Self {
        let narrow = |offset: usize| u32::try_from(offset).expect("the parser takes no file of 4 GiB");
        Self { start: narrow(start), end: narrow(end) }
    }

    /// The part of these bytes that the range covers.
    ///
    /// # Panics
    /// Where the range was made for other bytes.
    pub fn cut(self, bytes: &[u8]) -> &[u8] {
        &bytes[self.start as usize..self.end as usize]
    }
}

/// A line and a column, both counted from 1; columns count characters, not bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// The line starts of one file, made once to turn many offsets into positions.
///
/// A line ends at LF, at CRLF, or at a CR alone, as XML counts them. A byte order mark has no column.
///
/// A file can be one line, and many things be found in it: so that no column is counted from the line's start, the index
/// also knows how many characters begin before each block of bytes.
#[derive(Debug)]
pub struct Lines<'a> {
    bytes: &'a [u8],
    starts: Vec<usize>,
    /// How many characters begin before each block, and before the bytes after the last whole one.
    characters_before: Vec<usize>,
}

/// So many bytes are in a block.
const BLOCK: usize = 1024;

impl<'a> Lines<'a> {
    /// Finds the line starts.
    pub fn of(bytes: &'a [u8]) -> Self {
        let first = if bytes.starts_with(super::source::UTF8_MARK) { super::source::UTF8_MARK.len() } else { 0 };
        let ends_line = |at: usize| match bytes[at] {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        };
        let later = (0..bytes.len()).filter(|&at| ends_line(at)).map(|at| at + 1);
        let counts = bytes.chunks_exact(BLOCK).scan(0, |all, block| {
            *all += characters(block);
            Some(*all)
        });
        let characters_before = std::iter::once(0).chain(counts).collect();
        Self { bytes, starts: std::iter::once(first).chain(later).collect(), characters_before }
    }

    /// The bytes of the file.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// How many lines there are; after the last line end there is one more, which is empty.
    pub fn count(&self) -> usize {
        self.starts.len()
    }

    /// The line with this number, counted from 1, with its end; a line after the last is empty.
    pub fn span_with_end_of(&self, line: usize) -> Span {
        let start_of = |at: usize| self.starts.get(at).copied().unwrap_or(self.bytes.len());
        Span::new(start_of(line.saturating_sub(1)), start_of(line))
    }

    /// The line with this number, counted from 1, without its end; a line after the last is empty.
    pub fn span_of(&self, line: usize) -> Span {
        let Span { start, end } = self.span_with_end_of(line);
        let (start, end) = (start as usize, end as usize);
        let ends = self.bytes[start..end].iter().rev().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        Span::new(start, end - ends)
    }

    /// The number of the line in which the byte at this offset stands.
    pub fn line_of(&self, offset: u32) -> usize {
        let offset = self.clamped(offset);
        self.starts.partition_point(|&start| start <= offset)
    }

    fn clamped(&self, offset: u32) -> usize {
        (offset as usize).min(self.bytes.len()).max(self.starts[0])
    }

    /// The position of the byte at this offset.
    pub fn position(&self, offset: u32) -> Position {
        let (line, offset) = (self.line_of(offset), self.clamped(offset));
        let column = self.characters_before(offset) - self.characters_before(self.starts[line - 1]) + 1;
        Position { line, column }
    }

    /// How many characters begin before this offset.
    fn characters_before(&self, offset: usize) -> usize {
        let (counted, rest) = self.counted(offset);
        counted + characters(rest)
    }

    /// How many characters begin before the block of this offset, and the bytes of the block before it.
    fn counted(&self, offset: usize) -> (usize, &'a [u8]) {
        let block = offset / BLOCK;
        (self.characters_before[block], &self.bytes[block * BLOCK..offset])
    }
}

/// How many characters begin in these bytes.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, offset: u32) -> String {
        Lines::of(text.as_bytes()).position(offset).to_string()
    }

    #[test]
    fn lines_end_at_lf_crlf_and_cr() {
        assert_eq!(at("a\nb\r\nc\rd", 0), "1:1");
        assert_eq!(at("a\nb\r\nc\rd", 2), "2:1");
        assert_eq!(at("a\nb\r\nc\rd", 5), "3:1");
        assert_eq!(at("a\nb\r\nc\rd", 7), "4:1");
    }

    #[test]
    fn columns_count_characters_and_a_byte_order_mark_has_none() {
        assert_eq!(at("äöü<", 6), "1:4");
        assert_eq!(at("\u{feff}<a>", 3), "1:1");
        assert_eq!(at("\u{feff}<a>", 4), "1:2");
    }

    #[test]
    fn a_line_is_cut_out_without_its_end() {
        let lines = Lines::of(b"a\nbc\r\n\rd");
        let cut = |line: usize| String::from_utf8_lossy(lines.span_of(line).cut(lines.bytes())).into_owned();
        assert_eq!([cut(1), cut(2), cut(3), cut(4), cut(5)], ["a", "bc", "", "d", ""]);
    }

    #[test]
    fn no_column_is_counted_from_the_start_of_a_long_line() {
        let text = "<é>\n".to_owned() + &"aä€".repeat(5 * BLOCK);
        let lines = Lines::of(text.as_bytes());
        for (characters, (at, _)) in text.char_indices().enumerate().skip(4) {
            let (_, left_to_count) = lines.counted(at);
            assert!(left_to_count.len() < BLOCK);
            let position = lines.position(u32::try_from(at).unwrap());
            assert_eq!(position, Position { line: 2, column: characters - 3 });
        }
    }

    #[test]
    fn an_offset_past_the_end_is_the_end() {
        assert_eq!(at("ab", 99), "1:3");
        assert_eq!(at("", 0), "1:1");
    }
}
