//! Projects that are broken: their file, their configuration, their ignore file, their folders.

use crate::support::{
    Sandbox,
    projects::{credential, credential_file, empty_project},
    schema::told,
};
use std::fs;

#[test]
fn a_project_file_that_says_nonsense() {
    let sandbox = empty_project();
    let mut all = String::new();
    for content in [
        "not json",
        "",
        "{\"packageDirectories\": [{\"path\": \"force-app\"},]}",
        "[]",
        "{}",
        "{\"packageDirectories\": {}}",
        "{\"packageDirectories\": []}",
        "{\"packageDirectories\": [\"force-app\"]}",
        "{\"packageDirectories\": [{\"path\": \"force-app\"}, {\"path\": \"nope\"}]}",
        "{\"packageDirectories\": [{\"path\": \"force-app/.gitkeep\"}]}",
        "{\"packageDirectories\": [{\"path\": \"../elsewhere\"}]}",
        "{\"packageDirectories\": [{\"path\": \"/etc\"}]}",
        "{\"packageDirectories\": [{\"path\": \"force-app\\\\main\"}]}",
        "{\"packageDirectories\": [{\"path\": 7}]}",
        "{\"packageDirectories\": [{\"path\": \"force-app\"}], \"sourceApiVersion\": 64}",
        "{\"packageDirectories\": [{\"path\": \"force-app\"}], \"sourceApiVersion\": \"sixty\"}",
    ] {
        sandbox.write("sfdx-project.json", content);
        all.push_str(&told(&sandbox, &["scan"], 64));
    }
    insta::assert_snapshot!(all, @r#"
    error: `sfdx-project.json:1:2` is not JSON: expected ident
    error: `sfdx-project.json:1:1` is not JSON: EOF while parsing a value
    error: `sfdx-project.json:1:47` is not JSON: trailing comma
    error: `sfdx-project.json`: the root is not an object
      hint: a project has at least `{"packageDirectories": [{"path": "force-app", "default": true}]}`
    error: `sfdx-project.json`: `packageDirectories` is missing
      hint: a project has at least `{"packageDirectories": [{"path": "force-app", "default": true}]}`
    error: `sfdx-project.json`: `packageDirectories` is not a list
      hint: a project has at least `{"packageDirectories": [{"path": "force-app", "default": true}]}`
    error: `sfdx-project.json`: `packageDirectories` is empty
      hint: a project has at least `{"packageDirectories": [{"path": "force-app", "default": true}]}`
    error: `sfdx-project.json`: `packageDirectories[0]` is not an object
      hint: an entry is an object such as `{"path": "force-app"}`
    error: `sfdx-project.json`: `packageDirectories[1]` has the path `nope`, which does not exist
      hint: create the folder, or remove the entry
    error: `sfdx-project.json`: `packageDirectories[0]` has the path `force-app/.gitkeep`, which is not a folder
      hint: name the folder that the file is in
    error: `sfdx-project.json`: `packageDirectories[0]` has the path `../elsewhere`, which leaves the project
      hint: package directories are named relative to the project and lie inside it
    error: `sfdx-project.json`: `packageDirectories[0]` has the absolute path `/etc`
      hint: package directories are named relative to the project and lie inside it
    error: `sfdx-project.json`: `packageDirectories[0]` has the path `force-app\main`, which does not exist
      hint: write `/` between folders; it works on every system
    error: `sfdx-project.json`: `packageDirectories[0]` has a `path` that is not a text
      hint: an entry is an object such as `{"path": "force-app"}`
    error: `sfdx-project.json`: `sourceApiVersion` is 64, not an API version such as "64.0"
      hint: write it in quotes, as in "64.0"
    error: `sfdx-project.json`: `sourceApiVersion` is "sixty", not an API version such as "64.0"
      hint: write it in quotes, as in "64.0"
    "#);
}

#[test]
fn a_project_file_that_is_not_there_or_no_file() {
    let sandbox = Sandbox::new();
    sandbox.write("a-file", "x");
    sandbox.write("no-project/readme", "x");
    let mut all = String::new();
    for (dir, code) in [("nowhere", 64), ("a-file", 64), ("no-project", 64)] {
        all.push_str(&told(&sandbox, &["scan", "-C", dir], code));
    }
    fs::create_dir(sandbox.path("sfdx-project.json")).expect("a folder can be made");
    all.push_str(&told(&sandbox, &["scan", "-C", "."], 65));
    insta::assert_snapshot!(all, @r"
    error: there is no folder `nowhere`
      hint: a project is named by the folder that holds its `sfdx-project.json`
    error: there is no folder `a-file`
      hint: a project is named by the folder that holds its `sfdx-project.json`
    error: no `sfdx-project.json` found; looked in `no-project`
      hint: run it inside a Salesforce DX project, name one with `-C DIR`, or name the files with `-d PATH`
    error: cannot read `sfdx-project.json`
      because: Is a directory (os error 21)
    ");
}

#[test]
fn a_configuration_that_says_nonsense() {
    let sandbox = empty_project();
    let mut all = String::new();
    for content in ["targetorg = 'x'", "target-org = ", "[practice]\nseeds = 'x'", "target-org = 7"] {
        sandbox.write("xcred.toml", content);
        all.push_str(&told(&sandbox, &["scan"], 64));
    }
    sandbox.write("xcred.toml", b"target-org = '\xff'");
    all.push_str(&told(&sandbox, &["scan"], 65));
    insta::assert_snapshot!(all, @r"
    error: `xcred.toml:1` is not a configuration: unknown field `targetorg`, expected one of `target-org`, `practice`, `rules`
    error: `xcred.toml:1` is not a configuration: string values must be quoted, expected literal string
    error: `xcred.toml:2` is not a configuration: unknown field `seeds`, expected `seed`
    error: `xcred.toml:1` is not a configuration: invalid type: integer `7`, expected a string
    error: `xcred.toml` cannot be read
      because: stream did not contain valid UTF-8
    ");
}

#[test]
fn an_ignore_file_that_says_nonsense() {
    let sandbox = empty_project();
    let mut all = String::new();
    for (content, code) in [(&b"fine\n[z-a]x\n"[..], 64), (b"fine\n\xff\n", 64)] {
        sandbox.write(".forceignore", content);
        all.push_str(&told(&sandbox, &["scan"], code));
        all.push_str(&told(&sandbox, &["scan", "--why", "force-app"], code));
    }
    fs::remove_file(sandbox.path(".forceignore")).expect("it is there");
    fs::create_dir(sandbox.path(".forceignore")).expect("a folder can be made");
    all.push_str(&told(&sandbox, &["scan"], 65));
    insta::assert_snapshot!(all, @r"
    error: `.forceignore` line 2: the pattern `[z-a]x` is broken: the range `z-a` ends before it starts
    error: `.forceignore` line 2: the pattern `[z-a]x` is broken: the range `z-a` ends before it starts
    error: `.forceignore` is not UTF-8 in line 2
    error: `.forceignore` is not UTF-8 in line 2
    error: cannot read `.forceignore`
      because: Is a directory (os error 21)
    ");
}

/// A folder that only its owner may enter: root may enter it all the same, and then there is nothing to see.
#[test]
fn a_folder_that_may_not_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = empty_project();
    sandbox.write("force-app/closed/A.externalCredential-meta.xml", credential("x", ""));
    let closed = sandbox.path("force-app/closed");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).expect("its owner may close it");
    let bites = fs::read_dir(&closed).is_err();
    if bites {
        let all = told(&sandbox, &["scan"], 65);
        assert!(all.starts_with("error: cannot read `force-app/closed`"), "{all}");
        told(&sandbox, &["manifest", "-o", "-"], 65);
    }
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).expect("its owner may open it");
}

#[test]
fn links_that_lead_nowhere_or_in_circles() {
    let sandbox = empty_project();
    sandbox.write(credential_file("A"), credential("x", ""));
    let link = |target: &str, name: &str| {
        std::os::unix::fs::symlink(target, sandbox.path(name)).expect("links can be made");
        let all = told(&sandbox, &["scan"], 65);
        fs::remove_file(sandbox.path(name)).expect("it is there");
        all
    };
    let mut all = link("nowhere", "force-app/B.externalCredential-meta.xml");
    all.push_str(&link("..", "force-app/circle"));
    insta::assert_snapshot!(all, @r"
    error: the link `force-app/B.externalCredential-meta.xml` points to `nowhere`, which does not exist
      hint: remove the link, mend it, or list it in `.forceignore`
    error: the link `force-app/circle/force-app/circle` leads back to `force-app/circle`, which it lies in
      hint: remove the link, mend it, or list it in `.forceignore`
    ");
}
