//! What is typed after `xcred diff`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{OrgArguments, Selectors};
use crate::{diff::Gravity, render::human::Layout};

/// `xcred diff`
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "flags as they are typed")]
pub struct DiffArguments {
    /// The first side: project, dir:PATH, zip:PATH, git:REF, git:REF:PATH, org:NAME, plan:PATH, a path, a git revision, or a range of
    /// two such as main...feature. A plan is what it sends: what it deletes is absent in it, and without selectors only what it
    /// sends or deletes is compared [default: the target org]
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
    /// All of a permission set, not only what concerns callouts
    #[arg(help_heading = None, long)]
    pub whole: bool,
    /// How it looks.
    #[command(flatten)]
    pub layout: LayoutArguments,
    /// Show values that can hold a secret: on a terminal alone, as text, and not through a pager
    #[arg(help_heading = None, long)]
    pub reveal: bool,
    /// Show no pager; without this, `XCRED_PAGER`, else `PAGER`, else less shows what is longer than the terminal
    #[arg(help_heading = None, long)]
    pub no_pager: bool,
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

/// How text for people is laid out; one at most.
#[derive(Debug, Clone, Default, Args)]
#[group(multiple = false)]
#[command(next_help_heading = "Text for people, on standard output; one of")]
#[expect(clippy::struct_excessive_bools, reason = "flags as they are typed")]
pub struct LayoutArguments {
    /// Values one below the other [default where the terminal has fewer than 120 columns, and elsewhere]
    #[arg(long)]
    pub unified: bool,
    /// Values side by side [default where the terminal has 120 columns or more]
    #[arg(long)]
    pub side_by_side: bool,
    /// A line for each component, with how many of its elements differ
    #[arg(long)]
    pub stat: bool,
    /// The names of the components that differ, as `-m` takes them
    #[arg(long)]
    pub name_only: bool,
    /// A (only in the second), M or D (only in the first) before each name
    #[arg(long)]
    pub name_status: bool,
    /// The counts alone
    #[arg(long)]
    pub summary: bool,
}

impl LayoutArguments {
    /// Each layout with its flag.
    fn table(&self) -> [(bool, &'static str, Layout); 6] {
        [
            (self.unified, "--unified", Layout::Unified),
            (self.side_by_side, "--side-by-side", Layout::SideBySide),
            (self.stat, "--stat", Layout::Stat),
            (self.name_only, "--name-only", Layout::NameOnly),
            (self.name_status, "--name-status", Layout::NameStatus),
            (self.summary, "--summary", Layout::Summary),
        ]
    }

    /// The flag that was typed, and the layout that it means.
    pub(crate) fn chosen(&self) -> Option<(&'static str, Layout)> {
        self.table().into_iter().find(|(is_typed, ..)| *is_typed).map(|(_, flag, layout)| (flag, layout))
    }
}
