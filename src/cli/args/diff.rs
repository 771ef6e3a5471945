//! What is typed after `xcred diff`.

use clap::Args;

use super::{OrgArguments, Selectors};
use crate::render::human::Layout;

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
    /// How it looks.
    #[command(flatten)]
    pub layout: LayoutArguments,
    /// Show values that can hold a secret: on a terminal alone, as text, and not through a pager
    #[arg(help_heading = None, long)]
    pub reveal: bool,
    /// Show no pager; without this, `XCRED_PAGER`, else `PAGER`, else less shows what is longer than the terminal
    #[arg(help_heading = None, long)]
    pub no_pager: bool,
    /// Exit with 2 where there are differences
    #[arg(help_heading = None, long)]
    pub exit_code: bool,
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
