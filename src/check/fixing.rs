//! Applies fixes to files, as the smallest edits, and never half of one.

use std::{collections::BTreeMap, path::Path};

use super::{Question, check, redline::redline};
use crate::{
    diff::Hunk,
    finding::{Finding, Fix, Rule},
    metadata::{Component, ComponentId, Snapshot},
    xml::{self, Span, XmlError},
};

/// So often files are checked again after fixes. Each round applies every fix that touches no other, so that even a
/// hundred fixes at one place come to an end; more means that two rules undo each other's work.
const MOST_ROUNDS: usize = 100;

/// A file's bytes after some fixes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended<'f> {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The fixes that were applied. A check of the new bytes finds the others again: they touch what these change.
    pub applied: Vec<&'f Fix>,
}

/// A fix that would break the file: a fault of ours, and nothing is written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FixError {
    /// What was well-formed would no longer be.
    #[error("the fix \"{title}\" would leave a file that is not well-formed")]
    NotWellFormed {
        /// What the fix does.
        title: String,
        /// What would be wrong.
        #[source]
        source: XmlError,
    },
    /// Its edits are in each other's way.
    #[error("the fix \"{title}\" changes the same text twice")]
    Overlapping {
        /// What the fix does.
        title: String,
    },
}

/// Applies fixes in their order; one that overlaps another, or touches it, is left.
pub fn mend<'f>(bytes: &[u8], fixes: impl IntoIterator<Item = &'f Fix>) -> Result<Mended<'f>, FixError> {
    let mut edits: Vec<(Span, &str)> = Vec::new();
    let mut applied: Vec<&Fix> = Vec::new();
    for fix in fixes {
        let own: Vec<(Span, &str)> = fix.edits.iter().map(|edit| (edit.span, edit.replacement.as_str())).collect();
        if !own.is_sorted_by(|(one, _), (other, _)| one.end <= other.start) {
            return Err(FixError::Overlapping { title: fix.title.clone() });
        }
        if !own.iter().any(|(span, _)| edits.iter().any(|(other, _)| touch(*span, *other))) {
            edits.extend(own);
            applied.push(fix);
        }
    }
    edits.sort_by_key(|(span, _)| *span);
    let mended = applied_to(bytes, &edits);
    let read = xml::parse(&mended).map(drop);
    match read {
        Err(source) if xml::parse(bytes).is_ok() => Err(blame(bytes, &applied, source)),
        _ => Ok(Mended { bytes: mended, applied }),
    }
}

/// The fix that breaks the file by itself, else the last.
fn blame(bytes: &[u8], applied: &[&Fix], source: XmlError) -> FixError {
    let alone = |fix: &&&Fix| {
        let edits: Vec<(Span, &str)> = fix.edits.iter().map(|edit| (edit.span, edit.replacement.as_str())).collect();
        xml::parse(&applied_to(bytes, &edits)).is_err()
    };
    let title = applied.iter().find(alone).or(applied.last()).map_or_else(String::new, |fix| fix.title.clone());
    FixError::NotWellFormed { title, source }
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

/// What fixing makes of a project.
#[derive(Debug)]
pub struct Fixed {
    /// The files that change, in the order of their components.
    pub files: Vec<FixedFile>,
    /// What is wrong after that, with places in the changed files, sorted.
    pub findings: Vec<Finding>,
}

/// A file that fixes change.
#[derive(Debug)]
pub struct FixedFile {
    /// The component as it was.
    pub before: Component,
    /// The component as it will be.
    pub after: Component,
    /// What was done to it, round by round.
    pub done: Vec<Done>,
    /// What changes in its lines, with all hidden that can be a secret.
    pub hunks: Vec<Hunk>,
}

/// A fix that was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The rule that asked for it.
    pub rule: Rule,
    /// What it did, as an order.
    pub title: String,
}

/// Fixes what can be fixed in the components that are wanted, round by round, until nothing is left to fix.
pub fn fix(question: &Question<'_>, wanted: impl Fn(&ComponentId) -> bool) -> Result<Fixed, FixError> {
    let mut snapshot = question.snapshot.clone();
    let mut done: BTreeMap<ComponentId, Vec<Done>> = BTreeMap::new();
    let mut findings = check(question);
    for _ in 0..MOST_ROUNDS {
        let mended = round(&snapshot, &findings, &wanted)?;
        if mended.is_empty() {
            break;
        }
        for (component, own) in mended {
            done.entry(component.id().clone()).or_default().extend(own);
            snapshot.put(component);
        }
        findings = check(&Question { snapshot: &snapshot, ..*question });
    }
    let files = done.into_iter().filter_map(|(id, done)| {
        let (before, after) = (question.snapshot.get(&id)?.clone(), snapshot.get(&id)?.clone());
        // Two rules that undo each other's work can end where they began.
        (before != after).then(|| FixedFile { hunks: redline(&before, &after, question.version), before, after, done })
    });
    Ok(Fixed { files: files.collect(), findings })
}

