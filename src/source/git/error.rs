//! Why a git revision cannot be read, and the way out.

use std::path::{Path, PathBuf};

use crate::source::{ScanError, project::ProjectError};

/// The way out of a shallow clone.
const DEEPEN: &str = "the clone is shallow: get the history with `git fetch --unshallow`, or with `fetch-depth: 0` for \
                      actions/checkout (`GIT_DEPTH: 0` for GitLab)";

/// The way out of a partial clone.
const REFETCH: &str = "the clone is partial: get all objects with `git fetch --refetch --no-filter`, or without `filter` \
                       for actions/checkout";

/// The way around what a commit holds, which nobody can mend any more.
const BESIDE: &str = "compare folders beside it: `git:REF:PATH`; for later commits, list it in `.forceignore`";

/// What reading the objects of git says; the library's own words.
type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Something at a revision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The revision, as the caller called it.
    pub revision: String,
    /// The path, from the repository's root.
    pub path: PathBuf,
}

/// A git revision that cannot be found or read.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// No folder upward is a repository.
    #[error("`{}` is in no git repository", shown(start))]
    NotARepository {
        /// Where the search began.
        start: PathBuf,
    },
    /// There is a repository, which cannot be opened.
    #[error("the git repository of `{}` cannot be opened", shown(start))]
    Unopenable {
        /// Where the search began.
        start: PathBuf,
        /// What the library says.
        source: Cause,
    },
    /// The repository keeps its references in a format that cannot be read here.
    #[error("the git repository of `{}` keeps its references as `{format}`, which xcred cannot read", shown(start))]
    ReferenceFormat {
        /// Where the search began.
        start: PathBuf,
        /// The format.
        format: String,
    },
    /// The branch that was checked out has no commit yet.
    #[error("`{revision}` has no commit yet")]
    Unborn {
        /// The revision.
        revision: String,
    },
    /// Nothing has this name.
    #[error("the git repository has no commit, branch or tag `{revision}`")]
    Missing {
        /// The revision.
        revision: String,
        /// Names that are alike, the most alike first.
        nearest: Vec<String>,
        /// Whether the repository has a remote that may know it.
        remote: bool,
        /// Whether the clone is shallow.
        shallow: bool,
    },
    /// The name is there, and what follows it leads nowhere.
    #[error("`{name}` is there, but `{revision}` leads to no commit")]
    Beyond {
        /// The revision.
        revision: String,
        /// The part of it that is there.
        name: String,
        /// Whether the clone is shallow.
        shallow: bool,
    },
    /// Several objects are meant.
    #[error("`{revision}` is the beginning of several object ids: {}", candidates.join(", "))]
    Ambiguous {
        /// The revision.
        revision: String,
        /// The objects.
        candidates: Vec<String>,
    },
    /// The text is no revision, or a range of several.
    #[error("`{revision}` is not one revision")]
    NotOne {
        /// The revision.
        revision: String,
    },
    /// The revision is something that has no files.
    #[error("`{revision}` is a {kind}, not a commit")]
    NotACommit {
        /// The revision.
        revision: String,
        /// What it is.
        kind: String,
    },
    /// Two commits have no common ancestor, as far as one can see.
    #[error("`{one}` and `{other}` have no common ancestor{}", if *shallow { " in this clone" } else { "" })]
    NoMergeBase {
        /// One of the two.
        one: String,
        /// The other.
        other: String,
        /// Whether the clone is shallow.
        shallow: bool,
    },
    /// The project had no project file there.
    #[error("`git:{revision}` has no `sfdx-project.json` in {}", listed(looked_in))]
    NoProject {
        /// The revision.
        revision: String,
        /// The folders that were looked in, from the repository's root.
        looked_in: Vec<PathBuf>,
    },
    /// The project file there says nothing that we can follow.
    #[error("`git:{revision}` holds a project that cannot be read: {error}")]
    Project {
        /// The revision.
        revision: String,
        /// What is wrong with it.
        error: ProjectError,
    },
    /// There is no such file or folder there.
    #[error("`git:{}` has no `{}`", .0.revision, shown(&.0.path))]
    NoPath(Place),
    /// The path leads out of the repository.
    #[error("`{path}` lies outside the git repository")]
    PathOutside {
        /// The path as the caller wrote it.
        path: String,
    },
    /// A submodule's files are in another repository.
    #[error("`{}` is a submodule at `git:{}`; its files are in another repository", shown(&.0.path), .0.revision)]
    Submodule(Place),
    /// A symbolic link leads out of the repository.
    #[error("the link `{}` points to `{}`, which is not part of `git:{}`", shown(&place.path), target.display(), place.revision)]
    LinkOut {
        /// The link.
        place: Place,
        /// What it points to.
        target: PathBuf,
    },
    /// The bytes are elsewhere, and only a pointer to them is in git.
    #[error("`{}` is a pointer to Git LFS at `git:{}`; the file itself is not in the repository", shown(&.0.path), .0.revision)]
    LfsPointer(Place),
    /// An object is not in this clone.
    #[error("the object {id} of `git:{revision}` is not in the git repository")]
    MissingObject {
        /// The revision.
        revision: String,
        /// The id of the object.
        id: String,
        /// Whether the clone left objects out on purpose.
        partial: bool,
    },
    /// An object cannot be read.
    #[error("`git:{revision}` cannot be read")]
    Unreadable {
        /// The revision.
        revision: String,
        /// What the library says.
        source: Cause,
    },
    /// What is there cannot be scanned.
    #[error("`git:{revision}`: {error}")]
    Scan {
        /// The revision.
        revision: String,
        /// Why not.
        error: ScanError,
    },
}

