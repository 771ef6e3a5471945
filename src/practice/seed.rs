//! What the org holds at first: the components of a folder.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use walkdir::{DirEntry, WalkDir};

use super::{Moment, holdings::Holding, ids};
use crate::{
    metadata::{ComponentId, MetadataType, registry, shape::Layout},
    xml::{self, Position, XmlError},
};

/// Why a folder is no seed.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The folder or a file in it cannot be read.
    #[error("the practice org's seed `{path}` cannot be read: {reason}", path = path.display())]
    Unreadable {
        /// The folder or file.
        path: PathBuf,
        /// What the operating system said.
        reason: io::Error,
    },
    /// A file is not XML.
    #[error("the practice org's seed `{path}:{position}` is not well-formed: {error}", path = path.display(), position = error.position)]
    NotXml {
        /// The file.
        path: PathBuf,
        /// Where and why.
        error: XmlError,
    },
    /// A file's root element is not that of its type.
    #[error("the practice org's seed `{path}:{position}` has the root element `<{found}>`, and its name asks for `<{expected}>`", path = path.display())]
    WrongRoot {
        /// The file.
        path: PathBuf,
        /// Where the root starts.
        position: Position,
        /// The root's name.
        found: String,
        /// The type's name.
        expected: String,
    },
    /// Two files of the same component.
    #[error("the practice org's seed holds {id} twice: `{first}` and `{second}`", first = first.display(), second = second.display())]
    Duplicate {
        /// The component.
        id: ComponentId,
        /// One file.
        first: PathBuf,
        /// The other.
        second: PathBuf,
    },
    /// A content file or its metadata file is missing.
    #[error("the practice org's seed holds `{path}`, and the file that belongs to it is missing", path = path.display())]
    Half {
        /// The file that is there.
        path: PathBuf,
    },
}

/// The files of one component.
#[derive(Default)]
struct Files {
    metadata: Option<PathBuf>,
    content: Option<PathBuf>,
}

/// Reads a seed: files in metadata or source format, at any depth. Files of no known type are passed over.
pub(crate) fn read(folder: &Path, now: Moment) -> Result<BTreeMap<ComponentId, Holding>, SeedError> {
    let mut found: BTreeMap<ComponentId, Files> = BTreeMap::new();
    for entry in WalkDir::new(folder).sort_by_file_name().follow_links(true) {
        let entry = entry.map_err(|error| unreadable(folder, error))?;
        if entry.file_type().is_file() {
            collect(&entry, &mut found)?;
        }
    }
    let numbered = (1..).zip(found);
    numbered
        .map(|(number, (id, files))| {
            let holding = holding(&id, &files, number, now)?;
            Ok((id, holding))
        })
        .collect()
}

fn unreadable(folder: &Path, error: walkdir::Error) -> SeedError {
    let path = error.path().unwrap_or(folder).to_owned();
    let reason = error.into();
    SeedError::Unreadable { path, reason }
}

fn collect(entry: &DirEntry, found: &mut BTreeMap<ComponentId, Files>) -> Result<(), SeedError> {
    let Some((table, full_name, is_content)) = entry.file_name().to_str().and_then(named) else {
        return Ok(());
    };
    let id = ComponentId::new(table.name.as_str(), full_name);
    let files = found.entry(id.clone()).or_default();
    let slot = if is_content { &mut files.content } else { &mut files.metadata };
    match slot.replace(entry.path().to_owned()) {
        None => Ok(()),
        Some(first) => Err(SeedError::Duplicate { id, first, second: entry.path().to_owned() }),
    }
}

/// The type and full name that a file's name tells, and whether the file is content.
fn named(file_name: &str) -> Option<(&'static MetadataType, &str, bool)> {
    let (rest, meta) = match file_name.strip_suffix("-meta.xml") {
        Some(rest) => (rest, true),
        None => (file_name, false),
    };
    let (full_name, suffix) = rest.rsplit_once('.')?;
    let table = registry().find(|table| table.suffix == suffix)?;
    let is_content = table.layout == Layout::ContentAndMetadata && !meta;
    (!full_name.is_empty()).then_some((table, full_name, is_content))
}

fn holding(id: &ComponentId, files: &Files, number: u64, now: Moment) -> Result<Holding, SeedError> {
    let table = crate::metadata::type_named(id.type_name.as_str()).expect("named by the registry");
    let needs_content = table.layout == Layout::ContentAndMetadata;
    let path = match (&files.metadata, &files.content) {
        (Some(path), content) if content.is_some() == needs_content => path,
        (Some(path), _) | (None, Some(path)) => return Err(SeedError::Half { path: path.clone() }),
        (None, None) => unreachable!("a component was found by one of its files"),
    };
    let metadata = checked(path, table)?;
    let content = files.content.as_deref().map(read_file).transpose()?;
    Ok(Holding { id: ids::id(ids::prefix_of(&table.name), number), created: now, modified: now, metadata, content })
}

fn checked(path: &Path, table: &MetadataType) -> Result<String, SeedError> {
    let bytes = read_file(path)?;
    let document = xml::parse(&bytes).map_err(|error| SeedError::NotXml { path: path.to_owned(), error })?;
    let root = document.root();
    if root.local_name() != table.name {
        return Err(SeedError::WrongRoot {
            path: path.to_owned(),
            position: document.position(root.span),
            found: root.name.to_owned(),
            expected: table.name.clone(),
        });
    }
    drop(document);
    Ok(String::from_utf8(bytes).expect("what parses is UTF-8"))
}

fn read_file(path: &Path) -> Result<Vec<u8>, SeedError> {
    fs::read(path).map_err(|reason| SeedError::Unreadable { path: path.to_owned(), reason })
}
