//! The change set: what turns one snapshot into another.

use std::{collections::BTreeMap, path::PathBuf, sync::Arc};

use super::{
    Brief, CertificateFacts, Consequence, ElementPath, Gravity, Hunk, Origin, Value, certificate::same_content,
};
use crate::metadata::{Component, ComponentFile, ComponentId};

/// What turns one snapshot into another, ordered by component.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChangeSet {
    changes: BTreeMap<ComponentId, ComponentChange>,
    unchanged: usize,
}

/// What happened to a component or an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// It is only in the second snapshot.
    Added,
    /// It is in both, with different content.
    Modified,
    /// It is only in the first snapshot.
    Removed,
}

/// What happened to one component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComponentChange {
    /// What happened.
    pub kind: ChangeKind,
    /// Its file in the first snapshot.
    pub before: Option<PathBuf>,
    /// Its file in the second snapshot.
    pub after: Option<PathBuf>,
    /// What differs inside; nothing for components that came or went, but for the new one of two that seem to be the same.
    pub detail: Detail,
    /// What it holds in brief, where it came or went.
    pub brief: Option<Brief>,
    /// What differs in its content file.
    pub content: Option<ContentChange>,
    /// The component's other name, where it only seems to have moved: of one that was added the name it had, of one that
    /// was removed the name it has. An org knows no renaming, so it is still added and removed.
    pub moved: Option<ComponentId>,
    /// Who made the change, where a common base tells.
    pub origin: Option<Origin>,
    /// What follows from the change for those who make callouts.
    pub consequences: Vec<Consequence>,
}

/// What differs inside a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detail {
    /// Elements, in the order of their paths.
    Elements(Vec<ElementChange>),
    /// Parts of the canonical text, for types without element knowledge.
    Text(Vec<Hunk>),
}

/// What happened to one element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ElementChange {
    /// The element.
    pub path: ElementPath,
    /// What happened.
    pub kind: ChangeKind,
    /// What it held.
    pub before: Option<Value>,
    /// What it holds.
    pub after: Option<Value>,
    /// The element's other path, where it only seems to have moved: of one that was added the path it had, of one that was
    /// removed the path it has.
    pub moved: Option<ElementPath>,
    /// Who made the change, where a common base tells.
    pub origin: Option<Origin>,
    /// The component whose other name, or whose principal's other name, it only follows: what has it now.
    pub follows: Option<ComponentId>,
}

/// A content file that differs; content itself is not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentChange {
    /// The bytes of the first, if there is one.
    pub before: Option<usize>,
    /// The bytes of the second, if there is one.
    pub after: Option<usize>,
    /// Who made the change, where a common base tells.
    pub origin: Option<Origin>,
    /// The certificate in the first, where it holds one.
    pub certificate_before: Option<CertificateFacts>,
    /// The certificate in the second, where it holds one.
    pub certificate_after: Option<CertificateFacts>,
}

impl ChangeSet {
    pub(super) fn insert(&mut self, id: ComponentId, change: ComponentChange) {
        self.changes.insert(id, change);
    }

    pub(super) fn set_unchanged(&mut self, count: usize) {
        self.unchanged = count;
    }

    /// The changed components, in the order of manifests.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&ComponentId, &ComponentChange)> {
        self.changes.iter()
    }

    /// The changed components, for those who know more of them than the comparison.
    pub fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = (&ComponentId, &mut ComponentChange)> {
        self.changes.iter_mut()
    }

    /// What happened to a component, for whoever knows more of it.
    pub(super) fn get_mut(&mut self, id: &ComponentId) -> Option<&mut ComponentChange> {
        self.changes.get_mut(id)
    }

    /// Takes a change out, for whoever knows that it is none.
    pub(super) fn take(&mut self, id: &ComponentId) {
        self.changes.remove(id);
    }

    /// What happened to a component; `None` where nothing did.
    pub fn get(&self, id: &ComponentId) -> Option<&ComponentChange> {
        self.changes.get(id)
    }

    /// The same changes, but for those that a rule names.
    #[must_use]
    pub fn without(&self, left_out: impl Fn(&ComponentId, &ComponentChange) -> bool) -> Self {
        let mut kept = self.clone();
        kept.changes.retain(|id, change| !left_out(id, change));
        kept
    }

    /// The components that something of this kind happened to.
    pub fn of_kind(&self, kind: ChangeKind) -> impl Iterator<Item = &ComponentId> {
        self.changes.iter().filter(move |(_, change)| change.kind == kind).map(|(id, _)| id)
    }

    /// How many components something of this kind happened to.
    pub fn count(&self, kind: ChangeKind) -> usize {
        self.of_kind(kind).count()
    }

    /// How many components are the same on both sides.
    pub fn unchanged(&self) -> usize {
        self.unchanged
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The gravest consequence of all.
    pub fn gravity(&self) -> Option<Gravity> {
        self.changes.values().filter_map(ComponentChange::gravity).max()
    }
}

impl ComponentChange {
    /// The gravest of its consequences.
    pub fn gravity(&self) -> Option<Gravity> {
        self.consequences.iter().map(|consequence| consequence.kind.gravity).max()
    }

    fn of(kind: ChangeKind, before: Option<&Component>, after: Option<&Component>) -> Self {
        let path = |component: Option<&Component>| component?.files().first().map(|file| file.path.clone());
        let (before, after) = (path(before), path(after));
        let (moved, origin, consequences) = (None, None, Vec::new());
        Self { kind, before, after, detail: Detail::none(), brief: None, content: None, moved, origin, consequences }
    }

    pub(super) fn added(after: &Component) -> Self {
        Self::of(ChangeKind::Added, None, Some(after))
    }

    pub(super) fn removed(before: &Component) -> Self {
        Self::of(ChangeKind::Removed, Some(before), None)
    }

    pub(super) fn modified(
        before: &Component,
        after: &Component,
        detail: Detail,
        content: Option<ContentChange>,
    ) -> Self {
        Self { detail, content, ..Self::of(ChangeKind::Modified, Some(before), Some(after)) }
    }
}

impl Detail {
    fn none() -> Self {
        Self::Elements(Vec::new())
    }

    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Elements(elements) => elements.is_empty(),
            Self::Text(hunks) => hunks.is_empty(),
        }
    }
}

impl ContentChange {
    pub(super) fn between(before: Option<&ComponentFile>, after: Option<&ComponentFile>) -> Option<Self> {
        let bytes = |file: Option<&ComponentFile>| file.map(|file| file.bytes.clone());
        let (before, after) = (bytes(before), bytes(after));
        if before == after
            || before.as_deref().zip(after.as_deref()).is_some_and(|(one, other)| same_content(one, other))
        {
            return None;
        }
        let size = |bytes: &Option<Arc<[u8]>>| bytes.as_ref().map(|bytes| bytes.len());
        let facts = |bytes: &Option<Arc<[u8]>>| bytes.as_ref().and_then(|bytes| CertificateFacts::of(bytes));
        Some(Self {
            before: size(&before),
            after: size(&after),
            certificate_before: facts(&before),
            certificate_after: facts(&after),
            origin: None,
        })
    }
}
