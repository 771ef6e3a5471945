//! From files to components: which files belong together, which are too many, and which lack their other half.

use std::path::PathBuf;

use super::{FoundFile, with_article};
use crate::{
    finding::{DUPLICATE_COMPONENT, Finding, WITHOUT_CONTENT},
    metadata::{FileRole, shape::Layout},
    source::suffixes::META_XML,
};

/// Sorts files by component and drops those that a component has no place for.
pub(super) fn settle(files: Vec<FoundFile>, ignored: &[PathBuf], findings: &mut Vec<Finding>) -> Vec<FoundFile> {
    let files = sorted(files);
    let is_simple = |group: &[FoundFile]| group.len() == 1 && group[0].metadata_type.layout == Layout::OneFile;
    if files.chunk_by(FoundFile::is_of_same_component).all(is_simple) {
        return files;
    }
    let mut kept = Vec::with_capacity(files.len());
    for group in files.chunk_by(FoundFile::is_of_same_component) {
        if is_simple(group) {
            kept.push(group[0].clone());
        } else {
            settle_group(group, ignored, findings, &mut kept);
        }
    }
    kept
}

/// Sorts by type, name and path. The first bytes of the names decide mostly, so those are sorted as numbers, and only
/// where they are the same is there more to compare.
fn sorted(files: Vec<FoundFile>) -> Vec<FoundFile> {
    let mut keys: Vec<(u16, u128, usize)> =
        files.iter().enumerate().map(|(index, file)| (file.rank, first_bytes(file.full_name()), index)).collect();
    keys.sort_unstable();
    for alike in keys.chunk_by_mut(|one, other| (one.0, one.1) == (other.0, other.1)) {
        alike.sort_unstable_by_key(|&(.., index)| (files[index].full_name(), files[index].text()));
    }
    let mut files: Vec<Option<FoundFile>> = files.into_iter().map(Some).collect();
    let mut sorted = Vec::with_capacity(files.len());
    sorted.extend(keys.into_iter().filter_map(|(.., index)| files[index].take()));
    sorted
}

/// The first sixteen bytes of a name as a number that sorts as they do.
fn first_bytes(name: &str) -> u128 {
    let mut bytes = [0; 16];
    let length = name.len().min(bytes.len());
    bytes[..length].copy_from_slice(&name.as_bytes()[..length]);
    u128::from_be_bytes(bytes)
}

/// The files of one component: the first that are whole stay, others are duplicates.
fn settle_group(group: &[FoundFile], ignored: &[PathBuf], findings: &mut Vec<Finding>, kept: &mut Vec<FoundFile>) {
    let mut candidates: Vec<&[FoundFile]> = group.chunk_by(is_pair).collect();
    candidates.retain(|files| !is_foreign(files));
    // A pair counts before a lone half, whatever their order.
    candidates.sort_by_key(|files| lacks_half(files));
    let Some((first, others)) = candidates.split_first() else {
        return;
    };
    for other in others {
        findings.push(duplicate(&first[0], &other[0]));
    }
    if lacks_half(first) {
        findings.push(lone(&first[0], ignored));
    }
    kept.extend(first.iter().cloned());
}

/// A content file and, right after it, the metadata file of the same path.
fn is_pair(first: &FoundFile, second: &FoundFile) -> bool {
    first.role == FileRole::Content && second.text().strip_suffix(META_XML) == Some(first.text())
}

fn lacks_half(files: &[FoundFile]) -> bool {
    files.len() == 1 && files[0].metadata_type.layout == Layout::ContentAndMetadata
}

/// Whether a lone content file lies elsewhere than in its type's folder. Many programs have files that end in `.crt`.
fn is_foreign(files: &[FoundFile]) -> bool {
    let file = &files[0];
    let folder = file.path().parent().and_then(|folder| folder.file_name());
    files.len() == 1
        && file.role == FileRole::Content
        && folder.is_none_or(|name| name != file.metadata_type.directory.as_str())
}

fn duplicate(first: &FoundFile, other: &FoundFile) -> Finding {
    let message = format!("`{}` is described by `{}` and by `{}`", first.id(), first.text(), other.text());
    Finding::in_file(DUPLICATE_COMPONENT, other.path(), message)
        .about(first.id())
        .with_help("keep one of the two; the first is used until then")
}

fn lone(file: &FoundFile, ignored: &[PathBuf]) -> Finding {
    let (there, other, half) = match file.role {
        FileRole::Content => ("content", format!("{}{META_XML}", file.text()), "metadata"),
        FileRole::Metadata => {
            let content = file.text().strip_suffix(META_XML);
            ("metadata", content.unwrap_or_default().to_owned(), "content")
        }
    };
    let title = with_article(&file.metadata_type.title);
    let message = format!("the {there} file of {title} is here, but no {half} file `{other}`");
    let help = if ignored.iter().any(|path| path.as_os_str() == other.as_str()) {
        format!("`.forceignore` ignores `{other}`; let it ignore both files or none")
    } else {
        format!("add `{other}`, or remove `{}`", file.text())
    };
    Finding::in_file(WITHOUT_CONTENT, file.path(), message).about(file.id()).with_help(help)
}
