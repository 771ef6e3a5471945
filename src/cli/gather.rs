//! What each side of a comparison holds.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use jiff::Timestamp;

use super::{
    console::Console,
    error::{Failure, Outcome},
    exit::Exit,
    memory::{Memory, Versions},
    place::Place,
    plan_file::{plan_of, read_plan},
    select::{Scanned, Selected, scan_selected},
};
use crate::{
    bundle::{
        archive::{self, ArchiveLimits},
        unpack::unpack,
    },
    deploy::VerifyError,
    diff::{Comparison, Provenance, Source},
    finding::Finding,
    metadata::{ApiVersion, ComponentId, Side, Snapshot, side::FORMS, type_named},
    source::{Scan, ScanRequest, Selection, identify, scan},
};

/// What a side holds of what is selected.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// How people call the side.
    pub(super) name: String,
    /// Whether it is a git revision, whose files have the paths of the working tree's.
    pub(super) is_revision: bool,
    pub(super) snapshot: Snapshot,
    /// Components that are there and could not be read; a comparison must not call them missing.
    pub(super) unread: BTreeSet<ComponentId>,
    pub(super) findings: Vec<Finding>,
    /// What is known of the side besides.
    pub(super) source: Source,
    /// All components that the selection was made from.
    pub(super) available: BTreeSet<ComponentId>,
    /// When an org changed each of its components last, as far as it says so.
    pub(super) dates: BTreeMap<ComponentId, Timestamp>,
    /// What is known of the org from last time, and the versions of this time.
    pub(super) memory: Option<(Memory, Versions)>,
}

/// What a side of files holds.
pub(super) fn from_files(place: &Place, side: &Side, selected: &Selected) -> Outcome<Held> {
    let mut held = match side {
        Side::Project => from_scan(scan_selected(selected)?),
        Side::Directory(path) => from_directory(path, &selected.selection)?,
        Side::Zip(path) => from_zip(path, &selected.selection)?,
        Side::Git { revision, path } => from_git(place, revision, path.as_deref(), &selected.selection)?,
        Side::Path(path) if path.is_dir() => from_directory(path, &selected.selection)?,
        Side::Path(path) if identify(path).is_some() => from_directory(path, &selected.selection)?,
        Side::Plan(path) => from_plan(path, &selected.selection)?,
        Side::Path(path) if plan_of(side).is_some() => from_plan(path, &selected.selection)?,
        Side::Path(path) if path.is_file() => from_zip(path, &selected.selection)?,
        Side::Path(path) => {
            let message = format!("`{}` locates no side, and is no file or folder either", path.display());
            return Err(Failure::wrong_use("SideError", message).hint(format!("a side is {FORMS}")));
        }
        Side::Org(_) => Held::default(),
    };
    held.name = match plan_of(side) {
        Some(path) => Side::Plan(path.to_owned()).to_string(),
        None => side.to_string(),
    };
    held.is_revision = matches!(side, Side::Git { .. });
    Ok(held)
}

fn from_scan(scanned: Scanned) -> Held {
    let Scanned { scan, available } = scanned;
    let Scan { snapshot, unread, findings, api_version, .. } = scan;
    let source = Source { api_version, provenance: Provenance::Kept };
    Held { snapshot, unread, findings, source, available, ..Held::default() }
}

fn from_directory(path: &Path, selection: &Selection) -> Outcome<Held> {
    let request = ScanRequest::of_paths([path]).without_forceignore();
    let scan = scan(&request)?;
    let available: BTreeSet<ComponentId> = scan.snapshot.ids().chain(&scan.unread).cloned().collect();
    Ok(from_scan(Scanned { scan, available }).picked(selection))
}

fn from_zip(path: &Path, selection: &Selection) -> Outcome<Held> {
    let bytes = fs::read(path).map_err(|error| Failure::file("read", path, &error))?;
    let broken =
        |error: &dyn std::error::Error| Failure::failed("ArchiveError", format!("`{}`: {error}", path.display()));
    let entries = archive::read(&bytes, ArchiveLimits::default()).map_err(|error| broken(&error))?;
    let snapshot = unpack(entries).map_err(|error| broken(&error))?.snapshot;
    let available = snapshot.ids().cloned().collect();
    Ok(Held { snapshot, available, ..Held::default() }.picked(selection))
}

/// What a plan sends. What it deletes is not there.
fn from_plan(path: &Path, selection: &Selection) -> Outcome<Held> {
    let plan = read_plan(path)?;
    let source = Source { api_version: Some(plan.version()), provenance: Provenance::Kept };
    let available = plan.steps().map(|(id, _)| id.clone()).collect();
    Ok(Held { snapshot: plan.sent().clone(), available, source, ..Held::default() }.picked(selection))
}

/// What is selected, where sides are plans: a plan speaks of what it sends and deletes, and of nothing else. Selectors go
/// first, for whoever wants to compare more or less.
pub(super) fn selected_of_plans<'s>(
    selected: Selected,
    sides: impl IntoIterator<Item = &'s Side>,
) -> Outcome<Selected> {
    if !selected.selection.is_everything() {
        return Ok(selected);
    }
    let Selected { request, mut selection } = selected;
    for path in sides.into_iter().filter_map(plan_of) {
        let plan = read_plan(path)?;
        selection = selection.with_path(path, plan.steps().map(|(id, _)| id.clone()));
    }
    Ok(Selected { request, selection })
}

/// What a revision holds: the project as it was there, or a folder of it.
fn from_git(place: &Place, revision: &str, path: Option<&str>, selection: &Selection) -> Outcome<Held> {
    let revision = place.repository()?.revision(revision)?;
    let mut scan = path.map_or_else(|| revision.scan_project(), |path| revision.scan_path(path))?;
    let available: BTreeSet<ComponentId> = scan.snapshot.ids().chain(&scan.unread).cloned().collect();
    scan.unread.retain(|id| selection.matches(id));
    scan.findings.retain(|finding| finding.component.as_ref().is_none_or(|id| selection.matches(id)));
    Ok(from_scan(Scanned { scan, available }).picked(selection))
}

impl Held {
    /// The API version that an org was asked in; nothing for files.
    pub(super) fn org_version(&self) -> Option<ApiVersion> {
        self.source.api_version.filter(|_| self.source.provenance == Provenance::Retrieved)
    }

    /// Remembers for next time what is no different from the other side.
    pub(super) fn remember(&mut self, mine: &Snapshot, comparison: &Comparison) {
        if let Some((mut memory, versions)) = self.memory.take() {
            memory.learn(versions, &self.dates, mine, comparison);
            memory.keep();
        }
    }

    /// The same, of what is selected alone.
    pub(super) fn picked(mut self, selection: &Selection) -> Self {
        if !selection.is_everything() {
            self.snapshot = self.snapshot.select(|id| selection.matches(id));
        }
        self
    }
}

/// Leaves out components of types that the API version lacks, and says so: an org cannot be asked for them.
pub(super) fn leave_out_newer_types(console: &Console, held: &mut Held, version: ApiVersion) {
    let newer = |id: &ComponentId| is_newer(id, version);
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

/// Whether the component is of a type that the API version lacks.
pub(super) fn is_newer(id: &ComponentId, version: ApiVersion) -> bool {
    type_named(id.type_name.as_str()).is_some_and(|kind| kind.since > version)
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
