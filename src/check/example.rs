//! The example of a rule, as pages and `xcred explain` show it.

use std::{collections::BTreeSet, path::Path};

use super::{CheckRule, ExampleFile, IN_ORG, Question, Severities, check};
use crate::{
    finding::Finding,
    metadata::{ApiVersion, Component, ComponentFile, FileRole, Snapshot},
    source::{Bystander, bystanders::bystander_kind, identify},
};

impl CheckRule {
    /// The files that fire the rule, without their marks.
    pub fn wrong_files(&self) -> Vec<(&'static str, String)> {
        self.example.wrong.iter().map(unmarked).collect()
    }

    /// The files that are mended, without those that were right before.
    pub fn mended_files(&self) -> Vec<(&'static str, String)> {
        let wrong = self.wrong_files();
        self.example.right.iter().map(unmarked).filter(|file| !wrong.contains(file)).collect()
    }

    /// What the rule says of its example; nothing where it has none.
    pub fn example_findings(&self) -> Vec<Finding> {
        let found = check_files(self.example.version, &self.wrong_files());
        found.into_iter().filter(|finding| finding.rule.id == self.rule.id).collect()
    }
}

/// All findings in the files of an example; paths that start with [`IN_ORG`] stand in the org.
///
/// # Panics
/// Where a path is no component's and no other file's that a check looks at, or stands twice: a test walks the examples.
pub(super) fn check_files(version: Option<ApiVersion>, files: &[(impl AsRef<str>, String)]) -> Vec<Finding> {
    let (mut snapshot, mut org, mut bystanders) = (Snapshot::default(), None, Vec::new());
    for (path, text) in files {
        let (side, path) = match path.as_ref().strip_prefix(IN_ORG) {
            Some(path) => (org.get_or_insert_with(Snapshot::default), Path::new(path)),
            None => (&mut snapshot, Path::new(path.as_ref())),
        };
        let name = path.file_name().and_then(|name| name.to_str()).expect("paths of examples are text");
        if let Some(kind) = bystander_kind(name) {
            bystanders.push(Bystander { path: path.into(), kind, bytes: text.as_bytes().into() });
            continue;
        }
        let id = identify(path).expect("the name of an example is a component's");
        let file = ComponentFile { path: path.into(), role: FileRole::Metadata, bytes: text.as_bytes().into() };
        side.insert(Component::new(id, vec![file])).expect("a file of an example stands once");
    }
    check(&Question {
        snapshot: &snapshot,
        bystanders: &bystanders,
        version: version.unwrap_or(ApiVersion::NEWEST_KNOWN),
        whole_project: true,
        unread: &BTreeSet::new(),
        org: org.as_ref(),
        severities: &Severities::default(),
    })
}

fn unmarked((path, text): &ExampleFile) -> (&'static str, String) {
    (path, text.replace(['⟦', '⟧'], ""))
}

#[cfg(test)]
mod tests {
    use crate::check::rules::RULES;

    #[test]
    fn every_example_shows_what_its_rule_says() {
        let silent = RULES.iter().filter(|rule| !rule.example.wrong.is_empty() && rule.example_findings().is_empty());
        let silent: Vec<&str> = silent.map(|rule| rule.rule.id).collect();
        assert!(silent.is_empty(), "the pages of these rules would show nothing: {silent:?}");
    }
}
