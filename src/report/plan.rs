//! What a plan is about, and whether it was saved.

use std::path::PathBuf;

use crate::{
    diff::ChangeSet,
    finding::Finding,
    metadata::{ApiVersion, Manifest},
};

/// What a plan is about, and whether it was saved.
#[derive(Debug)]
pub struct PlanReport {
    /// The org, for people.
    pub org: String,
    /// The org's id.
    pub org_id: String,
    /// The API version of what is to be sent.
    pub api_version: ApiVersion,
    /// What is to change.
    pub changes: ChangeSet,
    /// What is to be deleted.
    pub deletions: Vec<Manifest>,
    /// What is wrong in the project.
    pub findings: Vec<Finding>,
    /// How it ended.
    pub ending: PlanEnding,
}

/// How the making of a plan ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlanEnding {
    /// It was saved in this file.
    Saved(PathBuf),
    /// Nothing differs, so there is no plan.
    NothingToDo,
    /// Something in the project has to be mended first, so there is no plan.
    Unfit,
}
