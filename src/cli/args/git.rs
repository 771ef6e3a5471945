//! What git types after `xcred git`.

use std::{ffi::OsString, path::PathBuf};

use clap::Subcommand;

/// What git calls to show changes.
#[derive(Debug, Subcommand)]
pub enum GitCommand {
    /// Show what differs between two versions of a file, element by element: git's `diff.xcred.command`
    ExternalDiff {
        /// What git gives: PATH OLD-FILE OLD-HEX OLD-MODE NEW-FILE NEW-HEX NEW-MODE [NEW-PATH MESSAGE]
        #[arg(value_name = "ARGUMENT", required = true, num_args = 1..=9)]
        given: Vec<OsString>,
    },
    /// Print a file as lines of `path = value`: git's `diff.xcred.textconv`
    Textconv {
        /// The file
        file: PathBuf,
    },
}
