//! Access tokens: new ones, and whether a token is ours, told in a time that tells nothing else.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;

use super::ids::{ORG_ID, USER_NAME};

/// So many bytes of randomness in hexadecimal digits.
pub(crate) fn random<const N: usize>() -> Result<String, getrandom::Error> {
    let mut random = [0_u8; N];
    getrandom::fill(&mut random)?;
    Ok(random.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Makes an access token, in the form that all clients know: the org's id, `!`, and randomness.
pub fn fresh() -> Result<SecretString, getrandom::Error> {
    Ok(SecretString::from(format!("{}!{}", &ORG_ID[..15], random::<24>()?)))
}

/// Makes a refresh token in the form that Salesforce's have: `5Aep861` and randomness.
pub(crate) fn fresh_refresh() -> Result<String, getrandom::Error> {
    Ok(format!("5Aep861{}", random::<32>()?))
}

/// Makes an access token in the form of a JWT. Nobody verifies it: the org knows its tokens by heart, so the third part is
/// randomness.
pub(crate) fn fresh_jwt(issuer: &str, client: &str) -> Result<String, getrandom::Error> {
    let part = |value: &serde_json::Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let header = part(&json!({ "alg": "RS256", "tty": "sfdc-core-token", "typ": "JWT" }));
    let claims = part(&json!({ "client_id": client, "iss": issuer, "sub": USER_NAME }));
    Ok(format!("{header}.{claims}.{}", random::<32>()?))
}

/// Whether a token has the form of a JWT: three parts.
pub(crate) fn is_jwt(token: &str) -> bool {
    token.split('.').count() == 3 && !token.contains('!')
}

/// Compares all bytes, whichever of them differ.
pub(crate) fn is_same(secret: &SecretString, presented: &str) -> bool {
    let secret = secret.expose_secret().as_bytes();
    let presented = presented.as_bytes();
    let differences = secret.iter().enumerate().fold(0, |seen, (at, byte)| {
        let other = presented.get(at).copied().unwrap_or_default();
        seen | (byte ^ other)
    });
    std::hint::black_box(differences) == 0 && secret.len() == presented.len() && !secret.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_token_is_the_token() {
        let secret = SecretString::from("00D!abc");
        assert!(is_same(&secret, "00D!abc"));
        for other in ["", "00D!ab", "00D!abcd", "00D!abC", "00D!abc\0"] {
            assert!(!is_same(&secret, other), "{other:?}");
        }
        assert!(!is_same(&SecretString::from(""), ""));
    }
}
