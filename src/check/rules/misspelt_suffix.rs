//! Files whose ending is nearly a metadata type's.

use crate::{
    check::{CheckRule, Example, Look},
    finding::MISSPELT_SUFFIX,
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: MISSPELT_SUFFIX,
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Document,
    why: "A file whose name no type has is no component: it is never deployed, and nothing says so.",
    way_out: "Rename the file to the name in the finding.",
    source: "Metadata API Developer Guide: the suffixes of the types.",
    look: Look::Reading,
    example: Example { version: None, wrong: &[], right: &[] },
};
