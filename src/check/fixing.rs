//! Applies fixes to a file's bytes, as the smallest edits, and never half of one.

use crate::{
    finding::Fix,
    xml::{self, Span, XmlError},
};

/// A file's bytes after some fixes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// How many fixes were applied.
    pub applied: usize,
    /// How many were left, because they touch what another one changes. A check of the new bytes finds them again.
    pub left: usize,
}

/// A fix that would break the file: a fault of ours, and nothing is written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the fix \"{title}\" would leave a file that is not well-formed")]
pub struct FixError {
    /// What the fix does.
    pub title: String,
    /// What would be wrong.
    #[source]
    pub source: XmlError,
}

/// Applies fixes in their order; one that overlaps another is left.
pub fn mend<'f>(bytes: &[u8], fixes: impl IntoIterator<Item = &'f Fix>) -> Result<Mended, FixError> {
    let mut edits: Vec<(Span, &str)> = Vec::new();
    let (mut applied, mut left, mut last) = (0, 0, None);
    for fix in fixes {
        let own: Vec<(Span, &str)> = fix.edits.iter().map(|edit| (edit.span, edit.replacement.as_str())).collect();
        if own.iter().any(|(span, _)| edits.iter().any(|(other, _)| touch(*span, *other))) {
            left += 1;
            continue;
        }
        edits.extend(own);
        (applied, last) = (applied + 1, Some(fix));
    }
    edits.sort_by_key(|(span, _)| *span);
    let mended = applied_to(bytes, &edits);
    match (last, xml::parse(&mended)) {
        (Some(fix), Err(source)) if xml::parse(bytes).is_ok() => Err(FixError { title: fix.title.clone(), source }),
        _ => Ok(Mended { bytes: mended, applied, left }),
    }
}

fn touch(one: Span, other: Span) -> bool {
    one.start <= other.end && other.start <= one.end
}

fn applied_to(bytes: &[u8], edits: &[(Span, &str)]) -> Vec<u8> {
    let mut mended = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for (span, replacement) in edits {
        mended.extend_from_slice(&bytes[at..span.start as usize]);
        mended.extend_from_slice(replacement.as_bytes());
        at = span.end as usize;
    }
    mended.extend_from_slice(&bytes[at..]);
    mended
}
