//! The walk over files and folders: which files are worth a second look, read from their names alone.
//!
//! Nothing is opened and, but for symbolic links, nothing asked of the file system beyond the names in each folder.

mod filter;

use std::{
    io,
    path::{Path, PathBuf},
};

use walkdir::{DirEntry, WalkDir};

use self::filter::Filter;
use super::{
    ScanError,
    discovery::{FoundFile, Misplaced, Misspelt},
    near_miss::near_miss,
    suffixes::{folder_of, recognise, type_of_folder},
};
use crate::metadata::MetadataType;

/// What a walk found, in the order in which it was met.
#[derive(Debug, Default)]
pub(super) struct Walked {
    pub files: Vec<FoundFile>,
    pub misspelt: Vec<Misspelt>,
    pub misplaced: Vec<Misplaced>,
    pub ignored: Vec<PathBuf>,
}

/// A walk over one file or folder.
struct Walk<'w> {
    /// What is opened; never empty.
    root: &'w Path,
    /// How many bytes of a path were put there only to open it.
    unasked: usize,
    filter: Option<Filter>,
    /// Per open folder: the type in whose folder the files lie.
    owners: Vec<Option<&'static MetadataType>>,
    walked: &'w mut Walked,
}

/// Walks over a file or folder; an empty path is the current folder. The first thing that cannot be read ends it.
pub(super) fn walk(root: &Path, filtered: bool, walked: &mut Walked) -> Result<(), ScanError> {
    let (opened, unasked) = if root.as_os_str().is_empty() { (Path::new("."), "./".len()) } else { (root, 0) };
    let filter = if filtered {
        let filter = Filter::of(opened)?;
        if filter.ignores_root(opened)? {
            walked.ignored.push(root.to_path_buf());
            return Ok(());
        }
        Some(filter)
    } else {
        None
    };
    let walk = Walk { root: opened, unasked, filter, owners: Vec::new(), walked };
    walk.run()
}

impl Walk<'_> {
    fn run(mut self) -> Result<(), ScanError> {
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

    /// Whether a folder is to be walked.
    fn enters(&mut self, entry: &DirEntry) -> bool {
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

    fn meets(&mut self, entry: DirEntry) -> Result<(), ScanError> {
        let owner = self.owner(&entry);
        let Some(name) = entry.file_name().to_str() else {
            return self.meets_unreadable_name(entry);
        };
        let Some(recognised) = recognise(name) else {
            if let Some(near) = near_miss(name, owner)
                && !self.leaves_out(entry.path(), false)
            {
                let path = self.shown(entry.into_path());
                self.walked.misspelt.push(Misspelt { path, near });
            }
            return Ok(());
        };
        if self.leaves_out(entry.path(), false) {
            return Ok(());
        }
        if !entry.file_type().is_file() {
            let path = entry.into_path();
            return Err(ScanError::NotAFile { path });
        }
        let path = self.shown(entry.into_path()).into_os_string();
        let path = path.into_string().map_err(|path| ScanError::NotUnicode { path: path.into() })?;
        let file = FoundFile::new(path, recognised);
        if let Some(folder) = owner.filter(|own| own.name != recognised.metadata_type.name) {
            let file = file.clone();
            self.walked.misplaced.push(Misplaced { file, folder });
        }
        self.walked.files.push(file);
        Ok(())
    }

    /// A name that is no text can be that of a component, which then could not be named anywhere.
    fn meets_unreadable_name(&mut self, entry: DirEntry) -> Result<(), ScanError> {
        let is_foreign = recognise(&entry.file_name().to_string_lossy()).is_none();
        if is_foreign || self.leaves_out(entry.path(), false) {
            return Ok(());
        }
        let path = entry.into_path();
        Err(ScanError::NotUnicode { path })
    }

    /// The type in whose folder a file lies.
    fn owner(&mut self, entry: &DirEntry) -> Option<&'static MetadataType> {
        if entry.depth() == 0 {
            return folder_of(entry.path());
        }
        self.owners.truncate(entry.depth());
        self.owners.last().copied().flatten()
    }

    /// Whether `.forceignore` keeps a path out; it is noted then, unless it is a hidden folder.
    fn leaves_out(&mut self, path: &Path, is_folder: bool) -> bool {
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
        if self.unasked == 0 {
            return path;
        }
        path.strip_prefix(self.root).map(Path::to_path_buf).unwrap_or(path)
    }

    /// An entry that cannot be read ends the walk, unless it is ignored.
    fn stumbles(&mut self, error: walkdir::Error) -> Result<(), ScanError> {
        if let Some(path) = error.path().filter(|_| error.depth() > 0)
            && self.leaves_out(path, false)
        {
            return Ok(());
        }
        Err(reason(error))
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
