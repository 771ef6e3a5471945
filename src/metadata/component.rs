//! One component and its files, byte for byte as their owner wrote them.

use std::{path::PathBuf, sync::Arc};

use super::{ComponentId, MetadataType, type_named};

/// What a file is to its component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileRole {
    /// The XML that describes the component.
    Metadata,
    /// What the component carries besides, such as the certificate of a `Certificate`.
    Content,
}

/// One file of a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComponentFile {
    /// Where the file is: a path for people on a disk, an entry name inside a zip.
    pub path: PathBuf,
    /// What it is to its component.
    pub role: FileRole,
    /// The bytes as they were read; never rewritten.
    pub bytes: Arc<[u8]>,
}

/// A component: its id and its files. It never changes once it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    id: ComponentId,
    files: Vec<ComponentFile>,
}

impl Component {
    /// A component of its files; the metadata file comes first.
    pub fn new(id: ComponentId, mut files: Vec<ComponentFile>) -> Self {
        files.sort_by_key(|file| file.role != FileRole::Metadata);
        Self { id, files }
    }

    /// A component of one XML file, the usual case.
    pub fn of_one_file(id: ComponentId, path: impl Into<PathBuf>, bytes: impl Into<Arc<[u8]>>) -> Self {
        let file = ComponentFile { path: path.into(), role: FileRole::Metadata, bytes: bytes.into() };
        Self::new(id, vec![file])
    }

    /// Its identity.
    pub fn id(&self) -> &ComponentId {
        &self.id
    }

    /// All its files, the metadata file first.
    pub fn files(&self) -> &[ComponentFile] {
        &self.files
    }

    /// The XML file that describes it; a lone content file has none.
    pub fn metadata_file(&self) -> Option<&ComponentFile> {
        self.files.first().filter(|file| file.role == FileRole::Metadata)
    }

    /// The same files under another name.
    #[must_use]
    pub fn named(self, id: ComponentId) -> Self {
        Self { id, ..self }
    }

    /// The same component with another metadata file in the same place; nothing where it has none.
    pub fn with_metadata(&self, bytes: impl Into<Arc<[u8]>>) -> Option<Self> {
        self.metadata_file()?;
        let mut other = self.clone();
        other.files[0].bytes = bytes.into();
        Some(other)
    }

    /// What we know of its type, if we know the type.
    pub fn metadata_type(&self) -> Option<&'static MetadataType> {
        type_named(self.id.type_name.as_str())
    }
}
