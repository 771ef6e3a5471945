//! What a check found, and what it mended.

use std::path::PathBuf;

use crate::{
    diff::Hunk,
    finding::{Finding, Severity},
    metadata::{ApiVersion, ComponentId},
};

/// What a check found.
#[derive(Debug)]
pub struct CheckReport {
    /// The side that was checked, for people.
    pub side: String,
    /// The API version that it was checked by.
    pub api_version: ApiVersion,
    /// The components that were checked, in the order of manifests.
    pub components: Vec<ComponentId>,
    /// A finding this grave makes the check fail; nothing does where there is none.
    pub fails_at: Option<Severity>,
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

impl CheckReport {
    /// How many findings are this grave.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.rule.severity == severity).count()
    }

    /// How many findings have exactly one right answer.
    pub fn fixable(&self) -> usize {
        self.findings.iter().filter(|finding| finding.fix.is_some()).count()
    }

    /// Whether a finding makes the check fail.
    pub fn fails(&self, finding: &Finding) -> bool {
        self.fails_at.is_some_and(|at| finding.rule.severity >= at)
    }
}
