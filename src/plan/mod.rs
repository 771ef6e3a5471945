//! Plans: what a deployment sends, bound to the org that it was made for, in one file.
//!
//! A plan is a zip archive: `plan.json`, which says what the plan is bound to, and the exact entries of the bundle. It holds
//! the project's own files and no content of the org: of what the org held, only a hash is kept, so that whoever carries the
//! plan out can tell whether it is still so. The same plan has the same bytes; the time at which it was made comes in as a
//! value.
//!
//! A plan file comes from elsewhere and is read with suspicion. `plan.json` lists each entry with its hash; the bundle is
//! built anew from the components that it names, and has to be the entries byte for byte. So nothing travels in a plan that
//! is no part of it: no file of another type, no manifest that says more than was reviewed.

mod digest;
mod error;
mod file;
mod holding;
mod org_id;
#[cfg(test)]
mod tests;
mod wire;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::{
    bundle::{Bundle, BundleError},
    diff::{ChangeKind, ChangeSet},
    metadata::{ApiVersion, ComponentId, Manifest, Snapshot, type_named},
    org::DeployOptions,
};

pub use digest::Digest;
pub use error::PlanError;
pub use file::{MOST_PLAN_BYTES, is_plan};
pub use holding::{Drift, Holding, Since};
pub use org_id::{NotAnOrgId, OrgId};
pub use wire::{PLAN_JSON, SCHEMA_VERSION};

/// A change set and its bundle, bound to an org.
#[derive(Debug, Clone)]
pub struct Plan {
    /// When and by what it was made.
    pub made: Made,
    /// The org that it is for.
    pub org: PlannedOrg,
    /// How it is to be deployed. Whether the org only validates is not part of a plan.
    pub options: DeployOptions,
    /// What it creates, changes and deletes.
    steps: BTreeMap<ComponentId, Step>,
    version: ApiVersion,
    sent: Snapshot,
    bundle: Bundle,
}

/// When and by what a plan was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// When.
    pub at: Timestamp,
    /// By which program, such as `xcred 0.1.0`.
    pub by: String,
}

/// The org that a plan is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedOrg {
    /// Its id, by which it is known again.
    pub id: OrgId,
    /// Its instance, for people.
    pub instance: String,
    /// What it was asked for. It is asked for the same again: of some types an org gives out more or less of a component,
    /// depending on what else is asked for.
    pub asked: Manifest,
}

/// What a plan does to one component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What it does.
    pub deed: Deed,
    /// What the org held of it when the plan was made.
    pub held: Holding,
}

/// What a plan does to a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// The org has none, and gets it.
    Create,
    /// The org has another.
    Change,
    /// The org loses it.
    Delete,
}

/// What a plan is made of.
#[derive(Debug)]
pub struct Draft<'a> {
    /// When and by what.
    pub made: Made,
    /// For which org.
    pub org: PlannedOrg,
    /// How it is to be deployed.
    pub options: DeployOptions,
    /// The API version of the bundle, at which the org was asked too.
    pub version: ApiVersion,
    /// The components that are sent.
    pub sent: Snapshot,
    /// What is deleted before the rest is deployed, and after it.
    pub deleted: [Option<Manifest>; 2],
    /// What turns what the org holds into what the project holds.
    pub changes: &'a ChangeSet,
    /// What the org answered to what it was asked for.
    pub held: &'a Snapshot,
}

impl Plan {
    /// Makes a plan. It is bound to what the org held of each component that it creates, changes or deletes.
    pub fn of(draft: Draft<'_>) -> Result<Self, BundleError> {
        let Draft { made, org, options, version, sent, deleted: [first, last], changes, held } = draft;
        let bundle = Bundle::of(&sent, version)?.deleting(first, last);
        let ids: BTreeSet<ComponentId> =
            sent.ids().cloned().chain(bundle.deletions().flat_map(Manifest::ids)).collect();
        let deed = |id: &ComponentId| match changes.get(id).map(|change| change.kind) {
            _ if !sent.contains(id) => Deed::Delete,
            Some(ChangeKind::Added) => Deed::Create,
            _ => Deed::Change,
        };
        let step = |id: ComponentId| {
            let held = if is_seen(&id, version) { Holding::of(held.get(&id)) } else { Holding::Unseen };
            let step = Step { deed: deed(&id), held };
            (id, step)
        };
        let steps = ids.into_iter().map(step).collect();
        Ok(Self { made, org, options, steps, version, sent, bundle })
    }

    /// The API version of the bundle, at which the org is asked too.
    pub fn version(&self) -> ApiVersion {
        self.version
    }

    /// The components that it sends; those that it deletes are not among them.
    pub fn sent(&self) -> &Snapshot {
        &self.sent
    }

    /// What it sends, and what it deletes.
    pub fn bundle(&self) -> &Bundle {
        &self.bundle
    }

    /// What it does to which components, in the order of manifests.
    pub fn steps(&self) -> impl ExactSizeIterator<Item = (&ComponentId, &Step)> {
        self.steps.iter()
    }

    /// What it does to a component; nothing where it leaves it alone.
    pub fn step(&self, id: &ComponentId) -> Option<&Step> {
        self.steps.get(id)
    }

    /// What has changed in the org since, of the components that the plan is about: from what the org answers now to what it
    /// was asked for then.
    pub fn drift(&self, now: &Snapshot) -> Vec<Drift> {
        let since = |(id, step): (&ComponentId, &Step)| {
            let since = step.held.since(now.get(id))?;
            Some(Drift { id: id.clone(), since })
        };
        self.steps.iter().filter_map(since).collect()
    }
}

/// Whether an org is asked for the component, so that what it holds is known: types that no table knows cannot be read.
pub fn is_seen(id: &ComponentId, version: ApiVersion) -> bool {
    type_named(id.type_name.as_str()).is_some_and(|kind| kind.since <= version)
}
