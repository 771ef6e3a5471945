//! What each side of a comparison holds.

use std::{collections::BTreeSet, fs, path::Path};

use super::{
    console::Console,
    error::{Failure, Outcome},
    exit::Exit,
    online::Connection,
    select::{Scanned, Selected, scan_selected},
};
use crate::{
    bundle::{
        archive::{self, ArchiveLimits},
        unpack::unpack,
    },
    deploy::{VerifyError, read_back},
    diff::{Provenance, Source},
    finding::Finding,
    metadata::{ApiVersion, ComponentId, Side, Snapshot, type_named},
    org::Pace,
    source::{ScanRequest, Selection, identify, scan},
};

/// What a side holds of what is selected.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// How people call the side.
    pub(super) name: String,
    pub(super) snapshot: Snapshot,
    /// Components that are there and could not be read; a comparison must not call them missing.
    pub(super) unread: BTreeSet<ComponentId>,
    pub(super) findings: Vec<Finding>,
    /// What is known of the side besides.
    pub(super) source: Source,
    /// All components that the selection was made from.
    pub(super) available: BTreeSet<ComponentId>,
}

/// What a side of files holds.
pub(super) fn from_files(side: &Side, selected: &Selected) -> Outcome<Held> {
    let mut held = match side {
        Side::Project => from_scan(scan_selected(selected)?),
        Side::Directory(path) => from_directory(path, &selected.selection)?,
        Side::Zip(path) => from_zip(path, &selected.selection)?,
        Side::Path(path) if path.is_dir() => from_directory(path, &selected.selection)?,
        Side::Path(path) if identify(path).is_some() => from_directory(path, &selected.selection)?,
        Side::Path(path) if path.is_file() => from_zip(path, &selected.selection)?,
        Side::Path(path) => {
            let message = format!("`{}` locates no side, and is no file or folder either", path.display());
            return Err(Failure::wrong_use("SideError", message)
                .hint("a side is `project`, `dir:PATH`, `zip:PATH`, `org:NAME`, or a path that exists"));
        }
        Side::Org(_) => Held::default(),
    };
    held.name = side.to_string();
    Ok(held)
}

fn from_scan(scanned: Scanned) -> Held {
    let Scanned { scan, available } = scanned;
    let source = Source { api_version: scan.api_version, provenance: Provenance::Kept };
    Held {
        name: String::new(),
        snapshot: scan.snapshot,
        unread: scan.unread,
        findings: scan.findings,
        source,
        available,
    }
}

fn from_directory(path: &Path, selection: &Selection) -> Outcome<Held> {
    let request = ScanRequest::of_paths([path]).without_forceignore();
    let scan = scan(&request)?;
    let available: BTreeSet<ComponentId> = scan.snapshot.ids().chain(&scan.unread).cloned().collect();
    Ok(pick(from_scan(Scanned { scan, available }), selection))
}

fn from_zip(path: &Path, selection: &Selection) -> Outcome<Held> {
    let bytes = fs::read(path).map_err(|error| Failure::file("read", path, &error))?;
    let broken =
        |error: &dyn std::error::Error| Failure::failed("ArchiveError", format!("`{}`: {error}", path.display()));
    let entries = archive::read(&bytes, ArchiveLimits::default()).map_err(|error| broken(&error))?;
    let snapshot = unpack(entries).map_err(|error| broken(&error))?.snapshot;
    let available = snapshot.ids().cloned().collect();
    Ok(pick(Held { snapshot, available, ..Held::default() }, selection))
}

/// What an org holds of what is selected, and of other types what the other side has.
pub(super) async fn from_org(
    console: &Console,
    connection: &Connection,
    selection: &Selection,
    mine: &Snapshot,
) -> Outcome<Held> {
    let version = connection.org.version();
    let manifest = selection.to_ask(mine.ids(), version);
    let pace = Pace::for_load(manifest.len(), 0);
    let (snapshot, messages) = read_back(&connection.org, &manifest, &pace).await?;
    for message in messages {
        // What is only on the other side was asked for by name, and that the org lacks it is the answer.
        if message.missing_component().is_none_or(|id| !mine.contains(&id) && !selection.matches(&id)) {
            console.warn(format!("{}: {}", connection.name, message.problem));
        }
    }
    let available = snapshot.ids().cloned().collect();
    let name = Side::Org(connection.name.clone()).to_string();
    let source = Source { api_version: Some(version), provenance: Provenance::Retrieved };
    Ok(pick(Held { name, snapshot, source, available, ..Held::default() }, selection))
}

fn pick(mut held: Held, selection: &Selection) -> Held {
    if !selection.is_everything() {
        held.snapshot = held.snapshot.select(|id| selection.matches(id));
    }
    held
}

/// Leaves out components of types that the API version lacks, and says so: an org cannot be asked for them.
pub(super) fn leave_out_newer_types(console: &Console, held: &mut Held, version: ApiVersion) {
    let newer = |id: &ComponentId| type_named(id.type_name.as_str()).is_some_and(|kind| kind.since > version);
    let left_out: BTreeSet<String> =
        held.snapshot.ids().filter(|id| newer(id)).map(|id| id.type_name.to_string()).collect();
    for name in &left_out {
        let since = type_named(name).map_or(version, |kind| kind.since);
        console.warn(format!("`{name}` is left out: API version {version} has no such type, {since} has"));
    }
    if !left_out.is_empty() {
        held.snapshot = held.snapshot.select(|id| !newer(id));
    }
}

/// Takes what one side could not read out of both, so that it is neither added nor removed.
pub(super) fn forget_unread(one: &mut Held, other: &mut Held) {
    let unread: BTreeSet<ComponentId> = one.unread.union(&other.unread).cloned().collect();
    if !unread.is_empty() {
        one.snapshot = one.snapshot.select(|id| !unread.contains(id));
        other.snapshot = other.snapshot.select(|id| !unread.contains(id));
    }
}

impl From<VerifyError> for Failure {
    fn from(error: VerifyError) -> Self {
        match error {
            VerifyError::Retrieve(crate::org::RetrieveError::Org(error)) => error.into(),
            other => Self::of(Exit::Failed, "RetrieveError", &other),
        }
    }
}
