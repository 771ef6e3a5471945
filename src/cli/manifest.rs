//! `xcred manifest`: package.xml, or a destructive manifest, of a project or folder. No component file is opened.

use std::{
    iter,
    path::{Path, PathBuf},
};

use super::{
    args::{ManifestArguments, ManifestKind},
    console::Console,
    error::Outcome,
    exit::Exit,
    place::Place,
    select::{check_all_matched, read_manifest, selected},
    write::{Readable, write_whole},
};
use crate::{
    finding::{Severity, any_at_least},
    metadata::{ApiVersion, ComponentId, Manifest},
    report::{ManifestReport, Report},
    source::discover,
};

/// What stands for standard output.
const STDOUT: &str = "-";

/// Runs the command.
pub(super) fn run(console: &Console, place: &Place, arguments: &ManifestArguments) -> Outcome<Exit> {
    let selected = selected(place, &arguments.selectors)?;
    let discovery = discover(&selected.request)?;
    let mut ids: Vec<ComponentId> = discovery.ids().collect();
    check_all_matched(console, &selected.selection, &ids)?;
    ids.retain(|id| selected.selection.matches(id));
    let version = arguments.api_version.or(discovery.api_version);
    let mut report = ManifestReport {
        manifest: manifest_of(ids, version, arguments.wildcard),
        file: file_of(arguments),
        merged: false,
        findings: discovery.findings,
    };
    if any_at_least(&report.findings, Severity::Error) {
        report.file = None;
        return console.findings_only(&Report::Manifest(report), Exit::Rejected);
    }
    if arguments.merge {
        merge(&mut report)?;
    }
    report.manifest.version.get_or_insert_with(|| newest(console));
    if let Some(file) = &report.file {
        write_whole(file, report.manifest.to_xml().as_bytes(), Readable::ByAll)?;
    }
    console.report(&Report::Manifest(report), Exit::Done)
}

/// The version of a manifest for which nobody names one.
fn newest(console: &Console) -> ApiVersion {
    let newest = ApiVersion::NEWEST_KNOWN;
    console.warn(format!("no `sourceApiVersion` and no `--api-version`: the manifest says {newest}"));
    newest
}

/// The manifest of these components, which come in order.
fn manifest_of(ids: Vec<ComponentId>, version: Option<ApiVersion>, wildcard: bool) -> Manifest {
    let mut manifest = Manifest::of(version, []);
    let mut ids = ids.into_iter().peekable();
    while let Some(type_name) = ids.peek().map(|id| id.type_name.clone()) {
        let names = iter::from_fn(|| ids.next_if(|id| id.type_name == type_name)).map(|id| id.full_name);
        if wildcard {
            names.for_each(drop);
            manifest.add_wildcard(&type_name);
        } else {
            manifest.add_all(type_name.clone(), names);
        }
    }
    manifest
}

fn file_of(arguments: &ManifestArguments) -> Option<PathBuf> {
    let name = match arguments.kind {
        ManifestKind::Package => "package.xml",
        ManifestKind::Pre => "destructiveChangesPre.xml",
        ManifestKind::Post => "destructiveChangesPost.xml",
        ManifestKind::Destroy => "destructiveChanges.xml",
    };
    let file = arguments.output.clone().unwrap_or_else(|| PathBuf::from(name));
    (file != Path::new(STDOUT)).then_some(file)
}

/// Puts the manifest into what its file selects already. The file's version stays where nobody names another.
fn merge(report: &mut ManifestReport) -> Outcome<()> {
    let Some(file) = report.file.as_deref().filter(|file| file.exists()) else { return Ok(()) };
    let mut merged = read_manifest(file)?;
    merged.merge(&report.manifest);
    report.manifest = merged;
    report.merged = true;
    Ok(())
}
