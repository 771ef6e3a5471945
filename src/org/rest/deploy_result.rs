//! `DeployResult`: what an org says of a deployment.

use std::fmt;

use jiff::Timestamp;
use serde_json::Value;

use super::{DeployId, fields::Fields};
use crate::org::code::ErrorCode;

/// Where a deployment stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeployStatus {
    /// It waits for its turn.
    Pending,
    /// It runs.
    InProgress,
    /// What it did is being made final; it can no longer be cancelled.
    Finalizing,
    /// Making it final failed.
    FinalizingFailed,
    /// Everything was deployed.
    Succeeded,
    /// Some was deployed, without rollback.
    SucceededPartial,
    /// Nothing was deployed, unless there was no rollback.
    Failed,
    /// It is being cancelled.
    Canceling,
    /// It was cancelled.
    Canceled,
    /// A status that this version does not know.
    Unknown(String),
}

/// The spellings; the first of each status is the one that is printed.
const STATUSES: &[(&str, DeployStatus)] = &[
    ("Pending", DeployStatus::Pending),
    ("InProgress", DeployStatus::InProgress),
    ("FinalizingDeploy", DeployStatus::Finalizing),
    ("Finalizing", DeployStatus::Finalizing),
    ("FinalizingDeployFailed", DeployStatus::FinalizingFailed),
    ("FinalizingFailed", DeployStatus::FinalizingFailed),
    ("Succeeded", DeployStatus::Succeeded),
    ("SucceededPartial", DeployStatus::SucceededPartial),
    ("Failed", DeployStatus::Failed),
    ("Canceling", DeployStatus::Canceling),
    ("Canceled", DeployStatus::Canceled),
];

impl From<&str> for DeployStatus {
    fn from(text: &str) -> Self {
        let known = STATUSES.iter().find(|(spelling, _)| *spelling == text);
        known.map_or_else(|| Self::Unknown(text.to_owned()), |(_, status)| status.clone())
    }
}

impl fmt::Display for DeployStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Unknown(text) = self {
            return f.write_str(text);
        }
        let spelling = STATUSES.iter().find(|(_, status)| status == self);
        f.write_str(spelling.map_or("", |(spelling, _)| spelling))
    }
}

/// A deployment as the org describes it. What the org left out is zero, false or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "the flags are the API's, each on its own")]
pub struct DeployResult {
    /// The deployment.
    pub id: DeployId,
    /// Where it stands.
    pub status: DeployStatus,
    /// Whether it has ended; the one field to wait for, since statuses may be added.
    pub done: bool,
    /// Whether it has ended well.
    pub success: bool,
    /// Whether it was only checked.
    pub check_only: bool,
    /// Whether warnings did not count.
    pub ignore_warnings: bool,
    /// Whether one failure took everything back.
    pub rollback_on_error: bool,
    /// Whether Apex tests were run.
    pub run_tests_enabled: bool,
    /// Components that failed so far.
    pub component_errors: u64,
    /// Components that were deployed so far.
    pub components_deployed: u64,
    /// All components of the deployment.
    pub components_total: u64,
    /// Tests that failed so far.
    pub test_errors: u64,
    /// Tests that ran so far.
    pub tests_completed: u64,
    /// All tests of the deployment.
    pub tests_total: u64,
    /// The bytes of the archive, where the org tells them (from API version 64 on).
    pub archive_bytes: Option<u64>,
    /// When it was asked for.
    pub created_date: Option<Timestamp>,
    /// Who asked for it.
    pub created_by_name: Option<String>,
    /// When it began.
    pub start_date: Option<Timestamp>,
    /// When something last changed about it.
    pub last_modified_date: Option<Timestamp>,
    /// When it ended.
    pub completed_date: Option<Timestamp>,
    /// Who cancelled it.
    pub canceled_by_name: Option<String>,
    /// What it is at, in the org's words.
    pub state_detail: Option<String>,
    /// Why it failed as a whole, as a code.
    pub error_status_code: Option<ErrorCode>,
    /// Why it failed as a whole, in the org's words.
    pub error_message: Option<String>,
    /// What came of each component, where it was asked for.
    pub details: Option<DeployDetails>,
}

/// What came of the parts of a deployment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeployDetails {
    /// What was deployed, removed or found equal. Filled when the deployment is done.
    pub component_successes: Vec<ComponentMessage>,
    /// What the org refused.
    pub component_failures: Vec<ComponentMessage>,
    /// What the Apex tests said.
    pub test_run: TestRun,
}

