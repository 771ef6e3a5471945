//! The outputs of a step: what is added to the file that `GITHUB_OUTPUT` names.

use super::super::tally::tally;
use crate::report::DiffReport;

/// The counts of a difference, each between lines of a delimiter. The delimiter has to be one that nobody can guess, as
/// "Workflow commands for GitHub Actions" asks: then no value ends itself and starts another.
pub fn outputs(report: &DiffReport, delimiter: &str) -> String {
    tally(report).iter().map(|(name, value)| format!("{name}<<{delimiter}\n{value}\n{delimiter}\n")).collect()
}
