//! Repositories of all kinds, and what they lack: shallow and partial clones, pointers, submodules, no commits.

use crate::support::{
    Conversation, Sandbox,
    projects::{PROJECT_FILE, credential, credential_file, empty_project},
    repository::{commit, git, git_in},
};

/// Three commits on `main`, the first of them `v1`, and `feature` that started there.
fn three_commits() -> Sandbox {
    let sandbox = empty_project();
    git(&sandbox, "init -q -b main");
    for (label, name) in [("first", "one"), ("second", "two"), ("third", "three")] {
        sandbox.write(credential_file("A"), credential(label, ""));
        commit(&sandbox, name);
    }
    git(&sandbox, "tag v1 HEAD~2");
    git(&sandbox, "branch feature v1");
    sandbox
}

/// A clone of the project folder, beside it, made with these further arguments.
fn cloned(sandbox: &Sandbox, arguments: &[&str]) {
    git(sandbox, "config uploadpack.allowFilter true");
    let protocol = if arguments == ["--shared"] { "" } else { "file://" };
    let from = format!("{protocol}{}", sandbox.project().display());
    let to = sandbox.path("../clone");
    let to = to.to_str().expect("the sandbox has a plain path");
    git_in(sandbox, "", ["clone", "-q"].into_iter().chain(arguments.iter().copied()).chain([from.as_str(), to]));
}

fn in_clone(sandbox: &Sandbox, line: &str) -> Conversation {
    sandbox.xcred(line.split(' ')).in_folder(sandbox.path("../clone")).run()
}

