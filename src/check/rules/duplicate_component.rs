//! Components that two files describe.

use crate::{
    check::{CheckRule, Example, Look},
    finding::DUPLICATE_COMPONENT,
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: DUPLICATE_COMPONENT,
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Document,
    why: "A bundle can hold a component once. Which of two files a tool deploys is an accident.",
    way_out: "Delete one of the two files, or move what differs into one.",
    source: "Salesforce DX Developer Guide: a component stands once among the package directories.",
    look: Look::Reading,
    example: Example { version: None, wrong: &[], right: &[] },
};
