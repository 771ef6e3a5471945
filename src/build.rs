//! Builds the type tables under `src/metadata/types/` in, so that adding a type adds a file and no code.
//!
//! They are written in TOML for people and read as JSON by every run, which takes a fifth of the instructions.

use std::{env, fs, path::Path};

fn main() {
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let tables = Path::new(&root).join("src/metadata/types");
    println!("cargo::rerun-if-changed={}", tables.display());
    let mut names: Vec<String> = fs::read_dir(&tables)
        .expect("src/metadata/types is part of the source tree")
        .map(|entry| entry.expect("the folder can be read").file_name())
        .filter_map(|name| name.into_string().ok())
        .filter(|name| Path::new(name).extension().is_some_and(|ext| ext == "toml"))
        .collect();
    names.sort();
    let line = |name: &String| format!("    ({name:?}, {:?}),\n", as_json(&tables.join(name)));
    let list = format!("&[\n{}]\n", names.iter().map(line).collect::<String>());
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("type_tables.rs"), list).expect("OUT_DIR can be written");
}

fn as_json(table: &Path) -> String {
    let text = fs::read_to_string(table).expect("a type table is UTF-8");
    match toml::from_str::<serde_json::Value>(&text) {
        Ok(value) => value.to_string(),
        Err(error) => panic!("the type table `{}` is broken: {error}", table.display()),
    }
}
