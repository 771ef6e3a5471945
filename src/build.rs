//! Lists the type tables under `src/metadata/types/`, so that adding a type adds a file and no code.

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
    let line = |name: &String| {
        let path = tables.join(name).display().to_string();
        format!("    ({name:?}, include_str!({path:?})),\n")
    };
    let list = format!("&[\n{}]\n", names.iter().map(line).collect::<String>());
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("type_tables.rs"), list).expect("OUT_DIR can be written");
}
