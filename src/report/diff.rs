//! What differs between two sides.

use crate::{diff::ChangeSet, finding::Finding};

/// What differs between two sides.
#[derive(Debug)]
pub struct DiffReport {
    /// The first side, for people.
    pub from: String,
    /// The second side, for people.
    pub to: String,
    /// What the change means to whoever reads it.
    pub standpoint: Standpoint,
    /// What turns the first side into the second.
    pub changes: ChangeSet,
    /// Files that could not be compared.
    pub findings: Vec<Finding>,
}

/// What a difference means to whoever reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standpoint {
    /// From an org to files: what a deployment would change. It leaves alone what is only in the org.
    Deployment,
    /// Any two sides.
    Comparison,
}
