//! On which terms two sides are compared: what is known of each besides its components, and how much is asked.

use super::Masking;
use crate::metadata::ApiVersion;

/// On which terms two sides are compared. The default knows nothing of either, and looks at everything.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// What is known of the first side.
    pub before: Source,
    /// What is known of the second side.
    pub after: Source,
    /// The namespace of the package that the project makes: in an org of that package `ns__Stripe` is the project's `Stripe`.
    pub namespace: Option<String>,
    /// How much is looked at.
    pub breadth: Breadth,
    /// Which spellings are the same.
    pub spelling: Spelling,
    /// Whether values that can hold a secret are hidden.
    pub masking: Masking,
}

/// Which spellings are the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Spelling {
    /// Those of which an org makes the same. So a deployment wants it.
    #[default]
    AsOrgs,
    /// Those by which people mean the same, too: an org may refuse `Stripe - Admin` for `Stripe-Admin`.
    AsPeople,
}

/// What is known of a side besides its components.
#[derive(Debug, Clone, Copy, Default)]
pub struct Source {
    /// The API version that it speaks, where that is known.
    pub api_version: Option<ApiVersion>,
    /// How its files came to be.
    pub provenance: Provenance,
}

/// How the files of a side came to be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Provenance {
    /// People keep them: what is not in them is not there.
    #[default]
    Kept,
    /// An org gave them out just now: it leaves out what it never returns, and what the user may not see.
    Retrieved,
}

/// How much of a component is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Breadth {
    /// All of it.
    #[default]
    Whole,
    /// What concerns callouts, as the type tables say.
    Callouts,
}

/// On which side something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stand {
    /// On the first.
    Before,
    /// On the second.
    After,
}

impl Terms {
    /// What is known of a side.
    pub(super) fn of(&self, stand: Stand) -> Source {
        match stand {
            Stand::Before => self.before,
            Stand::After => self.after,
        }
    }

    /// A name without the project's namespace.
    pub(super) fn bare<'n>(&self, name: &'n str) -> &'n str {
        let inside = |namespace: &String| name.strip_prefix(namespace.as_str())?.strip_prefix("__");
        self.namespace.as_ref().and_then(inside).filter(|rest| !rest.is_empty()).unwrap_or(name)
    }
}
