//! The calls that the org answers, and how often each was made.

use std::{collections::BTreeMap, sync::Mutex};

/// A kind of call, whatever protocol it came by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Call {
    /// The list of API versions.
    Versions,
    /// The list of a version's resources.
    Resources,
    /// The page that asks people, and what they answer.
    Authorize,
    /// A request for a token.
    Login,
    /// The end of a token.
    Revoke,
    /// Who the token belongs to, by `userinfo` or the identity URL.
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

/// All calls, with the names that people write.
const NAMES: &[(Call, &str)] = &[
    (Call::Versions, "Versions"),
    (Call::Resources, "Resources"),
    (Call::Authorize, "Authorize"),
    (Call::Login, "Login"),
    (Call::Revoke, "Revoke"),
    (Call::UserInfo, "UserInfo"),
    (Call::Query, "Query"),
    (Call::DescribeMetadata, "DescribeMetadata"),
    (Call::ListMetadata, "ListMetadata"),
    (Call::ReadMetadata, "ReadMetadata"),
    (Call::CreateMetadata, "CreateMetadata"),
    (Call::UpdateMetadata, "UpdateMetadata"),
    (Call::UpsertMetadata, "UpsertMetadata"),
    (Call::DeleteMetadata, "DeleteMetadata"),
    (Call::Retrieve, "Retrieve"),
    (Call::CheckRetrieveStatus, "CheckRetrieveStatus"),
    (Call::Deploy, "Deploy"),
    (Call::QuickDeploy, "QuickDeploy"),
    (Call::CheckDeployStatus, "CheckDeployStatus"),
    (Call::CancelDeploy, "CancelDeploy"),
    (Call::Other, "Other"),
];

impl Call {
    /// All kinds of call.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.iter().map(|(call, _)| *call)
    }

    /// The name that people write.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(call, _)| *call == self).map_or("Other", |(_, name)| name)
    }
}

/// Which call it is: of its kind and of all, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Turn {
    pub(super) call: Call,
    pub(super) of_its_kind: usize,
    pub(super) of_all: usize,
}

/// How often each call was made of one running org.
#[derive(Debug, Default)]
pub(super) struct Tally(Mutex<BTreeMap<Call, usize>>);

impl Tally {
    pub(super) fn count(&self, call: Call) -> Turn {
        let mut counts = self.0.lock().expect("counting does not panic");
        let count = counts.entry(call).or_default();
        *count += 1;
        let of_its_kind = *count;
        Turn { call, of_its_kind, of_all: counts.values().sum() }
    }

    pub(super) fn counts(&self) -> BTreeMap<Call, usize> {
        self.0.lock().expect("counting does not panic").clone()
    }

    pub(super) fn total(&self) -> usize {
        self.counts().values().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_is_named_as_it_is_spelt() {
        assert!(NAMES.is_sorted());
        for (call, name) in NAMES {
            assert_eq!(format!("{call:?}"), *name);
        }
    }

    #[test]
    fn calls_are_counted_by_kind_and_altogether() {
        let tally = Tally::default();
        tally.count(Call::Query);
        tally.count(Call::Deploy);
        assert_eq!(tally.count(Call::Query), Turn { call: Call::Query, of_its_kind: 2, of_all: 3 });
    }
}
