//! Bundles: what a deployment carries, and the zip archives that carry it.
//!
//! A bundle is written deterministically: the same components give the same bytes. The user's files go in as they are.
//! Archives that come from elsewhere are read with suspicion: names that climb out, duplicates and archives that grow
//! beyond the limits are errors.

pub mod archive;
pub mod unpack;

use std::{borrow::Cow, path::PathBuf, sync::Arc};

use crate::metadata::{ApiVersion, Component, ComponentFile, ComponentId, FileRole, Manifest, Snapshot};

/// The most files that a deployment may hold.
pub const MOST_FILES: usize = 10_000;
/// The most bytes that a deployment's archive may have: 39 MB, as the Metadata API Developer Guide gives it.
pub const MOST_BYTES: usize = 39 * 1024 * 1024;
/// The manifest of what is deleted before the rest is deployed.
pub const DELETED_FIRST: &str = "destructiveChangesPre.xml";
/// The manifest of what is deleted after the rest is deployed.
pub const DELETED_LAST: &str = "destructiveChangesPost.xml";

/// What a deployment carries: a manifest, destructive manifests, and the components' files.
#[derive(Debug, Clone)]
pub struct Bundle {
    manifest: Manifest,
    deleted_first: Option<Manifest>,
    deleted_last: Option<Manifest>,
    entries: Vec<BundleEntry>,
}

/// A file of a bundle, with the project's file that it was made from.
#[derive(Debug, Clone)]
pub struct BundleEntry {
    /// Its path in the archive.
    pub name: String,
    /// The component that it belongs to.
    pub component: ComponentId,
    /// The file that it was made from.
    pub source: PathBuf,
    bytes: Arc<[u8]>,
}

/// Why components cannot be bundled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// Nobody knows how the type's files are called.
    #[error("`{id}` cannot be bundled: xcred does not know how files of its type are laid out")]
    UnknownType {
        /// The component.
        id: ComponentId,
    },
    /// More files than an org takes.
    #[error("the deployment holds {count} files, and an org takes at most {MOST_FILES} at once")]
    TooManyFiles {
        /// How many there are.
        count: usize,
    },
    /// A larger archive than an org takes.
    #[error("the deployment's archive has {size} bytes, and an org takes at most {MOST_BYTES}")]
    TooLarge {
        /// Its size in bytes.
        size: usize,
    },
}

impl Bundle {
    /// Bundles all components of a snapshot, however many there are: limits count once it is written.
    pub fn of(snapshot: &Snapshot, version: ApiVersion) -> Result<Self, BundleError> {
        let mut entries = Vec::with_capacity(snapshot.len());
        for component in snapshot.components() {
            for file in component.files() {
                entries.push(entry_of(component, file)?);
            }
        }
        entries.sort_by(|one, other| one.name.cmp(&other.name));
        let manifest = Manifest::of(Some(version), snapshot.ids());
        Ok(Self { manifest, deleted_first: None, deleted_last: None, entries })
    }

    /// The same bundle, which also deletes components before the rest is deployed, or after it.
    #[must_use]
    pub fn deleting(mut self, first: Option<Manifest>, last: Option<Manifest>) -> Self {
        self.deleted_first = first;
        self.deleted_last = last;
        self
    }

    /// What is deployed.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// What is deleted: before the rest is deployed, and after it.
    pub fn deletions(&self) -> impl Iterator<Item = &Manifest> {
        self.deleted_first.iter().chain(&self.deleted_last)
    }

    /// The files, in the order of the archive; manifests not among them.
    pub fn entries(&self) -> &[BundleEntry] {
        &self.entries
    }

    /// The file that the server speaks of. It names files with or without a folder before them.
    pub fn entry_named(&self, server_path: &str) -> Option<&BundleEntry> {
        let matches = |entry: &&BundleEntry| {
            let before = server_path.strip_suffix(entry.name.as_str());
            before.is_some_and(|before| before.is_empty() || before.ends_with('/'))
        };
        self.entries.iter().find(matches)
    }

    /// All files of the archive, in its order: package.xml first, then destructive manifests, then the components' files by
    /// name.
    pub fn files(&self) -> impl Iterator<Item = (&str, Cow<'_, [u8]>)> {
        let manifests = [
            ("package.xml", Some(&self.manifest)),
            (DELETED_FIRST, self.deleted_first.as_ref()),
            (DELETED_LAST, self.deleted_last.as_ref()),
        ];
        let text = |manifest: &Manifest| Cow::Owned(manifest.to_xml().into_bytes());
        let manifests = manifests.into_iter().filter_map(move |(name, manifest)| Some((name, text(manifest?))));
        manifests.chain(self.entries.iter().map(|entry| (entry.name.as_str(), Cow::Borrowed(&*entry.bytes))))
    }

