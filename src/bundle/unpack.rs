//! From an archive's files to a snapshot.

use std::{collections::BTreeMap, sync::Arc};

use super::archive::Entry;
use crate::metadata::{
    Component, ComponentFile, ComponentId, FileRole, MetadataType, Snapshot, registry, shape::Layout,
};

/// What the endings of source format add to those of metadata format.
const META: &str = "-meta.xml";

/// What an archive holds.
#[derive(Debug, Default)]
pub struct Unpacked {
    /// The components of types that we know.
    pub snapshot: Snapshot,
    /// The manifest at the archive's root or in its one folder, if there is one.
    pub manifest: Option<Entry>,
    /// The files that belong to no type we know, in the order of the archive.
    pub others: Vec<String>,
}

/// Two files of one component in an archive.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the archive holds `{id}` twice, in `{first}` and in `{second}`")]
pub struct TwiceInArchive {
    id: ComponentId,
    first: String,
    second: String,
}

/// Sorts the files of an archive, in metadata or source format, into components.
pub fn unpack(entries: Vec<Entry>) -> Result<Unpacked, TwiceInArchive> {
    let mut unpacked = Unpacked::default();
    let mut files: BTreeMap<ComponentId, Vec<ComponentFile>> = BTreeMap::new();
    for entry in entries {
        let (folder, file_name) = entry.name.rsplit_once('/').unwrap_or(("", &entry.name));
        if file_name == "package.xml" {
            unpacked.manifest = Some(entry);
            continue;
        }
        let Some((id, role)) = component_of(folder, file_name) else {
            unpacked.others.push(entry.name);
            continue;
        };
        let known = files.entry(id.clone()).or_default();
        if let Some(first) = known.iter().find(|file| file.role == role) {
            let first = first.path.display().to_string();
            return Err(TwiceInArchive { id, first, second: entry.name });
        }
        let bytes: Arc<[u8]> = entry.bytes.into();
        known.push(ComponentFile { path: entry.name.into(), role, bytes });
    }
    for (id, files) in files {
        unpacked.snapshot.insert(Component::new(id, files)).expect("the map has each id once");
    }
    Ok(unpacked)
}

/// The component that a file belongs to: by its ending, and where that fits several types, by its folder.
fn component_of(folder: &str, file_name: &str) -> Option<(ComponentId, FileRole)> {
    let fitting = |kind: &'static MetadataType| Some((kind, parts(kind, file_name)?));
    let mut candidates: Vec<_> = registry().filter_map(fitting).collect();
    if candidates.len() > 1 {
        candidates.retain(|(kind, _)| folder.rsplit('/').next() == Some(&kind.directory));
    }
    let (kind, (full_name, role)) = candidates.into_iter().next()?;
    Some((ComponentId::new(kind.name.as_str(), full_name), role))
}

fn parts(kind: &'static MetadataType, file_name: &str) -> Option<(String, FileRole)> {
    let (stem, described) = file_name.strip_suffix(META).map_or((file_name, false), |stem| (stem, true));
    let full_name = stem.strip_suffix(&kind.suffix)?.strip_suffix('.').filter(|name| !name.is_empty())?;
    let is_content = kind.layout == Layout::ContentAndMetadata && !described;
    Some((full_name.to_owned(), if is_content { FileRole::Content } else { FileRole::Metadata }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str) -> Entry {
        Entry { name: name.to_owned(), bytes: b"x".to_vec() }
    }

    #[test]
    fn files_become_components_and_the_rest_is_told() {
        let entries = [
            "unpackaged/package.xml",
            "unpackaged/externalCredentials/A.externalCredential",
            "x/B.b.externalCredential-meta.xml",
            "unpackaged/classes/C.cls",
            ".externalCredential",
        ];
        let unpacked = unpack(entries.map(entry).to_vec()).unwrap();
        let ids: Vec<String> = unpacked.snapshot.ids().map(ToString::to_string).collect();
        assert_eq!(ids, ["ExternalCredential:A", "ExternalCredential:B.b"]);
        assert_eq!(unpacked.others, ["unpackaged/classes/C.cls", ".externalCredential"]);
        assert_eq!(unpacked.manifest.unwrap().name, "unpackaged/package.xml");
    }

    #[test]
    fn the_same_component_twice_is_an_error_with_both_files() {
        let entries = ["a/A.externalCredential", "b/A.externalCredential-meta.xml"];
        let error = unpack(entries.map(entry).to_vec()).unwrap_err();
        let expected = "the archive holds `ExternalCredential:A` twice, in `a/A.externalCredential` and in \
                        `b/A.externalCredential-meta.xml`";
        assert_eq!(error.to_string(), expected);
    }
}
