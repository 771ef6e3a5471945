//! Sends a bundle once, and finds it again where the answer was lost.

use std::collections::BTreeSet;

use crate::org::{DeployId, DeployOptions, DeployRequestError, Org, OrgError};

/// A deployment that the org has taken on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Its id.
    pub id: DeployId,
    /// Whether the answer that named it was lost, and it was found in the org's list.
    pub found_again: bool,
}

/// Why nothing can be said to run.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// Nothing is deployed.
    #[error(transparent)]
    NotTaken(DeployRequestError),
    /// The answer was lost, and the org has no deployment that was not there before.
    #[error("the answer to the deployment was lost, and the org lists no new deployment")]
    NotFound(#[source] OrgError),
    /// The answer was lost, and more than one deployment is new.
    #[error("the answer to the deployment was lost, and the org lists several new ones: {}", listed(.candidates))]
    Ambiguous {
        /// The new deployments, the latest first.
        candidates: Vec<DeployId>,
        /// What happened to the answer.
        source: OrgError,
    },
    /// The answer was lost, and the org's list could not be read.
    #[error("the answer to the deployment was lost, and the org cannot tell whether it runs")]
    Unknown(#[source] OrgError),
}

fn listed(ids: &[DeployId]) -> String {
    ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}

/// Sends an archive to be deployed. It is sent once; where the answer is lost, the org's list of deployments is compared
/// with the list from before.
pub async fn send(org: &Org, archive: &[u8], options: &DeployOptions) -> Result<Sent, SendError> {
    let before = listed_now(org).await;
    match org.deploy(archive, options).await {
        Ok(id) => Ok(Sent { id, found_again: false }),
        Err(DeployRequestError::AnswerLost(lost)) => find_again(org, before, lost).await,
        Err(not_taken) => Err(SendError::NotTaken(not_taken)),
    }
}

/// The org's latest deployments; nothing where the org does not tell. Then a lost answer cannot be looked into, and the
/// error says so; a deployment whose answer arrives needs no list.
async fn listed_now(org: &Org) -> Option<BTreeSet<String>> {
    let listed = org.recent_deployments().await.ok()?;
    Some(listed.into_iter().map(|deployment| deployment.id.to_string()).collect())
}

async fn find_again(org: &Org, before: Option<BTreeSet<String>>, lost: OrgError) -> Result<Sent, SendError> {
    let Some(before) = before else { return Err(SendError::Unknown(lost)) };
    let after = match org.recent_deployments().await {
        Ok(after) => after,
        Err(error) => return Err(SendError::Unknown(error)),
    };
    let is_new = |id: &DeployId| !before.contains(&id.to_string());
    let mut candidates: Vec<DeployId> = after.into_iter().map(|deployment| deployment.id).filter(is_new).collect();
    match candidates.len() {
        0 => Err(SendError::NotFound(lost)),
        1 => Ok(Sent { id: candidates.remove(0), found_again: true }),
        _ => Err(SendError::Ambiguous { candidates, source: lost }),
    }
}
