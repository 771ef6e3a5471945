//! What a deployment did.

use std::time::Duration;

use crate::{
    deploy::{Standing, Verification},
    diff::ChangeSet,
    finding::Finding,
    metadata::{ComponentId, Manifest},
};

/// What a deployment did.
#[derive(Debug)]
pub struct DeployReport {
    /// The org, for people.
    pub org: String,
    /// What was to change, as it was reviewed.
    pub changes: ChangeSet,
    /// What was to be deleted.
    pub deletions: Vec<Manifest>,
    /// Whether the org was only asked to validate.
    pub check_only: bool,
    /// The deployment's id in the org, as soon as there is one.
    pub id: Option<String>,
    /// How it ended.
    pub ending: Ending,
    /// The components that the org reports as deployed.
    pub deployed: Vec<ComponentId>,
    /// The components that the org reports as deleted.
    pub deleted: Vec<ComponentId>,
    /// How many components the org refused.
    pub failed: usize,
    /// Why the org refused, at the project's files and lines.
    pub findings: Vec<Finding>,
    /// What the org said that belongs to no file.
    pub message: Option<String>,
    /// Whether the org now holds what was sent.
    pub verification: Verification,
    /// From sending to the end.
    pub elapsed: Option<Duration>,
}

impl DeployReport {
    /// A run against this org, before anything has happened.
    pub fn before(org: &str) -> Self {
        Self {
            org: org.to_owned(),
            changes: ChangeSet::default(),
            deletions: Vec::new(),
            check_only: false,
            id: None,
            ending: Ending::NothingToDo,
            deployed: Vec::new(),
            deleted: Vec::new(),
            failed: 0,
            findings: Vec::new(),
            message: None,
            verification: Verification::NotNeeded,
            elapsed: None,
        }
    }
}

/// How a run of the command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Nothing differs, so nothing was sent.
    NothingToDo,
    /// The user said no.
    Declined,
    /// Something in the project has to be mended first, so nothing was sent.
    Unfit,
    /// The user interrupted it, and the org was asked to cancel.
    Interrupted,
    /// It was sent, and the org says how it stands.
    Sent(Standing),
}