    /// Writes the archive. One that no org takes is an error.
    pub fn to_zip(&self) -> Result<Vec<u8>, BundleError> {
        if self.entries.len() + 1 > MOST_FILES {
            return Err(BundleError::TooManyFiles { count: self.entries.len() + 1 });
        }
        let files: Vec<(&str, Cow<'_, [u8]>)> = self.files().collect();
        let zip = archive::write(files.iter().map(|(name, bytes)| (*name, &**bytes)));
        if zip.len() > MOST_BYTES {
            return Err(BundleError::TooLarge { size: zip.len() });
        }
        Ok(zip)
    }
}

fn entry_of(component: &Component, file: &ComponentFile) -> Result<BundleEntry, BundleError> {
    let id = component.id();
    let unknown = || BundleError::UnknownType { id: id.clone() };
    let kind = component.metadata_type().ok_or_else(unknown)?;
    let name = match file.role {
        FileRole::Metadata => kind.metadata_path(id.full_name.as_str()),
        FileRole::Content => kind.content_path(id.full_name.as_str()).ok_or_else(unknown)?,
    };
    Ok(BundleEntry { name, component: id.clone(), source: file.path.clone(), bytes: file.bytes.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot(names: &[&str]) -> Snapshot {
        let mut snapshot = Snapshot::default();
        for name in names {
            let id = ComponentId::new("ExternalCredential", *name);
            let path = format!("force-app/{name}.externalCredential-meta.xml");
            let bytes = format!("<ExternalCredential>{name}</ExternalCredential>\r\n").into_bytes();
            snapshot.insert(Component::of_one_file(id, path, bytes)).unwrap();
        }
        snapshot
    }

    #[test]
    fn the_manifest_comes_first_and_the_bytes_are_the_users() {
        let bundle = Bundle::of(&snapshot(&["B", "A"]), ApiVersion::new(66)).unwrap();
        let deletions = Manifest::of(None, [&ComponentId::new("ExternalCredential", "Old")]);
        let zip = bundle.clone().deleting(None, Some(deletions)).to_zip().unwrap();
        let entries = archive::read(&zip, archive::ArchiveLimits::default()).unwrap();
        let names: Vec<&str> = entries.iter().map(|entry| entry.name.as_str()).collect();
        let expected = [
            "package.xml",
            "destructiveChangesPost.xml",
            "externalCredentials/A.externalCredential",
            "externalCredentials/B.externalCredential",
        ];
        assert_eq!(names, expected);
        assert_eq!(entries[2].bytes, b"<ExternalCredential>A</ExternalCredential>\r\n");
        assert_eq!(entries[0].bytes, bundle.manifest().to_xml().as_bytes());
    }

    #[test]
    fn the_same_components_give_the_same_bytes() {
        let one = Bundle::of(&snapshot(&["A", "B"]), ApiVersion::new(66)).unwrap();
        let other = Bundle::of(&snapshot(&["B", "A"]), ApiVersion::new(66)).unwrap();
        assert_eq!(one.to_zip(), other.to_zip());
    }

    #[test]
    fn the_servers_paths_lead_back_to_the_projects_files() {
        let bundle = Bundle::of(&snapshot(&["A", "BA"]), ApiVersion::new(66)).unwrap();
        for path in ["externalCredentials/A.externalCredential", "unpackaged/externalCredentials/A.externalCredential"]
        {
            let entry = bundle.entry_named(path).unwrap();
            assert_eq!(entry.source, PathBuf::from("force-app/A.externalCredential-meta.xml"));
        }
        assert!(bundle.entry_named("A.externalCredential").is_none());
        assert!(bundle.entry_named("package.xml").is_none());
    }

    #[test]
    fn limits_are_told_before_anything_is_sent() {
        let names: Vec<String> = (0..MOST_FILES).map(|number| format!("N{number}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let many = Bundle::of(&snapshot(&names), ApiVersion::new(66)).unwrap();
        assert_eq!(many.to_zip(), Err(BundleError::TooManyFiles { count: MOST_FILES + 1 }));
        assert!(many.entry_named("externalCredentials/N7.externalCredential").is_some());
        let mut unknown = Snapshot::default();
        unknown.insert(Component::of_one_file(ComponentId::new("ApexClass", "A"), "A.cls", *b"")).unwrap();
        assert!(matches!(Bundle::of(&unknown, ApiVersion::new(66)), Err(BundleError::UnknownType { .. })));
    }
}
