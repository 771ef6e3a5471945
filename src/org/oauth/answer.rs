//! What came back: a session, a refusal, or something that is no answer of OAuth.

use secrecy::SecretString;
use serde::Deserialize;

use super::{Granted, call::Sent, error::OauthError};
use crate::org::{
    session::{AccessToken, InstanceUrl, Session},
    transport::Response,
};

/// The members of a token answer that matter here. There is no `expires_in`: Salesforce sends none.
#[derive(Deserialize)]
struct TokenBody {
    access_token: Option<String>,
    refresh_token: Option<String>,
    instance_url: Option<String>,
    /// The identity URL: `https://login.salesforce.com/id/ORG/USER`.
    id: Option<String>,
    scope: Option<String>,
}

/// The members of a refusal.
#[derive(Deserialize)]
struct ErrorBody {
    error: String,
    #[serde(default)]
    error_description: Option<String>,
}

/// Reads the session that an answer begins.
pub(super) fn granted(sent: &Sent, response: &Response) -> Result<Granted, OauthError> {
    succeeded(sent, response)?;
    if response.body.trim_ascii().is_empty() {
        return Err(sent.not_salesforce(response, "it is empty"));
    }
    let body: TokenBody = serde_json::from_slice(&response.body).map_err(|error| {
        // The words of the error may quote the answer, and with it a token.
        let reason = if error.is_data() { "it is JSON of another shape than a session" } else { "it is not JSON" };
        sent.not_salesforce(response, reason)
    })?;
    let unreadable = |reason: &str| sent.unreadable(reason, response.tries);
    let (org_id, user_id) = body.id.as_deref().and_then(identity_in).unzip();
    let refresh_token = body.refresh_token.filter(|token| !token.is_empty()).map(SecretString::from);
    let session = session_of(body.access_token, body.instance_url).map_err(|reason| unreadable(&reason))?;
    Ok(Granted { session, refresh_token, org_id, user_id, scope: body.scope })
}

fn session_of(access_token: Option<String>, instance_url: Option<String>) -> Result<Session, String> {
    let token = access_token.ok_or("it holds no `access_token`")?;
    let access_token = AccessToken::new(&token).map_err(|error| error.to_string())?;
    let text = instance_url.ok_or("it holds no `instance_url`, so nobody knows where the org is")?;
    let instance_url = InstanceUrl::parse(&text).map_err(|error| error.to_string())?;
    Ok(Session { instance_url, access_token })
}

/// The ids of the org and the user in an identity URL.
fn identity_in(url: &str) -> Option<(String, String)> {
    let mut segments = url.trim_end_matches('/').rsplit('/');
    let (user, org) = (segments.next()?, segments.next()?);
    let is_id = |text: &str, prefix| {
        let letters = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        letters && matches!(text.len(), 15 | 18) && text.starts_with(prefix)
    };
    (is_id(org, "00D") && is_id(user, "005")).then(|| (org.to_owned(), user.to_owned()))
}

/// Makes errors of all answers whose status is none of success.
pub(super) fn succeeded(sent: &Sent, response: &Response) -> Result<(), OauthError> {
    if response.status.is_success() {
        return Ok(());
    }
    match error_in(&response.body) {
        Some(body) if !body.error.is_empty() => {
            Err(sent.refused(response, &body.error, &body.error_description.unwrap_or_default()))
        }
        _ if response.body.trim_ascii().is_empty() => Err(sent.not_salesforce(response, "it is empty")),
        _ => Err(sent.not_salesforce(response, "it holds no error of OAuth")),
    }
}

/// The refusal in a body: JSON, or the fields of a form, which is how the end of a token is refused.
fn error_in(body: &[u8]) -> Option<ErrorBody> {
    serde_json::from_slice(body).ok().or_else(|| {
        let fields = || url::form_urlencoded::parse(body.trim_ascii());
        let field = |wanted: &str| fields().find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned());
        Some(ErrorBody { error: field("error")?, error_description: field("error_description") })
    })
}
