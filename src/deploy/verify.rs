//! Reads back what was deployed and compares it with what was sent.

use std::{collections::BTreeMap, error::Error};

use jiff::Timestamp;

use crate::{
    bundle::{
        archive::{self, ArchiveError, ArchiveLimits},
        unpack::{TwiceInArchive, unpack},
    },
    diff::{ChangeSet, compare},
    metadata::{ComponentId, Manifest, Snapshot},
    org::{Org, Pace, RetrieveError, RetrieveMessage},
};

/// Whether an org holds what was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verification {
    /// Nothing was read back, since nothing was changed.
    NotNeeded,
    /// All of it was read back and is the same.
    Verified {
        /// How many components were read back.
        components: usize,
        /// How many were deleted, and are gone.
        deleted: usize,
    },
    /// The org made something else of it: from what was sent to what it holds.
    Differs(ChangeSet),
    /// It could not be read back, and why.
    Unknown(String),
}

/// Why what an org holds could not be read.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// The retrieval failed.
    #[error(transparent)]
    Retrieve(#[from] RetrieveError),
    /// The archive is not one.
    #[error("the archive that the org sent cannot be read")]
    Archive(#[from] ArchiveError),
    /// The archive holds a component twice.
    #[error("the archive that the org sent cannot be read")]
    Twice(#[from] TwiceInArchive),
}

/// What an org holds of a manifest.
#[derive(Debug, Default)]
pub struct ReadBack {
    /// The components.
    pub snapshot: Snapshot,
    /// When each was changed last, as far as the org says so.
    pub dates: BTreeMap<ComponentId, Timestamp>,
    /// What the org says about what it has not.
    pub messages: Vec<RetrieveMessage>,
}

/// Reads what an org holds of a manifest, and what it says about what it has not.
pub async fn read_back(org: &Org, manifest: &Manifest, pace: &Pace) -> Result<ReadBack, VerifyError> {
    if manifest.is_empty() {
        return Ok(ReadBack::default());
    }
    let retrieved = org.retrieve_archive(manifest, pace).await?;
    let entries = archive::read(&retrieved.archive, ArchiveLimits::default())?;
    let dates = retrieved.properties.iter().filter_map(|file| Some((file.component()?, file.last_modified_date?)));
    Ok(ReadBack { snapshot: unpack(entries)?.snapshot, dates: dates.collect(), messages: retrieved.messages })
}

/// An error and what caused it, in one line.
fn with_causes(error: &dyn Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| (**cause).source());
    causes.fold(error.to_string(), |told, cause| {
        let cause = cause.to_string();
        if told.ends_with(&cause) { told } else { format!("{told}: {cause}") }
    })
}

/// Whether an org now holds what was sent, and no longer holds what was deleted.
pub async fn verify(org: &Org, sent: &Snapshot, deleted: &[ComponentId], pace: &Pace) -> Verification {
    let manifest = Manifest::of(Some(org.version()), sent.ids().chain(deleted));
    let held = match read_back(org, &manifest, pace).await {
        Ok(read) => read.snapshot,
        Err(error) => {
            return Verification::Unknown(format!(
                "what the org holds could not be read back: {}",
                with_causes(&error)
            ));
        }
    };
    let comparison = compare(sent, &held);
    if let Some(finding) = comparison.findings.first() {
        return Verification::Unknown(format!("what was read back cannot be compared: {}", finding.message));
    }
    if comparison.changes.is_empty() {
        return Verification::Verified { components: sent.len(), deleted: deleted.len() };
    }
    Verification::Differs(comparison.changes)
}
