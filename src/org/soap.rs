//! The Metadata API over SOAP: one file per call, the envelope they share, and the reading of answers.
//!
//! Describing, listing and retrieving exist over SOAP alone; deploying is done over REST.

mod answer;
mod describe;
mod envelope;
mod fields;
mod list;
mod read;
mod retrieval;
mod retrieve;

use http::{HeaderMap, HeaderValue, Method, header::CONTENT_TYPE};

use super::{
    Org,
    asked::Asked,
    error::{OrgError, OrgProblem},
    session::Session,
    transport::{Repeat, Request, Response, Tries},
};
use crate::{
    metadata::ApiVersion,
    xml::{Element, Writer},
};

pub use describe::{DescribedType, OrgDescription};
pub use list::FileProperties;
pub use read::COMPONENTS_A_CALL;
pub use retrieval::{IncludeZip, RetrieveId, RetrieveMessage, RetrieveResult, RetrieveStatus};
pub use retrieve::{RetrieveError, Retrieved};

/// The first version whose SOAP calls take JSON Web Tokens; the ones before answer with `INVALID_SESSION_ID`.
const TAKES_JWT: ApiVersion = ApiVersion::new(68);

/// A call: its element in the body, and what the element holds.
struct Call<'c> {
    purpose: &'static str,
    name: &'static str,
    repeat: Repeat,
    arguments: &'c (dyn Fn(&mut Writer) + Send + Sync),
}

/// Why an answer of the right shape does not hold what it must.
#[derive(Debug, PartialEq, Eq)]
struct Lacking(String);

impl Org {
    /// Sends a call and reads the `<result>` elements of its answer.
    async fn soap<T>(
        &self,
        call: Call<'_>,
        read: impl Fn(&[&Element<'_>]) -> Result<T, Lacking>,
    ) -> Result<T, OrgError> {
        self.sessions.call(async |session| self.soap_once(session, &call, &read).await).await
    }

    async fn soap_once<T>(
        &self,
        session: &Session,
        call: &Call<'_>,
        read: impl Fn(&[&Element<'_>]) -> Result<T, Lacking>,
    ) -> Result<T, OrgError> {
        let request = self.soap_request(session, call);
        let asked = Asked::of(&request, Some(&self.sessions));
        let version = self.version;
        if session.access_token.is_jwt() && version < TAKES_JWT {
            return Err(asked.failed(OrgProblem::JwtOverSoap { version }, Tries::ONE));
        }
        let response: Response = self.transport.send(request).await.map_err(|error| asked.unanswered(error))?;
        answer::read(&asked, &response, call.name, read)
    }

    fn soap_request(&self, session: &Session, call: &Call<'_>) -> Request {
        let path = format!("/services/Soap/m/{}", self.version);
        let envelope = envelope::write(&session.access_token, call.name, call.arguments);
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/xml; charset=UTF-8"));
        headers.insert("soapaction", HeaderValue::from_static("\"\""));
        Request {
            purpose: call.purpose,
            method: Method::POST,
            url: session.instance_url.at(&path),
            headers,
            body: envelope.into(),
            repeat: call.repeat,
        }
    }
}

#[cfg(test)]
mod tests;
