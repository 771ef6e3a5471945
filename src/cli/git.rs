//! `xcred git`: what git calls to show changes of metadata files.
//!
//! Both read the files that git names, and nothing else: no project, no configuration, no org. git takes any other exit
//! code than 0 for a failure of its own, so that differences are none.

use std::{ffi::OsStr, fs, path::Path};

use super::{
    args::GitCommand,
    console::Console,
    error::{Failure, Outcome},
    exit::Exit,
};
use crate::{
    diff::{compare, flat_lines, tell_consequences},
    metadata::{Component, ComponentId, Snapshot, type_named},
    render::human::{FileCompared, FileDiff, write_file_diff, write_flat},
    source::identify,
    xml,
};

/// What git names in place of a file that is not there.
const NOTHING: &str = "/dev/null";

/// Runs the command.
pub(super) fn run(console: &Console, command: &GitCommand) -> Outcome<Exit> {
    match command {
        GitCommand::Textconv { file } => {
            let component = read(file, file)?;
            console.preview(|out| write_flat(flat_lines(&component), out))?;
        }
        GitCommand::ExternalDiff { given } => {
            let diff = Given::of(given)?.compared()?;
            console.preview(|out| write_file_diff(&diff, out))?;
        }
    }
    Ok(Exit::Done)
}

/// What git gives an external diff.
struct Given<'a> {
    /// The file's path in the repository.
    path: &'a Path,
    /// Its path after a renaming.
    new_path: Option<&'a Path>,
    /// Where both versions can be read; nothing of a file that is not merged.
    versions: Option<(&'a Path, &'a Path)>,
}

impl<'a> Given<'a> {
    fn of(words: &'a [impl AsRef<OsStr>]) -> Outcome<Self> {
        let path = |at: usize| Path::new(words[at].as_ref());
        match words.len() {
            1 => Ok(Self { path: path(0), new_path: None, versions: None }),
            7 => Ok(Self { path: path(0), new_path: None, versions: Some((path(1), path(4))) }),
            9 => Ok(Self { path: path(0), new_path: Some(path(7)), versions: Some((path(1), path(4))) }),
            count => {
                Err(Failure::wrong_use("UsageError", format!("git gives 1, 7 or 9 arguments, and here are {count}"))
                    .hint("`git config diff.xcred.command \"xcred git external-diff\"` has git call it"))
            }
        }
    }

    fn compared(&self) -> Outcome<FileDiff> {
        let compared = match self.versions {
            None => FileCompared::Unmerged,
            Some((old, new)) => {
                let new_name = self.new_path.unwrap_or(self.path);
                compared(side(old, self.path)?, side(new, new_name)?)
            }
        };
        Ok(FileDiff { path: self.path.to_owned(), new_path: self.new_path.map(Path::to_owned), compared })
    }
}

/// Compares two versions of a file. What was renamed is compared under its new name.
fn compared(old: Option<Component>, new: Option<Component>) -> FileCompared {
    let id = new.as_ref().map(|component| component.id().clone());
    let renamed = |component: Component| match &id {
        Some(id) => Component::new(id.clone(), component.files().to_vec()),
        None => component,
    };
    let old = old.map(renamed);
    let [old, new] = [old, new].map(Snapshot::of);
    let mut comparison = compare(&old, &new);
    if !comparison.findings.is_empty() {
        return FileCompared::Unreadable(comparison.findings);
    }
    tell_consequences(&mut comparison.changes, |_| true);
    FileCompared::Changes(comparison.changes)
}

/// What a version of a file holds; nothing where the file is not there.
fn side(file: &Path, name: &Path) -> Outcome<Option<Component>> {
    if file == Path::new(NOTHING) { Ok(None) } else { read(file, name).map(Some) }
}

/// Reads a file as the component that its name says, or the root of its XML where the name says nothing.
fn read(file: &Path, name: &Path) -> Outcome<Component> {
    let bytes = fs::read(file).map_err(|error| Failure::file("read", file, &error))?;
    let root = || {
        let document = xml::parse(&bytes).ok()?;
        let stem = name.file_stem()?.to_str()?;
        let known = type_named(document.root().local_name())?;
        Some(ComponentId::new(known.name.as_str(), stem))
    };
    let id = identify(name).or_else(root).ok_or_else(|| {
        let message = format!("`{}` is no file of a metadata type that xcred knows", name.display());
        Failure::failed("FileError", message).hint("docs/git.md lists the patterns for .gitattributes")
    })?;
    Ok(Component::of_one_file(id, name, bytes))
}
