//! What is typed after `xcred plan`, and what it shares with `xcred deploy`.

use std::path::PathBuf;

use clap::Args;

use super::{OrgArguments, Selectors, TestLevelArgument};

/// `xcred plan`
#[derive(Debug, Args)]
pub struct PlanArguments {
    /// Which components.
    #[command(flatten)]
    pub selectors: Selectors,
    /// Which org.
    #[command(flatten)]
    pub org: OrgArguments,
    /// The file to write. It holds the project's files, so only its owner may read it; a file that is no plan is left alone,
    /// and where there is nothing to deploy none is written
    #[arg(help_heading = None, long, value_name = "FILE")]
    pub out: PathBuf,
    /// Exit with 2 where there is something to deploy
    #[arg(help_heading = None, long)]
    pub exit_code: bool,
    /// How it is sent.
    #[command(flatten)]
    pub sending: SendingArguments,
}

/// What is deleted, and how a deployment is done.
#[derive(Debug, Clone, Default, Args)]
pub struct SendingArguments {
    /// Deploy in spite of the org's warnings
    #[arg(help_heading = None, short = 'g', long)]
    pub ignore_warnings: bool,
    /// Keep what succeeded when something else failed
    #[arg(help_heading = None, long)]
    pub ignore_errors: bool,
    /// Which Apex tests the org runs
    #[arg(help_heading = None, short = 'l', long, value_name = "LEVEL")]
    pub test_level: Option<TestLevelArgument>,
    /// The Apex tests to run with `RunSpecifiedTests`; repeatable
    #[arg(help_heading = None, short, long, value_name = "NAME")]
    pub tests: Vec<String>,
    /// Delete what this manifest names, before the rest is deployed
    #[arg(help_heading = None, long, value_name = "FILE")]
    pub pre_destructive_changes: Option<PathBuf>,
    /// Delete what this manifest names, after the rest is deployed
    #[arg(help_heading = None, long, value_name = "FILE")]
    pub post_destructive_changes: Option<PathBuf>,
}
