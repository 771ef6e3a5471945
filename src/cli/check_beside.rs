//! What `xcred check` reads beside the components: profiles, destructive manifests, the ignore file.

use std::path::{Path, PathBuf};

use super::{
    args::CheckArguments,
    error::{Failure, Outcome},
    place::Place,
    select::read_manifest,
};
use crate::source::{
    Bystander, BystanderKind, ForceIgnore, Scan, bystanders::destructive_manifests, forceignore::FORCEIGNORE_FILE,
};

/// The files beside the components that rules speak of.
pub(super) fn bystanders(place: &Place, arguments: &CheckArguments, scan: &Scan) -> Outcome<Vec<Bystander>> {
    let mut found: Vec<(PathBuf, BystanderKind)> =
        scan.profiles.iter().map(|path| (path.clone(), BystanderKind::Profile)).collect();
    let named = [&arguments.pre_destructive_changes, &arguments.post_destructive_changes];
    let named: Vec<&PathBuf> = named.into_iter().flatten().collect();
    for path in &named {
        // What a user names has to be one.
        read_manifest(path)?;
        found.push(((*path).clone(), BystanderKind::DestructiveManifest));
    }
    if let Some(project) = place.project_if_any().filter(|_| !arguments.selectors.is_of_paths_alone()) {
        let others = destructive_manifests(project).into_iter().filter(|path| !named.contains(&path));
        found.extend(others.map(|path| (path, BystanderKind::DestructiveManifest)));
        if !ForceIgnore::nearest(project.dir())?.backslashes().is_empty() {
            found.push((project.dir().join(FORCEIGNORE_FILE), BystanderKind::ForceIgnore));
        }
    }
    found.iter().map(|(path, kind)| read(path, *kind)).collect()
}

fn read(path: &Path, kind: BystanderKind) -> Outcome<Bystander> {
    Bystander::read(path, kind).map_err(|error| Failure::file("read", path, &error))
}
