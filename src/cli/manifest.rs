//! `xcred manifest`: package.xml, or a destructive manifest, of a project or folder. No component file is opened.

use std::{
    collections::BTreeSet,
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
    let ids: BTreeSet<ComponentId> = discovery.ids().collect();
    check_all_matched(console, &selected.selection, &ids)?;
    let version = arguments.api_version.or(discovery.api_version);
    let meant = ids.iter().filter(|id| selected.selection.matches(id));
    let mut report = ManifestReport {
        manifest: manifest_of(meant, version, arguments.wildcard),
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

fn manifest_of<'i>(
    ids: impl Iterator<Item = &'i ComponentId>,
    version: Option<ApiVersion>,
    wildcard: bool,
) -> Manifest {
    let mut manifest = Manifest::of(version, []);
    for of_type in ids.collect::<Vec<_>>().chunk_by(|one, other| one.type_name == other.type_name) {
        let type_name = &of_type[0].type_name;
        if wildcard {
            manifest.add_wildcard(type_name);
        } else {
            manifest.add_all(type_name.clone(), of_type.iter().map(|id| id.full_name.clone()));
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
