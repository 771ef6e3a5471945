//! Why a file is no plan that can be trusted. Each says everything in one sentence.

use super::wire::{PLAN_JSON, SCHEMA_VERSION};
use crate::{bundle::archive::ArchiveError, metadata::ComponentId};

/// Why a file is no plan that can be trusted.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// It is something else.
    #[error("this is no plan file")]
    NotAPlan,
    /// It is larger than any plan.
    #[error("this is no plan file: it has more than the {limit} bytes that one has at most")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The archive is broken or means harm.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// A later xcred made it.
    #[error(
        "the plan has schema version {version}, and this xcred reads up to {SCHEMA_VERSION}: a newer xcred made it"
    )]
    Newer {
        /// Its version.
        version: u64,
    },
    /// What it says of itself cannot be understood.
    #[error("`{PLAN_JSON}` of the plan cannot be understood: {0}")]
    Unreadable(serde_json::Error),
    /// What it says of itself holds a text that is none of its kind.
    #[error("`{PLAN_JSON}` of the plan cannot be understood: {0}")]
    Text(Box<dyn std::error::Error + Send + Sync>),
    /// An entry that is listed is not there, or not where it is listed.
    #[error("the plan lists `{name}` where its archive holds {found}")]
    Missing {
        /// The entry.
        name: String,
        /// What is there instead.
        found: String,
    },
    /// An entry that is not listed.
    #[error("the plan's archive holds `{name}`, which `{PLAN_JSON}` does not list")]
    Unlisted {
        /// The entry.
        name: String,
    },
    /// An entry that is not what was planned.
    #[error("`{name}` is not what was planned: its SHA-256 is not the one in `{PLAN_JSON}`")]
    Altered {
        /// The entry.
        name: String,
    },
    /// An entry that does not follow from the components.
    #[error("`{name}` of the plan does not follow from the components that the plan names")]
    Unfounded {
        /// The entry.
        name: String,
    },
    /// A component that is not told as it is sent or deleted.
    #[error("the plan contradicts itself about `{id}`: {what}")]
    Contradiction {
        /// The component.
        id: ComponentId,
        /// How.
        what: &'static str,
    },
}
