//! From selectors to a selection: what to scan, and which components of it are meant.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use super::{
    args::Selectors,
    console::Console,
    error::{Failure, Outcome},
    exit::Exit,
    place::Place,
};
use crate::{
    metadata::{ComponentId, Manifest, registry},
    source::{
        Discovery, Scan, ScanError, ScanRequest, Selection, discover,
        forceignore::ForceIgnoreError,
        scan,
        selection::{SelectionError, Unmatched},
    },
};

/// Of many files that are nearly those of components, so many are told.
const MOST_HINTS: usize = 3;

/// What to scan, and which components of it are meant.
pub(super) struct Selected {
    pub(super) request: ScanRequest,
    pub(super) selection: Selection,
}

/// What the selectors mean here. Paths alone need no project.
pub(super) fn selected(place: &Place, selectors: &Selectors) -> Outcome<Selected> {
    let mut selection = Selection::none();
    for pattern in &selectors.metadata {
        selection = selection.with_pattern(pattern)?;
    }
    for path in &selectors.source_dir {
        let found = discover(&ScanRequest::of_paths([path]))?;
        if found.files().is_empty() {
            return Err(without_component(path, &found));
        }
        selection = selection.with_path(path, found.ids());
    }
    if let Some(path) = &selectors.manifest {
        selection = selection.with_manifest(path, read_manifest(path)?);
    }
    Ok(Selected { request: request(place, selectors)?, selection })
}

/// The paths that have a component of the project. Others are told and left out, because whoever lists changed files lists
/// all kinds; a folder, which somebody chose, may lie anywhere.
pub(super) fn with_components(console: &Console, place: &Place, paths: &[PathBuf]) -> Outcome<Vec<PathBuf>> {
    let mut kept = Vec::new();
    let mut left_out = Vec::new();
    for path in paths {
        match why_left_out(place, path)? {
            None => kept.push(path.clone()),
            Some(why) => left_out.push(format!("`{}` {why}, and is left out", path.display())),
        }
    }
    if left_out.len() > MOST_HINTS {
        console.warn(format!("{} paths have no component of the project, and are left out", left_out.len()));
    } else {
        for sentence in left_out {
            console.warn(sentence);
        }
    }
    Ok(kept)
}

/// Why there is nothing to look at; nothing where there is.
fn why_left_out(place: &Place, path: &Path) -> Outcome<Option<&'static str>> {
    match discover(&ScanRequest::of_paths([path])) {
        Ok(found) if found.files().is_empty() => Ok(Some("has no component")),
        Ok(_) => match place.project_if_any().filter(|_| path.is_file()) {
            Some(project) if !project.holds(path)? => Ok(Some("lies in no package directory (`-d` would name it)")),
            _ => Ok(None),
        },
        Err(ScanError::NotAComponent { .. }) => Ok(Some("is the file of no component that xcred knows")),
        Err(error) => Err(error.into()),
    }
}

/// A path was named, and no component is there: what is there instead.
fn without_component(path: &Path, found: &Discovery) -> Failure {
    let failure = Failure::wrong_use("SelectionError", format!("`{}` has no component", path.display()));
    let helped = found.findings.iter().take(MOST_HINTS).fold(failure, |failure, finding| {
        let help = finding.help.as_deref().unwrap_or_default();
        failure.hint(format!("{}; {help}", finding.message))
    });
    match found.ignored.first() {
        Some(ignored) => {
            let shown = if ignored.as_os_str().is_empty() { path } else { ignored };
            helped.hint(format!("`xcred scan --why {}` tells which rule ignores it", shown.display()))
        }
        None => helped,
    }
}

/// What the selectors mean where no side is the project: patterns and manifests alone.
pub(super) fn selected_elsewhere(selectors: &Selectors) -> Outcome<Selected> {
    let mut selection = Selection::none();
    for pattern in &selectors.metadata {
        selection = selection.with_pattern(pattern)?;
    }
    if !selectors.source_dir.is_empty() {
        let message = "`-d` selects files of the project, and no side is the project";
        return Err(Failure::wrong_use("SelectionError", message).hint("select with `-m TYPE:NAME` or `-x FILE`"));
    }
    if let Some(path) = &selectors.manifest {
        selection = selection.with_manifest(path, read_manifest(path)?);
    }
    Ok(Selected { request: ScanRequest::of_paths(selectors.source_dir.iter()), selection })
}

