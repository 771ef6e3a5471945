//! `xcred org login token`: a session that somebody else began.

use std::path::Path;

use secrecy::ExposeSecret;

use super::{
    Desk,
    given::Wanted,
    keep::{Begun, ready},
    url_of,
};
use crate::{
    cli::{
        args::TokenArguments,
        error::{Failure, Outcome},
        exit::Exit,
    },
    login::{Secrets, Way},
    org::{AccessToken, Session, oauth::Granted},
};

/// Takes the session.
pub(super) fn begin(desk: &Desk<'_>, arguments: &TokenArguments) -> Outcome<Begun> {
    ready(desk, &arguments.keep)?;
    let url =
        desk.named(arguments.instance_url.as_deref(), "the org's URL", "--instance-url", &["SF_ORG_INSTANCE_URL"])?;
    let instance_url = url_of(&url)?;
    let stdin = arguments.token_stdin.then_some(Path::new("-"));
    let wanted = Wanted {
        what: "access token",
        file: stdin.or(arguments.token_file.as_deref()),
        variables: &["SF_ACCESS_TOKEN"],
        hint: "pipe it to `--token-stdin`, or name its file with `--token-file`",
    };
    let access_token = AccessToken::new(wanted.get(desk)?.expose_secret())
        .map_err(|error| Failure::of(Exit::WrongUse, "AccessTokenError", &error))?;
    let login_url = instance_url.clone();
    let session = Session { instance_url, access_token };
    let granted = Granted { session, refresh_token: None, org_id: None, user_id: None, scope: None };
    Ok(Begun { granted, login_url, way: Way::Token, secrets: Secrets::default() })
}
