//! What a scan is to look at.

use std::path::{Path, PathBuf};

use super::ScanError;
use crate::{
    metadata::{ApiVersion, shape::Layout},
    source::{
        Project,
        near_miss::near_miss,
        paths,
        suffixes::{META_XML, folder_of, recognise},
    },
};

/// What a scan is to look at: the package directories of a project, or files and folders anywhere.
#[derive(Debug, Clone)]
pub struct ScanRequest {
    paths: Vec<PathBuf>,
    api_version: Option<ApiVersion>,
    honours_forceignore: bool,
}

impl ScanRequest {
    /// The package directories of a project.
    pub fn of_project(project: &Project) -> Self {
        Self { paths: project.roots(), api_version: project.source_api_version(), honours_forceignore: true }
    }

    /// Files and folders, inside a project or not. An empty path is the current folder.
    pub fn of_paths(paths: impl IntoIterator<Item = impl Into<PathBuf>>) -> Self {
        Self { paths: paths.into_iter().map(Into::into).collect(), api_version: None, honours_forceignore: true }
    }

    /// The same, with the API version that the files are of.
    #[must_use]
    pub fn with_api_version(mut self, version: Option<ApiVersion>) -> Self {
        self.api_version = version;
        self
    }

    /// The same, whatever `.forceignore` says: for folders that are no project, such as what an org gave out.
    #[must_use]
    pub fn without_forceignore(mut self) -> Self {
        self.honours_forceignore = false;
        self
    }

    pub(in crate::source) fn api_version(&self) -> Option<ApiVersion> {
        self.api_version
    }

    pub(in crate::source) fn honours_forceignore(&self) -> bool {
        self.honours_forceignore
    }

    /// The paths to walk: those asked for without those inside others, and with the other halves of lone files.
    pub(in crate::source) fn roots(&self) -> Result<Vec<PathBuf>, ScanError> {
        let mut roots = Vec::new();
        for path in &self.paths {
            roots.push((absolute(path)?, path.clone()));
            if let Some(half) = other_half(path)? {
                roots.push((absolute(&half)?, half));
            }
        }
        roots.sort();
        roots.dedup_by(|(inner, _), (outer, _)| inner.starts_with(outer));
        Ok(roots.into_iter().map(|(_, path)| path).collect())
    }
}

fn absolute(path: &Path) -> Result<PathBuf, ScanError> {
    paths::absolute(path).map_err(|source| ScanError::unreadable(path, source))
}

fn other_half(path: &Path) -> Result<Option<PathBuf>, ScanError> {
    let half = if path.is_file() { half_of(path)? } else { None };
    Ok(half.filter(|half| half.exists()))
}

/// The content file of a metadata file or the reverse, for types that have both. A file of no component is an error:
/// the caller named it.
pub(in crate::source) fn half_of(path: &Path) -> Result<Option<PathBuf>, ScanError> {
    let Some(text) = path.to_str() else {
        return Ok(None);
    };
    let name = path.file_name().and_then(|name| name.to_str());
    let Some(recognised) = name.and_then(recognise) else {
        // A near miss is told as such by the walk.
        let is_near = name.is_some_and(|name| near_miss(name, folder_of(path)).is_some());
        return if is_near { Ok(None) } else { Err(ScanError::NotAComponent { path: path.to_path_buf() }) };
    };
    if recognised.metadata_type.layout == Layout::OneFile {
        return Ok(None);
    }
    Ok(Some(match text.strip_suffix(META_XML) {
        Some(content) => PathBuf::from(content),
        None => PathBuf::from(format!("{text}{META_XML}")),
    }))
}