fn request(place: &Place, selectors: &Selectors) -> Outcome<ScanRequest> {
    if selectors.source_dir.is_empty() {
        return Ok(ScanRequest::of_project(place.project()?));
    }
    let project = place.project_if_any();
    let own = project.filter(|_| !selectors.is_of_paths_alone()).map_or_else(Vec::new, crate::source::Project::roots);
    let paths = own.into_iter().chain(selectors.source_dir.iter().cloned());
    Ok(ScanRequest::of_paths(paths).with_api_version(project.and_then(crate::source::Project::source_api_version)))
}

/// What a scan of the selected holds, and the names of all that it was selected from.
pub(super) struct Scanned {
    pub(super) scan: Scan,
    pub(super) available: BTreeSet<ComponentId>,
}

/// Scans what is selected. The snapshot holds what is meant, and nothing else.
pub(super) fn scan_selected(selected: &Selected) -> Outcome<Scanned> {
    let mut scan = scan(&selected.request)?;
    let available = scan.snapshot.ids().chain(&scan.unread).cloned().collect();
    if !selected.selection.is_everything() {
        let meant = |id: &ComponentId| selected.selection.matches(id);
        scan.snapshot = scan.snapshot.select(meant);
        scan.unread.retain(meant);
        scan.findings.retain(|finding| finding.component.as_ref().is_none_or(meant));
    }
    Ok(Scanned { scan, available })
}

/// Fails where a pattern or a path selects nothing; warns where a name in a manifest does.
pub(super) fn check_all_matched<'i>(
    console: &Console,
    selection: &Selection,
    available: impl IntoIterator<Item = &'i ComponentId>,
) -> Outcome<()> {
    if selection.is_everything() {
        return Ok(());
    }
    let available: Vec<&ComponentId> = available.into_iter().collect();
    for unmatched in selection.unmatched(&available) {
        match unmatched {
            Unmatched::Pattern { .. } | Unmatched::Path { .. } => {
                let failure = Failure::wrong_use("SelectionError", unmatched.to_string());
                return Err(failure.hint("without selectors, `xcred scan` lists what there is"));
            }
            Unmatched::Member { .. } | Unmatched::ForeignType { .. } => console.warn(unmatched.to_string()),
        }
    }
    Ok(())
}

/// Reads package.xml or a destructive manifest.
pub(super) fn read_manifest(path: &Path) -> Outcome<Manifest> {
    let bytes = fs::read(path).map_err(|error| Failure::file("read", path, &error))?;
    Manifest::from_xml(&bytes).map_err(|error| {
        let message = format!("`{}:{}` is not a manifest: {error}", path.display(), error.position());
        Failure::failed("ManifestError", message)
    })
}

impl From<SelectionError> for Failure {
    fn from(error: SelectionError) -> Self {
        let failure = Self::of(Exit::WrongUse, "SelectionError", &error);
        match (error.hint(), &error) {
            (Some(hint), _) => failure.hint(hint),
            (None, SelectionError::UnknownType { .. }) => failure.hint(format!("the types are {}", known_types())),
            (None, SelectionError::NotAPattern { .. }) => failure,
        }
    }
}

fn known_types() -> String {
    registry().map(|kind| format!("`{}`", kind.name)).collect::<Vec<_>>().join(", ")
}

impl From<ScanError> for Failure {
    fn from(error: ScanError) -> Self {
        let exit = match &error {
            ScanError::NotAComponent { .. } => Exit::WrongUse,
            ScanError::ForceIgnore(error) => exit_of(error),
            _ => Exit::Failed,
        };
        let failure = Self::of(exit, "ScanError", &error);
        match error.hint() {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}

impl From<ForceIgnoreError> for Failure {
    fn from(error: ForceIgnoreError) -> Self {
        Self::of(exit_of(&error), "ForceIgnoreError", &error)
    }
}

/// A `.forceignore` that says nonsense is configuration; one that cannot be read is the file system.
fn exit_of(error: &ForceIgnoreError) -> Exit {
    if matches!(error, ForceIgnoreError::Unreadable { .. }) { Exit::Failed } else { Exit::WrongUse }
}
