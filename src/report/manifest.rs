//! What was written into a manifest.

use std::path::PathBuf;

use crate::{finding::Finding, metadata::Manifest};

/// What was written into a manifest.
#[derive(Debug)]
pub struct ManifestReport {
    /// The manifest.
    pub manifest: Manifest,
    /// The file that it was written to; standard output where there is none.
    pub file: Option<PathBuf>,
    /// Whether it was merged into what the file held before.
    pub merged: bool,
    /// What is wrong in the project.
    pub findings: Vec<Finding>,
}
