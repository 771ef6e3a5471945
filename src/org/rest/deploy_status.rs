//! `deployRequest/ID`: how a deployment stands, and its cancellation.

use http::Method;
use serde_json::{Value, json};

use super::{Call, DeployId, DeployResult, JSON, deploy::RESOURCE, fields::Fields};
use crate::org::{Followed, Org, Pace, error::OrgError, record, transport::Repeat};

/// Whether a status brings what came of each component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Details {
    /// Counters alone.
    No,
    /// Every component and test.
    Yes,
}

impl Org {
    /// Asks how a deployment stands. An answer about another deployment is none.
    pub async fn deploy_status(&self, id: &DeployId, details: Details) -> Result<DeployResult, OrgError> {
        let call = Call::get("see how the deployment stands", self.deployment(id));
        let call = match details {
            Details::No => call,
            Details::Yes => call.with("includeDetails", "true"),
        };
        let of_this_one = |result: &DeployResult| record::is_same(&result.id.to_string(), &id.to_string());
        self.rest(call, |value| result(value).filter(of_this_one)).await
    }

    /// Asks until a deployment is done, with details, and tells an observer each time. Dropping the future harms nothing:
    /// the deployment goes on without us.
    pub async fn follow_deployment(
        &self,
        id: &DeployId,
        pace: &Pace,
        observe: impl FnMut(&DeployResult),
    ) -> Result<Followed<DeployResult>, OrgError> {
        let ask = async || self.deploy_status(id, Details::Yes).await;
        self.follow(pace, ask, |result| result.done, observe).await
    }

    /// Asks the org to cancel a deployment. The org answers before it has; keep following. A refusal of a repeated request
    /// is no error: the deployment is over, perhaps by the request whose answer was lost, and following tells how.
    pub async fn cancel_deploy(&self, id: &DeployId) -> Result<(), OrgError> {
        let body = json!({ "deployResult": { "status": "Canceling" } }).to_string();
        let call = Call {
            method: Method::PATCH,
            content_type: JSON.to_owned(),
            body: body.into(),
            repeat: Repeat::Freely,
            ..Call::get("cancel the deployment", self.deployment(id))
        };
        match self.rest_without_content(call).await {
            Err(error) if error.tries.attempts > 1 && error.refusal().is_some() => Ok(()),
            asked => asked,
        }
    }

    fn deployment(&self, id: &DeployId) -> String {
        self.data(&format!("{RESOURCE}/{id}"))
    }
}

/// The `deployResult`, with the id that stands beside it where it has none of its own.
fn result(value: &Value) -> Option<DeployResult> {
    let mut result = value.member("deployResult")?.clone();
    if result.member("id").is_none() {
        let id = value.member("id")?.clone();
        result.as_object_mut()?.insert("id".to_owned(), id);
    }
    DeployResult::read(&result)
}
