//! Components of two files, of which one is missing.

use crate::{
    check::{CheckRule, Example, Look},
    finding::WITHOUT_CONTENT,
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: WITHOUT_CONTENT,
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Document,
    why: "A certificate is two files: its content and its metadata. The org refuses one without the other.",
    way_out: "Add the missing file, or delete the lone one.",
    source: "Metadata API Developer Guide: Certificate.",
    look: Look::Reading,
    example: Example { version: None, wrong: &[], right: &[] },
};
