//! The org's recent deployments: where to look when the answer to a deploy request was lost.

use std::{collections::BTreeSet, time::Duration};

use jiff::Timestamp;
use serde_json::Value;

use super::{Call, DeployId, DeployStatus, fields::Fields};
use crate::org::{Org, error::OrgError, record};

/// More than anybody starts between two looks at the list.
const QUERY: &str = "SELECT Id, Status, CheckOnly, CreatedDate, CreatedById, CreatedBy.Name FROM DeployRequest \
                     ORDER BY CreatedDate DESC LIMIT 25";

/// How often a list without news is asked for.
const LOOKS: u32 = 5;

/// A deployment as the org's list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentDeployment {
    /// The deployment.
    pub id: DeployId,
    /// Where it stands.
    pub status: DeployStatus,
    /// Whether it is only checked.
    pub check_only: bool,
    /// When it was asked for, by the org's clock.
    pub created_date: Option<Timestamp>,
    /// The id of the user who asked for it.
    pub created_by: Option<String>,
    /// The name of the user who asked for it.
    pub created_by_name: Option<String>,
}

impl RecentDeployment {
    /// Whether this user asked for it; nothing where the org does not tell who did.
    pub fn is_by(&self, user_id: &str) -> Option<bool> {
        self.created_by.as_deref().map(|id| record::is_same(id, user_id))
    }
}

impl Org {
    /// Lists the org's 25 latest deployments, the latest first.
    pub async fn recent_deployments(&self) -> Result<Vec<RecentDeployment>, OrgError> {
        let call = Call::get("list the org's recent deployments", self.data("tooling/query"));
        self.rest(call.with("q", QUERY), |value| {
            value.member("records")?;
            value.many("records").iter().map(deployment).collect()
        })
        .await
    }

    /// Lists the recent deployments beside those that are known. Where there is none it asks again a few times, after waits
    /// that double: one that the org has just taken may not be in the list yet. The last answer counts.
    pub async fn deployments_beside(
        &self,
        known: &BTreeSet<String>,
        first_wait: Duration,
    ) -> Result<Vec<RecentDeployment>, OrgError> {
        for look in 0..LOOKS - 1 {
            match self.beside(known).await {
                Ok(new) if new.is_empty() => {}
                Err(error) if error.may_pass() => {}
                decided => return decided,
            }
            self.clock.sleep(first_wait * (1 << look)).await;
        }
        self.beside(known).await
    }

    async fn beside(&self, known: &BTreeSet<String>) -> Result<Vec<RecentDeployment>, OrgError> {
        let mut listed = self.recent_deployments().await?;
        listed.retain(|deployment| !known.contains(&deployment.id.to_string()));
        Ok(listed)
    }
}

fn deployment(record: &Value) -> Option<RecentDeployment> {
    let created_by = record.member("CreatedBy");
    Some(RecentDeployment {
        id: record.text_of("Id")?.parse().ok()?,
        status: record.text_of("Status")?.as_str().into(),
        check_only: record.flag("CheckOnly"),
        created_date: record.date("CreatedDate"),
        created_by: record.text_of("CreatedById"),
        created_by_name: created_by.and_then(|user| user.text_of("Name")),
    })
}
