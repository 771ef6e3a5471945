//! What a check found.

use crate::{
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
    /// What is wrong, by file and line.
    pub findings: Vec<Finding>,
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
