//! OAuth as Salesforce speaks it: grants, the sessions that they begin, and how those end.
//!
//! The HTTP is that of our own [`Transport`], so that proxies, time-outs, logs and tests are those of all other calls.
//! Nothing here knows where a login rests, nor who asks for it.

mod answer;
mod assertion;
mod auth_url;
mod authorize;
mod call;
mod code;
mod error;
mod revoke;
mod secrets;
mod signing_key;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{
    session::{InstanceUrl, Session},
    transport::{Repeat, Transport},
};
use call::Form;

pub use assertion::{Assertion, audience_of, login_host};
pub use auth_url::{AuthUrl, AuthUrlError};
pub use authorize::{Authorization, PLATFORM_CLI, Pkce, SCOPES, State};
pub use code::OauthCode;
pub use error::{OauthError, OauthRefusal};
pub use revoke::{Revoked, revoke};
pub use signing_key::{SigningKey, SigningKeyError};

/// The hosts on which everybody logs in, and no org lives.
const SHARED_HOSTS: [&str; 2] = ["login.salesforce.com", "test.salesforce.com"];

/// An app of an org, as OAuth knows it: a connected app or an external client app.
#[derive(Debug, Clone)]
pub struct Client {
    /// Its consumer key.
    pub id: String,
    /// Its consumer secret, where it has one and it is needed.
    pub secret: Option<SecretString>,
}

/// What a session is asked for with.
#[derive(Debug, Clone)]
pub enum Grant {
    /// The code that a browser brought back (RFC 6749, section 4.1; RFC 7636).
    AuthorizationCode {
        /// The code; it is good for one use.
        code: SecretString,
        /// The secret whose hash went with the browser.
        verifier: SecretString,
        /// Where the browser brought it, to the letter.
        redirect: Url,
    },
    /// What an earlier grant left (RFC 6749, section 6). Where the app rotates refresh tokens, it is good for one use.
    RefreshToken(SecretString),
    /// A signed assertion (RFC 7523).
    Assertion(SecretString),
    /// The app's own secret, for the user that the app runs as (RFC 6749, section 4.4).
    ClientCredentials,
}

/// A session that has begun, and what came with it.
#[derive(Debug, Clone)]
pub struct Granted {
    /// The session.
    pub session: Session,
    /// What begins the next one; where it came for a refresh token, it takes that one's place.
    pub refresh_token: Option<SecretString>,
    /// The org's id, from the identity URL.
    pub org_id: Option<String>,
    /// The user's id, from the identity URL.
    pub user_id: Option<String>,
    /// What the session may be used for, as the server lists it.
    pub scope: Option<String>,
}

/// Begins a session.
///
/// A code or a refresh token that may be good for one use is sent once: when its answer is lost, nobody can say whether
/// it was used, and a server that sees a used one a second time may end the login altogether (RFC 9700, section 4.14).
/// Assertions and client credentials may be sent again, for the worst that comes of it is a session that nobody uses.
pub async fn token(
    transport: &dyn Transport,
    login_url: &InstanceUrl,
    client: &Client,
    grant: &Grant,
) -> Result<Granted, OauthError> {
    if matches!(grant, Grant::ClientCredentials) && is_shared(login_url) {
        return Err(OauthError::NotMyDomain { host: login_url.authority().to_owned() });
    }
    let form = form_of(client, grant);
    let (asked, response) = call::post(transport, login_url, form).await?;
    answer::granted(&asked, &response)
}

/// Whether this is a host on which everybody logs in.
pub fn is_shared(login_url: &InstanceUrl) -> bool {
    SHARED_HOSTS.contains(&login_url.authority())
}

fn form_of<'a>(client: &'a Client, grant: &'a Grant) -> Form<'a> {
    let form = Form::to("/services/oauth2/token");
    let form = match grant {
        Grant::AuthorizationCode { code, verifier, redirect } => form
            .purpose("exchange the code of the browser for a session", Repeat::Never)
            .with("grant_type", "authorization_code")
            .with("redirect_uri", redirect.as_str())
            .with_secret("code", code)
            .with_secret("code_verifier", verifier),
        Grant::RefreshToken(token) => form
            .purpose("refresh the session", Repeat::Never)
            .with("grant_type", "refresh_token")
            .with_secret("refresh_token", token),
        Grant::Assertion(assertion) => {
            let grant_type = "urn:ietf:params:oauth:grant-type:jwt-bearer";
            let form = form.purpose("log in with a signed assertion", Repeat::Freely);
            return form.with("grant_type", grant_type).with_secret("assertion", assertion);
        }
        Grant::ClientCredentials => {
            form.purpose("log in with client credentials", Repeat::Freely).with("grant_type", "client_credentials")
        }
    };
    let form = form.with("client_id", &client.id);
    let secret = client.secret.as_ref().filter(|secret| !secret.expose_secret().is_empty());
    secret.into_iter().fold(form, |form, secret| form.with_secret("client_secret", secret))
}

#[cfg(test)]
mod tests;
