//! `xcred org login auth-url`: a login that another machine made.

use std::path::Path;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;

use super::{
    Desk,
    given::Wanted,
    keep::{Begun, ready},
};
use crate::{
    cli::{
        args::AuthUrlArguments,
        error::{Failure, Outcome},
        exit::Exit,
    },
    login::{Secrets, Way},
    org::oauth::{self, AuthUrl, Grant},
};

/// What `sf` prints with `--json`, in its two forms, as far as it matters here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Printed {
    sfdx_auth_url: Option<String>,
    result: Option<Box<Printed>>,
}

/// Begins a session.
pub(super) async fn begin(desk: &Desk<'_>, arguments: &AuthUrlArguments) -> Outcome<Begun> {
    ready(desk, &arguments.keep)?;
    let stdin = arguments.auth_url_stdin.then_some(Path::new("-"));
    let wanted = Wanted {
        what: "auth URL",
        file: stdin.or(arguments.auth_url_file.as_deref()),
        variables: &["XCRED_AUTH_URL", "SFDX_AUTH_URL"],
        hint: "pipe it to `--auth-url-stdin`, or name its file with `--auth-url-file`",
    };
    let text = wanted.get(desk)?;
    let url = AuthUrl::parse(within(&text).expose_secret()).map_err(|error| {
        let failure = Failure::of(Exit::WrongUse, "AuthUrlError", &error);
        failure.hint("`sf org auth show-sfdx-auth-url --no-prompt -o NAME` prints one")
    })?;
    let grant = Grant::RefreshToken(url.refresh_token.clone());
    let granted = oauth::token(&desk.transport, &url.login_url, &url.client, &grant).await?;
    Ok(Begun {
        granted,
        login_url: url.login_url,
        way: Way::RefreshToken { client_id: url.client.id },
        secrets: Secrets {
            refresh_token: Some(url.refresh_token),
            client_secret: url.client.secret,
            ..Secrets::default()
        },
    })
}

/// The auth URL in what `sf` prints with `--json`, or the text itself.
fn within(text: &SecretString) -> SecretString {
    let printed = serde_json::from_str::<Printed>(text.expose_secret()).ok();
    let found = printed.and_then(|printed| printed.sfdx_auth_url.or_else(|| printed.result?.sfdx_auth_url));
    found.map_or_else(|| text.clone(), SecretString::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_auth_url_is_found_in_what_sf_prints() {
        for (text, expected) in [
            ("force://a::b@c", "force://a::b@c"),
            (r#"{"status":0,"result":{"sfdxAuthUrl":"force://a::b@c","alias":"x"}}"#, "force://a::b@c"),
            (r#"{"sfdxAuthUrl":"force://a::b@c"}"#, "force://a::b@c"),
            (r#"{"result":{}}"#, r#"{"result":{}}"#),
        ] {
            assert_eq!(within(&SecretString::from(text)).expose_secret(), expected);
        }
    }
}
