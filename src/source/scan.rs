//! From a project or folder to a snapshot: the components with their bytes.

mod error;
mod request;

use std::{
    collections::BTreeSet,
    fs::File,
    io::{self, Read},
    path::PathBuf,
    sync::Arc,
};

use rayon::prelude::*;

use super::{Discovery, FoundComponent, FoundFile, discover};
use crate::{
    finding::{Finding, NOT_WELL_FORMED},
    metadata::{ApiVersion, Component, ComponentFile, ComponentId, Snapshot},
    xml::{Limits, XmlProblem},
};

pub use error::ScanError;
pub use request::ScanRequest;
pub(super) use request::half_of;

/// Fewer files than this are read by one thread: starting others takes longer.
const WORTH_THREADS: usize = 256;

/// The components of a project or folder, and what is wrong with their files before anyone reads them as XML.
#[derive(Debug)]
pub struct Scan {
    /// The components with their bytes.
    pub snapshot: Snapshot,
    /// Components that are there but were not read, because a file is too large. They are not in the snapshot, so a
    /// comparison must not call them removed.
    pub unread: BTreeSet<ComponentId>,
    /// What is wrong with names, places and sizes of files, sorted.
    pub findings: Vec<Finding>,
    /// What `.forceignore` keeps out, sorted: files that would be components, and folders. Hidden folders are not told.
    pub ignored: Vec<PathBuf>,
    /// Profiles and muting permission sets that are not ignored, sorted. They are no components of ours.
    pub profiles: Vec<PathBuf>,
    /// The API version of the files, where a project says it.
    pub api_version: Option<ApiVersion>,
}

/// Finds the components of a project or of folders and files, and reads them.
///
/// What cannot be read is an error; the snapshot is never silently smaller than the project.
pub fn scan(request: &ScanRequest) -> Result<Scan, ScanError> {
    read(discover(request)?)
}

/// Reads the files of components that were found.
pub fn read(discovery: Discovery) -> Result<Scan, ScanError> {
    read_from(discovery, Vec::new, read_file)
}

/// Reads the files of components with a reader that each thread prepares for itself once.
pub(super) fn read_from<Desk, Error: Send>(
    discovery: Discovery,
    prepare: impl Fn() -> Desk + Sync + Send,
    read_one: impl Fn(&mut Desk, &FoundFile) -> Result<Content, Error> + Sync + Send,
) -> Result<Scan, Error> {
    let files = discovery.files();
    let contents: Vec<Result<Content, Error>> = if files.len() < WORTH_THREADS {
        let mut desk = prepare();
        files.iter().map(|file| read_one(&mut desk, file)).collect()
    } else {
        files.par_iter().map_init(prepare, read_one).collect()
    };
    let mut contents = contents.into_iter();
    let mut scan = Scan {
        snapshot: Snapshot::default(),
        unread: BTreeSet::new(),
        findings: Vec::new(),
        ignored: Vec::new(),
        profiles: Vec::new(),
        api_version: discovery.api_version,
    };
    let mut components = Vec::with_capacity(files.len());
    for component in discovery.components() {
        let own = contents.by_ref().take(component.files().len());
        components.extend(scan.whole(component, own.collect::<Result<_, _>>()?));
    }
    let whole = components.len();
    scan.snapshot = Snapshot::of(components);
    debug_assert_eq!(scan.snapshot.len(), whole, "a discovery names no component twice");
    scan.findings.extend(discovery.findings);
    scan.findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    scan.ignored = discovery.ignored;
    scan.profiles = discovery.profiles;
    Ok(scan)
}

impl Scan {
    /// The component of what was read of its files. Where one is too large there is none, which is noted.
    fn whole(&mut self, found: FoundComponent<'_>, contents: Vec<Content>) -> Option<Component> {
        let mut files = Vec::with_capacity(contents.len());
        for (file, content) in found.files().iter().zip(contents) {
            match content {
                Content::Bytes(bytes) => {
                    files.push(ComponentFile { path: file.path().to_path_buf(), role: file.role(), bytes });
                }
                Content::TooLarge { size } => self.findings.push(too_large(file, size)),
            }
        }
        if files.len() == found.files().len() {
            return Some(Component::new(found.id(), files));
        }
        self.unread.insert(found.id());
        None
    }
}

/// What was read of a file.
pub(super) enum Content {
    /// All of it.
    Bytes(Arc<[u8]>),
    /// Nothing, because it is larger than any component.
    TooLarge {
        /// How large it is, in bytes.
        size: u64,
    },
}

/// Reads a file, once its size is known to be within the limit. The buffer is there to be used again.
fn read_file(buffer: &mut Vec<u8>, file: &FoundFile) -> Result<Content, ScanError> {
    let limit = Limits::COMPONENT.bytes;
    let mut read = || -> io::Result<Content> {
        let opened = File::open(file.path())?;
        let size = opened.metadata()?.len();
        if size > limit {
            return Ok(Content::TooLarge { size });
        }
        buffer.clear();
        // It may have grown in the meantime.
        let length = opened.take(limit + 1).read_to_end(buffer)? as u64;
        if length > limit {
            return Ok(Content::TooLarge { size: length });
        }
        Ok(Content::Bytes(buffer.as_slice().into()))
    };
    read().map_err(|source| ScanError::unreadable(file.path(), source))
}

fn too_large(file: &FoundFile, size: u64) -> Finding {
    let problem = XmlProblem::TooLarge { size, limit: Limits::COMPONENT.bytes };
    Finding::in_file(NOT_WELL_FORMED, file.path(), problem.to_string())
        .about(file.id())
        .with_help("metadata files are a few kilobytes; look at what was written into this one")
}

#[cfg(test)]
mod tests;
