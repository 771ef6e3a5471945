//! What a check found, and what it mended.

use std::path::PathBuf;

use crate::{diff::Hunk, finding::Finding, metadata::ApiVersion};

/// What a check found.
#[derive(Debug)]
pub struct CheckReport {
    /// The side that was checked, for people.
    pub side: String,
    /// The API version that it was checked by.
    pub api_version: ApiVersion,
    /// How many components were checked.
    pub components: usize,
    /// What is wrong, by file and line; after the fixes, where there were some.
    pub findings: Vec<Finding>,
    /// What was mended, where that was asked for.
    pub fixes: Option<FixReport>,
}

/// What was mended.
#[derive(Debug)]
pub struct FixReport {
    /// The files that change.
    pub files: Vec<FixedFile>,
    /// Whether they were written; else they are shown as they would be.
    pub written: bool,
}

/// A file that was mended.
#[derive(Debug)]
pub struct FixedFile {
    /// The file.
    pub path: PathBuf,
    /// The rule and the order of each fix, in the order in which they were applied.
    pub done: Vec<(&'static str, String)>,
    /// What changes in its lines. Nothing in them can be a secret.
    pub hunks: Vec<Hunk>,
}
