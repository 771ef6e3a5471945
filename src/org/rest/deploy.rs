//! `deployRequest`: an archive is sent to be deployed.

use std::{fmt, str::FromStr};

use http::Method;
use serde_json::{Value, json};

use super::{
    Asked, Call, DeployOptions, JSON, Response, answer,
    fields::Fields,
    multipart::{Part, join},
    rest_request,
};
use crate::org::{Org, error::OrgError, renewal::Caused, session::Session, transport::Repeat};

/// The resource of deployments.
pub(super) const RESOURCE: &str = "metadata/deployRequest";

/// The id of a deployment: letters and digits, such as `0Af5w00000Zq1abCAB`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeployId(String);

/// A text that is no id of a deployment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not the id of a deployment; one looks like `0Af5w00000Zq1abCAB`")]
pub struct NotADeployId {
    text: String,
}

impl FromStr for DeployId {
    type Err = NotADeployId;

    fn from_str(text: &str) -> Result<Self, NotADeployId> {
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if plain && (1..=18).contains(&text.len()) {
            Ok(Self(text.to_owned()))
        } else {
            let text = text.to_owned();
            Err(NotADeployId { text })
        }
    }
}

impl fmt::Display for DeployId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a deploy request brought no id, and what that says about the org.
#[derive(Debug, thiserror::Error)]
pub enum DeployRequestError {
    /// The request never left: nothing is deployed.
    #[error("the deployment was not sent")]
    NotSent(#[source] OrgError),
    /// The org, or something before it, refused the request: nothing is deployed.
    #[error("the deployment was refused")]
    Refused(#[source] OrgError),
    /// The request was sent and its answer did not arrive: a deployment may be running. Look at
    /// [`Org::recent_deployments`] before sending anything again.
    #[error("the deployment was sent and the answer was lost, so it may be running")]
    AnswerLost(#[source] OrgError),
}

impl DeployRequestError {
    /// What happened to the call.
    pub fn cause(&self) -> &OrgError {
        match self {
            Self::NotSent(error) | Self::Refused(error) | Self::AnswerLost(error) => error,
        }
    }
}

impl Caused for DeployRequestError {
    fn cause(&self) -> &OrgError {
        self.cause()
    }

    fn cause_mut(&mut self) -> &mut OrgError {
        match self {
            Self::NotSent(error) | Self::Refused(error) | Self::AnswerLost(error) => error,
        }
    }
}

impl Org {
    /// Sends an archive to be deployed. An org takes it at most once, whatever happens: only a request whose session was
    /// refused, which has done nothing, is sent again.
    pub async fn deploy(&self, archive: &[u8], options: &DeployOptions) -> Result<DeployId, DeployRequestError> {
        let options = json!({ "deployOptions": options }).to_string();
        let multipart = join(&[
            Part { name: "json", file_name: None, content_type: JSON, content: options.as_bytes() },
            Part { name: "file", file_name: Some("deploy.zip"), content_type: "application/zip", content: archive },
        ]);
        self.send_deployment(Call {
            purpose: "send the deployment",
            method: Method::POST,
            path: self.data(RESOURCE),
            query: Vec::new(),
            content_type: multipart.content_type,
            body: multipart.body,
            repeat: Repeat::Never,
        })
        .await
    }

    async fn send_deployment(&self, call: Call) -> Result<DeployId, DeployRequestError> {
        self.sessions.call(async |session| self.send_deployment_once(session, &call).await).await
    }

    async fn send_deployment_once(&self, session: &Session, call: &Call) -> Result<DeployId, DeployRequestError> {
        let request = rest_request(session, call);
        let asked = Asked::of(&request, Some(&self.sessions));
        let response = match self.transport.send(request).await {
            Ok(response) => response,
            Err(error) if error.mishap.sent_nothing() => {
                return Err(DeployRequestError::NotSent(asked.unanswered(error)));
            }
            Err(error) => return Err(DeployRequestError::AnswerLost(asked.unanswered(error))),
        };
        let id = |value: &Value| value.text_of("id")?.parse::<DeployId>().ok();
        answer::read(&asked, &response, id).map_err(|error| lost_or_refused(error, &response))
    }
}

/// An answer that blames the request is a refusal. All else may come from between us and an org that took the request, or
/// from an org that broke down after it had: a server's error says that something went wrong, not that nothing was done.
fn lost_or_refused(error: OrgError, response: &Response) -> DeployRequestError {
    let timed_out = response.status == http::StatusCode::REQUEST_TIMEOUT;
    let blames_request = response.status.is_client_error() && !timed_out;
    if blames_request || response.status.is_redirection() {
        DeployRequestError::Refused(error)
    } else {
        DeployRequestError::AnswerLost(error)
    }
}
