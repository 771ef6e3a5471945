//! The sample project against its own seed: a whole deployment as a team makes it.

use std::{collections::BTreeMap, path::Path};

use super::client::*;
use crate::{
    metadata::{ComponentId, Manifest, type_named},
    practice::{Moment, Pace, holdings::Holding, seed},
};

/// The components of the project's package directories, without its drafts.
fn project() -> BTreeMap<ComponentId, Holding> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-project");
    let now = Moment(jiff::Timestamp::UNIX_EPOCH);
    let mut components = seed::read(&root.join("force-app"), now).unwrap();
    for folder in ["analytics", "finance", "fulfilment", "shared"] {
        components.extend(seed::read(&root.join("integrations").join(folder), now).unwrap());
    }
    components
}

fn archive(components: &BTreeMap<ComponentId, Holding>) -> Vec<u8> {
    let manifest = Manifest::of(Some(crate::metadata::ApiVersion::new(66)), components.keys());
    let mut files = BTreeMap::from([("package.xml".to_owned(), manifest.to_xml())]);
    for (id, holding) in components {
        let table = type_named(id.type_name.as_str()).unwrap();
        files.insert(table.metadata_path(id.full_name.as_str()), holding.metadata.clone());
        if let (Some(path), Some(content)) = (table.content_path(id.full_name.as_str()), &holding.content) {
            files.insert(path, String::from_utf8(content.clone()).unwrap());
        }
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    zip(&files)
}

#[test]
fn the_sample_project_is_deployed_and_the_second_time_nothing_changes() {
    let folder = tempfile::tempdir().unwrap();
    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-project/practice-seed");
    let org = Bench::seeded(folder, seed, Watch::new(), Pace::Steps);
    let components = project();
    let options = r#"{"singlePackage":true,"rollbackOnError":true}"#;
    let first = org.outcome(&org.deploy(options, &archive(&components)));
    assert_eq!(first["status"], "Succeeded", "{:#}", first["details"]["componentFailures"]);
    assert_eq!(first["numberComponentsDeployed"], components.len());
    let second = org.outcome(&org.deploy(options, &archive(&components)));
    let successes = second["details"]["componentSuccesses"].as_array().unwrap();
    let changed = successes.iter().filter(|message| message["componentType"] != "" && message["changed"] == true);
    assert_eq!(changed.count(), 0);
}
