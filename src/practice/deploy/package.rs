//! What stands in a deployment's archive: manifests and component files.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    DeployOptions,
    manifest::{Member, PackageManifest, Place},
    message::{Message, Problem},
};
use crate::{
    bundle::archive::{self, ArchiveError, ArchiveLimits, Entry},
    metadata::{ApiVersion, ComponentId, MetadataType, registry, shape::Layout},
    practice::Moment,
};

/// Files that a deployment may hold.
const FILES: usize = 10_000;
/// Bytes that they may have when unpacked.
const UNPACKED: u64 = 629_145_600;
/// Bytes that the archive may have.
pub(crate) const ARCHIVE: usize = 39 * 1024 * 1024;

/// A deployment as it was understood.
#[derive(Debug, Default)]
pub(crate) struct Deposit {
    /// The components to create or change, in the order of manifests.
    pub candidates: Vec<Candidate>,
    /// The components to delete before that.
    pub removed_before: Vec<Removal>,
    /// The components to delete after it.
    pub removed_after: Vec<Removal>,
    /// What is said about files and manifests.
    pub messages: Vec<Message>,
    /// How many files the archive holds.
    pub files: usize,
}

/// A component to create or change.
#[derive(Debug)]
pub(crate) struct Candidate {
    /// The component.
    pub id: ComponentId,
    /// Its type.
    pub table: &'static MetadataType,
    /// The path of its metadata file inside the archive.
    pub file_name: String,
    /// Its metadata file.
    pub metadata: Vec<u8>,
    /// Its content file.
    pub content: Option<Vec<u8>>,
    /// The API version of its package.
    pub version: ApiVersion,
}

/// A component to delete.
#[derive(Debug)]
pub(crate) struct Removal {
    /// The component.
    pub id: ComponentId,
    /// The manifest that names it.
    pub file_name: String,
    /// Where that names it.
    pub place: Place,
}

/// Why the whole deployment fails: the status code and the words. The words are inferred.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Refusal {
    /// One of the WSDL's status codes.
    pub code: String,
    /// What is wrong.
    pub words: String,
}

impl Refusal {
    /// This code and these words.
    pub(crate) fn new(code: &str, words: impl Into<String>) -> Self {
        Self { code: code.to_owned(), words: words.into() }
    }
}

/// Opens an archive and reads its manifests.
pub(crate) fn open(zip: &[u8], options: &DeployOptions, version: ApiVersion, now: Moment) -> Result<Deposit, Refusal> {
    let limits = ArchiveLimits { files: FILES, unpacked: UNPACKED };
    let entries = archive::read(zip, limits).map_err(|error| refusal(&error))?;
    let mut deposit = Deposit { files: entries.len(), ..Deposit::default() };
    for (folder, entries) in packages(entries, options.single_package) {
        Package::new(folder, entries, version, now).unpack(options, &mut deposit);
    }
    deposit.candidates.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(deposit)
}

/// The words for an archive of too many bytes. Those of SOAP calls, with another limit.
pub(crate) fn too_large() -> Refusal {
    let words = format!("Maximum size of request reached. Maximum size of request is {ARCHIVE} bytes");
    Refusal::new("LIMIT_EXCEEDED", words)
}

fn refusal(error: &ArchiveError) -> Refusal {
    match error {
        ArchiveError::TooManyFiles { .. } | ArchiveError::TooLarge { .. } => {
            Refusal::new("LIMIT_EXCEEDED", format!("Maximum size of request reached: {error}"))
        }
        _ => Refusal::new("INVALID_INPUT", format!("Invalid zip file: {error}")),
    }
}

/// The packages of an archive by their folder, whose name ends with `/`; the root is one where there is but one.
fn packages(entries: Vec<Entry>, single: bool) -> BTreeMap<String, Vec<Entry>> {
    let mut packages: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    if single {
        packages.insert(String::new(), entries);
        return packages;
    }
    for entry in entries {
        if let Some((folder, _)) = entry.name.split_once('/') {
            packages.entry(format!("{folder}/")).or_default().push(entry);
        }
    }
    if packages.is_empty() {
        packages.insert(String::new(), Vec::new());
    }
    packages
}

/// One package of an archive while it is unpacked.
struct Package {
    folder: String,
    files: BTreeMap<String, Vec<u8>>,
    version: ApiVersion,
    now: Moment,
}

impl Package {
    fn new(folder: String, entries: Vec<Entry>, version: ApiVersion, now: Moment) -> Self {
        let files = entries.into_iter().map(|entry| (entry.name, entry.bytes)).collect();
        Self { folder, files, version, now }
    }

    fn unpack(mut self, options: &DeployOptions, deposit: &mut Deposit) {
        if !self.has("package.xml") {
            let file_name = format!("{}package.xml", self.folder);
            self.fail(&file_name, Problem::of_all("No package.xml found"), deposit);
            return;
        }
        let Some(manifest) = self.manifest("package.xml", deposit) else {
            return;
        };
        self.version = manifest.version.unwrap_or(self.version);
        for (name, after) in [
            ("destructiveChangesPre.xml", false),
            ("destructiveChanges.xml", false),
            ("destructiveChangesPost.xml", true),
        ] {
            if let Some(destructive) = self.manifest(name, deposit) {
                let removals = removals(destructive);
                if after {
                    deposit.removed_after.extend(removals);
                } else {
                    deposit.removed_before.extend(removals);
                }
            }
        }
        self.candidates(&manifest, options, deposit);
    }