/// The components that one round changes, and what it does to each.
fn round(
    snapshot: &Snapshot,
    findings: &[Finding],
    wanted: &impl Fn(&ComponentId) -> bool,
) -> Result<Vec<(Component, Vec<Done>)>, FixError> {
    let mut fixes: BTreeMap<&ComponentId, Vec<(&Finding, &Fix)>> = BTreeMap::new();
    for finding in findings {
        if let (Some(id), Some(fix)) = (&finding.component, &finding.fix)
            && wanted(id)
        {
            fixes.entry(id).or_default().push((finding, fix));
        }
    }
    let mut changed = Vec::new();
    for (id, fixes) in fixes {
        let Some((component, file)) = snapshot.get(id).and_then(|found| Some((found, found.metadata_file()?))) else {
            continue;
        };
        let is_here = |finding: &Finding| finding.location.as_ref().is_some_and(|place| place.path == *file.path);
        let fixes: Vec<(&Finding, &Fix)> = fixes.into_iter().filter(|(finding, _)| is_here(finding)).collect();
        let mended = mend(&file.bytes, fixes.iter().map(|(_, fix)| *fix))?;
        if mended.bytes != *file.bytes {
            let applied = |fix: &Fix| mended.applied.iter().any(|one| std::ptr::eq(*one, fix));
            let own = fixes.iter().filter(|(_, fix)| applied(fix));
            let own = own.map(|(finding, fix)| Done { rule: finding.rule, title: fix.title.clone() }).collect();
            changed.extend(component.with_metadata(mended.bytes).map(|component| (component, own)));
        }
    }
    Ok(changed)
}

impl FixedFile {
    /// The file.
    pub fn path(&self) -> &Path {
        self.after.metadata_file().map_or(Path::new(""), |file| &file.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        finding::{Edit, Region},
        xml::Position,
    };

    fn fix(title: &str, edits: &[(usize, usize, &str)]) -> Fix {
        let region = Region::at(Position { line: 1, column: 1 });
        let edit = |(start, end, text): &(usize, usize, &str)| Edit {
            span: Span::new(*start, *end),
            region,
            replacement: (*text).to_owned(),
        };
        Fix { title: title.to_owned(), edits: edits.iter().map(edit).collect(), conceals: false }
    }

    #[test]
    fn fixes_that_touch_wait_for_the_next_round() {
        let (one, touching, apart) =
            (fix("one", &[(3, 4, "1")]), fix("two", &[(4, 5, "2")]), fix("three", &[(6, 6, "3")]));
        let mended = mend(b"<a>xyzuv</a>", [&one, &touching, &apart]).unwrap();
        assert_eq!((&mended.bytes[..], mended.applied), (&b"<a>1yz3uv</a>"[..], vec![&one, &apart]));
    }

    #[test]
    fn half_a_fix_is_never_applied() {
        let (one, both) = (fix("one", &[(3, 4, "1")]), fix("both", &[(4, 5, "2"), (6, 7, "3")]));
        assert_eq!(mend(b"<a>xyzu</a>", [&one, &both]).unwrap().bytes, b"<a>1yzu</a>");
    }

    #[test]
    fn a_fix_that_breaks_the_file_is_named() {
        let (good, bad) = (fix("good", &[(3, 4, "1")]), fix("bad", &[(0, 1, "")]));
        let error = mend(b"<a>x</a>", [&bad, &good]).unwrap_err();
        assert!(matches!(&error, FixError::NotWellFormed { title, .. } if title == "bad"), "{error}");
        let twice = fix("twice", &[(3, 5, ""), (4, 5, "")]);
        assert_eq!(mend(b"<a>xy</a>", [&twice]), Err(FixError::Overlapping { title: "twice".to_owned() }));
    }

    #[test]
    fn a_broken_file_may_stay_broken() {
        let one = fix("one", &[(1, 2, "b")]);
        assert_eq!(mend(b"<a>&", [&one]).unwrap().bytes, b"<b>&");
    }
}
