//! What a check found.

use crate::{finding::Finding, metadata::ApiVersion};

/// What a check found.
#[derive(Debug)]
pub struct CheckReport {
    /// The side that was checked, for people.
    pub side: String,
    /// The API version that it was checked by.
    pub api_version: ApiVersion,
    /// How many components were checked.
    pub components: usize,
    /// What is wrong, by file and line.
    pub findings: Vec<Finding>,
}
