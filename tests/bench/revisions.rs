//! Two git revisions: the plain tree, then the changed one, packed; and the least that could read both.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use gix::objs::tree::EntryKind;
use rayon::prelude::*;
use xcred::{
    diff::{ChangeKind, compare},
    source::git::Repository,
};

use crate::{
    measurement::{Outcome, Stage, Took, timed},
    scenarios::agree,
    trees,
};

/// The tags of the two revisions.
pub(crate) const BOTH: [&str; 2] = ["before", "after"];

/// Where the repository is.
pub(crate) fn folder(dir: &Path) -> PathBuf {
    dir.join("revisions")
}

/// Commits both trees, and packs them as a clone has them.
pub(crate) fn plant(dir: &Path) -> Outcome<()> {
    let repository = folder(dir);
    fs::create_dir_all(&repository)?;
    git(&["init", "-q"], &repository, None)?;
    for (tree, tag) in [trees::PLAIN, trees::CHANGED].into_iter().zip(BOTH) {
        let tree = dir.join(tree);
        git(&["add", "-A"], &repository, Some(&tree))?;
        git(&["commit", "-q", "-m", tag], &repository, Some(&tree))?;
        git(&["tag", tag], &repository, None)?;
    }
    git(&["gc", "-q"], &repository, None)
}

/// Two revisions against each other, from opening the repository to the change set.
pub(crate) fn diff(stage: &Stage) -> Outcome<Took> {
    let (compared, took) = timed(|| -> Outcome<_> {
        let repository = Repository::find(&folder(&stage.dir))?;
        let [before, after] = BOTH.map(|tag| repository.revision(tag).and_then(|revision| revision.scan_project()));
        Ok(compare(&before?.snapshot, &after?.snapshot))
    });
    let changes = compared?.changes;
    agree("changes", changes.count(ChangeKind::Modified), trees::changed_of(stage.components))?;
    agree("components of both", changes.unchanged() + trees::changed_of(stage.components), stage.components)?;
    Ok(took)
}

/// Reads the files of both revisions with gix alone, one after the other.
pub(crate) fn read(stage: &Stage) -> Outcome<Took> {
    let (counted, took) = timed(|| -> Outcome<usize> {
        let git = gix::open(folder(&stage.dir))?;
        let mut files = 0;
        for id in blobs(&git)? {
            files += usize::from(!git.find_object(id)?.data.is_empty());
        }
        Ok(files)
    });
    agree("files", counted?, 2 * stage.components)?;
    Ok(took)
}

/// Reads the files of both revisions with gix alone, on all processors.
pub(crate) fn read_at_once(stage: &Stage) -> Outcome<Took> {
    let (counted, took) = timed(|| -> Outcome<usize> {
        let shared = gix::open(folder(&stage.dir))?.into_sync();
        let ids = blobs(&shared.to_thread_local())?;
        let read = |git: &mut gix::Repository, id: &gix::ObjectId| {
            git.find_object(*id).map(|object| usize::from(!object.data.is_empty()))
        };
        Ok(ids.par_iter().map_init(|| shared.to_thread_local(), read).sum::<Result<usize, _>>()?)
    });
    agree("files", counted?, 2 * stage.components)?;
    Ok(took)
}

/// The files in the package directories of both revisions.
fn blobs(git: &gix::Repository) -> Outcome<Vec<gix::ObjectId>> {
    let mut found = Vec::new();
    for tag in BOTH {
        let root = git.rev_parse_single(tag)?.object()?.peel_to_tree()?;
        let packages = root.lookup_entry_by_path(trees::PACKAGES)?.ok_or("the packages are there")?;
        let mut folders = vec![packages.object_id()];
        while let Some(folder) = folders.pop() {
            for entry in git.find_tree(folder)?.iter() {
                let entry = entry?;
                let list = if entry.mode().kind() == EntryKind::Tree { &mut folders } else { &mut found };
                list.push(entry.object_id());
            }
        }
    }
    Ok(found)
}

fn git(words: &[&str], repository: &Path, work_tree: Option<&Path>) -> Outcome<()> {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=bench", "-c", "user.email=bench@larkhill.example"]);
    // git would pack by itself after a large commit, while the next step goes on.
    command.args(["-c", "gc.auto=0", "-c", "maintenance.auto=false"]);
    command
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_DIR", repository.join(".git"));
    match work_tree {
        Some(tree) => command.env("GIT_WORK_TREE", tree),
        None => command.env("GIT_WORK_TREE", repository),
    };
    let status = command.args(words).status()?;
    if status.success() { Ok(()) } else { Err(format!("`git {}` ended badly", words.join(" ")).into()) }
}
