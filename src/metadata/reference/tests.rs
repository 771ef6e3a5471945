//! Holds the pages under `docs/types/` to the tables. `XCRED_BLESS=1` writes them.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
};

use super::{differences, index, page};
use crate::metadata::registry;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/types")
}

fn wanted() -> BTreeMap<String, String> {
    let pages = registry().map(|table| (format!("{}.md", table.name), page(table)));
    let others = [("README.md", index(registry())), ("no-difference.md", differences(registry()))];
    pages.chain(others.map(|(name, text)| (name.to_owned(), text))).collect()
}

fn checked_in() -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder()).into_iter().flatten().map(|entry| entry.unwrap());
    let read = |entry: fs::DirEntry| {
        let text = fs::read_to_string(entry.path()).unwrap();
        (entry.file_name().into_string().unwrap(), text.replace("\r\n", "\n"))
    };
    entries.map(read).collect()
}

#[test]
fn the_pages_say_what_the_tables_say() {
    if env::var_os("XCRED_BLESS").is_some() {
        bless();
    }
    let (wanted, found) = (wanted(), checked_in());
    let names = wanted.keys().chain(found.keys()).collect::<BTreeSet<_>>();
    let stale: Vec<&&String> = names.iter().filter(|name| wanted.get(**name) != found.get(**name)).collect();
    assert!(
        stale.is_empty(),
        "stale, missing or extra in docs/types: {stale:?}; `XCRED_BLESS=1 cargo test` writes them"
    );
}

fn bless() {
    fs::create_dir_all(folder()).unwrap();
    let wanted = wanted();
    for name in checked_in().keys().filter(|name| !wanted.contains_key(*name)) {
        fs::remove_file(folder().join(name)).unwrap();
    }
    for (name, text) in wanted {
        fs::write(folder().join(name), text).unwrap();
    }
}

#[test]
fn no_cell_breaks_its_table() {
    for (name, text) in wanted() {
        for table in text.split("\n\n").filter(|block| block.starts_with('|')) {
            let columns: BTreeSet<usize> = table.lines().map(|row| row.matches('|').count()).collect();
            assert_eq!(columns.len(), 1, "{name}: {table}");
        }
    }
}
