//! Files that are checked together, and what checking and fixing them comes to, worked out once for all laws.

use std::{cell::OnceCell, collections::BTreeSet, path::Path};

use super::{Seed, bytes_of};
use crate::{
    check::{Fixed, IN_ORG, Question, Severities, check, fix},
    finding::{Finding, read_document},
    metadata::{ApiVersion, Component, ComponentId, Snapshot, formed},
    source::{Bystander, bystanders::bystander_kind, identify},
};

/// What formatting makes of a component whose file can be read.
pub(super) fn form(component: &Component) -> Option<Component> {
    let document = read_document(component).ok()??;
    component.with_metadata(formed(component.metadata_type()?, &document).into_bytes())
}

/// Files that are checked together.
#[derive(Debug)]
pub struct Case {
    /// The API version by which they are checked.
    pub version: ApiVersion,
    /// The components of the project.
    pub snapshot: Snapshot,
    /// The files beside them, each with a path of its own.
    pub bystanders: Vec<Bystander>,
    /// What the target org holds, where it is asked.
    pub org: Option<Snapshot>,
    unread: BTreeSet<ComponentId>,
    severities: Severities,
    findings: OnceCell<Vec<Finding>>,
    fixed: OnceCell<Fixed>,
    formatted: OnceCell<Vec<Component>>,
}

impl Case {
    /// No files yet.
    pub fn new(version: ApiVersion) -> Self {
        Self {
            version,
            snapshot: Snapshot::default(),
            bystanders: Vec::new(),
            org: None,
            unread: BTreeSet::new(),
            severities: Severities::default(),
            findings: OnceCell::new(),
            fixed: OnceCell::new(),
            formatted: OnceCell::new(),
        }
    }

    /// The files of a seed, each as what its path says; what no check looks at is left out.
    pub fn of(seed: &Seed) -> Self {
        let mut case = Self::new(seed.version);
        for (path, bytes) in &seed.files {
            let (snapshot, path) = match path.strip_prefix(IN_ORG) {
                Some(path) => (case.org.get_or_insert_default(), Path::new(path)),
                None => (&mut case.snapshot, Path::new(path)),
            };
            if let Some(kind) = path.file_name().and_then(|name| bystander_kind(name.to_str()?)) {
                case.bystanders.push(Bystander { path: path.into(), kind, bytes: bytes[..].into() });
            } else if let Some(id) = identify(path) {
                snapshot.put(Component::of_one_file(id, path, &bytes[..]));
            }
        }
        case
    }

    /// All that is wrong with them.
    pub fn findings(&self) -> &[Finding] {
        self.findings.get_or_init(|| check(&self.question(&self.snapshot)))
    }

    /// What fixing makes of them, where anything can be fixed.
    pub(super) fn fixed(&self) -> Option<&Fixed> {
        let is_fixable = self.findings().iter().any(|finding| finding.fix.is_some());
        is_fixable.then(|| self.fixed.get_or_init(|| self.fix(&self.snapshot)))
    }

    /// Each component that can be formatted, and what becomes of it.
    pub(super) fn formatted(&self) -> impl Iterator<Item = (&Component, &Component)> {
        let formatted = self.formatted.get_or_init(|| self.snapshot.components().filter_map(form).collect());
        formatted.iter().map(|after| (self.snapshot.get(after.id()).expect("it was formatted"), after))
    }

    /// What fixing makes of these components in place of the project's.
    pub(super) fn fix(&self, snapshot: &Snapshot) -> Fixed {
        fix(&self.question(snapshot), |_| true).expect("no fix breaks a file")
    }

    /// The bytes of the file that a finding is about.
    pub(super) fn file_of(&self, finding: &Finding) -> &[u8] {
        if let Some(id) = &finding.component {
            return self.snapshot.get(id).map(bytes_of).expect("a finding is about a component that is here");
        }
        let path = &finding.location.as_ref().expect("a finding names its file").path;
        let own = self.bystanders.iter().find(|bystander| bystander.path == *path);
        &own.expect("a finding names a file that is here").bytes
    }

    fn question<'c>(&'c self, snapshot: &'c Snapshot) -> Question<'c> {
        Question {
            snapshot,
            bystanders: &self.bystanders,
            version: self.version,
            whole_project: true,
            unread: &self.unread,
            org: self.org.as_ref(),
            severities: &self.severities,
        }
    }
}
