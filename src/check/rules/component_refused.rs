//! Components that an org refused.

use crate::{
    check::{CheckRule, Example, Look},
    finding::COMPONENT_REFUSED,
    metadata::shape::Evidence,
};

pub(crate) static RULE: CheckRule = CheckRule {
    rule: COMPONENT_REFUSED,
    fixable: false,
    conceals: false,
    since: "0.1.0",
    evidence: Evidence::Server,
    why: "The org said so during a deployment; the finding quotes its words.",
    way_out: "Read the org's words; where another rule would have said it first, `xcred check` names it.",
    source: "The answer of the org.",
    look: Look::Reading,
    example: Example { version: None, wrong: &[], right: &[] },
};
