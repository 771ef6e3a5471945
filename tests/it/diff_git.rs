//! `xcred diff` of git revisions: which commits are meant, and what of them is compared.

use crate::support::{
    Conversation, Sandbox,
    projects::{PROJECT_FILE, credential, credential_file, empty_project},
    repository::{commit, git, git_in},
    schema::document,
};

/// A repository whose project had one credential at `v1`, has two on `main`, and another label of the first on
/// `feature`, which started at `v1`.
fn history() -> Sandbox {
    let sandbox = empty_project();
    git(&sandbox, "init -q -b main");
    sandbox.write(credential_file("A"), credential("first", ""));
    commit(&sandbox, "one");
    git(&sandbox, "tag v1");
    git(&sandbox, "switch -q -c feature");
    sandbox.write(credential_file("A"), credential("of the feature", ""));
    commit(&sandbox, "two");
    git(&sandbox, "switch -q main");
    sandbox.write(credential_file("B"), credential("second", ""));
    commit(&sandbox, "three");
    sandbox
}

/// What was said to each of these lines, one after the other.
fn said_to(sandbox: &Sandbox, lines: &[&str], code: i32) -> String {
    let run = |line: &&str| sandbox.run(line.split(' ')).exits(code).to_string();
    lines.iter().map(run).collect::<Vec<_>>().join("\n\n")
}

/// The ids of what differs, each with how.
fn differing(said: &Conversation) -> Vec<String> {
    let document = document(said);
    let components = document["result"]["components"].as_array().expect("a list");
    components.iter().map(|one| format!("{} {}", one["change"], one["fullName"]).replace('"', "")).collect()
}

