//! Files in the folder of another type.

use crate::{
    check::{CheckRule, Example, Look},
    finding::UNEXPECTED_FOLDER,
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: UNEXPECTED_FOLDER,
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Document,
    why: "Tools infer a component's type from its folder as well as from its ending; where the two disagree, tools do.",
    way_out: "Move the file to its type's folder.",
    source: "Metadata API Developer Guide: the directories of the types.",
    look: Look::Reading,
    example: Example { version: None, wrong: &[], right: &[] },
};
