//! Which components a project or folder has, from file names alone.
//!
//! A manifest needs no more than this, so no file is opened. [`super::scan()`] starts here and reads the files besides.

mod pairs;

use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::{
    ScanError, ScanRequest,
    near_miss::NearMiss,
    paths,
    suffixes::Recognised,
    walk::{Walked, walk},
};
use crate::{
    finding::{Finding, MISSPELT_SUFFIX, UNEXPECTED_FOLDER},
    metadata::{ApiVersion, ComponentId, FileRole, FullName, Manifest, MetadataType, TypeName},
};

/// A file that belongs to a component.
#[derive(Debug, Clone)]
pub struct FoundFile {
    path: String,
    metadata_type: &'static MetadataType,
    rank: u16,
    role: FileRole,
    /// The other type in whose folder the file lies.
    lies_with: Option<&'static MetadataType>,
    name_start: u32,
    name_end: u32,
}

/// A component and its files, the content file first where there is one.
#[derive(Debug, Clone, Copy)]
pub struct FoundComponent<'d> {
    files: &'d [FoundFile],
}

/// The components of a project or folder, by their file names.
#[derive(Debug)]
pub struct Discovery {
    /// Sorted by component; those of one component stand together.
    files: Vec<FoundFile>,
    /// What is wrong with the files' names and places, sorted.
    pub findings: Vec<Finding>,
    /// What `.forceignore` keeps out, sorted: files that would be components, and folders. Hidden folders are not told.
    pub ignored: Vec<PathBuf>,
    /// Profiles and muting permission sets that are not ignored, sorted. They are no components of ours.
    pub profiles: Vec<PathBuf>,
    /// The API version of the files, where a project says it.
    pub api_version: Option<ApiVersion>,
}

/// A file whose name is nearly that of a component.
#[derive(Debug)]
pub(super) struct Misspelt {
    pub path: PathBuf,
    pub near: NearMiss,
}

/// Finds the components of a project or of folders and files.
pub fn discover(request: &ScanRequest) -> Result<Discovery, ScanError> {
    Ok(settled(walk_all(&request.roots()?, request.honours_forceignore())?, request.api_version()))
}

/// The components among what walks found.
pub(super) fn settled(mut walked: Walked, api_version: Option<ApiVersion>) -> Discovery {
    let mut findings: Vec<Finding> = walked.misspelt.iter().map(Misspelt::finding).collect();
    findings.extend(walked.files.iter().filter_map(FoundFile::misplacement));
    let files = pairs::settle(walked.files, &walked.ignored, &mut findings);
    findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    walked.ignored.sort_unstable();
    walked.profiles.sort_unstable();
    let Walked { ignored, profiles, .. } = walked;
    Discovery { files, findings, ignored, profiles, api_version }
}

/// Walks over all folders, over several at once. Of several that cannot be read, the first is told.
fn walk_all(roots: &[PathBuf], filtered: bool) -> Result<Walked, ScanError> {
    if let [root] = roots {
        return walk(root, filtered);
    }
    let walks: Vec<Result<Walked, ScanError>> = roots.par_iter().map(|root| walk(root, filtered)).collect();
    Ok(Walked::all_of(walks.into_iter().collect::<Result<_, _>>()?))
}

impl Discovery {
    /// The components, ordered by type and name.
    pub fn components(&self) -> impl Iterator<Item = FoundComponent<'_>> {
        self.files.chunk_by(FoundFile::is_of_same_component).map(|files| FoundComponent { files })
    }

    /// The ids of the components, in order.
    pub fn ids(&self) -> impl Iterator<Item = ComponentId> {
        self.components().map(|component| component.id())
    }

    /// All files of components, ordered by component.
    pub fn files(&self) -> &[FoundFile] {
        &self.files
    }

    /// The manifest of the components by name, with the API version of their project.
    pub fn manifest(&self) -> Manifest {
        let mut manifest = Manifest::of(self.api_version, []);
        for files in self.files.chunk_by(|one, other| one.rank == other.rank) {
            let names =
                files.chunk_by(FoundFile::is_of_same_component).map(|files| FullName::new(files[0].full_name()));
            manifest.add_all(TypeName::of(files[0].metadata_type), names);
        }
        manifest
    }
}

impl<'d> FoundComponent<'d> {
    /// Its type.
    pub fn metadata_type(&self) -> &'static MetadataType {
        self.files[0].metadata_type
    }

    /// Its name inside the type.
    pub fn full_name(&self) -> &'d str {
        self.files[0].full_name()
    }

    /// Its id.
    pub fn id(&self) -> ComponentId {
        self.files[0].id()
    }

    /// Its files.
    pub fn files(&self) -> &'d [FoundFile] {
        self.files
    }
}

impl FoundFile {
    /// The file at a path whose last bytes, this many, are its name.
    pub(super) fn new(
        path: String,
        name: usize,
        recognised: Recognised,
        folder: Option<&'static MetadataType>,
    ) -> Self {
        let name_start = path.len() - name;
        let narrow = |offset: usize| u32::try_from(offset).expect("no path is 4 GiB long");
        Self {
            path: paths::slashed(path),
            metadata_type: recognised.metadata_type,
            rank: recognised.rank,
            role: recognised.role,
            lies_with: folder.filter(|other| !std::ptr::eq(*other, recognised.metadata_type)),
            name_start: narrow(name_start),
            name_end: narrow(name_start + recognised.name_length),
        }
    }

    /// Where the file is, with `/`, as the caller spoke of its folder.
    pub fn path(&self) -> &Path {
        Path::new(&self.path)
    }

    /// The type of its component.
    pub fn metadata_type(&self) -> &'static MetadataType {
        self.metadata_type
    }

    /// What it is to its component.
    pub fn role(&self) -> FileRole {
        self.role
    }

    /// The name of its component.
    pub fn full_name(&self) -> &str {
        &self.path[self.name_start as usize..self.name_end as usize]
    }

    /// The name of the file.
    pub fn file_name(&self) -> &str {
        &self.path[self.name_start as usize..]
    }

    /// Its component.
    pub fn id(&self) -> ComponentId {
        ComponentId::of(self.metadata_type, self.full_name())
    }

    /// The path as text, of which it is made.
    fn text(&self) -> &str {
        &self.path
    }

    fn misplacement(&self) -> Option<Finding> {
        let (own, folder) = (self.metadata_type, self.lies_with?);
        let message =
            format!("{} lies in `{}/`, the folder of {}s", with_article(&own.title), folder.directory, folder.title);
        let help = format!(
            "move it to `{}/`, or, if it is {}, rename it to `{}`",
            own.directory,
            with_article(&folder.title),
            folder.source_file_name(self.full_name())
        );
        Some(Finding::in_file(UNEXPECTED_FOLDER, self.path(), message).about(self.id()).with_help(help))
    }

    fn is_of_same_component(&self, other: &Self) -> bool {
        self.rank == other.rank && self.full_name() == other.full_name()
    }
}

impl Misspelt {
    fn finding(&self) -> Finding {
        let message =
            format!("`{}` ends in nothing that a metadata type has, so it is no component", file_name(&self.path));
        let help =
            format!("if it is {}, rename it to `{}`", with_article(&self.near.metadata_type.title), self.near.meant);
        Finding::in_file(MISSPELT_SUFFIX, &self.path, message).with_help(help)
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn with_article(title: &str) -> String {
    let article = if title.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {title}")
}
