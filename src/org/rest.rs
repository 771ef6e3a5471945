//! The REST calls: one file per call, and the reading of answers.

mod answer;
mod deploy;
mod deploy_options;
mod deploy_result;
mod deploy_status;
mod fields;
mod identity;
mod multipart;
mod recent;
mod versions;

use bytes::Bytes;
use http::{
    HeaderMap, HeaderValue, Method,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE},
};
use serde_json::Value;

use super::{
    CLIENT_NAME, Org,
    asked::Asked,
    error::OrgError,
    session::{AccessToken, Session},
    transport::{Repeat, Request, Response},
};

pub use deploy::{DeployId, DeployRequestError, NotADeployId};
pub use deploy_options::{DeployOptions, TestLevel};
pub use deploy_result::{ComponentMessage, DeployDetails, DeployResult, DeployStatus, TestFailure, TestRun};
pub use deploy_status::Details;
pub use identity::Identity;
pub use recent::RecentDeployment;
pub use versions::versions;

/// The media type of REST bodies.
const JSON: &str = "application/json";

/// A call: where to, and what is sent.
struct Call {
    purpose: &'static str,
    method: Method,
    /// Below the instance, with a slash in front.
    path: String,
    query: Vec<(&'static str, String)>,
    content_type: String,
    body: Bytes,
    repeat: Repeat,
}

impl Call {
    /// A call that reads.
    fn get(purpose: &'static str, path: String) -> Self {
        Self {
            purpose,
            method: Method::GET,
            path,
            query: Vec::new(),
            content_type: String::new(),
            body: Bytes::new(),
            repeat: Repeat::Freely,
        }
    }

    /// The same, with a pair in the query.
    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.query.push((name, value.into()));
        self
    }
}

impl Org {
    /// The path of a resource at this session's API version.
    fn data(&self, resource: &str) -> String {
        format!("/services/data/v{}/{resource}", self.version)
    }

    /// Sends a call and reads the JSON that comes back.
    async fn rest<T>(&self, call: Call, read: impl Fn(&Value) -> Option<T>) -> Result<T, OrgError> {
        self.sessions
            .call(async |session| {
                let (asked, response) = self.rest_answer(session, &call).await?;
                answer::read(&asked, &response, &read)
            })
            .await
    }

    /// Sends a call of which only the status counts.
    async fn rest_without_content(&self, call: Call) -> Result<(), OrgError> {
        self.sessions
            .call(async |session| {
                let (asked, response) = self.rest_answer(session, &call).await?;
                answer::succeeded(&asked, &response)
            })
            .await
    }

    async fn rest_answer(&self, session: &Session, call: &Call) -> Result<(Asked<'_>, Response), OrgError> {
        let request = rest_request(session, call);
        let asked = Asked::of(&request, Some(&self.sessions));
        match self.transport.send(request).await {
            Ok(response) => Ok((asked, response)),
            Err(error) => Err(asked.unanswered(error)),
        }
    }
}

/// The request of a call in a session.
fn rest_request(session: &Session, call: &Call) -> Request {
    let mut url = session.instance_url.at(&call.path);
    if !call.query.is_empty() {
        url.query_pairs_mut().extend_pairs(&call.query);
    }
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static(JSON));
    headers.insert(AUTHORIZATION, bearer(&session.access_token));
    let client = format!("client={CLIENT_NAME}");
    headers.insert("sforce-call-options", header(&client));
    if !call.content_type.is_empty() {
        headers.insert(CONTENT_TYPE, header(&call.content_type));
    }
    Request {
        purpose: call.purpose,
        method: call.method.clone(),
        url,
        headers,
        body: call.body.clone(),
        repeat: call.repeat,
    }
}

/// The header that proves who calls, marked so that nobody prints it.
fn bearer(token: &AccessToken) -> HeaderValue {
    let mut value = header(&format!("Bearer {}", token.expose()));
    value.set_sensitive(true);
    value
}

fn header(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("tokens and our own headers are visible ASCII")
}

#[cfg(test)]
mod tests;
