//! Check: what a server, or a callout, would say of a project's files, said at the line and with the way out.
//!
//! The rules are a table, [`rules::RULES`]: each is a small file that says what it looks at, why that is wrong and how
//! sure we are, with an example that fires it and one that is mended. The tables of the metadata types say what is
//! accepted; a rule reads them and holds no list of its own where a table can.
//!
//! A component is read once. Rules about one component look at its levels ([`Level`]), its parameters ([`Parameter`]) or
//! all of it ([`Subject`]); what rules across components need to know is kept as [`Facts`], and the tree is dropped, so
//! that ten thousand components cost no more memory than their bytes.

mod allow;
mod asking;
mod example;
mod examples;
mod excerpt;
mod facts;
mod file;
mod fixing;
mod formula;
#[cfg(any(test, feature = "laws"))]
#[doc(hidden)]
pub mod laws;
mod level;
mod likeness;
mod note;
mod parameter;
mod placed;
mod project;
mod redline;
mod referrers;
mod regular;
mod rule;
pub mod rules;
mod secrets;
mod severities;
mod subject;
mod url;
mod versions;
mod whereabouts;

#[cfg(test)]
mod schema_tests;
#[cfg(test)]
mod tests;

pub use asking::wanted_of_org;
pub use facts::{Access, DeletionAt, Facts, GrantAt, HeaderFormulas, PrincipalAt};
pub use fixing::{Done, FixError, Fixed, FixedFile, Mended, fix, mend};
pub use level::Level;
pub use note::{Note, Notes};
pub use parameter::{Field, Parameter};
pub use placed::{Chosen, Placed};
pub use project::{FileView, ProjectNotes, ProjectView};
pub use referrers::Standing;
pub use rule::{BystanderLook, CheckRule, ComponentLook, Example, ExampleFile, IN_ORG, LevelLook, Look, ParameterLook};
pub use severities::{Choice, NotAChoice, Severities, UnknownRule};
pub use subject::Subject;
pub use whereabouts::Whereabouts;

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::{
    finding::Finding,
    metadata::{ApiVersion, Component, ComponentId, Snapshot},
    source::Bystander,
};

/// What is asked of a check.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The components to check. Rules across components see all of them.
    pub snapshot: &'a Snapshot,
    /// Files beside the components that speak of them: profiles, destructive manifests, ignore files.
    pub bystanders: &'a [Bystander],
    /// The API version by which they would be deployed.
    pub version: ApiVersion,
    /// Whether the snapshot is all of a project, so that what is not in it is not in the project.
    pub whole_project: bool,
    /// What stands in the project and could not be read: a reference to it leads somewhere.
    pub unread: &'a BTreeSet<ComponentId>,
    /// What the target org holds, where it was asked.
    pub org: Option<&'a Snapshot>,
    /// How grave the team finds each rule.
    pub severities: &'a Severities,
}

/// All that is wrong, sorted by file, place and rule.
pub fn check(question: &Question<'_>) -> Vec<Finding> {
    let components: Vec<&Component> = question.snapshot.components().collect();
    let known: Vec<file::Known<'_>> = components.into_par_iter().filter_map(file::Known::of).collect();
    // How many there are is known, so that each is put where it stays.
    let checked = known.into_par_iter().map(|known| file::check(known, question.version));
    let mut files: Vec<file::CheckedFile<'_>> =
        checked.chain(question.bystanders.par_iter().map(file::check_bystander)).collect();
    for (at, note) in project::look(question, &files) {
        files[at].notes.push(note);
    }
    let findings = files.into_par_iter().flat_map_iter(|file| file.into_findings(question.severities));
    let mut findings: Vec<Finding> = findings.collect();
    findings.sort_by(|one, other| one.sort_key().cmp(&other.sort_key()));
    findings
}
