//! Files of a project that are no components of ours and speak of them, by their names.

use std::{
    fs, io,
    path::{Path, PathBuf},
    sync::Arc,
};

use walkdir::{DirEntry, WalkDir};

use super::{Project, forceignore::FORCEIGNORE_FILE, suffixes::META_XML};

/// Destructive manifests lie at most so many folders below a project's: `manifest/release/destructiveChanges.xml`.
const DEEPEST: usize = 3;

/// What a deployment's manifest is called; one that deletes lies beside it.
const PACKAGE: &str = "package.xml";

/// A file that is no component and speaks of components.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bystander {
    /// Where it is.
    pub path: PathBuf,
    /// What it is.
    pub kind: BystanderKind,
    /// What it holds.
    pub bytes: Arc<[u8]>,
}

/// What a bystander is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BystanderKind {
    /// A profile or a muting permission set: neither can grant access to a principal.
    Profile,
    /// What a deployment deletes.
    DestructiveManifest,
    /// What a project keeps out.
    ForceIgnore,
}

/// What a file of this name is to us.
pub fn bystander_kind(file_name: &str) -> Option<BystanderKind> {
    if is_profile(file_name) {
        return Some(BystanderKind::Profile);
    }
    if file_name == FORCEIGNORE_FILE {
        return Some(BystanderKind::ForceIgnore);
    }
    let kind = file_name.strip_prefix("destructiveChanges").and_then(|rest| rest.strip_suffix(".xml"));
    kind.is_some().then_some(BystanderKind::DestructiveManifest)
}

/// Whether a file of this name is a profile or a muting permission set.
pub(super) fn is_profile(file_name: &str) -> bool {
    let stem = file_name.strip_suffix(META_XML).unwrap_or(file_name);
    let suffix = stem.rsplit_once('.').filter(|(name, _)| !name.is_empty()).map(|(_, suffix)| suffix);
    matches!(suffix, Some("profile" | "mutingpermissionset"))
}

impl Bystander {
    /// Reads a file.
    pub fn read(path: &Path, kind: BystanderKind) -> io::Result<Self> {
        Ok(Self { path: path.to_path_buf(), kind, bytes: fs::read(path)?.into() })
    }
}

/// The destructive manifests of a project that lie beside a package.xml, sorted. Package directories hold components and
/// are not searched, hidden folders and those of other package managers neither; nor are folders that cannot be read, for
/// nobody said that anything of the project lies there.
pub fn destructive_manifests(project: &Project) -> Vec<PathBuf> {
    let roots = project.roots();
    let dir = if project.dir().as_os_str().is_empty() { Path::new(".") } else { project.dir() };
    let enters = |entry: &DirEntry| {
        let is_folder = entry.depth() > 0 && entry.file_type().is_dir();
        !is_folder || !(is_foreign(entry) || roots.iter().any(|root| shown(entry) == root))
    };
    let entries = WalkDir::new(dir).max_depth(DEEPEST).into_iter().filter_entry(enters).filter_map(Result::ok);
    let mut found: Vec<PathBuf> = entries.filter(is_of_deployment).map(|entry| shown(&entry).to_path_buf()).collect();
    found.sort_unstable();
    found
}

fn is_of_deployment(entry: &DirEntry) -> bool {
    let kind = entry.file_name().to_str().and_then(bystander_kind);
    kind == Some(BystanderKind::DestructiveManifest) && entry.path().with_file_name(PACKAGE).is_file()
}

/// The path as the caller spoke of the project.
fn shown(entry: &DirEntry) -> &Path {
    entry.path().strip_prefix("./").unwrap_or(entry.path())
}

fn is_foreign(folder: &DirEntry) -> bool {
    let name = folder.file_name().as_encoded_bytes();
    name.starts_with(b".") || name == b"node_modules"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::suffixes::recognise;

    #[test]
    fn names_tell_what_a_file_is() {
        for (name, kind) in [
            ("Admin.profile-meta.xml", Some(BystanderKind::Profile)),
            ("Admin.profile", Some(BystanderKind::Profile)),
            ("Quiet.mutingpermissionset-meta.xml", Some(BystanderKind::Profile)),
            ("destructiveChanges.xml", Some(BystanderKind::DestructiveManifest)),
            ("destructiveChangesPost.xml", Some(BystanderKind::DestructiveManifest)),
            (".forceignore", Some(BystanderKind::ForceIgnore)),
            (".profile", None),
            ("package.xml", None),
            ("Sales.permissionset-meta.xml", None),
        ] {
            assert_eq!(bystander_kind(name), kind, "{name}");
            assert!(kind.is_none() || recognise(name).is_none(), "{name} is no component");
        }
    }
}
