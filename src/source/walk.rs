//! The walk over files and folders: which files are worth a second look, read from their names alone.
//!
//! Nothing is opened and, but for symbolic links, nothing asked of the file system beyond the names in each folder.

mod filter;

use std::{
    ffi::OsStr,
    io,
    path::{MAIN_SEPARATOR, Path, PathBuf},
};

use walkdir::{DirEntry, WalkDir};

pub(super) use self::filter::Filter;
use self::filter::LastFolder;
use super::{
    ForceIgnore, ScanError,
    bystanders::is_profile,
    discovery::{FoundFile, Misspelt},
    near_miss::near_miss,
    suffixes::{folder_of, recognise, type_of_folder},
};
use crate::metadata::MetadataType;

/// What a walk found, in the order in which it was met.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub files: Vec<FoundFile>,
    pub misspelt: Vec<Misspelt>,
    pub ignored: Vec<PathBuf>,
    /// Profiles and muting permission sets that are not ignored.
    pub profiles: Vec<PathBuf>,
}

/// What a walk meets, wherever the names come from: a disk, the trees of a git revision.
pub(super) trait Met {
    /// How many folders below the walk's root it lies; the root itself is at 0.
    fn depth(&self) -> usize;
    /// Where it is, as the caller spoke of the root.
    fn path(&self) -> &Path;
    /// Its name.
    fn file_name(&self) -> &OsStr;
    /// Whether it is a file, once links are followed.
    fn is_file(&self) -> bool;
    /// The same as its path, for keeps.
    fn into_path(self) -> PathBuf;
}

/// A walk over one file or folder: what of all that is met is worth a second look.
pub(super) struct Walk<'w> {
    /// What is opened; never empty on a disk.
    root: &'w Path,
    /// Whether the root stands in the paths only because something had to be opened.
    unasked: bool,
    filter: Option<Filter>,
    /// Per open folder: the type in whose folder the files lie.
    owners: Vec<Option<&'static MetadataType>>,
    walked: Walked,
}

/// Walks over a file or folder; an empty path is the current folder. The first thing that cannot be read ends it.
pub(super) fn walk(root: &Path, filtered: bool) -> Result<Walked, ScanError> {
    let unasked = root.as_os_str().is_empty();
    let opened = if unasked { Path::new(".") } else { root };
    let patterns = || Filter::new(ForceIgnore::nearest(opened)?, opened);
    let filter = filtered.then(patterns).transpose()?;
    let is_folder = opened.is_dir() || opened.as_os_str().as_encoded_bytes().ends_with(b"/");
    if filter.as_ref().is_some_and(|filter| filter.ignores_root(is_folder)) {
        return Ok(Walked::nothing_of(root));
    }
    let mut walk = Walk { unasked, ..Walk::of(opened, filter) };
    walk.run()?;
    Ok(walk.end())
}

impl Walked {
    /// What is found below a file or folder that is itself ignored.
    pub(super) fn nothing_of(root: &Path) -> Self {
        Self { ignored: vec![root.to_path_buf()], ..Self::default() }
    }

    /// What several walks found, one after the other.
    pub(super) fn all_of(walks: Vec<Self>) -> Self {
        let mut all = Self::default();
        all.files.reserve_exact(walks.iter().map(|one| one.files.len()).sum());
        for mut one in walks {
            all.files.append(&mut one.files);
            all.misspelt.append(&mut one.misspelt);
            all.ignored.append(&mut one.ignored);
            all.profiles.append(&mut one.profiles);
        }
        all
    }
}

impl<'w> Walk<'w> {
    /// A walk that has met nothing yet.
    pub(super) fn of(root: &'w Path, filter: Option<Filter>) -> Self {
        Self { root, unasked: false, filter, owners: Vec::new(), walked: Walked::default() }
    }

    /// What the walk found.
    pub(super) fn end(mut self) -> Walked {
        self.sift();
        self.walked
    }

