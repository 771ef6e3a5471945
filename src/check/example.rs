//! The example of a rule, as pages and `xcred explain` show it.

use std::{collections::BTreeSet, path::Path};

use super::{CheckRule, ExampleFile, Question, Severities, check};
use crate::{
    finding::Finding,
    metadata::{ApiVersion, Component, ComponentFile, FileRole, Snapshot},
    source::identify,
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
        let mut snapshot = Snapshot::default();
        for (path, text) in self.wrong_files() {
            let Some(id) = identify(Path::new(path)) else { continue };
            let file = ComponentFile { path: path.into(), role: FileRole::Metadata, bytes: text.into_bytes().into() };
            snapshot.insert(Component::new(id, vec![file])).expect("a test walks the examples");
        }
        let found = check(&Question {
            snapshot: &snapshot,
            version: self.example.version.unwrap_or(ApiVersion::NEWEST_KNOWN),
            whole_project: true,
            unread: &BTreeSet::new(),
            org: None,
            severities: &Severities::default(),
        });
        found.into_iter().filter(|finding| finding.rule.id == self.rule.id).collect()
    }
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
