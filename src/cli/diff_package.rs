//! `xcred diff --package DIR`: the manifests of a change set.

use std::{fs, path::Path};

use super::{
    console::Console,
    error::{Failure, Outcome},
    write::{Readable, write_whole},
};
use crate::{
    diff::{ChangeKind, ChangeSet},
    metadata::{ApiVersion, Manifest},
};

/// Writes what a deployment of the changes takes: what comes or differs into package.xml, what goes into
/// destructiveChanges.xml. Both are written whatever they hold, so that nothing of an earlier run is left.
pub(super) fn write_package(
    console: &Console,
    folder: &Path,
    changes: &ChangeSet,
    version: Option<ApiVersion>,
) -> Outcome<()> {
    let version = version.unwrap_or(ApiVersion::NEWEST_KNOWN);
    let sent = [ChangeKind::Added, ChangeKind::Modified].into_iter().flat_map(|kind| changes.of_kind(kind));
    let (package, deleted) =
        (Manifest::of(Some(version), sent), Manifest::of(Some(version), changes.of_kind(ChangeKind::Removed)));
    fs::create_dir_all(folder).map_err(|error| Failure::file("made", folder, &error))?;
    for (name, manifest) in [("package.xml", &package), ("destructiveChanges.xml", &deleted)] {
        write_whole(&folder.join(name), manifest.to_xml().as_bytes(), Readable::ByAll)?;
    }
    console.say(&format!(
        "wrote package.xml ({}) and destructiveChanges.xml ({}) into `{}`",
        package.len(),
        deleted.len(),
        folder.display()
    ));
    Ok(())
}