#[test]
fn a_revision_is_the_project_as_it_was() {
    let sandbox = history();
    sandbox.write(credential_file("A"), credential("not committed", ""));
    insta::assert_snapshot!(said_to(&sandbox, &["diff git:v1 project", "diff git:feature git:main~1"], 0), @"
    $ xcred diff git:v1 project
    --- stdout
    From git:v1 to project: what differs

    ── A
    ~ ExternalCredential:A
        force-app/externalCredentials/A.externalCredential-meta.xml
        ~ label  line 4
            - first
            + not committed

    ── B
    + ExternalCredential:B
        only in the second: force-app/externalCredentials/B.externalCredential-meta.xml
        custom authentication
        ! notable: the principals of `B` have no credentials yet
          help: Enter the credentials after the deployment.

    Consequences: 1 notable.
    1 only in the second, 1 different, 0 only in the first; 0 are the same.
    --- stderr
    --- exit 0

    $ xcred diff git:feature git:main~1
    --- stdout
    From git:feature to git:main~1: what differs

    ── A
    ~ ExternalCredential:A
        force-app/externalCredentials/A.externalCredential-meta.xml
        ~ label  line 4
            - of the feature
            + first

    0 only in the second, 1 different, 0 only in the first; 0 are the same.
    --- stderr
    --- exit 0
    ");
}

#[test]
fn a_range_of_three_dots_starts_where_two_branches_parted() {
    let sandbox = history();
    git(&sandbox, "switch -q feature");
    sandbox.write(credential_file("C"), credential("not committed", ""));
    insta::assert_snapshot!(said_to(&sandbox, &["diff main...", "diff main...feature"], 0), @"
    $ xcred diff main...
    --- stdout
    From git:main... to project: what differs

    ── A
    ~ ExternalCredential:A
        force-app/externalCredentials/A.externalCredential-meta.xml
        ~ label  line 4
            - first
            + of the feature

    ── C
    + ExternalCredential:C
        only in the second: force-app/externalCredentials/C.externalCredential-meta.xml
        custom authentication
        ! notable: the principals of `C` have no credentials yet
          help: Enter the credentials after the deployment.

    Consequences: 1 notable.
    1 only in the second, 1 different, 0 only in the first; 0 are the same.
    --- stderr
    --- exit 0

    $ xcred diff main...feature
    --- stdout
    From git:main...feature to git:feature: what differs

    ── A
    ~ ExternalCredential:A
        force-app/externalCredentials/A.externalCredential-meta.xml
        ~ label  line 4
            - first
            + of the feature

    0 only in the second, 1 different, 0 only in the first; 0 are the same.
    --- stderr
    --- exit 0
    ");
}

#[test]
fn ranges_are_as_in_git() {
    let sandbox = history();
    git(&sandbox, "switch -q feature");
    let compared = |sides: &[&str]| {
        let said = sandbox.run(["diff", "--json"].iter().chain(sides)).success();
        let result = &document(&said)["result"];
        let side = |name: &str| result[name].as_str().expect("a name").to_owned();
        (side("from"), side("to"), differing(&said).join(", "))
    };
    for (sides, from, to, expected) in [
        (&["main..feature"][..], "git:main", "git:feature", "modified A, removed B"),
        (&["main.."], "git:main", "git:HEAD", "modified A, removed B"),
        (&["..main"], "git:HEAD", "git:main", "modified A, added B"),
        (&["...main"], "git:...main", "git:main", "added B"),
        (&["git:main...feature"], "git:main...feature", "git:feature", "modified A"),
        // The merge base is a side like others.
        (&["main...feature", "dir:force-app"], "git:main...feature", "dir:force-app", "modified A"),
        (&["v1", "git:main...feature"], "git:v1", "git:main...feature", ""),
    ] {
        assert_eq!(compared(sides), (from.to_owned(), to.to_owned(), expected.to_owned()), "{sides:?}");
    }
    insta::assert_snapshot!(said_to(&sandbox, &["diff main..feature project", "diff git:main git:main..feature"], 64), @r"
    $ xcred diff main..feature project
    --- stdout
    --- stderr
    error: `main..feature` names two sides, and stands alone
      hint: leave the other side out, or write `...` for where the two parted
    --- exit 64

    $ xcred diff git:main git:main..feature
    --- stdout
    --- stderr
    error: `git:main..feature` names two sides, and stands alone
      hint: leave the other side out, or write `...` for where the two parted
    --- exit 64
    ");
}

#[test]
fn bare_names_are_paths_first_and_then_revisions() {
    let sandbox = history();
    let by_name = sandbox.run(["diff", "feature", "v1", "--json"]).success();
    assert_eq!(document(&by_name)["result"]["from"], "git:feature");
    assert_eq!(differing(&by_name), ["modified A"]);
    let below = sandbox.run(["diff", "v1:force-app", "main:./force-app/externalCredentials", "--json"]).success();
    assert_eq!(differing(&below), ["added B"]);
    sandbox.write("v1/X.externalCredential", credential("x", ""));
    insta::assert_snapshot!(said_to(&sandbox, &["diff v1 git:v1"], 0), @"
    $ xcred diff v1 git:v1
    --- stdout
    From v1 to git:v1: what differs

    ── A
    + ExternalCredential:A
        only in the second: force-app/externalCredentials/A.externalCredential-meta.xml
        custom authentication
        ! notable: the principals of `A` have no credentials yet
          help: Enter the credentials after the deployment.

    ── X
    - ExternalCredential:X
        only in the first: v1/X.externalCredential
        custom authentication
        ! destructive: the secrets and tokens of all principals of `X` go with it
          help: Have them at hand to enter them again, or leave the principal as it is.

    Consequences: 1 destructive, 1 notable.
    1 only in the second, 0 different, 1 only in the first; 0 are the same.
    --- stderr
    warning: `v1` is taken for the path; the revision of this name is `git:v1`
    --- exit 0
    ");
    insta::assert_snapshot!(said_to(&sandbox, &["diff featre", "diff nothing-like-it"], 64), @r"
    $ xcred diff featre
    --- stdout
    --- stderr
    error: `featre` locates no side, and is no file or folder and no git revision either
      hint: did you mean `feature`?
      hint: a side is `project`, `dir:PATH`, `zip:PATH`, `git:REF[:PATH]`, `org:NAME`, `plan:PATH`, or a path that exists
    --- exit 64

    $ xcred diff nothing-like-it
    --- stdout
    --- stderr
    error: `nothing-like-it` locates no side, and is no file or folder and no git revision either
      hint: a side is `project`, `dir:PATH`, `zip:PATH`, `git:REF[:PATH]`, `org:NAME`, `plan:PATH`, or a path that exists
    --- exit 64
    ");
}

#[test]
fn all_of_gits_names_are_known() {
    let sandbox = history();
    git_in(&sandbox, "", ["tag", "-a", "-m", "annotated", "v2"]);
    git(&sandbox, "update-ref refs/remotes/origin/main HEAD");
    let head = git(&sandbox, "rev-parse HEAD");
    let names = ["HEAD", "@", "main", "v2", "v2^{}", "origin/main", "refs/heads/main", "HEAD~0", &head, &head[..9]];
    for packed in [false, true] {
        if packed {
            git(&sandbox, "gc -q");
            assert!(!sandbox.path(".git/refs/heads/main").exists(), "the references are packed");
        }
        for name in names {
            let said = sandbox.run(["diff", &format!("git:{name}"), "project", "--exit-code"]).success();
            assert!(said.stdout.contains("No differences: 2 are the same."), "{said}");
        }
        let tree = sandbox.run(["diff", "git:v1^{tree}", "project", "--json"]).success();
        assert_eq!(differing(&tree), ["added B"]);
        let older = sandbox.run(["diff", "git:HEAD^", "project", "--json"]).success();
        assert_eq!(differing(&older), ["added B"]);
    }
}

#[test]
fn a_project_below_the_repositorys_root_is_found_from_anywhere() {
    let sandbox = Sandbox::new();
    git(&sandbox, "init -q -b main");
    sandbox.write("apps/shop/sfdx-project.json", PROJECT_FILE);
    sandbox.write(format!("apps/shop/{}", credential_file("A")), credential("first", ""));
    commit(&sandbox, "one");
    sandbox.write(format!("apps/shop/{}", credential_file("A")), credential("changed", ""));
    let inside = sandbox.xcred(["diff", "git:main", "project"]).in_folder(sandbox.path("apps/shop/force-app")).run();
    insta::assert_snapshot!(inside.success(), @"
    $ xcred diff git:main project
    --- stdout
    From git:main to project: what differs

    ── A
    ~ ExternalCredential:A
        ../force-app/externalCredentials/A.externalCredential-meta.xml
        ~ label  line 4
            - first
            + changed

    0 only in the second, 1 different, 0 only in the first; 0 are the same.
    --- stderr
    --- exit 0
    ");
    insta::assert_snapshot!(said_to(&sandbox, &["diff -C apps/shop git:main"], 0), @"
    $ xcred diff -C apps/shop git:main
    --- stdout
    From git:main to project: what differs

    ── A
    ~ ExternalCredential:A
        apps/shop/force-app/externalCredentials/A.externalCredential-meta.xml
        ~ label  line 4
            - first
            + changed

    0 only in the second, 1 different, 0 only in the first; 0 are the same.
    --- stderr
    --- exit 0
    ");
    let path = ["diff", "git:main:apps/shop/force-app", "git:main:./externalCredentials", "--exit-code"];
    sandbox.xcred(path).in_folder(sandbox.path("apps/shop/force-app")).run().success();
    // A project that moved up is found on the way.
    git(&sandbox, "mv apps/shop/sfdx-project.json sfdx-project.json");
    git(&sandbox, "mv apps/shop/force-app force-app");
    commit(&sandbox, "two");
    let moved = sandbox.xcred(["diff", "git:HEAD", "git:HEAD"]).in_folder(sandbox.path("apps/shop")).run();
    assert!(moved.clone().success().stdout.contains("No differences: 1 is the same."), "{moved}");
    insta::assert_snapshot!(said_to(&sandbox, &["diff git:HEAD~1 project"], 64), @r"
    $ xcred diff git:HEAD~1 project
    --- stdout
    --- stderr
    error: `git:HEAD~1` has no `sfdx-project.json` in `.`
      hint: name the folder to compare: `git:REF:PATH`
    --- exit 64
    ");
}

#[test]
fn what_a_revision_ignores_its_own_file_says() {
    let sandbox = history();
    sandbox.write(".forceignore", "**/B.*\n");
    commit(&sandbox, "ignore");
    let said = sandbox.run(["diff", "HEAD~1", "HEAD", "--json"]).success();
    assert_eq!(differing(&said), ["removed B"]);
    // A folder that is named is compared whole, as on a disk.
    let said = sandbox.run(["diff", "HEAD~1:force-app", "HEAD:force-app", "--exit-code"]).success();
    assert!(said.stdout.contains("2 are the same"), "{said}");
    sandbox.write(".forceignore", "a\\\\\n[\n");
    commit(&sandbox, "broken");
    insta::assert_snapshot!(said_to(&sandbox, &["diff git:HEAD git:HEAD~1"], 64), @r"
    $ xcred diff git:HEAD git:HEAD~1
    --- stdout
    --- stderr
    error: `git:HEAD`: `.forceignore` line 2: the pattern `[` is broken: `[` is never closed
      hint: compare folders beside it: `git:REF:PATH`; for later commits, list it in `.forceignore`
    --- exit 64
    ");
}

#[test]
fn the_project_file_of_the_revision_counts() {
    let sandbox = history();
    sandbox.write("sfdx-project.json", r#"{"packageDirectories": [{"path": "other"}, {"path": "other/inner"}]}"#);
    git(&sandbox, "mv force-app other");
    sandbox.write("other/inner/C.externalCredential", credential("third", ""));
    commit(&sandbox, "move");
    let said = sandbox.run(["diff", "HEAD~1", "HEAD", "--json"]).success();
    assert_eq!(differing(&said), ["added C"]);
    for (name, text) in [
        ("missing", r#"{"packageDirectories": [{"path": "nowhere"}]}"#),
        ("file", r#"{"packageDirectories": [{"path": "sfdx-project.json"}]}"#),
        ("json", "{"),
    ] {
        sandbox.write("sfdx-project.json", text);
        commit(&sandbox, name);
        git(&sandbox, &format!("tag {name}"));
    }
    git(&sandbox, "rm -q --cached sfdx-project.json");
    git_in(&sandbox, "", ["commit", "-q", "-m", "none"]);
    git(&sandbox, "tag none");
    git(&sandbox, "reset -q --hard v1");
    let lines = ["missing", "file", "json", "none"].map(|name| format!("diff git:{name} project"));
    insta::assert_snapshot!(said_to(&sandbox, &lines.each_ref().map(String::as_str), 64), @r"
    $ xcred diff git:missing project
    --- stdout
    --- stderr
    error: `git:missing` holds a project that cannot be read: `sfdx-project.json`: `packageDirectories[0]` has the path `nowhere`, which does not exist
      hint: name the folder to compare: `git:REF:PATH`
    --- exit 64

    $ xcred diff git:file project
    --- stdout
    --- stderr
    error: `git:file` holds a project that cannot be read: `sfdx-project.json`: `packageDirectories[0]` has the path `sfdx-project.json`, which is not a folder
      hint: name the folder to compare: `git:REF:PATH`
    --- exit 64

    $ xcred diff git:json project
    --- stdout
    --- stderr
    error: `git:json` holds a project that cannot be read: `sfdx-project.json:1:1` is not JSON: EOF while parsing an object
      hint: name the folder to compare: `git:REF:PATH`
    --- exit 64

    $ xcred diff git:none project
    --- stdout
    --- stderr
    error: `git:none` has no `sfdx-project.json` in `.`
      hint: name the folder to compare: `git:REF:PATH`
    --- exit 64
    ");
}

#[test]
fn names_and_places_are_judged_as_on_a_disk() {
    let sandbox = history();
    sandbox.write("force-app/namedCredentials/N.externalCredential-meta.xml", credential("misplaced", ""));
    sandbox.write("force-app/again/A.externalCredential", credential("twice", ""));
    sandbox.write("force-app/externalCredentials/C.externalCredentail-meta.xml", credential("misspelt", ""));
    sandbox.write("force-app/certs/Key.crt-meta.xml", "<Certificate/>");
    sandbox.write("force-app/certs/Key.crt", "key");
    sandbox.write("force-app/externalCredentials/Huge.externalCredential", vec![b' '; 20_000_000]);
    commit(&sandbox, "odd");
    let findings = |side: &str| document(&sandbox.run(["diff", side, side, "--json"]))["result"]["findings"].clone();
    let mut at_revision = findings("git:HEAD");
    for finding in at_revision.as_array_mut().expect("a list") {
        let message = finding["message"].as_str().and_then(|text| text.strip_suffix(" (at `git:HEAD` and `git:HEAD`)"));
        finding["message"] = message.expect("each says where it stands").into();
    }
    assert_eq!(at_revision, findings("project"));
    assert!(findings("project").as_array().is_some_and(|all| all.len() > 3), "{}", findings("project"));
    let half =
        sandbox.run(["diff", "git:HEAD:force-app/certs/Key.crt", "dir:force-app/certs", "--exit-code"]).success();
    assert!(half.stdout.contains("No differences: 1 is the same."), "{half}");
}

#[test]
fn a_file_that_was_broken_once_is_told_with_its_revision() {
    let sandbox = history();
    sandbox.write(credential_file("A"), "<ExternalCredential>\n");
    commit(&sandbox, "broken");
    sandbox.write(credential_file("A"), credential("mended", ""));
    insta::assert_snapshot!(said_to(&sandbox, &["diff git:HEAD project", "diff git:HEAD git:main~1"], 1), @r"
    $ xcred diff git:HEAD project
    --- stdout
    From git:HEAD to project: what differs

    1 component is not compared: its file has errors.
    No differences: 1 is the same.
    --- stderr
    error[not-well-formed]: `<ExternalCredential>` of line 1 is never closed (at `git:HEAD`)
      at force-app/externalCredentials/A.externalCredential-meta.xml:2:1
    --- exit 1

    $ xcred diff git:HEAD git:main~1
    --- stdout
    From git:HEAD to git:main~1: what differs

    1 component is not compared: its file has errors.
    No differences: 1 is the same.
    --- stderr
    error[not-well-formed]: `<ExternalCredential>` of line 1 is never closed (at `git:HEAD`)
      at force-app/externalCredentials/A.externalCredential-meta.xml:2:1
    --- exit 1
    ");
    sandbox.write(credential_file("A"), "<ExternalCredential>\n<");
    let both = sandbox.run(["diff", "git:HEAD", "project"]).exits(1);
    assert_eq!(both.stderr.matches("(at `git:HEAD`)").count(), 1, "{both}");
}

#[test]
fn line_ends_of_a_checkout_are_no_differences() {
    let sandbox = history();
    sandbox.write(credential_file("A"), credential("first", "").replace('\n', "\r\n"));
    sandbox.run(["diff", "git:HEAD", "project", "--exit-code"]).success();
}

#[test]
fn links_lead_where_they_lead_on_a_disk() {
    let sandbox = history();
    sandbox.write("shared/externalCredentials/S.externalCredential", credential("shared", ""));
    let link = |target: &str, path: &str| {
        let path = sandbox.path(path);
        drop(std::fs::remove_file(&path));
        std::os::unix::fs::symlink(target, path).expect("links can be made");
    };
    link("../shared", "force-app/all-shared");
    link("A.externalCredential-meta.xml", "force-app/externalCredentials/Linked.externalCredential-meta.xml");
    commit(&sandbox, "links");
    let said = sandbox.run(["diff", "git:HEAD", "project", "--exit-code", "--json"]).success();
    assert_eq!(document(&said)["result"]["summary"]["unchanged"], 4, "{said}");
    for (target, path, message) in [
        ("..", "force-app/externalCredentials/up", "loop"),
        ("nowhere", "force-app/gone", "dangling"),
        ("/etc", "force-app/away", "absolute"),
        ("../../elsewhere", "force-app/out", "outside"),
    ] {
        link(target, path);
        commit(&sandbox, message);
        git(&sandbox, &format!("tag {message}"));
        git(&sandbox, "reset -q --hard HEAD~1");
    }
    let lines = ["loop", "dangling", "absolute", "outside"].map(|name| format!("diff git:{name} project"));
    insta::assert_snapshot!(said_to(&sandbox, &lines.each_ref().map(String::as_str), 65), @r"
    $ xcred diff git:loop project
    --- stdout
    --- stderr
    error: `git:loop`: the link `force-app/externalCredentials/up` leads back to `force-app`, which it lies in
      hint: compare folders beside it: `git:REF:PATH`; for later commits, list it in `.forceignore`
    --- exit 65

    $ xcred diff git:dangling project
    --- stdout
    --- stderr
    error: `git:dangling`: the link `force-app/gone` points to `nowhere`, which does not exist
      hint: compare folders beside it: `git:REF:PATH`; for later commits, list it in `.forceignore`
    --- exit 65

    $ xcred diff git:absolute project
    --- stdout
    --- stderr
    error: the link `force-app/away` points to `/etc`, which is not part of `git:absolute`
      hint: compare folders beside it: `git:REF:PATH`; for later commits, list it in `.forceignore`
    --- exit 65

    $ xcred diff git:outside project
    --- stdout
    --- stderr
    error: the link `force-app/out` points to `../../elsewhere`, which is not part of `git:outside`
      hint: compare folders beside it: `git:REF:PATH`; for later commits, list it in `.forceignore`
    --- exit 65
    ");
    // Where it is ignored, a link is nobody's business.
    link("/etc", "force-app/away");
    sandbox.write(".forceignore", "**/away\n");
    commit(&sandbox, "ignored");
    sandbox.run(["diff", "git:HEAD", "git:HEAD"]).success();
}

#[test]
fn selections_hold_for_revisions() {
    let sandbox = history();
    let said = sandbox.run(["diff", "v1", "main", "-m", "ExternalCredential:A", "--exit-code"]).success();
    assert!(said.stdout.contains("1 is the same"), "{said}");
    let said =
        sandbox.run(["diff", "v1", "-d", "force-app/externalCredentials/B.externalCredential-meta.xml", "--json"]);
    assert_eq!(differing(&said), ["added B"]);
}

#[cfg(target_os = "linux")]
#[test]
fn no_socket_is_opened_and_no_git_is_needed() {
    let sandbox = history();
    for side in ["git:v1", "main...feature", "git:v1:force-app"] {
        sandbox.xcred(["diff", side]).env("PATH", "/nowhere").without_network().run().success();
    }
}

#[test]
fn the_environment_of_a_hook_moves_nothing() {
    let sandbox = history();
    let elsewhere = sandbox.path("elsewhere.git");
    let said = sandbox.xcred(["diff", "v1", "--json"]).env("GIT_DIR", elsewhere).env("GIT_INDEX_FILE", "x").run();
    assert_eq!(differing(&said.success()), ["added B"]);
}
