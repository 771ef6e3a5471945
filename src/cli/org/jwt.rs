//! `xcred org login jwt`: an assertion that a private key signs.

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use super::{
    Desk,
    given::{in_file, named},
    keep::{Begun, ready},
};
use crate::{
    cli::{
        args::JwtArguments,
        error::{Failure, Outcome},
    },
    login::{Secrets, Way},
    org::oauth::{self, Assertion, Client, Grant, SigningKey},
};

/// The variables that hold the path of a key, and a key.
const KEY_FILE: &str = "XCRED_JWT_KEY_FILE";
const KEY: &str = "XCRED_JWT_KEY";

/// Begins a session.
pub(super) async fn begin(desk: &Desk<'_>, arguments: &JwtArguments) -> Outcome<Begun> {
    ready(desk, &arguments.keep)?;
    let user_name = desk.named(arguments.username.as_deref(), "the user name", "--username", &["XCRED_USERNAME"])?;
    let client_id =
        desk.named(arguments.client_id.as_deref(), "the app's client id", "--client-id", &["XCRED_CLIENT_ID"])?;
    let login_url = desk.login_url(&arguments.host)?;
    let named_audience = arguments.audience.as_deref().or_else(|| desk.environment.text("SF_AUDIENCE_URL"));
    let audience = named_audience.map_or_else(|| oauth::audience_of(&login_url), |text| text.trim().to_owned());
    let key = Key::get(desk, arguments.jwt_key_file.as_deref())?;
    let assertion = Assertion { client_id: &client_id, user_name: &user_name, audience: &audience };
    let grant = Grant::Assertion(assertion.sign(&key.read, desk.clock.now()));
    let client = Client { id: client_id.clone(), secret: None };
    let granted = oauth::token(&desk.transport, &login_url, &client, &grant).await?;
    let way = Way::Jwt { client_id, key_file: key.file, audience: named_audience.map(|_| audience) };
    Ok(Begun { granted, login_url, way, secrets: Secrets { private_key: key.text, ..Secrets::default() } })
}

/// A key, and what is kept of it: the path of its file, or else all of it.
struct Key {
    read: SigningKey,
    file: Option<PathBuf>,
    text: Option<SecretString>,
}

impl Key {
    fn get(desk: &Desk<'_>, flag: Option<&Path>) -> Outcome<Self> {
        let file = flag.map(Path::to_path_buf).or_else(|| desk.environment.path(KEY_FILE));
        let (pem, place) = match (&file, desk.environment.secret(KEY)) {
            (Some(file), _) => (in_file(file)?, named(file)),
            (None, Some(pem)) => (pem, format!("`{KEY}`")),
            (None, None) => {
                return Err(Failure::wrong_use("SecretError", "the private key is missing")
                    .hint("name its file with `--jwt-key-file`")
                    .hint(format!("or set `{KEY_FILE}` to the file, or `{KEY}` to the key")));
            }
        };
        let read = SigningKey::from_pem(pem.expose_secret().as_bytes()).map_err(|error| {
            let failure = Failure::wrong_use("KeyError", format!("{place} cannot sign logins: {error}"));
            failure.hint("`openssl req -x509 -newkey rsa:2048 -nodes -keyout server.key -out server.crt` makes a key and its certificate")
        })?;
        match file.filter(|file| file != Path::new("-")) {
            Some(file) => {
                let path = std::path::absolute(&file).map_err(|error| Failure::file("found", &file, &error))?;
                Ok(Self { read, file: Some(path), text: None })
            }
            None => Ok(Self { read, file: None, text: Some(pem) }),
        }
    }
}
