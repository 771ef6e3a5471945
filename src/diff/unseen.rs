//! What a comparison does not show because one side cannot say it, or nobody asked; and why.

use std::collections::{BTreeMap, BTreeSet};

use super::Stand;
use crate::metadata::ComponentId;

/// Differences that are not shown, all for the same reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unseen {
    /// Why they are not shown.
    pub reason: Unsaid,
    /// The side that cannot say; nothing where nobody asked.
    pub stand: Option<Stand>,
    /// The components that they are about.
    pub components: BTreeSet<ComponentId>,
    /// The elements that they are about; none where whole components are.
    pub elements: BTreeSet<String>,
    /// How many differences they are.
    pub differences: usize,
}

/// Why a difference is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unsaid {
    /// The side shows none of a type that its other components refer to: its user may not see them.
    NotPermitted,
    /// The side shows none of a type. It may have none, or its user may not see them. What differs is shown.
    PerhapsNotPermitted,
    /// Packages bring the components, and a request for all of a type does not return those.
    Managed,
    /// No org returns the value.
    NeverRetrieved,
    /// The side's API version has no such element.
    OtherVersion,
    /// It does not concern callouts.
    NotOfCallouts,
}

impl Unsaid {
    /// Its name on the wire.
    pub fn id(self) -> &'static str {
        match self {
            Self::NotPermitted => "not-permitted",
            Self::PerhapsNotPermitted => "perhaps-not-permitted",
            Self::Managed => "managed",
            Self::NeverRetrieved => "never-retrieved",
            Self::OtherVersion => "other-version",
            Self::NotOfCallouts => "not-of-callouts",
        }
    }
}

/// A difference inside a component that is not shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Withheld {
    pub(super) reason: Unsaid,
    pub(super) stand: Option<Stand>,
    pub(super) element: String,
}

/// What is gathered of many components, by reason.
#[derive(Debug, Default)]
pub(super) struct Gathered(BTreeMap<(Unsaid, Option<Stand>), Unseen>);

impl Gathered {
    /// Adds differences inside a component.
    pub(super) fn inside(&mut self, id: &ComponentId, withheld: Vec<Withheld>) {
        for Withheld { reason, stand, element } in withheld {
            let slot = self.slot(reason, stand, id);
            slot.elements.insert(element);
            slot.differences += 1;
        }
    }

    /// Adds a component as a whole.
    pub(super) fn whole(&mut self, reason: Unsaid, stand: Option<Stand>, id: &ComponentId) {
        self.slot(reason, stand, id).differences += 1;
    }

    fn slot(&mut self, reason: Unsaid, stand: Option<Stand>, id: &ComponentId) -> &mut Unseen {
        let (components, elements) = (BTreeSet::new(), BTreeSet::new());
        let fresh = Unseen { reason, stand, components, elements, differences: 0 };
        let slot = self.0.entry((reason, stand)).or_insert(fresh);
        slot.components.insert(id.clone());
        slot
    }

    /// What was gathered, in the order of its reasons.
    pub(super) fn into_unseen(self) -> Vec<Unseen> {
        self.0.into_values().collect()
    }
}
