//! Holds the floors of the house: a module imports only from floors below its own.
//!
//! `imports` reads what a file imports; here it is judged. An edge that climbs is named with its file and line.

#[path = "architecture/imports.rs"]
mod imports;

use imports::{Import, imports_of};
use std::{
    fmt,
    path::{Path, PathBuf},
};

/// One floor: its name and the modules that stand on it.
struct Floor {
    name: &'static str,
    modules: &'static [&'static str],
}

const fn floor(name: &'static str, modules: &'static [&'static str]) -> Floor {
    Floor { name, modules }
}

/// The floors from the top to the bottom, as the documentation of `src/lib.rs` lists them.
const FLOORS: &[Floor] = &[
    floor("9", &["main"]),
    floor("8", &["cli"]),
    floor("7", &["render"]),
    floor("6", &["report"]),
    floor("5", &["deploy", "credential"]),
    floor("4", &["check", "plan", "practice"]),
    floor("3", &["diff", "bundle"]),
    floor("2.5", &["login"]),
    floor("2", &["source", "org"]),
    floor("1.5", &["finding"]),
    floor("1", &["metadata"]),
    floor("0", &["xml"]),
];

/// Modules that are blind to one below them, and why.
const BLIND: &[(&str, &str, &str)] =
    &[("practice", "org", "a server that shares its client's code would agree with its client's mistakes")];

/// The one module that `main` may name.
const DOOR: &str = "cli";

/// Finds a module's floor; `None` where the list does not know the module.
fn floor_of(module: &str) -> Option<(usize, &'static str)> {
    FLOORS
        .iter()
        .rev()
        .enumerate()
        .find(|(_, floor)| floor.modules.contains(&module))
        .map(|(height, floor)| (height, floor.name))
}

/// An edge that the floors do not allow, or a module that they do not know.
struct Fault {
    file: String,
    line: usize,
    words: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}: {}", self.file, self.line, self.words)
    }
}

/// Says which module a file under `src/` is: `src/diff/text.rs` is `diff::text`, `src/lib.rs` is the root.
fn module_of(file: &str) -> Vec<String> {
    let inside = file.strip_prefix("src/").unwrap_or(file).trim_end_matches(".rs");
    let mut module: Vec<String> = inside.split('/').map(str::to_owned).collect();
    if matches!(module.last().map(String::as_str), Some("mod" | "lib")) {
        module.pop();
    }
    module
}

/// Checks one file against the floors.
fn faults_of(file: &str, text: &str) -> Vec<Fault> {
    let fault = |line, words| Fault { file: file.to_owned(), line, words };
    let module = module_of(file);
    if let Some(name) = module.first().filter(|name| floor_of(name).is_none()) {
        return vec![fault(1, format!("`{name}` stands on no floor: add it to the floors"))];
    }
    match imports_of(text, &module) {
        Err(error) => vec![fault(1, format!("this is no Rust: {error}"))],
        Ok(imports) => imports.iter().filter_map(|import| Some(fault(import.line, complaint(import)?))).collect(),
    }
}

/// Says what is wrong with an import; `None` where the floors allow it.
fn complaint(import: &Import) -> Option<String> {
    let to = import.segments.first()?;
    let from = import.from.as_deref()?;
    if to == from {
        return None;
    }
    let (from_height, from_floor) = floor_of(from)?;
    let Some((to_height, to_floor)) = floor_of(to) else {
        return Some(format!(
            "`{from}` (floor {from_floor}) imports `crate::{to}`, which stands on no floor: add it to the floors, or name the module that has it"
        ));
    };
    let why = if let Some((.., why)) = BLIND.iter().find(|(blind, unseen, _)| (*blind, *unseen) == (from, to)) {
        (*why).to_owned()
    } else if from == "main" && to != DOOR {
        format!("`main` knows `{DOOR}` and nothing else")
    } else if to_height > from_height {
        "this edge climbs".to_owned()
    } else if to_height == from_height {
        "modules of one floor are blind to each other".to_owned()
    } else {
        return None;
    };
    Some(format!("`{from}` (floor {from_floor}) imports `{to}` (floor {to_floor}): {why}"))
}

