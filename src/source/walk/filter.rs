//! The ignore patterns as a walk asks them: one path after the other, each below folders that are not ignored.

use std::{
    borrow::Cow,
    path::{Path, PathBuf},
};

use crate::source::{ForceIgnore, FoundFile, ScanError, paths};

/// The ignore patterns that hold below one walked folder.
pub(in crate::source) struct Filter {
    patterns: ForceIgnore,
    /// The walked folder, as it was opened.
    opened: PathBuf,
    /// The same, from the folder of the patterns.
    inside: PathBuf,
    /// How many bytes of an opened path stand before its part from the folder of the patterns, where it has that part.
    skipped: Option<usize>,
}

/// A folder, and whether a pattern can ignore its files whatever their names.
pub(super) struct LastFolder {
    folder: String,
    is_concerned: bool,
}

impl LastFolder {
    /// The folder of the patterns.
    pub(super) fn of(filter: &Filter) -> Self {
        Self { folder: String::new(), is_concerned: filter.patterns.concerns_files_in("") }
    }
}

impl Filter {
    /// Patterns as they hold below a file or folder, which need not be on a disk.
    pub(in crate::source) fn new(patterns: ForceIgnore, opened: &Path) -> Result<Self, ScanError> {
        let absolute = paths::absolute(opened).map_err(|source| ScanError::unreadable(opened, source))?;
        let inside = paths::relative(&absolute, patterns.root());
        Ok(Self {
            skipped: shared_end(opened, &inside).filter(|_| opened != Path::new(".") && opened != Path::new("")),
            patterns,
            opened: opened.to_path_buf(),
            inside,
        })
    }

    /// Whether the walked folder itself is ignored, or one above it.
    pub(in crate::source) fn ignores_root(&self, is_folder: bool) -> bool {
        self.patterns.keeps_out(&self.inside, is_folder)
    }

    /// Whether a path below is ignored; the folders above it are not.
    pub(super) fn ignores(&self, path: &Path, is_folder: bool) -> bool {
        let inside = self.inside(path);
        !inside.as_os_str().is_empty() && self.patterns.ignores(&inside, is_folder)
    }

    /// Whether a file found below is ignored. Files of one folder mostly come together, so the last one is remembered.
    pub(super) fn ignores_file(&self, file: &FoundFile, last: &mut LastFolder) -> bool {
        let inside = self.inside(file.path());
        let Some(text) = inside.to_str() else {
            return self.ignores(file.path(), false);
        };
        let cut = text.len().saturating_sub(file.file_name().len());
        let (folder, name) = text.split_at(cut);
        if last.folder != folder {
            *last = LastFolder { folder: folder.to_owned(), is_concerned: self.patterns.concerns_files_in(folder) };
        }
        let is_concerned = last.is_concerned || self.patterns.concerns_files_named(name);
        is_concerned && self.patterns.ignores(&inside, false)
    }

    fn inside<'p>(&self, path: &'p Path) -> Cow<'p, Path> {
        let cut = self.skipped.and_then(|skipped| path.to_str()?.get(skipped..));
        if let Some(inside) = cut {
            return Cow::Borrowed(Path::new(inside));
        }
        // What was found in the current folder comes without the folder.
        let below = path.strip_prefix(&self.opened).unwrap_or(path);
        Cow::Owned(self.inside.join(below))
    }
}

/// Where the second path starts in the first, if the first ends in it. Both are of the same folder.
fn shared_end(opened: &Path, inside: &Path) -> Option<usize> {
    let (opened, inside) = (opened.to_str()?, inside.to_str()?);
    if inside.is_empty() {
        return Some(opened.trim_end_matches('/').len() + 1);
    }
    let before = opened.strip_suffix(inside)?;
    (before.is_empty() || before.ends_with('/')).then_some(before.len())
}
