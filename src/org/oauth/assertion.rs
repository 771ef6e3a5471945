//! The assertion of a login without a browser: a JSON Web Token that an app's own key has signed (RFC 7523).

use std::time::Duration;

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::json;

use super::{SigningKey, is_shared};
use crate::org::session::InstanceUrl;

/// How long an assertion is good for. Salesforce takes up to three minutes; half of that leaves room for clocks that
/// disagree on either side.
const LIFETIME: Duration = Duration::from_secs(90);

/// Who wants to log in, as whom, and where.
#[derive(Debug, Clone, Copy)]
pub struct Assertion<'a> {
    /// The app's consumer key.
    pub client_id: &'a str,
    /// The user to log in.
    pub user_name: &'a str,
    /// Who judges the assertion: see [`audience_of`].
    pub audience: &'a str,
}

impl Assertion<'_> {
    /// Signs it, with the algorithm RS256. `exp` is in seconds since 1970, as RFC 7519 wants it.
    pub fn sign(&self, key: &SigningKey, now: Timestamp) -> SecretString {
        let lifetime = i64::try_from(LIFETIME.as_secs()).expect("minutes fit");
        let header = json!({"alg": "RS256", "typ": "JWT"});
        let claims = json!({
            "iss": self.client_id,
            "sub": self.user_name,
            "aud": self.audience,
            "exp": now.as_second() + lifetime,
        });
        let encoded = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let signed = format!("{}.{}", encoded(header.to_string().as_bytes()), encoded(claims.to_string().as_bytes()));
        let signature = encoded(&key.sign(signed.as_bytes()));
        SecretString::from(format!("{signed}.{signature}"))
    }
}

/// The audience that a login URL's own server expects, where nobody says otherwise: `https://test.salesforce.com` for
/// sandboxes and scratch orgs, `https://login.salesforce.com` for all other orgs of Salesforce, and any other host itself.
pub fn audience_of(login_url: &InstanceUrl) -> String {
    let host = login_url.authority();
    if is_shared(login_url) || !host.ends_with(".salesforce.com") {
        return login_url.to_string();
    }
    let is_test = host.contains("--") || host.contains(".sandbox.") || host.contains(".scratch.") || is_pod(host);
    format!("https://{}.salesforce.com", if is_test { "test" } else { "login" })
}

/// Whether a host names an instance of sandboxes, such as `cs42`.
fn is_pod(host: &str) -> bool {
    let number = |label: &str| label.strip_prefix("cs").is_some_and(|rest| rest.parse::<u16>().is_ok());
    host.split('.').any(number)
}

/// The host of sandboxes, or of all other orgs.
pub fn login_host(is_sandbox: bool) -> InstanceUrl {
    let url = if is_sandbox { "https://test.salesforce.com" } else { "https://login.salesforce.com" };
    InstanceUrl::parse(url).expect("it is one")
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;
    use serde_json::Value;

    #[test]
    fn an_assertion_says_who_and_where_and_ends_within_three_minutes() {
        let pem = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/keys/login.key")).unwrap();
        let key = SigningKey::from_pem(&pem).unwrap();
        let assertion = Assertion { client_id: "app", user_name: "ci@acme.example", audience: "https://x" };
        let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let signed = assertion.sign(&key, now);
        let parts: Vec<&str> = signed.expose_secret().split('.').collect();
        let read = |part: &str| serde_json::from_slice::<Value>(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
        assert_eq!(parts.len(), 3);
        assert_eq!(read(parts[0])["alg"], "RS256");
        let claims = read(parts[1]);
        assert_eq!((&claims["iss"], &claims["sub"]), (&json!("app"), &json!("ci@acme.example")));
        assert_eq!(claims["aud"], "https://x");
        let lasts = claims["exp"].as_i64().unwrap() - now.as_second();
        assert!((60..=180).contains(&lasts), "{lasts}");
    }

    #[test]
    fn the_audience_is_who_serves_the_org() {
        for (url, expected) in [
            ("https://login.salesforce.com", "https://login.salesforce.com"),
            ("https://test.salesforce.com/", "https://test.salesforce.com"),
            ("https://acme.my.salesforce.com", "https://login.salesforce.com"),
            ("https://acme-dev-ed.develop.my.salesforce.com", "https://login.salesforce.com"),
            ("https://acme--uat.sandbox.my.salesforce.com", "https://test.salesforce.com"),
            ("https://acme--uat.my.salesforce.com", "https://test.salesforce.com"),
            ("https://ability-nosoftware-7.scratch.my.salesforce.com", "https://test.salesforce.com"),
            ("https://cs42.salesforce.com", "https://test.salesforce.com"),
            ("https://css.my.salesforce.com", "https://login.salesforce.com"),
            ("https://login.acme.example", "https://login.acme.example"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ] {
            assert_eq!(audience_of(&InstanceUrl::parse(url).unwrap()), expected, "{url}");
        }
        assert_eq!(login_host(true).to_string(), "https://test.salesforce.com");
        assert_eq!(login_host(false).to_string(), "https://login.salesforce.com");
    }
}
