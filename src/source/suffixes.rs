//! Which component a file belongs to, by its name alone.

use std::{path::Path, sync::LazyLock};

use crate::metadata::{ComponentId, FileRole, MetadataType, registry, shape::Layout};

/// The ending that source format adds to a suffix.
pub(super) const META_XML: &str = "-meta.xml";

/// What a file's name says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Recognised {
    pub metadata_type: &'static MetadataType,
    /// The type's place among all types, by name.
    pub rank: u16,
    pub role: FileRole,
    /// How many bytes of the file name are the component's full name.
    pub name_length: usize,
}

/// The types and their ranks by their suffixes, sorted.
static BY_SUFFIX: LazyLock<Vec<(&'static str, u16, &'static MetadataType)>> = LazyLock::new(|| {
    let mut table: Vec<_> = (0..).zip(registry()).map(|(rank, known)| (known.suffix.as_str(), rank, known)).collect();
    table.sort_unstable_by_key(|(suffix, ..)| *suffix);
    table
});

/// What the name says; nothing where it is that of no type we know.
pub(super) fn recognise(file_name: &str) -> Option<Recognised> {
    let (stem, role) = match file_name.strip_suffix(META_XML) {
        Some(stem) => (stem, FileRole::Metadata),
        None => (file_name, FileRole::Content),
    };
    let dot = stem.rfind('.').filter(|&dot| dot > 0)?;
    let found = BY_SUFFIX.binary_search_by_key(&&stem[dot + 1..], |(suffix, ..)| suffix);
    let (_, rank, metadata_type) = BY_SUFFIX[found.ok()?];
    let role = match metadata_type.layout {
        Layout::OneFile => FileRole::Metadata,
        Layout::ContentAndMetadata => role,
    };
    Some(Recognised { metadata_type, rank, role, name_length: dot })
}

/// The component that a file belongs to, by its name alone; nothing where it is that of no type we know.
pub fn identify(path: &Path) -> Option<ComponentId> {
    let name = path.file_name()?.to_str()?;
    let found = recognise(name)?;
    Some(ComponentId::new(found.metadata_type.name.as_str(), &name[..found.name_length]))
}

/// The type whose folder has this name.
pub(super) fn type_of_folder(folder_name: &str) -> Option<&'static MetadataType> {
    registry().find(|metadata_type| metadata_type.directory == folder_name)
}

/// The type in whose folder a file lies, by the path of the file.
pub(super) fn folder_of(path: &Path) -> Option<&'static MetadataType> {
    type_of_folder(path.parent()?.file_name()?.to_str()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str) -> Option<(&'static str, &str)> {
        recognise(name).map(|found| (found.metadata_type.name.as_str(), &name[..found.name_length]))
    }

    #[test]
    fn both_formats_are_known_and_names_stay_as_they_are() {
        for name in ["Stripe", "My.Name", "with space", "Zürich", "a%2Fb", "Zu\u{308}rich"] {
            for ending in [".externalCredential", ".externalCredential-meta.xml"] {
                let file = format!("{name}{ending}");
                assert_eq!(read(&file), Some(("ExternalCredential", name)));
            }
        }
    }

    #[test]
    fn a_suffix_without_a_name_is_no_component() {
        for name in [
            ".externalCredential",
            ".externalCredential-meta.xml",
            "externalCredential-meta.xml",
            "x.externalcredential",
            "x.externalCredential-meta.XML",
        ] {
            assert_eq!(read(name), None, "{name}");
        }
    }
}
