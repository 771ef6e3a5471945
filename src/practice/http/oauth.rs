//! The token endpoint of OAuth: logins with a signed assertion, and with a refresh token.

use std::collections::BTreeMap;

use serde_json::json;

use super::{Body, Reply, Request, rest::identity_url};
use crate::practice::{Inner, login::Refusal};

/// The parameters of a request for a token.
type Form = BTreeMap<String, String>;
type Grant = fn(&Inner, &Form) -> Result<(), Refusal>;

/// What may be granted a session: the name of the grant, and who looks at it.
const GRANTS: [(&str, Grant); 2] =
    [("urn:ietf:params:oauth:grant-type:jwt-bearer", assertion), ("refresh_token", refresh_token)];

const UNSUPPORTED: Refusal = Refusal::new("unsupported_grant_type", "grant type not supported");
const NOT_SIGNED: Refusal = Refusal::new("invalid_grant", "invalid assertion");
const EXPIRED: Refusal = Refusal::new("invalid_grant", "expired access/refresh token");

/// Answers a request for a token.
pub(crate) fn token(practice: &Inner, request: &Request) -> Reply {
    let body: &[u8] = if let Body::Plain(bytes) = &request.body { bytes } else { &[] };
    let form: Form = url::form_urlencoded::parse(body).into_owned().collect();
    let wanted = form.get("grant_type");
    let known = GRANTS.iter().find(|(name, _)| wanted.is_some_and(|wanted| wanted == name));
    let granted = known.map_or(Err(UNSUPPORTED), |(_, grant)| grant(practice, &form));
    match granted {
        Ok(()) => session(practice),
        Err(refusal) => {
            let body = json!({ "error": refusal.error, "error_description": refusal.description });
            Reply::json(400, &body)
        }
    }
}

fn assertion(practice: &Inner, form: &Form) -> Result<(), Refusal> {
    let certificate = practice.sessions.admission.certificate.as_ref().ok_or(NOT_SIGNED)?;
    let assertion = form.get("assertion").ok_or(NOT_SIGNED)?;
    certificate.admits(assertion, practice.instance_url(), practice.shared.now())
}

fn refresh_token(practice: &Inner, form: &Form) -> Result<(), Refusal> {
    let is_standing = form.get("refresh_token").is_some_and(|token| practice.sessions.is_standing(token));
    is_standing.then_some(()).ok_or(EXPIRED)
}

fn session(practice: &Inner) -> Reply {
    let Ok(token) = practice.sessions.begin() else {
        return Reply::error(500, "UNKNOWN_EXCEPTION", "there is no randomness for a token");
    };
    let body = json!({
        "access_token": token,
        "id": identity_url(practice),
        "instance_url": practice.instance_url(),
        "issued_at": practice.shared.now().0.as_millisecond().to_string(),
        "scope": "api id refresh_token",
        "token_type": "Bearer",
    });
    Reply::json(200, &body)
}
