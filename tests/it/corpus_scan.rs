//! What users have, folder by folder: each is scanned, and every file that is named as a component is found.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use walkdir::WalkDir;
use xcred::source::{ScanRequest, scan};

use crate::support::{Sandbox, corpus::corpus, schema::document};

/// The endings of component files and their types, written down here apart from the type tables.
const ENDINGS: &[(&str, &str)] = &[
    (".authprovider", "AuthProvider"),
    (".cspTrustedSite", "CspTrustedSite"),
    (".externalAuthIdentityProvider", "ExternalAuthIdentityProvider"),
    (".externalCredential", "ExternalCredential"),
    (".externalServiceRegistration", "ExternalServiceRegistration"),
    (".namedCredential", "NamedCredential"),
    (".permissionset", "PermissionSet"),
    (".remoteSite", "RemoteSiteSetting"),
];

/// The folders of the corpus; each is what one author has.
fn folders() -> Option<Vec<PathBuf>> {
    let entries = corpus()?.read_dir().expect("the corpus can be read");
    let mut folders: Vec<PathBuf> =
        entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    assert!(!folders.is_empty());
    Some(folders)
}

/// The components that file names tell of, with the files of each.
fn expected(folder: &Path) -> BTreeMap<String, Vec<PathBuf>> {
    let mut found: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    for entry in WalkDir::new(folder).follow_links(true) {
        let entry = entry.expect("the corpus can be read");
        let name = entry.file_name().to_str().expect("the corpus has UTF-8 names");
        let name = name.strip_suffix("-meta.xml").unwrap_or(name);
        let of_type = ENDINGS.iter().find_map(|(ending, kind)| Some((kind, name.strip_suffix(ending)?)));
        if let Some((kind, full_name)) = of_type.filter(|(_, name)| entry.file_type().is_file() && !name.is_empty()) {
            found.entry(format!("{kind}:{full_name}")).or_default().push(entry.into_path());
        }
    }
    found
}

#[test]
fn corpus_folders_are_scanned_and_every_component_is_found() {
    let Some(folders) = folders() else { return };
    let (mut components, mut twice, mut warned) = (0, 0, 0);
    for folder in &folders {
        let scanned = scan(&ScanRequest::of_paths([folder]).without_forceignore());
        let scanned = scanned.unwrap_or_else(|error| panic!("`{}`: {error}", folder.display()));
        let known: BTreeSet<&str> = ENDINGS.iter().map(|(_, kind)| *kind).collect();
        let of_known = scanned.snapshot.ids().filter(|id| known.contains(id.type_name.as_str()));
        let found: BTreeSet<String> = of_known.map(ToString::to_string).collect();
        let expected = expected(folder);
        assert_eq!(found, expected.keys().cloned().collect(), "{}", folder.display());
        let told_twice = scanned.findings.iter().filter(|finding| finding.rule.id == "duplicate-component").count();
        let more: usize = expected.values().map(|files| files.len() - 1).sum();
        assert!(told_twice >= more, "{}: {told_twice} duplicates are told of {more}", folder.display());
        components += found.len();
        twice += more;
        warned += scanned.findings.len() - told_twice;
    }
    println!(
        "{} folders hold {components} components, {twice} files of them a second time; {warned} other findings",
        folders.len()
    );
    assert!(components > 90, "{components}");
}

#[test]
fn corpus_folders_are_scanned_by_the_binary() {
    let Some(folders) = folders() else { return };
    let sandbox = Sandbox::new();
    let (mut clean, mut faulty) = (0, 0);
    for folder in folders.iter().filter(|folder| !expected(folder).is_empty()) {
        let path = folder.to_str().expect("the corpus has UTF-8 names");
        let said = sandbox.run(["scan", "--json", "-d", path]);
        let document = document(&said);
        match document["status"].as_u64() {
            Some(0) => clean += 1,
            Some(1) => faulty += 1,
            _ => panic!("{said}"),
        }
        let files = document["result"]["components"].as_array().expect("a scan lists components");
        assert!(!files.is_empty() || document["result"]["ignored"] != 0, "{said}");
    }
    println!("the binary found {clean} folders without errors and {faulty} with some");
    assert!(clean > 0 && faulty > 0);
}
