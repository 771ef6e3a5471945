//! What formatting changed.

use std::path::PathBuf;

use crate::finding::Finding;

/// What formatting changed.
#[derive(Debug)]
pub struct FmtReport {
    /// The side whose files were looked at, for people.
    pub side: String,
    /// How many files were looked at.
    pub looked_at: usize,
    /// The files that change, in the order of their components.
    pub changed: Vec<PathBuf>,
    /// Whether they were written; else they would change.
    pub written: bool,
    /// Files that cannot be read, and why.
    pub findings: Vec<Finding>,
}
