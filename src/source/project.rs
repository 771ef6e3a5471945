//! sfdx-project.json: where a project is, which folders hold its components, which API version it speaks.
//!
//! It is read as `sf` reads it: keys that we do not know are none of our business, and a byte order mark is skipped.
//! Unlike `sf` a file that cannot be understood is an error and never an empty project.

mod error;

use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

use serde_json::{Map, Value};

use super::paths;
use crate::metadata::ApiVersion;

pub use error::{EntryProblem, ProjectError, ProjectProblem};

/// The file that makes a folder a project.
pub const PROJECT_FILE: &str = "sfdx-project.json";

/// A Salesforce DX project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Project {
    dir: PathBuf,
    package_directories: Vec<PackageDirectory>,
    namespace: Option<String>,
    source_api_version: Option<ApiVersion>,
    oauth_local_port: Option<u16>,
}

/// One of the folders that hold a project's components.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageDirectory {
    /// The folder, relative to the project's; empty for the project's own.
    pub path: PathBuf,
    /// Whether new components are put here.
    pub default: bool,
}

impl Project {
    /// The project of the nearest folder upward that has a project file.
    ///
    /// A relative start gives relative paths: `..` where the project is one folder up.
    pub fn find(start: &Path) -> Result<Self, ProjectError> {
        let unreadable = |source| ProjectError::unreadable(start, source);
        let start = if start.as_os_str().is_empty() { Path::new(".") } else { start };
        fs::metadata(start).map_err(unreadable)?;
        let folders = paths::upward(start).map_err(unreadable)?;
        for folder in &folders {
            if has_project_file(&folder.absolute)? {
                return Self::open(&folder.shown);
            }
        }
        let looked_in = folders.into_iter().map(|folder| folder.absolute).collect();
        Err(ProjectError::NotFound { looked_in })
    }

    /// The project of this folder.
    pub fn open(dir: &Path) -> Result<Self, ProjectError> {
        let dir = if dir == Path::new(".") { Path::new("") } else { dir };
        let file = dir.join(PROJECT_FILE);
        let bytes = fs::read(&file).map_err(|source| match source.kind() {
            _ if !dir.as_os_str().is_empty() && !dir.is_dir() => ProjectError::NoFolder { dir: dir.to_path_buf() },
            io::ErrorKind::NotFound => ProjectError::NotFound { looked_in: vec![dir.to_path_buf()] },
            _ => ProjectError::unreadable(&file, source),
        })?;
        Self::of_bytes(dir, &bytes, &|path| is_folder_on_disk(&dir.join(path)))
    }

    /// The project of a project file's bytes. What is a folder of it, the caller knows.
    pub(super) fn of_bytes(dir: &Path, bytes: &[u8], is_folder: &IsFolder<'_>) -> Result<Self, ProjectError> {
        let file = dir.join(PROJECT_FILE);
        let value = parse(&file, bytes)?;
        read(dir, &value, is_folder).map_err(|problem| ProjectError::Invalid { file, problem })
    }

    /// The project's folder, as the caller spoke of it; empty for the current folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The project file.
    pub fn file(&self) -> PathBuf {
        self.dir.join(PROJECT_FILE)
    }

    /// The package directories in the order of the file; never empty.
    pub fn package_directories(&self) -> &[PackageDirectory] {
        &self.package_directories
    }

    /// Where new components go: the directory that says so, else the first.
    pub fn default_package_directory(&self) -> &PackageDirectory {
        let default = self.package_directories.iter().find(|entry| entry.default);
        default.unwrap_or(&self.package_directories[0])
    }

    /// The namespace of the package that the project makes.
    pub fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }

    /// The API version of the project's files.
    pub fn source_api_version(&self) -> Option<ApiVersion> {
        self.source_api_version
    }

    /// The port on which browsers come back from a login.
    pub fn oauth_local_port(&self) -> Option<u16> {
        self.oauth_local_port
    }

    /// Whether a file or folder lies in one of the package directories. It need not exist.
    pub fn holds(&self, path: &Path) -> Result<bool, ProjectError> {
        let clean = |path: &Path| paths::absolute(path).map_err(|source| ProjectError::unreadable(path, source));
        let path = clean(path)?;
        let roots = self.roots().iter().map(|root| clean(root)).collect::<Result<Vec<_>, _>>()?;
        Ok(roots.iter().any(|root| path.starts_with(root)))
    }

    /// The folders to walk: the package directories without those inside others, so that no file is met twice.
    pub fn roots(&self) -> Vec<PathBuf> {
        let mut folders: Vec<&Path> = self.package_directories.iter().map(|entry| entry.path.as_path()).collect();
        folders.sort_unstable();
        folders.dedup_by(|inner, outer| inner.starts_with(outer));
        folders.into_iter().map(|folder| self.dir.join(folder)).collect()
    }
}

/// Whether a path of a project is a folder: absence and others than folders are told as a file system tells them.
pub(super) type IsFolder<'f> = dyn Fn(&Path) -> io::Result<()> + 'f;

