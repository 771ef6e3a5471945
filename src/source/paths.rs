//! One path in other words: absolute, relative to where the command runs, upward.

use std::{
    io,
    path::{Component, Path, PathBuf},
};

/// A folder in two spellings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Folder {
    /// As people are shown it: relative where they spoke of a relative path. Empty for the current folder.
    pub shown: PathBuf,
    /// From the root of the file system, without `.` and `..`.
    pub absolute: PathBuf,
}

/// The path from the root of the file system, without `.` and `..`. Symbolic links stay as they are.
pub(super) fn absolute(path: &Path) -> io::Result<PathBuf> {
    let whole = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    let mut clean = PathBuf::new();
    for part in std::path::absolute(whole)?.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    Ok(clean)
}

/// The way from one folder to a path. Both are absolute and clean.
pub(super) fn relative(path: &Path, from: &Path) -> PathBuf {
    let shared = path.components().zip(from.components()).take_while(|(a, b)| a == b).count();
    let ups = from.components().skip(shared).map(|_| Component::ParentDir);
    ups.chain(path.components().skip(shared)).collect()
}

/// The folder and all above it, the nearest first.
pub(super) fn upward(start: &Path) -> io::Result<Vec<Folder>> {
    let here = absolute(Path::new("."))?;
    let shown = |folder: &Path| {
        if start.is_absolute() { folder.to_path_buf() } else { relative(folder, &here) }
    };
    let folders = absolute(start)?;
    let spell = |folder: &Path| Folder { shown: shown(folder), absolute: folder.to_path_buf() };
    Ok(folders.ancestors().map(spell).collect())
}

/// The path with `/` between its parts, as all output has it.
pub(super) fn slashed(path: String) -> String {
    if std::path::MAIN_SEPARATOR == '/' { path } else { path.replace(std::path::MAIN_SEPARATOR, "/") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_go_and_links_stay() {
        let clean = absolute(Path::new("/a/./b/../c//d/")).unwrap();
        assert_eq!(clean, Path::new("/a/c/d"));
        assert_eq!(absolute(Path::new("/../..")).unwrap(), Path::new("/"));
        assert_eq!(absolute(Path::new("")).unwrap(), absolute(Path::new(".")).unwrap());
    }

    #[test]
    fn the_way_from_one_folder_to_another() {
        for (path, from, way) in [
            ("/a/b", "/a/b", ""),
            ("/a/b/c", "/a", "b/c"),
            ("/a", "/a/b/c", "../.."),
            ("/a/x/y", "/a/b/c", "../../x/y"),
        ] {
            assert_eq!(relative(Path::new(path), Path::new(from)), Path::new(way));
        }
    }

    #[test]
    fn relative_folders_are_shown_relative() {
        let folders = upward(Path::new("src/source")).unwrap();
        let shown: Vec<&Path> = folders.iter().take(4).map(|folder| folder.shown.as_path()).collect();
        assert_eq!(shown, ["src/source", "src", "", ".."].map(Path::new));
        let last = folders.last().unwrap();
        assert!(last.absolute.parent().is_none());
    }
}
