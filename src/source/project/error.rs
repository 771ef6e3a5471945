//! Why a folder is no project, or its project file says nothing that we can follow.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::PROJECT_FILE;

/// A project that cannot be found or read.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// No folder upward has a project file.
    #[error("no `{PROJECT_FILE}` found; looked in {}", listed(looked_in))]
    NotFound {
        /// Every folder that was looked in, the nearest first.
        looked_in: Vec<PathBuf>,
    },
    /// The folder that was named is not there, or is a file.
    #[error("there is no folder `{}`", dir.display())]
    NoFolder {
        /// What was named.
        dir: PathBuf,
    },
    /// The file system refused.
    #[error("cannot read `{}`", path.display())]
    Unreadable {
        /// What could not be read.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file is not JSON.
    #[error("`{}:{line}:{column}` is not JSON: {reason}", file.display())]
    NotJson {
        /// The project file.
        file: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The column, counted from 1.
        column: usize,
        /// What is wrong there.
        reason: String,
    },
    /// The file is JSON, but not that of a project.
    #[error("`{}`: {problem}", file.display())]
    Invalid {
        /// The project file.
        file: PathBuf,
        /// What is wrong with it.
        problem: ProjectProblem,
    },
}

/// What is wrong with a project file that is JSON.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProjectProblem {
    /// The root is a list or a plain value.
    #[error("the root is not an object")]
    NotAnObject,
    /// The key is missing.
    #[error("`packageDirectories` is missing")]
    NoPackageDirectories,
    /// The key holds something else.
    #[error("`packageDirectories` is not a list")]
    PackageDirectoriesNotAList,
    /// The list is empty.
    #[error("`packageDirectories` is empty")]
    EmptyPackageDirectories,
    /// One entry of the list is wrong.
    #[error("`packageDirectories[{index}]` {problem}")]
    Entry {
        /// Its place in the list, counted from 0 as in JSON paths.
        index: usize,
        /// What is wrong with it.
        problem: EntryProblem,
    },
    /// The namespace is no text.
    #[error("`namespace` is not a text")]
    NamespaceNotText,
    /// The version is none.
    #[error("`sourceApiVersion` is {found}, not an API version such as \"64.0\"")]
    BadVersion {
        /// What stands there, as JSON.
        found: String,
    },
    /// The port is none.
    #[error("`oauthLocalPort` is no port; one is a number from 1 to 65535, such as 1717")]
    BadPort,
}

/// What is wrong with one package directory.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryProblem {
    /// The entry is a list or a plain value.
    #[error("is not an object")]
    NotAnObject,
    /// It has no path, or an empty one.
    #[error("has no `path`")]
    NoPath,
    /// Its path is no text.
    #[error("has a `path` that is not a text")]
    PathNotText,
    /// Its path starts at the root of the file system.
    #[error("has the absolute path `{path}`")]
    Absolute {
        /// The path as written.
        path: String,
    },
    /// Its path leaves the project.
    #[error("has the path `{path}`, which leaves the project")]
    ClimbsOut {
        /// The path as written.
        path: String,
    },
    /// There is no such folder.
    #[error("has the path `{path}`, which does not exist")]
    Missing {
        /// The path as written.
        path: String,
    },
    /// There is a file instead.
    #[error("has the path `{path}`, which is not a folder")]
    NotAFolder {
        /// The path as written.
        path: String,
    },
    /// The folder cannot be looked at.
    #[error("has the path `{path}`, which cannot be read: {reason}")]
    Unreadable {
        /// The path as written.
        path: String,
        /// What the system says.
        reason: String,
    },
}

impl ProjectError {
    pub(super) fn unreadable(path: &Path, source: io::Error) -> Self {
        Self::Unreadable { path: path.to_path_buf(), source }
    }

    /// The way out, where there is one to tell.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NotFound { .. } => {
                Some("run it inside a Salesforce DX project, name one with `-C DIR`, or name the files with `-d PATH`")
            }
            Self::NoFolder { .. } => Some("a project is named by the folder that holds its `sfdx-project.json`"),
            Self::Invalid { problem, .. } => problem.hint(),
            Self::Unreadable { .. } | Self::NotJson { .. } => None,
        }
    }
}

impl ProjectProblem {
    /// The way out, where there is one to tell.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NotAnObject
            | Self::NoPackageDirectories
            | Self::PackageDirectoriesNotAList
            | Self::EmptyPackageDirectories => Some(
                "a project has at least `{\"packageDirectories\": [{\"path\": \"force-app\", \"default\": true}]}`",
            ),
            Self::Entry { problem, .. } => problem.hint(),
            Self::NamespaceNotText | Self::BadPort => None,
            Self::BadVersion { .. } => Some("write it in quotes, as in \"64.0\""),
        }
    }
}

impl EntryProblem {
    /// The way out, where there is one to tell.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NotAnObject | Self::NoPath | Self::PathNotText => {
                Some("an entry is an object such as `{\"path\": \"force-app\"}`")
            }
            Self::Absolute { .. } | Self::ClimbsOut { .. } => {
                Some("package directories are named relative to the project and lie inside it")
            }
            Self::Missing { path } if path.contains('\\') => {
                Some("write `/` between folders; it works on every system")
            }
            Self::Missing { .. } => Some("create the folder, or remove the entry"),
            Self::NotAFolder { .. } => Some("name the folder that the file is in"),
            Self::Unreadable { .. } => None,
        }
    }
}

fn listed(folders: &[PathBuf]) -> String {
    let quoted: Vec<String> = folders
        .iter()
        .map(|folder| match folder.to_str() {
            Some("") => "the current folder".to_owned(),
            _ => format!("`{}`", folder.display()),
        })
        .collect();
    quoted.join(", ")
}