fn is_folder_on_disk(path: &Path) -> io::Result<()> {
    fs::metadata(path.join(".")).map(drop)
}

fn has_project_file(folder: &Path) -> Result<bool, ProjectError> {
    let file = folder.join(PROJECT_FILE);
    match fs::metadata(&file) {
        Ok(metadata) => Ok(metadata.is_file()),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(false),
        Err(source) => Err(ProjectError::unreadable(&file, source)),
    }
}

fn parse(file: &Path, bytes: &[u8]) -> Result<Value, ProjectError> {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    serde_json::from_slice(text).map_err(|error| {
        let place = format!(" at line {} column {}", error.line(), error.column());
        let told = error.to_string();
        ProjectError::NotJson {
            file: file.to_path_buf(),
            line: error.line(),
            // A line that ends before its first column has one all the same.
            column: error.column().max(1),
            reason: told.strip_suffix(&place).unwrap_or(&told).to_owned(),
        }
    })
}

fn read(dir: &Path, value: &Value, is_folder: &IsFolder<'_>) -> Result<Project, ProjectProblem> {
    let object = value.as_object().ok_or(ProjectProblem::NotAnObject)?;
    Ok(Project {
        dir: dir.to_path_buf(),
        package_directories: read_package_directories(object, is_folder)?,
        namespace: read_namespace(object)?,
        source_api_version: read_version(object)?,
        oauth_local_port: read_port(object)?,
    })
}

fn read_package_directories(
    object: &Map<String, Value>,
    is_folder: &IsFolder<'_>,
) -> Result<Vec<PackageDirectory>, ProjectProblem> {
    let list = match object.get("packageDirectories") {
        None => return Err(ProjectProblem::NoPackageDirectories),
        Some(Value::Array(list)) if list.is_empty() => {
            return Err(ProjectProblem::EmptyPackageDirectories);
        }
        Some(Value::Array(list)) => list,
        Some(_) => return Err(ProjectProblem::PackageDirectoriesNotAList),
    };
    let entry =
        |(index, value)| read_entry(value, is_folder).map_err(|problem| ProjectProblem::Entry { index, problem });
    list.iter().enumerate().map(entry).collect()
}

fn read_entry(value: &Value, is_folder: &IsFolder<'_>) -> Result<PackageDirectory, EntryProblem> {
    let object = value.as_object().ok_or(EntryProblem::NotAnObject)?;
    let text = match object.get("path") {
        None => return Err(EntryProblem::NoPath),
        Some(Value::String(text)) if text.is_empty() => return Err(EntryProblem::NoPath),
        Some(Value::String(text)) => text,
        Some(_) => return Err(EntryProblem::PathNotText),
    };
    let path = inside_project(text)?;
    match is_folder(&path) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(EntryProblem::Missing { path: text.clone() });
        }
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(EntryProblem::NotAFolder { path: text.clone() });
        }
        Err(error) => {
            return Err(EntryProblem::Unreadable { path: text.clone(), reason: error.to_string() });
        }
    }
    let default = object.get("default").and_then(Value::as_bool) == Some(true);
    Ok(PackageDirectory { path, default })
}

/// The path without `.` and `..`, where it stays inside the project.
fn inside_project(text: &str) -> Result<PathBuf, EntryProblem> {
    let mut clean = PathBuf::new();
    for part in Path::new(text).components() {
        match part {
            Component::CurDir => {}
            Component::Normal(name) => clean.push(name),
            Component::ParentDir if clean.pop() => {}
            Component::ParentDir => {
                return Err(EntryProblem::ClimbsOut { path: text.to_owned() });
            }
            Component::RootDir | Component::Prefix(_) => {
                return Err(EntryProblem::Absolute { path: text.to_owned() });
            }
        }
    }
    Ok(clean)
}

fn read_namespace(object: &Map<String, Value>) -> Result<Option<String>, ProjectProblem> {
    match object.get("namespace") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone()).filter(|text| !text.is_empty())),
        Some(_) => Err(ProjectProblem::NamespaceNotText),
    }
}

fn read_version(object: &Map<String, Value>) -> Result<Option<ApiVersion>, ProjectProblem> {
    let text = match object.get("sourceApiVersion") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => text.clone(),
        Some(other) => {
            return Err(ProjectProblem::BadVersion { found: other.to_string() });
        }
    };
    let bad = |_| ProjectProblem::BadVersion { found: format!("{text:?}") };
    text.parse().map(Some).map_err(bad)
}

/// A number, or its text, as `sf` takes it.
fn read_port(object: &Map<String, Value>) -> Result<Option<u16>, ProjectProblem> {
    let port = match object.get("oauthLocalPort") {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => text.parse().ok(),
        Some(value) => value.as_u64().and_then(|number| u16::try_from(number).ok()),
    };
    port.filter(|port| *port > 0).map(Some).ok_or(ProjectProblem::BadPort)
}

#[cfg(test)]
mod tests;
