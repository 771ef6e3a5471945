//! How a deployment is to be done.

use serde::Serialize;

/// The options of a deployment, as the Metadata API names them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "the flags are the API's, each on its own")]
pub struct DeployOptions {
    /// Whether the org only says what would come of it.
    pub check_only: bool,
    /// Whether warnings do not count as failures.
    pub ignore_warnings: bool,
    /// Whether one failure takes everything back; production orgs insist on it.
    pub rollback_on_error: bool,
    /// Whether the archive holds one package, with its manifest at the root.
    pub single_package: bool,
    /// Whether what is removed skips the recycle bin.
    pub purge_on_delete: bool,
    /// Which Apex tests run; without it, those that the org runs by its own rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test_level: Option<TestLevel>,
    /// The test classes of [`TestLevel::RunSpecifiedTests`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub run_tests: Vec<String>,
}

impl Default for DeployOptions {
    /// Everything or nothing, warnings count, one package.
    fn default() -> Self {
        Self {
            check_only: false,
            ignore_warnings: false,
            rollback_on_error: true,
            single_package: true,
            purge_on_delete: false,
            test_level: None,
            run_tests: Vec::new(),
        }
    }
}

/// Which Apex tests a deployment runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum TestLevel {
    /// None; development orgs only.
    NoTestRun,
    /// Those that are named.
    RunSpecifiedTests,
    /// Those that the org finds relevant to what changes.
    RunRelevantTests,
    /// All but those of installed packages.
    RunLocalTests,
    /// All.
    RunAllTestsInOrg,
}