/// Lists the Rust files under `src/`, the build script apart, as paths with `/` from the root of the repository.
fn source_files(root: &Path) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(root.join("src")).sort_by_file_name();
    let files = walk.into_iter().map(|entry| entry.expect("src can be read").into_path());
    files
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .filter(|path| *path != root.join("src/build.rs"))
        .collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn no_edge_climbs() {
    let mut faults = Vec::new();
    for path in source_files(root()) {
        let text = std::fs::read_to_string(&path).expect("a source file can be read");
        let inside = path.strip_prefix(root()).expect("the walk started at the root");
        let file = inside.to_str().expect("source files have ASCII names").replace('\\', "/");
        faults.extend(faults_of(&file, &text).iter().map(ToString::to_string));
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// The files of which one declares what is in this one.
fn parents_of(file: &str) -> Vec<String> {
    let mut above = module_of(file);
    above.pop();
    match above.join("/") {
        crate_root if crate_root.is_empty() => vec!["src/lib.rs".to_owned()],
        parent => vec![format!("src/{parent}.rs"), format!("src/{parent}/mod.rs")],
    }
}

/// Whether a file declares a module, by itself or among the names that its macro declares.
fn declares(text: &str, name: &str) -> bool {
    let words: Vec<&str> = text.split(|mark: char| mark != '$' && mark != '_' && !mark.is_alphanumeric()).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let is_listed = || words.windows(2).any(|pair| pair[0] == "mod" && pair[1].starts_with('$'));
    words.windows(2).any(|pair| pair == ["mod", name]) || words.contains(&name) && is_listed()
}

#[test]
fn no_file_is_forgotten() {
    let mut forgotten = Vec::new();
    for path in source_files(root()) {
        let inside = path.strip_prefix(root()).expect("the walk started at the root");
        let file = inside.to_str().expect("source files have ASCII names").replace('\\', "/");
        let Some(name) = module_of(&file).pop().filter(|_| file != "src/main.rs") else { continue };
        let mut parents = parents_of(&file).into_iter();
        if !parents.any(|parent| std::fs::read_to_string(root().join(parent)).is_ok_and(|text| declares(&text, &name)))
        {
            forgotten.push(file);
        }
    }
    assert!(forgotten.is_empty(), "no module declares these, so that nothing compiles them: {forgotten:?}");
}

#[test]
fn the_documentation_of_the_library_lists_the_same_floors() {
    let text = std::fs::read_to_string(root().join("src/lib.rs")).expect("src/lib.rs can be read");
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | ")).skip(2);
    let documented: Vec<(String, Vec<String>)> = rows
        .map(|row| {
            let mut cells = row.split('|').map(str::trim);
            let name = cells.next().unwrap_or_default().to_owned();
            let modules = cells.next().unwrap_or_default().split_whitespace();
            (name, modules.map(|module| module.trim_matches('`').to_owned()).collect())
        })
        .collect();
    let held: Vec<(String, Vec<String>)> = FLOORS
        .iter()
        .map(|floor| (floor.name.to_owned(), floor.modules.iter().map(|&module| module.to_owned()).collect()))
        .collect();
    assert_eq!(documented, held, "the table in src/lib.rs and the list in tests/architecture.rs differ");
}

mod the_checker {
    use super::faults_of;

    /// Checks one file in memory; the faults as they would be printed.
    fn faults(file: &str, text: &str) -> Vec<String> {
        faults_of(file, text).iter().map(ToString::to_string).collect()
    }

    const NONE: [&str; 0] = [];

    #[test]
    fn names_file_line_and_edge_that_climbs() {
        assert_eq!(
            faults("src/diff/text.rs", "use std::fmt;\n\nuse crate::plan::Plan;\n"),
            ["src/diff/text.rs:3: `diff` (floor 3) imports `plan` (floor 4): this edge climbs"]
        );
    }

    #[test]
    fn names_an_edge_along_a_floor() {
        assert_eq!(
            faults("src/source/mod.rs", "fn scan(org: &crate::org::Org) {}"),
            [
                "src/source/mod.rs:1: `source` (floor 2) imports `org` (floor 2): modules of one floor are blind to each other"
            ]
        );
    }

    #[test]
    fn lets_an_edge_go_down() {
        assert_eq!(faults("src/deploy/mod.rs", "use crate::{org::Org, plan::Plan}; use crate::xml;"), NONE);
        assert_eq!(faults("src/finding.rs", "use crate::metadata::ComponentId;"), NONE);
    }

    #[test]
    fn keeps_metadata_below_finding() {
        assert_eq!(
            faults("src/metadata/id.rs", "use crate::finding::Finding;"),
            ["src/metadata/id.rs:1: `metadata` (floor 1) imports `finding` (floor 1.5): this edge climbs"]
        );
    }

    #[test]
    fn reads_every_branch_of_a_group() {
        let text =
            "use crate::{\n    xml::{self, Document},\n    plan as outcome,\n    cli::{\n        run,\n    },\n};";
        assert_eq!(
            faults("src/bundle.rs", text),
            [
                "src/bundle.rs:3: `bundle` (floor 3) imports `plan` (floor 4): this edge climbs",
                "src/bundle.rs:5: `bundle` (floor 3) imports `cli` (floor 8): this edge climbs",
            ]
        );
    }

    #[test]
    fn keeps_practice_away_from_org_and_check() {
        assert_eq!(
            faults("src/practice/server.rs", "use crate::org::soap;\nuse crate::check::rules;"),
            [
                "src/practice/server.rs:1: `practice` (floor 4) imports `org` (floor 2): a server that shares its client's code would agree with its client's mistakes",
                "src/practice/server.rs:2: `practice` (floor 4) imports `check` (floor 4): modules of one floor are blind to each other",
            ]
        );
    }

    #[test]
    fn follows_super_out_of_the_module() {
        let text = "use super::Tree;\nuse super::super::check::Rule;\nuse self::super::super::{render};";
        assert_eq!(
            faults("src/diff/tree.rs", text),
            [
                "src/diff/tree.rs:2: `diff` (floor 3) imports `check` (floor 4): this edge climbs",
                "src/diff/tree.rs:3: `diff` (floor 3) imports `render` (floor 7): this edge climbs",
            ]
        );
    }

    #[test]
    fn counts_test_modules_and_their_super() {
        let text = "#[cfg(test)]\nmod tests {\n    use super::*;\n    use super::super::render;\n    fn f() { crate::cli::run() }\n}";
        assert_eq!(
            faults("src/report.rs", text),
            [
                "src/report.rs:4: `report` (floor 6) imports `render` (floor 7): this edge climbs",
                "src/report.rs:5: `report` (floor 6) imports `cli` (floor 8): this edge climbs",
            ]
        );
    }

    #[test]
    fn sees_the_arguments_of_macros() {
        assert_eq!(
            faults("src/xml/mod.rs", "fn f() { format!(\"{}\", crate::metadata::NAME); }"),
            ["src/xml/mod.rs:1: `xml` (floor 0) imports `metadata` (floor 1): this edge climbs"]
        );
    }

    #[test]
    fn ignores_comments_strings_and_visibility() {
        let text = "//! See crate::cli.\n/* crate::plan::x */\n/// [`crate::cli::run`]\npub(crate) fn f() -> &'static str { \"crate::plan\" }\npub(super) const X: u8 = 1;\npub(in crate::xml) struct Y;";
        assert_eq!(faults("src/xml/tree.rs", text), NONE);
    }

    #[test]
    fn asks_for_a_floor_for_a_new_module() {
        assert_eq!(faults("src/utils.rs", ""), ["src/utils.rs:1: `utils` stands on no floor: add it to the floors"]);
    }

    #[test]
    fn lets_nothing_pass_through_the_root() {
        let ways = ["use crate::ComponentId;", "use super::*;", "use crate as root;", "use crate::{self as root};"];
        for way in ways {
            let faults = faults("src/xml.rs", way);
            assert_eq!(faults.len(), 1, "{way}: {faults:?}");
            assert!(faults[0].contains("stands on no floor"), "{}", faults[0]);
        }
    }

    #[test]
    fn lets_main_name_cli_alone() {
        assert_eq!(faults("src/main.rs", "fn main() -> ExitCode { xcred::cli::run() }"), NONE);
        assert_eq!(
            faults("src/main.rs", "use xcred::{cli, org::Org};"),
            ["src/main.rs:1: `main` (floor 9) imports `org` (floor 2): `main` knows `cli` and nothing else"]
        );
    }
}
