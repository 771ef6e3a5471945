//! Builds the tables in that are written in TOML: the metadata types under `src/metadata/types/`, so that adding a type adds
//! a file and no code, and the troubles under `src/org/troubles/`.
//!
//! They are written in TOML for people and read as JSON by every run, which takes a fifth of the instructions.

use std::{env, fs, path::Path};

/// The folders of tables, and the list that each becomes in `OUT_DIR`.
const TABLES: &[(&str, &str)] = &[("src/metadata/types", "type_tables.rs"), ("src/org/troubles", "trouble_tables.rs")];

fn main() {
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    for (folder, list) in TABLES {
        let tables = Path::new(&root).join(folder);
        println!("cargo::rerun-if-changed={}", tables.display());
        fs::write(Path::new(&out).join(list), list_of(&tables)).expect("OUT_DIR can be written");
    }
}

/// File name and JSON of each table in a folder, as Rust.
fn list_of(tables: &Path) -> String {
    let mut names: Vec<String> = fs::read_dir(tables)
        .expect("the tables are part of the source tree")
        .map(|entry| entry.expect("the folder can be read").file_name())
        .filter_map(|name| name.into_string().ok())
        .filter(|name| Path::new(name).extension().is_some_and(|ext| ext == "toml"))
        .collect();
    names.sort();
    let line = |name: &String| format!("    ({name:?}, {:?}),\n", as_json(&tables.join(name)));
    format!("&[\n{}]\n", names.iter().map(line).collect::<String>())
}

fn as_json(table: &Path) -> String {
    let text = fs::read_to_string(table).expect("a table is UTF-8");
    match toml::from_str::<serde_json::Value>(&text) {
        Ok(value) => value.to_string(),
        Err(error) => panic!("the table `{}` is broken: {error}", table.display()),
    }
}
