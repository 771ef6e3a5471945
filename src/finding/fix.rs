//! The one right answer to a finding, as edits of the file's bytes.

use super::Region;
use crate::xml::Span;

/// How a finding is mended, where there is exactly one right answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What is done, as an order: `write the name as Oauth`.
    pub title: String,
    /// The edits, in the order of the file; none overlaps another.
    pub edits: Vec<Edit>,
    /// Whether an edit writes what can be a secret, so that the edits are made and never shown.
    pub conceals: bool,
}

/// A range of bytes and what comes in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that go; none where something is put in.
    pub span: Span,
    /// The same as lines and columns.
    pub region: Region,
    /// The text that comes.
    pub replacement: String,
}
