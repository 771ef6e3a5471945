//! What differs between two sides.

use crate::{
    diff::{ChangeSet, Graph, Gravity, Unseen},
    finding::Finding,
};

/// What differs between two sides.
#[derive(Debug)]
pub struct DiffReport {
    /// The first side, for people.
    pub from: String,
    /// The second side, for people.
    pub to: String,
    /// What the change means to whoever reads it.
    pub standpoint: Standpoint,
    /// The side that both come from, for people, where one is known; then changes have origins.
    pub base: Option<String>,
    /// What turns the first side into the second.
    pub changes: ChangeSet,
    /// What both sides changed to the same since their base: no difference, and still news to a reviewer.
    pub agreed: ChangeSet,
    /// Who refers to whom, on either side.
    pub graph: Graph,
    /// The least grave consequence that makes the run fail; nothing where none does.
    pub fails_at: Option<Gravity>,
    /// What is not shown, because a side cannot say it or nobody asked.
    pub unseen: Vec<Unseen>,
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
