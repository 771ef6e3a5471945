//! `xcred org login client-credentials`: the secret of an app that runs as a user of its own.

use super::{
    Desk, LOGIN_URLS,
    given::Wanted,
    keep::{Begun, ready},
    url_of,
};
use crate::{
    cli::{args::ClientCredentialsArguments, error::Outcome},
    login::{Secrets, Way},
    org::oauth::{self, Client, Grant, OauthError},
};

/// Begins a session.
pub(super) async fn begin(desk: &Desk<'_>, arguments: &ClientCredentialsArguments) -> Outcome<Begun> {
    ready(desk, &arguments.keep)?;
    let url = desk.named(arguments.instance_url.as_deref(), "the org's My Domain", "--instance-url", LOGIN_URLS)?;
    let login_url = url_of(&url)?;
    if oauth::is_shared(&login_url) {
        // Before the secret is asked for.
        return Err(OauthError::NotMyDomain { host: login_url.authority().to_owned() }.into());
    }
    let client_id =
        desk.named(arguments.client_id.as_deref(), "the app's client id", "--client-id", &["XCRED_CLIENT_ID"])?;
    let wanted = Wanted {
        what: "client secret",
        file: arguments.client_secret_file.as_deref(),
        variables: &["XCRED_CLIENT_SECRET"],
        hint: "name its file with `--client-secret-file`, `-` for standard input",
    };
    let client = Client { id: client_id.clone(), secret: Some(wanted.get(desk)?) };
    let granted = oauth::token(&desk.transport, &login_url, &client, &Grant::ClientCredentials).await?;
    let secrets = Secrets { client_secret: client.secret, ..Secrets::default() };
    Ok(Begun { granted, login_url, way: Way::ClientCredentials { client_id }, secrets })
}
