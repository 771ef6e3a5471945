//! Repositories made with git, read without it: where lines of work parted, and what CI checks out.

use std::{fs, path::Path, process::Command};

use tempfile::TempDir;

use super::{GitError, MergeBase, Repository};

/// Runs git with fixed names and dates and nobody's configuration, and gives what it printed.
fn git(folder: &Path, line: &str) -> String {
    let mut command = Command::new("git");
    for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY"] {
        command.env_remove(name);
    }
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "Mara").env(format!("GIT_{role}_EMAIL"), "mara@larkhill.example");
        command.env(format!("GIT_{role}_DATE"), "2026-01-31T10:00:00Z");
    }
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
    let output = command.current_dir(folder).args(line.split(' ')).output().unwrap();
    assert!(output.status.success(), "git {line}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn commit(folder: &Path, message: &str) -> String {
    git(folder, &format!("commit -q --allow-empty -m {message}"));
    git(folder, "rev-parse HEAD")
}

/// The commits of a repository whose `feature` parted from `main` at `fork`, after which `main` went on.
struct Parted {
    dir: TempDir,
    fork: String,
    main: String,
    feature: String,
}

impl Parted {
    fn new() -> Self {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("origin");
        fs::create_dir(&path).unwrap();
        git(&path, "init -q -b main");
        commit(&path, "root");
        let fork = commit(&path, "fork");
        git(&path, "switch -q -c feature");
        let feature = commit(&path, "feature");
        git(&path, "switch -q main");
        let main = commit(&path, "main");
        // What a server makes for a pull request: a merge that no branch has.
        git(&path, "switch -q --detach main");
        git(&path, "merge -q --no-ff -m merge feature");
        git(&path, "update-ref refs/pull/7/merge HEAD");
        git(&path, "switch -q main");
        Self { dir, fork, main, feature }
    }

    /// A clone of only so many commits, with the pull request checked out as actions/checkout does it.
    fn pull_request(&self, depth: Option<u32>) -> Repository {
        let clone = self.dir.path().join("clone");
        fs::create_dir(&clone).unwrap();
        git(&clone, "init -q");
        let origin = format!("file://{}", self.dir.path().join("origin").display());
        git(&clone, &format!("remote add origin {origin}"));
        let deep = depth.map_or_else(|| "--no-tags".to_owned(), |depth| format!("--depth={depth}"));
        let branches = if depth.is_none() { " +refs/heads/*:refs/remotes/origin/*" } else { "" };
        git(&clone, &format!("fetch -q {deep} origin +refs/pull/7/merge:refs/remotes/pull/7/merge{branches}"));
        git(&clone, "checkout -q --force refs/remotes/pull/7/merge");
        Repository::find(&clone).unwrap()
    }

    fn origin(&self) -> Repository {
        Repository::find(&self.dir.path().join("origin")).unwrap()
    }
}

#[test]
fn two_branches_parted_where_git_says() {
    let parted = Parted::new();
    let repository = parted.origin();
    for (one, other) in [("main", "feature"), ("feature", "main"), ("refs/pull/7/merge", "main~1")] {
        let told = git(&parted.dir.path().join("origin"), &format!("merge-base {one} {other}"));
        assert_eq!(repository.merge_base(one, other).unwrap().to_string(), told, "{one} {other}");
    }
    assert_eq!(repository.commit("main...feature").unwrap().to_string(), parted.fork);
    git(&parted.dir.path().join("origin"), "switch -q --orphan alone");
    commit(&parted.dir.path().join("origin"), "alone");
    let error = repository.merge_base("main", "alone").unwrap_err();
    assert_eq!(error.to_string(), "`main` and `alone` have no common ancestor");
    assert!(error.hints().is_empty());
}

#[test]
fn a_checked_out_branch_parted_from_its_base() {
    let parted = Parted::new();
    git(&parted.dir.path().join("origin"), "switch -q feature");
    let found = parted.origin().merge_base_with_head("main").unwrap();
    assert!(matches!(found, MergeBase::OfBranch { .. }));
    assert_eq!(found.commit().to_string(), parted.fork);
}

#[test]
fn a_merge_that_a_branch_has_is_no_pull_request() {
    let parted = Parted::new();
    let path = parted.dir.path().join("origin");
    git(&path, "merge -q --no-ff -m merged feature");
    git(&path, "branch base main~1");
    let found = parted.origin().merge_base_with_head("base").unwrap();
    assert!(matches!(found, MergeBase::OfBranch { .. }));
    assert_eq!(found.commit().to_string(), parted.main);
}

#[test]
fn a_pull_request_parted_where_its_parents_did() {
    let parted = Parted::new();
    let repository = parted.pull_request(None);
    let found = repository.merge_base_with_head("origin/main").unwrap();
    let MergeBase::OfPullRequest { commit, base, head } = found else { panic!("{found:?}") };
    assert_eq!(
        [commit, base, head].map(|id| id.to_string()),
        [parted.fork.clone(), parted.main.clone(), parted.feature.clone()]
    );
    // A base that was not fetched under this name is known to the merge all the same.
    assert_eq!(repository.merge_base_with_head("origin/trunk").unwrap().commit().to_string(), parted.fork);
}

#[test]
fn a_shallow_pull_request_says_what_it_lacks() {
    for depth in [1, 2] {
        let parted = Parted::new();
        let error = parted.pull_request(Some(depth)).merge_base_with_head("origin/main").unwrap_err();
        assert!(matches!(error, GitError::NoMergeBase { shallow: true, .. }), "{depth}: {error:?}");
        assert!(error.hints()[0].contains("fetch-depth: 0"), "{:?}", error.hints());
    }
}

#[test]
fn what_two_revisions_share_is_read_once() {
    let dir = TempDir::new().unwrap();
    let path = dir.path();
    let write = |name: &str, text: &str| fs::write(path.join(name), text).unwrap();
    git(path, "init -q -b main");
    write("sfdx-project.json", r#"{"packageDirectories": [{"path": "."}]}"#);
    write("A.externalCredential", "<ExternalCredential/>");
    write("B.externalCredential", "<ExternalCredential/>\n");
    git(path, "add -A");
    commit(path, "one");
    write("B.externalCredential", "<ExternalCredential />\n");
    git(path, "add -A");
    commit(path, "two");
    let repository = Repository::find(path).unwrap();
    let [older, newer] = ["HEAD~1", "HEAD"].map(|name| repository.revision(name).unwrap().scan_project().unwrap());
    let bytes = |scan: &crate::source::Scan, name: &str| {
        let id = crate::metadata::ComponentId::new("ExternalCredential", name);
        scan.snapshot.get(&id).unwrap().metadata_file().unwrap().bytes.clone()
    };
    assert!(std::sync::Arc::ptr_eq(&bytes(&older, "A"), &bytes(&newer, "A")));
    assert_ne!(bytes(&older, "B"), bytes(&newer, "B"));
    assert_eq!(repository.blobs.lock().unwrap().len(), 3);
}
