//! Logins that the environment holds, in the order in which they count: an access token, an auth URL, a key that signs, an
//! app's own secret.

use secrecy::ExposeSecret;

use super::{Environment, Login, Origin, Secrets, Way, find::Skipped};
use crate::org::{
    AccessToken, AccessTokenError, InstanceUrl, InstanceUrlError,
    oauth::{AuthUrl, AuthUrlError, login_host},
};

/// What the environment holds of one kind of login.
#[derive(Debug)]
pub(super) enum Given {
    /// All of it.
    Login(Box<(Login, Secrets)>),
    /// Some of it.
    Incomplete {
        /// The variable that is set.
        variable: &'static str,
        /// What lacks.
        lacking: &'static str,
    },
    /// All of it, and it is wrong.
    Broken(GivenError),
}

/// What is wrong with a variable. Its value is not repeated.
#[derive(Debug, thiserror::Error)]
pub enum GivenError {
    /// It holds no URL of an org.
    #[error("`{variable}` holds none: {source}")]
    Url {
        /// The variable.
        variable: &'static str,
        /// Why.
        source: InstanceUrlError,
    },
    /// It holds no access token.
    #[error("`{variable}` holds none: {source}")]
    Token {
        /// The variable.
        variable: &'static str,
        /// Why.
        source: AccessTokenError,
    },
    /// It holds no auth URL.
    #[error("`{variable}` holds none: {source}")]
    AuthUrl {
        /// The variable.
        variable: &'static str,
        /// Why.
        source: AuthUrlError,
    },
}

/// Reads what the environment holds of one kind.
type Kind = fn(&Environment) -> Result<Option<Given>, GivenError>;

/// The kinds of logins that an environment may hold, in the order in which they count.
const KINDS: &[Kind] = &[access_token, auth_url, jwt, client_credentials];

/// The logins of an environment, in the order in which they count.
pub(super) fn given(environment: &Environment) -> Vec<Given> {
    KINDS.iter().filter_map(|kind| kind(environment).unwrap_or_else(|error| Some(Given::Broken(error)))).collect()
}

impl Given {
    /// What is told where it is passed over.
    pub(super) fn skipped(&self) -> Option<Skipped> {
        match self {
            Self::Login(_) => None,
            Self::Incomplete { variable, lacking } => {
                Some(Skipped::lacking(Origin::Environment(variable).to_string(), format!("{lacking} is not set")))
            }
            Self::Broken(error) => {
                Some(Skipped { place: "the environment".to_owned(), why: error.to_string(), is_broken: true })
            }
        }
    }

    fn login(login: Login, secrets: Secrets) -> Self {
        Self::Login(Box::new((login, secrets)))
    }
}

/// An access token for an org.
pub(super) fn of_token(url: InstanceUrl, token: AccessToken) -> (Login, Secrets) {
    let login = Login { instance_url: Some(url.clone()), ..nameless(url, Way::Token, "SF_ACCESS_TOKEN") };
    (login, Secrets { access_token: Some(token), ..Secrets::default() })
}

fn access_token(environment: &Environment) -> Result<Option<Given>, GivenError> {
    let variable = "SF_ACCESS_TOKEN";
    let Some(token) = environment.secret(variable) else { return Ok(None) };
    let Some(url) = url_in(environment, "SF_ORG_INSTANCE_URL")? else {
        return Ok(Some(Given::Incomplete { variable, lacking: "`SF_ORG_INSTANCE_URL`" }));
    };
    let token = AccessToken::new(token.expose_secret()).map_err(|source| GivenError::Token { variable, source })?;
    let (login, secrets) = of_token(url, token);
    Ok(Some(Given::login(login, secrets)))
}