    fn has(&self, name: &str) -> bool {
        let file_name = format!("{}{name}", self.folder);
        self.files.contains_key(&file_name)
    }

    /// Takes a manifest out of the files. Nothing where there is none, or a broken one, of which it tells.
    fn manifest(&mut self, name: &str, deposit: &mut Deposit) -> Option<PackageManifest> {
        let file_name = format!("{}{name}", self.folder);
        let bytes = self.files.remove(&file_name)?;
        match PackageManifest::read(file_name.clone(), &bytes) {
            Ok(manifest) => {
                let id = ComponentId::new("", name);
                let message = Message { changed: true, ..Message::success(&id, &file_name, self.now) };
                deposit.messages.push(message);
                Some(manifest)
            }
            Err(problem) => {
                self.fail(&file_name, problem, deposit);
                None
            }
        }
    }

    fn fail(&self, file_name: &str, problem: Problem, deposit: &mut Deposit) {
        let name = file_name.strip_prefix(&self.folder).unwrap_or(file_name);
        let id = ComponentId::new("", name);
        let message = Message::failure(&id, file_name, problem, self.now);
        deposit.messages.push(message);
    }

    fn candidates(&mut self, manifest: &PackageManifest, options: &DeployOptions, deposit: &mut Deposit) {
        let mut found = BTreeSet::new();
        let files = std::mem::take(&mut self.files);
        for (file_name, bytes) in &files {
            let inside = &file_name[self.folder.len()..];
            let Some((table, full_name, is_content)) = component_of(inside) else {
                self.unasked(&ComponentId::new("", inside), file_name, deposit);
                continue;
            };
            let id = ComponentId::new(table.name.as_str(), full_name);
            if !manifest.names(&id) {
                self.unasked(&id, file_name, deposit);
            } else if is_content {
                self.check_metadata_beside(&id, file_name, &files, deposit);
            } else {
                found.insert(id.clone());
                let content = self.content_of(table, full_name, &files);
                deposit.candidates.push(Candidate {
                    id,
                    table,
                    file_name: file_name.clone(),
                    metadata: bytes.clone(),
                    content,
                    version: self.version,
                });
            }
        }
        if !options.allow_missing_files {
            self.missing(manifest, &found, deposit);
        }
    }

    fn content_of(&self, table: &MetadataType, full_name: &str, files: &BTreeMap<String, Vec<u8>>) -> Option<Vec<u8>> {
        let path = format!("{}{}", self.folder, table.content_path(full_name)?);
        files.get(&path).cloned()
    }

    /// Tells of a content file without its metadata file. The words are inferred.
    fn check_metadata_beside(
        &self,
        id: &ComponentId,
        file_name: &str,
        files: &BTreeMap<String, Vec<u8>>,
        deposit: &mut Deposit,
    ) {
        let beside = format!("{file_name}-meta.xml");
        if !files.contains_key(&beside) {
            let problem = Problem::of_all(format!("The metadata file {beside} is missing"));
            let message = Message::failure(id, file_name, problem, self.now);
            deposit.messages.push(message);
        }
    }

    /// The words are those of the Ant tool's users, from memory; not graded.
    fn unasked(&self, id: &ComponentId, file_name: &str, deposit: &mut Deposit) {
        let problem = Problem::of_all("Not in package.xml");
        let message = Message::failure(id, file_name, problem, self.now);
        deposit.messages.push(message);
    }

    fn missing(&self, manifest: &PackageManifest, found: &BTreeSet<ComponentId>, deposit: &mut Deposit) {
        let missing = |member: &&Member| !member.is_wildcard() && !found.contains(&member.id);
        for member in manifest.members.iter().filter(missing) {
            let ComponentId { type_name, full_name } = &member.id;
            let words = format!(
                "An object '{full_name}' of type {type_name} was named in package.xml, but was not found in zipped directory"
            );
            let problem = Problem::at(member.place.position(), words);
            let message = Message::failure(&member.id, &manifest.file_name, problem, self.now);
            deposit.messages.push(message);
        }
    }
}

fn removals(manifest: PackageManifest) -> impl Iterator<Item = Removal> {
    let file_name = manifest.file_name;
    manifest.members.into_iter().map(move |member| Removal {
        id: member.id,
        file_name: file_name.clone(),
        place: member.place,
    })
}

/// The type and full name of a file, and whether it is content.
fn component_of(path: &str) -> Option<(&'static MetadataType, &str, bool)> {
    let (directory, rest) = path.split_once('/')?;
    let of_directory = |table: &&MetadataType| table.directory == directory;
    registry().filter(of_directory).find_map(|table| {
        let has_content = table.layout == Layout::ContentAndMetadata;
        let (rest, meta) = match rest.strip_suffix("-meta.xml") {
            Some(rest) if has_content => (rest, true),
            _ => (rest, false),
        };
        let full_name = rest.strip_suffix(&table.suffix)?.strip_suffix('.')?;
        Some((table, full_name, has_content && !meta))
    })
}
