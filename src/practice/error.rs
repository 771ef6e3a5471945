//! Why there is no practice org: its folder, its seed, or its port.

use std::{io, path::PathBuf};

use super::{authority::AuthorityError, seed::SeedError};

/// Why the practice org cannot be opened, kept or served. Each says everything in one sentence, since faults and errors
/// of the org carry one.
#[derive(Debug, thiserror::Error)]
pub enum PracticeError {
    /// A file or folder of the state cannot be read or written.
    #[error("the practice org cannot use `{path}`: {reason}", path = path.display())]
    Folder {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        reason: io::Error,
    },
    /// A state file is not what was written.
    #[error("the practice org's state file `{path}` is broken: {reason}; `xcred practice reset` starts over", path = path.display())]
    BrokenState {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A file of the state's name that another program wrote.
    #[error("`{path}` was not written by the practice org; move it away, or `xcred practice reset` removes it", path = path.display())]
    ForeignState {
        /// The file.
        path: PathBuf,
    },
    /// State that a newer version wrote.
    #[error("the practice org's state file `{path}` has format {format}, and this version of xcred knows {known}; update xcred, or `xcred practice reset` starts over", path = path.display())]
    NewerState {
        /// The file.
        path: PathBuf,
        /// The format in it.
        format: u64,
        /// The newest format that is known.
        known: u64,
    },
    /// Nobody can vouch for the org.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// The seed cannot be used.
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// The port cannot be listened on.
    #[error("the practice org cannot listen on port {port} of this machine: {reason}")]
    Listen {
        /// The port that was asked for; 0 for any.
        port: u16,
        /// What the operating system said.
        reason: io::Error,
    },
}