/// What is said in the clone to each of these lines, one after the other.
fn said_in_clone(sandbox: &Sandbox, lines: &[&str], code: i32) -> String {
    let run = |line: &&str| in_clone(sandbox, line).exits(code).to_string();
    lines.iter().map(run).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn outside_of_a_repository_a_revision_is_nothing() {
    let sandbox = empty_project();
    sandbox.write(credential_file("A"), credential("x", ""));
    let said: Vec<String> =
        ["git:main", "main", "main..."].map(|side| sandbox.run(["diff", side]).exits(64).to_string()).to_vec();
    insta::assert_snapshot!(said.join("\n\n"), @r"
    $ xcred diff git:main
    --- stdout
    --- stderr
    error: `.` is in no git repository
      hint: run it inside the repository, or name it with `-C DIR`
    --- exit 64

    $ xcred diff main
    --- stdout
    --- stderr
    error: `main` locates no side, and is no file or folder either
      hint: a side is `project`, `dir:PATH`, `zip:PATH`, `git:REF[:PATH]`, `org:NAME`, `plan:PATH`, or a path that exists
    --- exit 64

    $ xcred diff main...
    --- stdout
    --- stderr
    error: `.` is in no git repository
      hint: run it inside the repository, or name it with `-C DIR`
    --- exit 64
    ");
}

#[test]
fn a_branch_without_a_commit_is_told() {
    let sandbox = empty_project();
    git(&sandbox, "init -q -b main");
    let said = ["git:HEAD", "main", "main..."].map(|side| sandbox.run(["diff", side]).exits(65).to_string());
    insta::assert_snapshot!(said.join("\n\n"), @r"
    $ xcred diff git:HEAD
    --- stdout
    --- stderr
    error: `HEAD` has no commit yet
    --- exit 65

    $ xcred diff main
    --- stdout
    --- stderr
    error: `main` has no commit yet
    --- exit 65

    $ xcred diff main...
    --- stdout
    --- stderr
    error: `main` has no commit yet
    --- exit 65
    ");
}

#[test]
fn a_shallow_clone_says_how_to_get_the_history() {
    let sandbox = three_commits();
    cloned(&sandbox, &["--depth", "1", "--no-tags"]);
    git_in(&sandbox, "../clone", ["fetch", "-q", "--depth", "1", "--no-tags", "origin", "feature:feature"]);
    in_clone(&sandbox, "diff HEAD").success();
    insta::assert_snapshot!(said_in_clone(&sandbox, &["diff git:HEAD~1", "diff git:v1", "diff feature..."], 65), @r"
    $ xcred diff git:HEAD~1
    --- stdout
    --- stderr
    error: `HEAD` is there, but `HEAD~1` leads to no commit
      hint: the clone is shallow: get the history with `git fetch --unshallow`, or with `fetch-depth: 0` for actions/checkout (`GIT_DEPTH: 0` for GitLab)
    --- exit 65

    $ xcred diff git:v1
    --- stdout
    --- stderr
    error: the git repository has no commit, branch or tag `v1`
      hint: the clone is shallow: get the history with `git fetch --unshallow`, or with `fetch-depth: 0` for actions/checkout (`GIT_DEPTH: 0` for GitLab)
    --- exit 65

    $ xcred diff feature...
    --- stdout
    --- stderr
    error: `feature` and `HEAD` have no common ancestor in this clone
      hint: the clone is shallow: get the history with `git fetch --unshallow`, or with `fetch-depth: 0` for actions/checkout (`GIT_DEPTH: 0` for GitLab)
    --- exit 65
    ");
    git_in(&sandbox, "../clone", ["fetch", "-q", "--unshallow", "--tags"]);
    for line in ["diff git:HEAD~1", "diff git:v1", "diff feature..."] {
        in_clone(&sandbox, line).success();
    }
}

#[test]
fn a_partial_clone_says_how_to_get_the_files() {
    let sandbox = three_commits();
    cloned(&sandbox, &["--filter=blob:none"]);
    in_clone(&sandbox, "diff HEAD").success();
    let said = said_in_clone(&sandbox, &["diff git:v1"], 65);
    insta::assert_snapshot!(said, @r"
    $ xcred diff git:v1
    --- stdout
    --- stderr
    error: the object afff56359ebc8def073fcad550d8bef0ae2e3958 of `git:v1` is not in the git repository
      hint: the clone is partial: get all objects with `git fetch --refetch --no-filter`, or without `filter` for actions/checkout
    --- exit 65
    ");
    git_in(&sandbox, "../clone", ["fetch", "-q", "--refetch", "--no-filter"]);
    in_clone(&sandbox, "diff git:v1").success();
}

#[test]
fn an_object_that_was_lost_is_an_error() {
    let sandbox = three_commits();
    let blob = git(&sandbox, &format!("rev-parse v1:{}", credential_file("A")));
    std::fs::remove_file(sandbox.path(format!(".git/objects/{}/{}", &blob[..2], &blob[2..]))).expect("it is there");
    insta::assert_snapshot!(sandbox.run(["diff", "git:v1"]).exits(65), @r"
    $ xcred diff git:v1
    --- stdout
    --- stderr
    error: the object afff56359ebc8def073fcad550d8bef0ae2e3958 of `git:v1` is not in the git repository
      hint: `git fsck` tells what else is missing
    --- exit 65
    ");
    sandbox.write(format!(".git/objects/{}/{}", &blob[..2], &blob[2..]), "broken");
    let said = sandbox.run(["diff", "git:v1"]).exits(65);
    assert!(said.stderr.starts_with("error: `git:v1` cannot be read\n  because: "), "{said}");
}

#[test]
fn a_bare_repository_has_revisions_too() {
    let sandbox = three_commits();
    cloned(&sandbox, &["--bare"]);
    insta::assert_snapshot!(said_in_clone(&sandbox, &["diff v1 main"], 0), @"
    $ xcred diff v1 main
    --- stdout
    From git:v1 to git:main: what differs

    ── A
    ~ ExternalCredential:A
        force-app/externalCredentials/A.externalCredential-meta.xml
        ~ label  line 4
            - first
            + third

    0 only in the second, 1 different, 0 only in the first; 0 are the same.
    --- stderr
    --- exit 0
    ");
    in_clone(&sandbox, "diff v1 project").exits(64);
}

#[test]
fn a_worktree_and_borrowed_objects_are_followed() {
    let sandbox = three_commits();
    git_in(&sandbox, "", ["worktree", "add", "-q", "../clone", "feature"]);
    let said = in_clone(&sandbox, "diff v1 --exit-code").success();
    assert!(said.stdout.contains("1 is the same"), "{said}");
    in_clone(&sandbox, "diff main --exit-code").exits(2);
    git_in(&sandbox, "", ["worktree", "remove", "../clone"]);
    cloned(&sandbox, &["--shared"]);
    assert!(sandbox.path("../clone/.git/objects/info/alternates").is_file(), "objects are borrowed");
    in_clone(&sandbox, "diff v1 --exit-code").exits(2);
}

#[test]
fn ids_of_either_length_are_read() {
    let sandbox = empty_project();
    git_in(&sandbox, "", ["init", "-q", "-b", "main", "--object-format=sha256"]);
    sandbox.write(credential_file("A"), credential("first", ""));
    let id = commit(&sandbox, "one");
    assert_eq!(id.len(), 64);
    sandbox.write(credential_file("A"), credential("second", ""));
    for side in ["git:main", &format!("git:{id}")] {
        sandbox.run(["diff", side, "--exit-code"]).exits(2);
    }
}

#[test]
fn references_in_a_format_that_is_not_read_are_told() {
    let sandbox = three_commits();
    git(&sandbox, "config core.repositoryFormatVersion 1");
    sandbox.write(
        ".git/config",
        [sandbox.read(".git/config"), b"[extensions]\n\trefStorage = reftable\n".to_vec()].concat(),
    );
    insta::assert_snapshot!(sandbox.run(["diff", "git:main"]).exits(65), @r"
    $ xcred diff git:main
    --- stdout
    --- stderr
    error: the git repository of `.` keeps its references as `reftable`, which xcred cannot read
      hint: compare a checkout: `git worktree add ../then REF`, and then `dir:../then`
    --- exit 65
    ");
}

#[test]
fn the_beginning_of_several_ids_is_ambiguous() {
    let sandbox = three_commits();
    let number = |number: u32| {
        format!("commit refs/heads/many\ncommitter Mara <mara@larkhill.example> {number} +0000\ndata 0\n\n")
    };
    let stream: String = (1..600).map(number).collect();
    sandbox.command("git", ["fast-import", "--quiet"]).stdin(stream).run().success();
    let mut ids: Vec<String> = git(&sandbox, "rev-list many").lines().map(str::to_owned).collect();
    ids.sort();
    let twins = ids.windows(2).find(|pair| pair[0][..4] == pair[1][..4]).expect("the commits are always the same");
    insta::assert_snapshot!(sandbox.run(["diff", &format!("git:{}", &twins[0][..4])]).exits(64), @r#"
    $ xcred diff git:bf30
    --- stdout
    --- stderr
    error: `bf30` is the beginning of several object ids: bf306ba (commit 1970-01-01 ""), bf30ef2 (commit 1970-01-01 "")
      hint: write more of its digits
    --- exit 64
    "#);
}

#[test]
fn what_has_no_files_is_no_side() {
    let sandbox = three_commits();
    git_in(&sandbox, "", ["tag", "file", &format!("HEAD:{}", credential_file("A"))]);
    insta::assert_snapshot!(sandbox.run(["diff", "git:file"]).exits(64), @r"
    $ xcred diff git:file
    --- stdout
    --- stderr
    error: `file` is a blob, not a commit
    --- exit 64
    ");
    insta::assert_snapshot!(sandbox.run(["diff", "git:v1:nowhere"]).exits(65), @r"
    $ xcred diff git:v1:nowhere
    --- stdout
    --- stderr
    error: `git:v1` has no `nowhere`
      hint: a path starts at the repository's root, or with `./` at the current folder
    --- exit 65
    ");
    insta::assert_snapshot!(sandbox.run(["diff", "git:v1:../other"]).exits(64), @r"
    $ xcred diff git:v1:../other
    --- stdout
    --- stderr
    error: `../other` lies outside the git repository
      hint: a path starts at the repository's root, or with `./` at the current folder
    --- exit 64
    ");
    insta::assert_snapshot!(sandbox.run(["diff", "git:v1:sfdx-project.json"]).exits(64), @r"
    $ xcred diff git:v1:sfdx-project.json
    --- stdout
    --- stderr
    error: `git:v1`: `sfdx-project.json` is the file of no component that xcred knows
      hint: a component's file is named as `Stripe.externalCredential-meta.xml`
    --- exit 64
    ");
}

#[test]
fn a_pointer_to_large_files_is_no_metadata() {
    let sandbox = three_commits();
    let pointer = "version https://git-lfs.github.com/spec/v1\n\
                   oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n";
    sandbox.write(credential_file("A"), pointer);
    commit(&sandbox, "large");
    insta::assert_snapshot!(sandbox.run(["diff", "git:HEAD", "git:v1"]).exits(65), @r"
    $ xcred diff git:HEAD git:v1
    --- stdout
    --- stderr
    error: `force-app/externalCredentials/A.externalCredential-meta.xml` is a pointer to Git LFS at `git:HEAD`; the file itself is not in the repository
      hint: metadata is small: keep it in git itself with `git lfs migrate export`; or compare a checkout, which `git worktree add ../then REF` makes, as `dir:../then`
    --- exit 65
    ");
}

#[test]
fn a_submodule_is_told_and_not_taken_for_an_empty_folder() {
    let sandbox = three_commits();
    let id = git(&sandbox, "rev-parse HEAD");
    for (tag, path, project) in [
        ("inside", "force-app/shared", PROJECT_FILE),
        ("package", "shared", r#"{"packageDirectories": [{"path": "force-app"}, {"path": "shared"}]}"#),
    ] {
        sandbox.write("sfdx-project.json", project);
        git(&sandbox, "add -A");
        git(&sandbox, &format!("update-index --add --cacheinfo 160000,{id},{path}"));
        git_in(&sandbox, "", ["commit", "-q", "-m", tag]);
        git(&sandbox, &format!("tag {tag}"));
        git(&sandbox, "reset -q --hard HEAD~1");
    }
    let said = ["git:inside", "git:package"].map(|side| sandbox.run(["diff", side]).exits(65).to_string());
    insta::assert_snapshot!(said.join("\n\n"), @r"
    $ xcred diff git:inside
    --- stdout
    --- stderr
    error: `force-app/shared` is a submodule at `git:inside`; its files are in another repository
      hint: compare folders beside it: `git:REF:PATH`; for later commits, list it in `.forceignore`
    --- exit 65

    $ xcred diff git:package
    --- stdout
    --- stderr
    error: `shared` is a submodule at `git:package`; its files are in another repository
      hint: compare folders beside it: `git:REF:PATH`; for later commits, list it in `.forceignore`
    --- exit 65
    ");
    sandbox.write(".forceignore", "force-app/shared\n");
    git(&sandbox, "add -A");
    git(&sandbox, &format!("update-index --add --cacheinfo 160000,{id},force-app/shared"));
    git_in(&sandbox, "", ["commit", "-q", "-m", "ignored"]);
    sandbox.run(["diff", "git:HEAD"]).success();
}