/// What came of one component; `DeployMessage` in the Metadata API.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "the four flags are the API's, and a component can carry several")]
pub struct ComponentMessage {
    /// The type's name; nothing for files that are no component, such as the manifest.
    pub component_type: Option<String>,
    /// The name inside the type.
    pub full_name: String,
    /// The path in the archive.
    pub file_name: String,
    /// The record's id.
    pub id: Option<String>,
    /// Whether all is well with it.
    pub success: bool,
    /// Whether the org holds something else than before.
    pub changed: bool,
    /// Whether it is new in the org.
    pub created: bool,
    /// Whether it is gone from the org.
    pub deleted: bool,
    /// What is wrong, in the org's words.
    pub problem: Option<String>,
    /// `Error`, `Warning` or `Info`.
    pub problem_type: Option<String>,
    /// The line of the file, from 1.
    pub line: Option<u64>,
    /// The column of the file, from 1.
    pub column: Option<u64>,
}

/// What the Apex tests said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TestRun {
    /// Tests that ran.
    pub run: u64,
    /// The tests that failed.
    pub failures: Vec<TestFailure>,
    /// What the org says about too little coverage.
    pub coverage_warnings: Vec<String>,
}

/// A test that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestFailure {
    /// The class.
    pub name: String,
    /// The method.
    pub method_name: Option<String>,
    /// What failed.
    pub message: Option<String>,
    /// Where it failed.
    pub stack_trace: Option<String>,
}

impl DeployResult {
    /// Reads a `deployResult`; nothing where it lacks what no answer lacks.
    pub(super) fn read(value: &Value) -> Option<Self> {
        let count = |name: &str| value.count(name).unwrap_or(0);
        value.member("done")?;
        Some(Self {
            id: value.text_of("id")?.parse().ok()?,
            status: value.text_of("status")?.as_str().into(),
            done: value.flag("done"),
            success: value.flag("success"),
            check_only: value.flag("checkOnly"),
            ignore_warnings: value.flag("ignoreWarnings"),
            rollback_on_error: value.flag("rollbackOnError"),
            run_tests_enabled: value.flag("runTestsEnabled") || value.flag("isRunTestsEnabled"),
            component_errors: count("numberComponentErrors"),
            components_deployed: count("numberComponentsDeployed"),
            components_total: count("numberComponentsTotal"),
            test_errors: count("numberTestErrors"),
            tests_completed: count("numberTestsCompleted"),
            tests_total: count("numberTestsTotal"),
            archive_bytes: value.count("zipSize").filter(|bytes| *bytes > 0),
            created_date: value.date("createdDate"),
            created_by_name: value.text_of("createdByName"),
            start_date: value.date("startDate"),
            last_modified_date: value.date("lastModifiedDate"),
            completed_date: value.date("completedDate"),
            canceled_by_name: value.text_of("canceledByName"),
            state_detail: value.text_of("stateDetail"),
            error_status_code: value.text_of("errorStatusCode").map(|code| code.as_str().into()),
            error_message: value.text_of("errorMessage"),
            details: value.member("details").map(DeployDetails::read),
        })
    }
}

impl DeployDetails {
    fn read(value: &Value) -> Self {
        let messages = |name: &str| value.many(name).iter().map(ComponentMessage::read).collect();
        let test_run = value.member("runTestResult");
        let test_run = test_run.or_else(|| value.member("runTestResults"));
        Self {
            component_successes: messages("componentSuccesses"),
            component_failures: messages("componentFailures"),
            test_run: test_run.map(TestRun::read).unwrap_or_default(),
        }
    }
}

impl ComponentMessage {
    fn read(value: &Value) -> Self {
        Self {
            component_type: value.text_of("componentType"),
            full_name: value.text_of("fullName").unwrap_or_default(),
            file_name: value.text_of("fileName").unwrap_or_default(),
            id: value.text_of("id"),
            success: value.flag("success"),
            changed: value.flag("changed"),
            created: value.flag("created"),
            deleted: value.flag("deleted"),
            problem: value.text_of("problem"),
            problem_type: value.text_of("problemType"),
            line: value.count("lineNumber"),
            column: value.count("columnNumber"),
        }
    }
}

impl TestRun {
    fn read(value: &Value) -> Self {
        let failures = value.many("failures").iter().map(TestFailure::read);
        let warnings = value.many("codeCoverageWarnings").iter();
        Self {
            run: value.count("numTestsRun").unwrap_or(0),
            failures: failures.collect(),
            coverage_warnings: warnings.filter_map(|one| one.text_of("message")).collect(),
        }
    }
}

impl TestFailure {
    fn read(value: &Value) -> Self {
        Self {
            name: value.text_of("name").unwrap_or_default(),
            method_name: value.text_of("methodName"),
            message: value.text_of("message"),
            stack_trace: value.text_of("stackTrace"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_status_prints_as_its_first_spelling() {
        for (spelling, status) in STATUSES {
            assert_eq!(DeployStatus::from(*spelling), *status);
            assert_eq!(DeployStatus::from(&*status.to_string()), *status);
        }
        let unknown = DeployStatus::from("Dreaming");
        assert_eq!(unknown.to_string(), "Dreaming");
    }
}
