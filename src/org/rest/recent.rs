//! The org's recent deployments: where to look when the answer to a deploy request was lost.

use jiff::Timestamp;
use serde_json::Value;

use super::{Call, DeployId, DeployStatus, fields::Fields};
use crate::org::{Org, error::OrgError};

const QUERY: &str = "SELECT Id, Status, CreatedDate, CreatedBy.Name FROM DeployRequest \
                     ORDER BY CreatedDate DESC LIMIT 5";

/// A deployment as the org's list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentDeployment {
    /// The deployment.
    pub id: DeployId,
    /// Where it stands.
    pub status: DeployStatus,
    /// When it was asked for, by the org's clock.
    pub created_date: Option<Timestamp>,
    /// Who asked for it.
    pub created_by_name: Option<String>,
}

impl Org {
    /// Lists the org's five latest deployments, the latest first.
    pub async fn recent_deployments(&self) -> Result<Vec<RecentDeployment>, OrgError> {
        let call = Call::get("list the org's recent deployments", self.data("tooling/query"));
        self.rest(call.with("q", QUERY), |value| {
            value.member("records")?;
            value.many("records").iter().map(deployment).collect()
        })
        .await
    }
}

fn deployment(record: &Value) -> Option<RecentDeployment> {
    let created_by = record.member("CreatedBy");
    Some(RecentDeployment {
        id: record.text_of("Id")?.parse().ok()?,
        status: record.text_of("Status")?.as_str().into(),
        created_date: record.date("CreatedDate"),
        created_by_name: created_by.and_then(|user| user.text_of("Name")),
    })
}