fn auth_url(environment: &Environment) -> Result<Option<Given>, GivenError> {
    for variable in ["XCRED_AUTH_URL", "SFDX_AUTH_URL"] {
        let Some(text) = environment.secret(variable) else { continue };
        let parsed = AuthUrl::parse(text.expose_secret()).map_err(|source| GivenError::AuthUrl { variable, source });
        return parsed.map(|url| {
            let (login, secrets) = of_auth_url(url, Origin::Environment(variable));
            Some(Given::login(login, secrets))
        });
    }
    Ok(None)
}

/// The login that an auth URL stands for.
pub(super) fn of_auth_url(url: AuthUrl, origin: Origin) -> (Login, Secrets) {
    let way = Way::RefreshToken { client_id: url.client.id };
    let login = Login { origin, ..nameless(url.login_url, way, "XCRED_AUTH_URL") };
    let (refresh_token, client_secret) = (Some(url.refresh_token), url.client.secret);
    (login, Secrets { refresh_token, client_secret, ..Secrets::default() })
}

fn jwt(environment: &Environment) -> Result<Option<Given>, GivenError> {
    let (file, text) = (environment.path("XCRED_JWT_KEY_FILE"), environment.secret("XCRED_JWT_KEY"));
    let variable = if file.is_some() { "XCRED_JWT_KEY_FILE" } else { "XCRED_JWT_KEY" };
    if file.is_none() && text.is_none() {
        return Ok(None);
    }
    let incomplete = |lacking| Ok(Some(Given::Incomplete { variable, lacking }));
    let Some(client_id) = environment.text("XCRED_CLIENT_ID") else { return incomplete("`XCRED_CLIENT_ID`") };
    let Some(user_name) = environment.text("XCRED_USERNAME") else { return incomplete("`XCRED_USERNAME`") };
    let audience = environment.text("SF_AUDIENCE_URL").map(str::to_owned);
    let private_key = if file.is_some() { None } else { text };
    let way = Way::Jwt { client_id: client_id.to_owned(), key_file: file, audience };
    let login_url = login_url(environment)?.unwrap_or_else(|| login_host(false));
    let login = Login { user_name: Some(user_name.to_owned()), ..nameless(login_url, way, variable) };
    Ok(Some(Given::login(login, Secrets { private_key, ..Secrets::default() })))
}

fn client_credentials(environment: &Environment) -> Result<Option<Given>, GivenError> {
    let variable = "XCRED_CLIENT_SECRET";
    let Some(secret) = environment.secret(variable) else { return Ok(None) };
    let incomplete = |lacking| Ok(Some(Given::Incomplete { variable, lacking }));
    let Some(client_id) = environment.text("XCRED_CLIENT_ID") else { return incomplete("`XCRED_CLIENT_ID`") };
    let Some(login_url) = login_url(environment)? else { return incomplete("`XCRED_LOGIN_URL`") };
    let way = Way::ClientCredentials { client_id: client_id.to_owned() };
    let secrets = Secrets { client_secret: Some(secret), ..Secrets::default() };
    Ok(Some(Given::login(nameless(login_url, way, variable), secrets)))
}

/// Where JWT and client credentials log in, where the environment says so.
fn login_url(environment: &Environment) -> Result<Option<InstanceUrl>, GivenError> {
    match url_in(environment, "XCRED_LOGIN_URL")? {
        None => url_in(environment, "SF_ORG_INSTANCE_URL"),
        given => Ok(given),
    }
}

fn url_in(environment: &Environment, variable: &'static str) -> Result<Option<InstanceUrl>, GivenError> {
    let parsed = environment.text(variable).map(InstanceUrl::parse).transpose();
    parsed.map_err(|source| GivenError::Url { variable, source })
}

/// A login of which nobody knows yet whose it is.
fn nameless(login_url: InstanceUrl, way: Way, variable: &'static str) -> Login {
    Login {
        user_name: None,
        org_id: None,
        instance_url: None,
        login_url,
        aliases: std::collections::BTreeSet::new(),
        way,
        origin: Origin::Environment(variable),
    }
}
