//! Why a project or folder cannot be scanned.

use std::{
    io,
    path::{Path, PathBuf},
};

use crate::source::forceignore::ForceIgnoreError;

/// A scan that could not look at everything, so that it gives nothing.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// A file or folder that the caller named is not there.
    #[error("`{}` does not exist", path.display())]
    Missing {
        /// The path.
        path: PathBuf,
    },
    /// The file system refused.
    #[error("cannot read `{}`", path.display())]
    Unreadable {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A symbolic link leads nowhere.
    #[error("the link `{}` points to `{}`, which does not exist", path.display(), target.display())]
    DanglingLink {
        /// The link.
        path: PathBuf,
        /// What it points to.
        target: PathBuf,
    },
    /// A symbolic link leads into a folder that it lies in.
    #[error("the link `{}` leads back to `{}`, which it lies in", path.display(), ancestor.display())]
    LinkLoop {
        /// The link.
        path: PathBuf,
        /// The folder.
        ancestor: PathBuf,
    },
    /// Something that has a component's name is neither file nor folder.
    #[error("`{}` is neither a file nor a folder", path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// A component's path is not Unicode.
    #[error("the path `{}` of a component is not UTF-8", path.display())]
    NotUnicode {
        /// The path.
        path: PathBuf,
    },
    /// A component's name holds a control character, which no manifest can carry.
    #[error("the file name of the component `{}` holds a control character", path.display())]
    ControlCharacter {
        /// The path.
        path: PathBuf,
    },
    /// A file that the caller named is that of no component.
    #[error("`{}` is the file of no component that xcred knows", path.display())]
    NotAComponent {
        /// The path.
        path: PathBuf,
    },
    /// The ignore file cannot be used.
    #[error(transparent)]
    ForceIgnore(#[from] ForceIgnoreError),
}

impl ScanError {
    pub(crate) fn unreadable(path: &Path, source: io::Error) -> Self {
        Self::Unreadable { path: path.to_path_buf(), source }
    }

    /// The way out, where there is one to tell.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::DanglingLink { .. } | Self::LinkLoop { .. } => {
                Some("remove the link, mend it, or list it in `.forceignore`")
            }
            Self::NotUnicode { .. } => Some("rename it in UTF-8; Salesforce knows no other names"),
            Self::ControlCharacter { .. } => {
                Some("rename it; a name starts with a letter and holds letters, digits and `_`")
            }
            Self::NotAFile { .. } => Some("remove it, or list it in `.forceignore`"),
            Self::NotAComponent { .. } => Some("a component's file is named as `Stripe.externalCredential-meta.xml`"),
            Self::Missing { .. } | Self::Unreadable { .. } | Self::ForceIgnore(_) => None,
        }
    }
}