    fn run(&mut self) -> Result<(), ScanError> {
        let mut entries = WalkDir::new(self.root).follow_links(true).into_iter();
        while let Some(entry) = entries.next() {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {
                    if !self.enters(&entry) {
                        entries.skip_current_dir();
                    }
                }
                Ok(entry) => self.meets(entry)?,
                Err(error) => self.stumbles(error)?,
            }
        }
        Ok(())
    }

    /// Takes out the ignored among the files.
    fn sift(&mut self) {
        let Some(filter) = &self.filter else {
            return;
        };
        let mut last = LastFolder::of(filter);
        let is_ignored = |file: &mut FoundFile| filter.ignores_file(file, &mut last);
        let ignored = self.walked.files.extract_if(.., is_ignored);
        self.walked.ignored.extend(ignored.map(|file| file.path().to_path_buf()));
    }

    /// Whether a folder is to be walked.
    pub(super) fn enters(&mut self, entry: &impl Met) -> bool {
        let depth = entry.depth();
        if depth > 0 && self.leaves_out(entry.path(), true) {
            return false;
        }
        self.owners.truncate(depth);
        let inherited = self.owners.last().copied().flatten();
        let own = entry.file_name().to_str().and_then(type_of_folder);
        self.owners.push(own.or(inherited));
        true
    }

    /// Takes in something that is no folder.
    pub(super) fn meets(&mut self, entry: impl Met) -> Result<(), ScanError> {
        let owner = self.owner(&entry);
        let Some(name) = name_of(&entry) else {
            // It can be that of a component, which then could not be named anywhere.
            let is_foreign = recognise(&entry.file_name().to_string_lossy()).is_none();
            return if is_foreign { Ok(()) } else { self.refuses(entry, |path| ScanError::NotUnicode { path }) };
        };
        let Some(recognised) = recognise(name) else {
            if let Some(near) = near_miss(name, owner)
                && !self.leaves_out(entry.path(), false)
            {
                let path = self.shown(entry.into_path());
                self.walked.misspelt.push(Misspelt { path, near });
            } else if is_profile(name)
                && !self.filter.as_ref().is_some_and(|filter| filter.ignores(entry.path(), false))
            {
                let path = self.shown(entry.into_path());
                self.walked.profiles.push(path);
            }
            return Ok(());
        };
        let length = name.len();
        if !entry.is_file() {
            return self.refuses(entry, |path| ScanError::NotAFile { path });
        }
        if name.bytes().fold(false, |any, byte| any | byte.is_ascii_control()) {
            return self.refuses(entry, |path| ScanError::ControlCharacter { path });
        }
        match self.shown(entry.into_path()).into_os_string().into_string() {
            Ok(path) => self.walked.files.push(FoundFile::new(path, length, recognised, owner)),
            Err(path) => return Err(ScanError::NotUnicode { path: path.into() }),
        }
        Ok(())
    }

    /// Ends the walk because of an entry, unless that is ignored.
    fn refuses(&mut self, entry: impl Met, error: impl Fn(PathBuf) -> ScanError) -> Result<(), ScanError> {
        if self.leaves_out(entry.path(), false) {
            return Ok(());
        }
        Err(error(entry.into_path()))
    }

    /// The type in whose folder a file lies.
    fn owner(&mut self, entry: &impl Met) -> Option<&'static MetadataType> {
        if entry.depth() == 0 {
            return folder_of(entry.path());
        }
        self.owners.truncate(entry.depth());
        self.owners.last().copied().flatten()
    }

    /// Whether `.forceignore` keeps a path out; it is noted then, unless it is a hidden folder.
    pub(super) fn leaves_out(&mut self, path: &Path, is_folder: bool) -> bool {
        let Some(filter) = &mut self.filter else {
            return false;
        };
        let ignored = filter.ignores(path, is_folder);
        if ignored && !(is_folder && is_hidden(path)) {
            let path = self.shown(path.to_path_buf());
            self.walked.ignored.push(path);
        }
        ignored
    }

    /// The path as the caller spoke of its root.
    fn shown(&self, path: PathBuf) -> PathBuf {
        if !self.unasked {
            return path;
        }
        path.strip_prefix(self.root).map(Path::to_path_buf).unwrap_or(path)
    }

    /// An entry that cannot be read ends the walk, unless it is ignored.
    fn stumbles(&mut self, error: walkdir::Error) -> Result<(), ScanError> {
        let is_folder = error.loop_ancestor().is_some();
        if let Some(path) = error.path().filter(|_| error.depth() > 0)
            && self.leaves_out(path, is_folder)
        {
            return Ok(());
        }
        Err(reason(error))
    }
}

impl Met for DirEntry {
    fn depth(&self) -> usize {
        self.depth()
    }

    fn path(&self) -> &Path {
        self.path()
    }

    fn file_name(&self) -> &OsStr {
        self.file_name()
    }

    fn is_file(&self) -> bool {
        self.file_type().is_file()
    }

    fn into_path(self) -> PathBuf {
        self.into_path()
    }
}

/// The name of a file, where that is Unicode. Below the root a walk spells paths itself, so that a name is what follows
/// the last separator.
fn name_of(entry: &impl Met) -> Option<&str> {
    match entry.path().to_str().filter(|_| entry.depth() > 0) {
        Some(path) => path.rsplit(MAIN_SEPARATOR).next(),
        None => entry.file_name().to_str(),
    }
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

fn reason(error: walkdir::Error) -> ScanError {
    let path = error.path().map(Path::to_path_buf).unwrap_or_default();
    if let Some(ancestor) = error.loop_ancestor() {
        let ancestor = ancestor.to_path_buf();
        return ScanError::LinkLoop { path, ancestor };
    }
    let source = error.into_io_error().unwrap_or_else(|| io::Error::other("the walk failed"));
    let is_absent = source.kind() == io::ErrorKind::NotFound;
    match std::fs::read_link(&path) {
        Ok(target) if is_absent => ScanError::DanglingLink { path, target },
        _ if is_absent => ScanError::Missing { path },
        _ => ScanError::Unreadable { path, source },
    }
}
