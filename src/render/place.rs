//! Findings as services outside keep them: paths from the root of the repository, and marks that outlive an edit.
//!
//! A service shows findings beside the files of a repository and knows of no other root. From one run to the next it has
//! to tell an old finding from a new one, though lines above it came and went: a fingerprint therefore holds the rule,
//! the file and the text that is pointed at, and no line number.

use std::{
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
};

use crate::finding::Finding;

/// The path from the root of the repository, with `/`, where the command ran in this folder of it.
pub(super) fn from_root(folder: &Path, path: &Path) -> String {
    let mut whole = PathBuf::new();
    for part in folder.join(path).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if whole.file_name().is_some() => drop(whole.pop()),
            part => whole.push(part),
        }
    }
    whole.display().to_string().replace('\\', "/")
}

/// The fingerprint of each finding, in their order. What is alike is counted, so that no two are the same.
pub(super) fn fingerprints(findings: &[Finding], folder: &Path) -> Vec<String> {
    let mut seen: BTreeMap<u64, usize> = BTreeMap::new();
    let fingerprint = |finding: &Finding| {
        let hash = hash_of(finding, folder);
        let count = seen.entry(hash).or_default();
        *count += 1;
        format!("{hash:016x}:{count}")
    };
    findings.iter().map(fingerprint).collect()
}

fn hash_of(finding: &Finding, folder: &Path) -> u64 {
    let path = finding.location.as_ref().map_or_else(String::new, |location| from_root(folder, &location.path));
    let component = finding.component.as_ref().map(ToString::to_string).unwrap_or_default();
    // Without its text, a finding is told by its words.
    let text = finding.excerpt.as_ref().map_or_else(
        || finding.message.clone(),
        |excerpt| excerpt.lines.iter().map(|line| line.text.trim()).collect::<Vec<_>>().join("\n"),
    );
    fnv1a([finding.rule.id, &path, &component, &text])
}

/// The hash FNV-1a of these texts: the same on every machine and in every version.
pub(super) fn fnv1a<'t>(texts: impl IntoIterator<Item = &'t str>) -> u64 {
    let bytes = texts.into_iter().flat_map(|text| text.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::NOT_WELL_FORMED;

    #[test]
    fn paths_start_at_the_root() {
        for (folder, path, wanted) in [
            ("", "a/b.xml", "a/b.xml"),
            ("sub", "./a/b.xml", "sub/a/b.xml"),
            ("sub/in", "../a.xml", "sub/a.xml"),
            ("", "../a.xml", "../a.xml"),
            ("sub", "/tmp/a.xml", "/tmp/a.xml"),
        ] {
            assert_eq!(from_root(Path::new(folder), Path::new(path)), wanted);
        }
    }

    #[test]
    fn what_is_alike_is_counted_and_what_is_not_differs() {
        let finding = |path: &str, message: &str| Finding::in_file(NOT_WELL_FORMED, path, message);
        let all = [finding("a", "x"), finding("a", "x"), finding("b", "x"), finding("a", "y")];
        let marks = fingerprints(&all, Path::new(""));
        assert_eq!(marks[0].replace(":1", ":2"), marks[1]);
        assert!(marks[2] != marks[0] && marks[3] != marks[0], "{marks:?}");
        assert_eq!(fnv1a(["a"]), 0x089b_e207_b544_f1e4, "what services keep must not change");
    }
}
