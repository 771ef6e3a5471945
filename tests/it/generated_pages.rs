//! Pages that are made from tables are what the tables say; `XCRED_BLESS=1` writes them.

use crate::support::tree_of;
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::Path,
};

use xcred::cli::pages;

#[test]
fn the_pages_say_what_the_tables_say() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let pages = [
        ("commands.md", pages::commands()),
        ("consequences.md", pages::consequences()),
        ("exit-codes.md", pages::exit_codes()),
    ];
    for (name, wanted) in pages {
        let path = folder.join(name);
        if env::var_os("XCRED_BLESS").is_some() {
            fs::write(&path, &wanted).expect("docs can be written");
        }
        let found = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
        assert!(found == wanted, "docs/{name} is stale; `XCRED_BLESS=1 cargo test` writes it");
    }
}

#[test]
fn every_rule_has_its_page_and_no_other_page_is_left() {
    are_the_pages_of("docs/rules", &pages::rules());
}

#[test]
fn every_trouble_has_its_page_and_no_other_page_is_left() {
    are_the_pages_of("docs/troubles", &pages::troubles());
}

/// Asserts that a folder holds these pages and nothing else; writes them where that is asked for.
fn are_the_pages_of(name: &str, wanted: &BTreeMap<String, String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let checked_in = || tree_of(&folder);
    if env::var_os("XCRED_BLESS").is_some() {
        fs::create_dir_all(&folder).expect("docs can be written");
        for name in checked_in().keys().filter(|name| !wanted.contains_key(*name)) {
            fs::remove_file(folder.join(name)).expect("docs can be written");
        }
        for (name, text) in wanted {
            fs::write(folder.join(name), text).expect("docs can be written");
        }
    }
    let found = checked_in();
    let text = |name: &String| found.get(name).map(|bytes| String::from_utf8_lossy(bytes).replace("\r\n", "\n"));
    let names: BTreeSet<&String> = wanted.keys().chain(found.keys()).collect();
    let stale: Vec<&String> = names.into_iter().filter(|name| wanted.get(*name) != text(name).as_ref()).collect();
    assert!(
        stale.is_empty(),
        "stale, missing or left over in {name}: {stale:?}; `XCRED_BLESS=1 cargo test` writes them"
    );
}

#[test]
fn the_page_of_the_practice_org_shows_the_words_of_mishaps() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/practice-org.md");
    let page = fs::read_to_string(&path).expect("the page is there").replace("\r\n", "\n");
    let table = xcred::practice::table_of_mishaps();
    let (heading, _) = table.split_once('\n').expect("a table has rows");
    let prose = page.split(heading).next().expect("the page has prose");
    let wanted = format!("{prose}{table}");
    if env::var_os("XCRED_BLESS").is_some() {
        fs::write(&path, &wanted).expect("docs can be written");
    } else {
        assert!(page == wanted, "docs/practice-org.md is stale; `XCRED_BLESS=1 cargo test` writes it");
    }
}

#[test]
fn readme_shows_the_exit_codes_of_the_table() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("README is there");
    assert!(readme.replace("\r\n", "\n").contains(&pages::exit_code_table()), "README's exit codes are stale");
}
