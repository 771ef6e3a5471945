//! What is typed after `xcred diff`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{OrgArguments, Selectors};
use crate::diff::Gravity;

/// `xcred diff`
#[derive(Debug, Args)]
pub struct DiffArguments {
    /// The first side: project, dir:PATH, zip:PATH, git:REF[:PATH], org:NAME, a path, a git revision, or a range of two
    /// such as main...feature [default: the target org]
    pub from: Option<String>,
    /// The second side [default: project]
    pub to: Option<String>,
    /// Tell by their base who changed what: this branch, the org by itself (drift), or both (conflict). SIDE is one of
    /// files, or a branch or commit that this one comes from: then the base is where the two parted. In the pull requests of
    /// GitHub, GitLab, Azure DevOps and Bitbucket that is the default between an org and the project
    #[arg(help_heading = None, long, value_name = "SIDE")]
    pub base: Option<String>,
    /// Compare only the two sides, whatever CI knows of a base
    #[arg(help_heading = None, long, conflicts_with = "base")]
    pub no_base: bool,
    /// Which components.
    #[command(flatten)]
    pub selectors: Selectors,
    /// Which org.
    #[command(flatten)]
    pub org: OrgArguments,
    /// Compare all anew: forget what was the same last time and has not changed in the org since
    #[arg(help_heading = None, long)]
    pub fresh: bool,
    /// Exit with 2 where there are differences between the two sides, whoever made them
    #[arg(help_heading = None, long)]
    pub exit_code: bool,
    /// Write package.xml and destructiveChanges.xml of what differs into this folder
    #[arg(help_heading = None, long, value_name = "DIR")]
    pub package: Option<PathBuf>,
    /// Exit with 1 where a change has consequences that are at least this grave; `xcred explain consequences` lists them
    #[arg(help_heading = None, long, value_name = "GRAVITY")]
    pub fail_on_change: Option<GravityArgument>,
}

/// Which consequences make a comparison fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GravityArgument {
    /// All that we know.
    Notable,
    /// Callouts fail until somebody does something, or worse.
    Disruptive,
    /// Something is gone that only people can bring back.
    Destructive,
}

impl From<GravityArgument> for Gravity {
    fn from(argument: GravityArgument) -> Self {
        match argument {
            GravityArgument::Notable => Self::Notable,
            GravityArgument::Disruptive => Self::Disruptive,
            GravityArgument::Destructive => Self::Destructive,
        }
    }
}