impl GitError {
    /// The ways out, where there are any to tell.
    pub fn hints(&self) -> Vec<String> {
        let fixed = |hint: &str| vec![hint.to_owned()];
        match self {
            Self::NotARepository { .. } => fixed("run it inside the repository, or name it with `-C DIR`"),
            Self::ReferenceFormat { .. } => {
                fixed("compare a checkout: `git worktree add ../then REF`, and then `dir:../then`")
            }
            Self::Missing { nearest, remote, shallow, .. } => missing(nearest, *remote, *shallow),
            Self::Beyond { shallow: true, .. } | Self::NoMergeBase { shallow: true, .. } => fixed(DEEPEN),
            Self::Ambiguous { .. } => fixed("write more of its digits"),
            Self::NotOne { .. } => fixed("a range stands alone: `xcred diff main..feature`, `xcred diff main...`"),
            Self::NoProject { .. } | Self::Project { .. } => fixed("name the folder to compare: `git:REF:PATH`"),
            Self::NoPath(_) | Self::PathOutside { .. } => {
                fixed("a path starts at the repository's root, or with `./` at the current folder")
            }
            Self::LfsPointer(_) => fixed(
                "metadata is small: keep it in git itself with `git lfs migrate export`; or compare a checkout, which \
                 `git worktree add ../then REF` makes, as `dir:../then`",
            ),
            Self::MissingObject { partial: true, .. } => fixed(REFETCH),
            Self::MissingObject { partial: false, .. } => fixed("`git fsck` tells what else is missing"),
            Self::Scan { error: ScanError::NotAComponent { .. }, .. } => {
                fixed("a component's file is named as `Stripe.externalCredential-meta.xml`")
            }
            Self::Submodule(_) | Self::LinkOut { .. } | Self::Scan { .. } => fixed(BESIDE),
            Self::Unopenable { .. }
            | Self::Unborn { .. }
            | Self::Beyond { shallow: false, .. }
            | Self::NotACommit { .. }
            | Self::NoMergeBase { shallow: false, .. }
            | Self::Unreadable { .. } => Vec::new(),
        }
    }

    /// Whether what was asked for is wrong, and not the state of the repository.
    pub fn is_wrong_use(&self) -> bool {
        match self {
            Self::NotARepository { .. }
            | Self::Ambiguous { .. }
            | Self::NotOne { .. }
            | Self::NotACommit { .. }
            | Self::NoProject { .. }
            | Self::PathOutside { .. } => true,
            Self::Project { error, .. } => !matches!(error, ProjectError::Unreadable { .. }),
            Self::Scan { error, .. } => matches!(error, ScanError::NotAComponent { .. } | ScanError::ForceIgnore(_)),
            _ => false,
        }
    }
}

fn missing(nearest: &[String], remote: bool, shallow: bool) -> Vec<String> {
    let quoted: Vec<String> = nearest.iter().map(|name| format!("`{name}`")).collect();
    let alike = (!quoted.is_empty()).then(|| format!("did you mean {}?", quoted.join(" or ")));
    let fetch = match (remote, shallow) {
        (_, true) => Some(DEEPEN),
        (true, false) => Some("what only the remote has comes with `git fetch --tags`"),
        (false, false) => None,
    };
    alike.into_iter().chain(fetch.map(str::to_owned)).collect()
}

/// A path for people: the repository's root has a name too.
fn shown(path: &Path) -> std::path::Display<'_> {
    if path.as_os_str().is_empty() { Path::new(".").display() } else { path.display() }
}

fn listed(folders: &[PathBuf]) -> String {
    folders.iter().map(|folder| format!("`{}`", shown(folder))).collect::<Vec<_>>().join(", ")
}
