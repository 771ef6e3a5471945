//! What is typed after `xcred diff`.

use clap::Args;

use super::{OrgArguments, Selectors};

/// `xcred diff`
#[derive(Debug, Args)]
pub struct DiffArguments {
    /// The first side: project, dir:PATH, zip:PATH, org:NAME, or a path [default: the target org]
    pub from: Option<String>,
    /// The second side [default: project]
    pub to: Option<String>,
    /// Which components.
    #[command(flatten)]
    pub selectors: Selectors,
    /// Which org.
    #[command(flatten)]
    pub org: OrgArguments,
    /// All of a permission set, not only what concerns callouts
    #[arg(help_heading = None, long)]
    pub whole: bool,
    /// Exit with 2 where there are differences
    #[arg(help_heading = None, long)]
    pub exit_code: bool,
}
