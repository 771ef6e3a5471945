//! The calls that the org answers, and how often each was made.

use std::{collections::BTreeMap, sync::Mutex};

/// A kind of call, whatever protocol it came by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Call {
    /// The list of API versions.
    Versions,
    /// The list of a version's resources.
    Resources,
    /// A request for a token.
    Login,
    /// Who the token belongs to.
    UserInfo,
    /// A query, of data or of the Tooling API.
    Query,
    /// `describeMetadata`.
    DescribeMetadata,
    /// `listMetadata`.
    ListMetadata,
    /// `readMetadata`.
    ReadMetadata,
    /// `createMetadata`.
    CreateMetadata,
    /// `updateMetadata`.
    UpdateMetadata,
    /// `upsertMetadata`.
    UpsertMetadata,
    /// `deleteMetadata`.
    DeleteMetadata,
    /// `retrieve`.
    Retrieve,
    /// `checkRetrieveStatus`.
    CheckRetrieveStatus,
    /// A deployment, by SOAP or REST.
    Deploy,
    /// The deployment of what was validated before, by SOAP or REST.
    QuickDeploy,
    /// The status of a deployment, by SOAP or REST.
    CheckDeployStatus,
    /// The cancellation of a deployment, by SOAP or REST.
    CancelDeploy,
    /// Anything else.
    Other,
}

/// How often each call was made of one running org.
#[derive(Debug, Default)]
pub(super) struct Tally(Mutex<BTreeMap<Call, usize>>);

impl Tally {
    pub(super) fn count(&self, call: Call) {
        let mut counts = self.0.lock().expect("counting does not panic");
        *counts.entry(call).or_default() += 1;
    }

    pub(super) fn counts(&self) -> BTreeMap<Call, usize> {
        self.0.lock().expect("counting does not panic").clone()
    }

    pub(super) fn total(&self) -> usize {
        self.counts().values().sum()
    }
}
