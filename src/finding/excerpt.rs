//! The lines of a file that a finding is about, ready to be shown: what can hold a secret is hidden already.

use std::ops::Range;

/// The lines that a finding points at. Nothing in them can be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt {
    /// The lines, in the order of the file; at least one.
    pub lines: Vec<ExcerptLine>,
    /// How many more lines the finding spans that are not shown.
    pub omitted: usize,
}

/// One line of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExcerptLine {
    /// Its number, from 1.
    pub number: usize,
    /// Its text without its end, with `***` where something was hidden.
    pub text: String,
    /// What is pointed at, in characters of the text.
    pub marked: Range<usize>,
}
