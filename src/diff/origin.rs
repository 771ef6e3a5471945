//! Who made a change, where both sides come from one base.

use std::ops::AddAssign;

use super::{ChangeSet, ComponentChange, Detail};

/// Who made a change, where both sides come from one base.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// The second side alone: what a branch is about.
    Branch,
    /// The first side alone: what an org became by itself, and what going to the second side takes back.
    Drift,
    /// Both sides, and not to the same.
    Conflict,
    /// Each side alone, in different places of one component; what is inside tells which. Elements never have it.
    Mixed,
}

/// How many changes there are of each origin. A changed element counts as one, and so do a content file, a component that
/// came or went, and one whose changes are told as text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Origins {
    /// What the second side alone changed.
    pub branch: usize,
    /// What the first side alone changed.
    pub drift: usize,
    /// What both changed, and not to the same.
    pub conflict: usize,
    /// What no base tells anything of.
    pub unknown: usize,
}

impl ComponentChange {
    /// How many changes it holds: each element is one, and so is a content file; what has neither is one as a whole.
    pub fn parts(&self) -> usize {
        let elements = match &self.detail {
            Detail::Elements(elements) => elements.len(),
            Detail::Text(_) => 0,
        };
        (elements + usize::from(self.content.is_some())).max(1)
    }
}

impl Origins {
    /// Those of one component's changes.
    pub fn of(change: &ComponentChange) -> Self {
        let mut origins = Self::default();
        match &change.detail {
            Detail::Elements(elements) => elements.iter().for_each(|element| origins.count(element.origin)),
            Detail::Text(_) => {
                origins.count(change.origin);
                return origins;
            }
        }
        if let Some(content) = &change.content {
            origins.count(content.origin);
        }
        // Both made it, each a part of its own: the conflict is the component itself.
        if change.origin == Some(Origin::Conflict) && origins.conflict == 0 || origins == Self::default() {
            origins.count(change.origin);
        }
        origins
    }

    /// Those of all changes.
    pub fn of_all(changes: &ChangeSet) -> Self {
        let mut all = Self::default();
        changes.iter().for_each(|(_, change)| all += Self::of(change));
        all
    }

    fn count(&mut self, origin: Option<Origin>) {
        match origin {
            Some(Origin::Branch) => self.branch += 1,
            Some(Origin::Drift) => self.drift += 1,
            Some(Origin::Conflict) => self.conflict += 1,
            Some(Origin::Mixed) => *self += Self { branch: 1, drift: 1, ..Self::default() },
            None => self.unknown += 1,
        }
    }
}

impl AddAssign for Origins {
    fn add_assign(&mut self, other: Self) {
        self.branch += other.branch;
        self.drift += other.drift;
        self.conflict += other.conflict;
        self.unknown += other.unknown;
    }
}
