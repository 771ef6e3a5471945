//! The token endpoint: what is presented, and the session that it begins.

use ring::hmac;
use serde_json::{Value, json};

use super::{
    super::{Reply, Request, identity::identity_url},
    client::Client,
    no_randomness, refused,
};
use crate::practice::{
    Inner,
    oauth::{Scopes, app::Kind, words},
    sessions::{Begun, Login, NotBegun},
};
use base64::prelude::{BASE64_STANDARD, Engine};

/// A request for a token.
struct Asked<'a> {
    practice: &'a Inner,
    request: &'a Request,
    form: Vec<(String, String)>,
    client: Client,
}

type Grant = fn(&Asked<'_>) -> Result<Begun, NotBegun>;

/// What may be granted a session: the name of the grant, and who looks at it.
const GRANTS: [(&str, Grant); 4] = [
    ("authorization_code", code),
    ("refresh_token", refresh_token),
    ("urn:ietf:params:oauth:grant-type:jwt-bearer", assertion),
    ("client_credentials", client_credentials),
];

/// The hosts that stand for all orgs, as `login.salesforce.com` and `test.salesforce.com` do.
const FOR_ALL_ORGS: [&str; 2] = ["login.localhost", "test.localhost"];

/// Answers a request for a token.
pub(in super::super) fn token(practice: &Inner, request: &Request) -> Reply {
    if request.method != http::Method::POST {
        return refused(words::MUST_POST);
    }
    let form = request.form();
    let asked = Asked { practice, request, client: Client::of(request, &form), form };
    let wanted = asked.field("grant_type");
    let known = GRANTS.iter().find(|(name, _)| wanted == Some(name));
    let begun = known.map_or(Err(words::UNSUPPORTED_GRANT.into()), |(_, grant)| grant(&asked));
    match begun {
        Ok(begun) => Reply::json(200, &session(practice, begun)).never_kept(),
        Err(NotBegun::Refused(refusal)) => refused(refusal),
        Err(NotBegun::NoRandomness) => no_randomness(),
    }
}

impl Asked<'_> {
    fn field(&self, name: &str) -> Option<&str> {
        self.form.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn begin(&self, client: &str, scopes: Scopes) -> Result<Begun, NotBegun> {
        let login = Login { client: client.to_owned(), scopes };
        self.practice.sessions.begin(login, self.practice.instance_url())
    }
}

fn code(asked: &Asked<'_>) -> Result<Begun, NotBegun> {
    let app = asked.client.app(asked.practice)?;
    let code = asked.field("code").ok_or(words::INVALID_CODE)?;
    let allowed = asked.practice.consents.redeem(code, asked.practice.shared.now())?;
    if allowed.app != app {
        return Err(words::INVALID_CODE.into());
    }
    if asked.field("redirect_uri") != Some(&allowed.back.spelt) {
        return Err(words::WRONG_REDIRECT.into());
    }
    allowed.challenge.is_met_by(asked.field("code_verifier"))?;
    asked.begin(app.id, allowed.scopes)
}

/// The standing token is a refresh token of any app, whether there is such an app or not; the others are of the app that
/// they were given to.
fn refresh_token(asked: &Asked<'_>) -> Result<Begun, NotBegun> {
    let presented = asked.field("refresh_token").ok_or(words::EXPIRED_TOKEN)?;
    let client = match asked.client.app(asked.practice) {
        Ok(app) => app.id,
        Err(words::UNKNOWN_APP) => &asked.client.id,
        Err(refusal) => return Err(refusal.into()),
    };
    asked.practice.sessions.renew(presented, client, asked.practice.instance_url())
}

fn assertion(asked: &Asked<'_>) -> Result<Begun, NotBegun> {
    let practice = asked.practice;
    let certificate = practice.sessions.admission.certificate.as_ref().ok_or(words::INVALID_ASSERTION)?;
    let assertion = asked.field("assertion").ok_or(words::INVALID_ASSERTION)?;
    let client = certificate.admits(assertion, practice.instance_url(), practice.shared.now())?;
    asked.begin(&client, Scopes::unattended())
}

fn client_credentials(asked: &Asked<'_>) -> Result<Begun, NotBegun> {
    let host = asked.request.host.split(':').next().unwrap_or_default();
    if FOR_ALL_ORGS.iter().any(|all| host.eq_ignore_ascii_case(all)) {
        return Err(words::WRONG_DOMAIN.into());
    }
    let app = asked.client.app(asked.practice)?;
    match app.kind {
        Kind::Public => Err(words::NO_RUN_AS.into()),
        Kind::Confidential => asked.begin(app.id, Scopes::unattended()),
    }
}

/// A session as apps are told of it. It does not say when it ends.
fn session(practice: &Inner, begun: Begun) -> Value {
    let Begun { access_token, refresh_token, login } = begun;
    let id = identity_url(practice);
    let issued = practice.shared.now().0.as_millisecond().to_string();
    let mut told = json!({
        "access_token": access_token,
        "id": id,
        "instance_url": practice.instance_url(),
        "issued_at": issued,
        "scope": login.scopes.to_string(),
        "signature": signature(practice, &format!("{id}{issued}")),
        "token_type": "Bearer",
    });
    if let Some(token) = refresh_token {
        told["refresh_token"] = token.into();
    }
    told
}

/// The seal on a session's identity and time. It is made with the secret of the one app that has one; others cannot check
/// it in a real org either.
fn signature(practice: &Inner, text: &str) -> String {
    use secrecy::ExposeSecret;
    let secret = practice.sessions.admission.client_secret.as_ref();
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.map_or(&[][..], |secret| secret.expose_secret().as_bytes()));
    BASE64_STANDARD.encode(hmac::sign(&key, text.as_bytes()))
}
