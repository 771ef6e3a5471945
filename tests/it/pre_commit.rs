//! `.pre-commit-hooks.yaml`: its hooks pick the files of every type that we know, and start a command that takes them.

use crate::support::projects::{credential, credential_file, empty_project, principal};
use regex::Regex;
use std::{fs, path::Path};
use xcred::metadata::registry;

/// The value of each line with this key.
fn values(key: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(".pre-commit-hooks.yaml");
    let text = fs::read_to_string(path).expect("the hooks are there");
    let start = format!("  {key}: ");
    text.lines().filter_map(|line| line.strip_prefix(&start)).map(str::to_owned).collect()
}

#[test]
fn the_hooks_pick_the_files_of_every_type_and_no_others() {
    let files = values("files");
    let [pattern, alias] = &files[..] else { panic!("two hooks pick files") };
    assert_eq!(alias, "*files");
    let pattern = pattern.strip_prefix("&files '").and_then(|rest| rest.strip_suffix('\'')).expect("a quoted pattern");
    let pattern = Regex::new(pattern).expect("a regular expression");
    for table in registry() {
        let paths = [table.source_file_name("A"), table.metadata_path("A")];
        for path in paths.into_iter().chain(table.content_path("A")) {
            assert!(pattern.is_match(&format!("force-app/x/{path}")), "{path}");
        }
    }
    for other in ["README.md", "A.externalCredential.txt", "externalCredential", "A.cls-meta.xml"] {
        assert!(!pattern.is_match(other), "{other}");
    }
}

#[test]
fn the_hooks_start_a_command_that_takes_many_files() {
    let sandbox = empty_project();
    sandbox.write(credential_file("A"), credential("A", &principal("Nightly")));
    sandbox.write(credential_file("B"), credential("B", "    <owner/>\n"));
    sandbox.write(credential_file("Ignored"), credential("C", "    <owner/>\n"));
    sandbox.write(".forceignore", "**/Ignored.*\n");
    sandbox.write("README.md", "no component");
    sandbox.write("elsewhere/Note.crt", "no certificate of a project");
    let seed = "elsewhere/externalCredentials/B.externalCredential";
    sandbox.write(seed, credential("B", ""));
    for entry in values("entry") {
        let words: Vec<&str> = entry.split(' ').collect();
        let [program, args @ ..] = &words[..] else { panic!("an entry has words") };
        assert_eq!(*program, "xcred");
        let run = |files: &[&str]| sandbox.run([args, files].concat());
        let [a, b, ignored] = ["A", "B", "Ignored"].map(credential_file);
        run(&[&a, &ignored]).success();
        run(&[&ignored]).success();
        let said = run(&[&a, &b, &ignored]).exits(1);
        assert!(said.stdout.contains("2 components of "), "{said}");
        let said = run(&[&a, "elsewhere/Note.crt", "README.md", seed]).success();
        assert!(said.stdout.starts_with("1 component of "), "{said}");
        assert!(
            sandbox.run(["check", "elsewhere"]).stdout.contains("of `elsewhere` checked"),
            "a folder may lie anywhere"
        );
    }
}
