//! Promises about the repository itself.

use crate::support::tree_of;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// What the top level holds: the house, its papers, the configuration of tools, and what git ignores.
const TOP_LEVEL: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "src",
    "templates",
    "tests",
    "sample-project",
    "docs",
    "README.md",
    "CHANGELOG.md",
    "LICENSE-MIT",
    "LICENSE-APACHE",
    "CONTRIBUTING.md",
    ".ci",
    "justfile",
    "deny.toml",
    "clippy.toml",
    "rustfmt.toml",
    "typos.toml",
    ".gitignore",
    ".gitattributes",
    ".pre-commit-hooks.yaml",
    ".git",
    "target",
    "proptest-regressions",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text_of(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("`{}`: {error}", path.display()))
}

/// The names in a folder, in order.
fn names_in(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("`{}`: {error}", folder.display()));
    entries
        .map(|entry| entry.expect("the folder can be read").file_name().into_string().expect("names are UTF-8"))
        .collect()
}

#[test]
fn the_top_level_holds_nothing_else() {
    let strangers: Vec<String> =
        names_in(root()).into_iter().filter(|name| !TOP_LEVEL.contains(&name.as_str())).collect();
    assert!(strangers.is_empty(), "what are these doing at the top level? {strangers:?}");
}

#[test]
fn every_dependency_says_why_it_is_there() {
    let text = text_of("Cargo.toml");
    let silent = dependencies_without_reason(&text);
    assert!(silent.is_empty(), "these dependencies give no reason in Cargo.toml: {silent:?}");
}

/// Names the dependencies that have a comment neither on their line nor right above it.
fn dependencies_without_reason(manifest: &str) -> Vec<String> {
    let mut in_dependencies = false;
    let mut above = "";
    let mut silent = Vec::new();
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            in_dependencies = line.trim_matches(['[', ']']).ends_with("dependencies");
        } else if let Some((name, rest)) = line.split_once('=').filter(|_| in_dependencies && !line.starts_with('#')) {
            let has_reason = rest.contains(" # ") || above.starts_with("# ");
            silent.extend((!has_reason).then(|| name.trim().to_owned()));
        }
        above = line;
    }
    silent
}

#[test]
fn a_dependency_without_reason_is_named() {
    let manifest = "[package]\nname = \"x\"\n[dependencies]\na = \"1\" # first\nb = \"1\"\n# third\nc = \"1\"\n[target.'cfg(unix)'.dev-dependencies]\nd = \"1\"\n[lints.rust]\ne = \"warn\"\n";
    assert_eq!(dependencies_without_reason(manifest), ["b", "d"]);
}

#[test]
fn no_test_file_is_forgotten() {
    let folder = root().join("tests/it");
    let files: BTreeMap<String, Vec<u8>> = tree_of(&folder);
    let forgotten = forgotten_among(&files);
    assert!(forgotten.is_empty(), "no `mod` line names these files of tests/it, so they never run: {forgotten:?}");
}

/// Names the Rust files that the module above them does not declare.
fn forgotten_among(files: &BTreeMap<String, Vec<u8>>) -> Vec<&String> {
    let rust =
        files.keys().filter(|name| *name != "main.rs" && Path::new(name).extension().is_some_and(|end| end == "rs"));
    rust.filter(|name| !is_declared(name, files)).collect()
}

fn is_declared(file: &str, files: &BTreeMap<String, Vec<u8>>) -> bool {
    let module = file.trim_end_matches(".rs").trim_end_matches("/mod");
    let (folder, name) = module.rsplit_once('/').unwrap_or(("", module));
    let line = format!("mod {name};");
    let above = [format!("{folder}/mod.rs"), format!("{folder}.rs"), "main.rs".to_owned()];
    let above = if folder.is_empty() { &above[2..] } else { &above[..2] };
    let texts = above.iter().filter_map(|path| std::str::from_utf8(files.get(path)?).ok());
    texts.flat_map(str::lines).any(|text| text.trim_start_matches("pub(crate) ").trim_end() == line)
}

#[test]
fn a_forgotten_test_file_is_named() {
    let file = |name: &str, text: &str| (name.to_owned(), text.as_bytes().to_vec());
    let files = BTreeMap::from([
        file("main.rs", "mod scan;\n// mod diff;\nmod support;"),
        file("scan.rs", ""),
        file("diff.rs", ""),
        file("support/mod.rs", "pub(crate) mod sandbox;"),
        file("support/sandbox.rs", "mod home;"),
        file("support/sandbox/home.rs", ""),
        file("support/servers.rs", ""),
        file("fixtures/x.xml", ""),
    ]);
    assert_eq!(forgotten_among(&files), ["diff.rs", "support/servers.rs"]);
}
