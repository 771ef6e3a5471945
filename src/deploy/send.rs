//! Sends a bundle once, and finds it again where the answer was lost.

use std::{collections::BTreeSet, time::Duration};

use super::likeness::{Certainty, Difference, Sending};
use crate::org::{DeployId, DeployOptions, DeployRequestError, Details, Org, OrgError, RecentDeployment};

/// A deployment that the org has taken on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// Its id.
    pub id: DeployId,
    /// Where the answer that named it was lost, and it was found in the org's list: how sure it is that it is the one.
    pub found_again: Option<Certainty>,
}

/// Why nothing can be said to run.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// Nothing is deployed.
    #[error(transparent)]
    NotTaken(DeployRequestError),
    /// The answer was lost, and the org has no deployment that could be it.
    #[error("the answer to the deployment was lost, and the org lists no new deployment{}", but(.others))]
    NotFound {
        /// New deployments that are not it, the latest first, and why.
        others: Vec<(DeployId, Difference)>,
        /// What happened to the answer.
        source: OrgError,
    },
    /// The answer was lost, and more than one deployment could be it.
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

fn but(others: &[(DeployId, Difference)]) -> String {
    let told: Vec<String> = others.iter().map(|(id, difference)| format!("`{id}`, {difference}")).collect();
    if told.is_empty() { String::new() } else { format!(" but {}", told.join("; ")) }
}

/// Sends an archive to be deployed. It is sent once; where the answer is lost, the org's list of deployments is compared
/// with the list from before, a few times where there is nothing new; the waits between begin with this one.
pub async fn send(org: &Org, archive: &[u8], options: &DeployOptions, first_wait: Duration) -> Result<Sent, SendError> {
    let before = listed_now(org).await;
    match org.deploy(archive, options).await {
        Ok(id) => Ok(Sent { id, found_again: None }),
        Err(DeployRequestError::AnswerLost(lost)) => {
            let sending = Sending { user: None, options: options.clone(), archive_bytes: archive.len() as u64 };
            let Some(before) = before else { return Err(SendError::Unknown(lost)) };
            find_again(org, sending, &before, first_wait, lost).await
        }
        Err(not_taken) => Err(SendError::NotTaken(not_taken)),
    }
}

/// The org's latest deployments; nothing where the org does not tell. Then a lost answer cannot be looked into, and the
/// error says so; a deployment whose answer arrives needs no list.
async fn listed_now(org: &Org) -> Option<BTreeSet<String>> {
    let listed = org.recent_deployments().await.ok()?;
    Some(listed.into_iter().map(|deployment| deployment.id.to_string()).collect())
}

async fn find_again(
    org: &Org,
    sending: Sending,
    before: &BTreeSet<String>,
    first_wait: Duration,
    source: OrgError,
) -> Result<Sent, SendError> {
    let new = org.deployments_beside(before, first_wait).await.map_err(SendError::Unknown)?;
    // Where the org does not tell who we are, the rest is compared all the same, and makes nobody sure.
    let user = if new.is_empty() { None } else { org.identity().await.ok().and_then(|identity| identity.user_id) };
    let sending = Sending { user, ..sending };
    let (mut candidates, mut others) = (Vec::new(), Vec::new());
    for listed in new {
        match compared(org, &sending, &listed).await {
            Ok(certainty) => candidates.push((listed.id, certainty)),
            Err(difference) => others.push((listed.id, difference)),
        }
    }
    match one_of(&candidates) {
        Some((id, certainty)) => Ok(Sent { id: id.clone(), found_again: Some(*certainty) }),
        None if candidates.is_empty() => Err(SendError::NotFound { others, source }),
        None => {
            let candidates = candidates.into_iter().map(|(id, _)| id).collect();
            Err(SendError::Ambiguous { candidates, source })
        }
    }
}

async fn compared(org: &Org, sending: &Sending, listed: &RecentDeployment) -> Result<Certainty, Difference> {
    sending.compare(listed, None)?;
    let told = org.deploy_status(&listed.id, Details::No).await.ok();
    sending.compare(listed, told.as_ref())
}

/// The one that is sure, or else the only one.
fn one_of(candidates: &[(DeployId, Certainty)]) -> Option<&(DeployId, Certainty)> {
    let mut sure = candidates.iter().filter(|(_, certainty)| *certainty == Certainty::Sure);
    match (sure.next(), sure.next(), candidates) {
        (Some(one), None, _) => Some(one),
        (None, _, [only]) => Some(only),
        _ => None,
    }
}
