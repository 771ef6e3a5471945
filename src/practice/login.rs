//! Logins with a signed assertion: the JWT bearer flow of OAuth (RFC 7523), as continuous integration uses it.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use rustls::pki_types::{CertificateDer, pem::PemObject};
use serde::Deserialize;

use super::{Moment, ids::USER_NAME};

/// The audiences that every org takes; its own URL is another.
const AUDIENCES: [&str; 2] = ["https://login.salesforce.com", "https://test.salesforce.com"];

/// The certificate whose key signs logins: what one uploads to the app of a real org.
#[derive(Debug, Clone)]
pub struct Certificate(CertificateDer<'static>);

/// Why a file is no certificate.
#[derive(Debug, thiserror::Error)]
#[error("it holds no X.509 certificate in PEM: {0}")]
pub struct CertificateError(String);

/// Why an assertion begins no session: OAuth's code, and the org's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The code.
    pub error: &'static str,
    /// The words.
    pub description: &'static str,
}

impl Refusal {
    /// An error with its words.
    pub(crate) const fn new(error: &'static str, description: &'static str) -> Self {
        Self { error, description }
    }
}

/// What is no assertion, is not signed by the right key, or is too old. That one answer serves all three is inferred.
const INVALID: Refusal = Refusal::new("invalid_grant", "invalid assertion");
const NO_CLIENT: Refusal = Refusal::new("invalid_client_id", "client identifier invalid");
const NO_AUDIENCE: Refusal = Refusal::new("invalid_grant", "audience is invalid");
const NO_USER: Refusal = Refusal::new("invalid_grant", "user hasn't approved this consumer");

#[derive(Deserialize)]
struct Header {
    alg: String,
}

/// What an assertion claims.
#[derive(Deserialize)]
struct Claims {
    #[serde(default)]
    iss: String,
    sub: String,
    aud: String,
    /// Seconds since 1970. The Salesforce CLI writes milliseconds, and orgs let that pass.
    exp: f64,
}

impl Certificate {
    /// Reads a certificate.
    pub fn from_pem(pem: &[u8]) -> Result<Self, CertificateError> {
        let der = CertificateDer::from_pem_slice(pem).map_err(|error| CertificateError(error.to_string()))?;
        let read = webpki::EndEntityCert::try_from(&der).map(drop);
        read.map_err(|error| CertificateError(error.to_string()))?;
        Ok(Self(der))
    }

    /// Whether an assertion lets the user of this org in.
    pub(crate) fn admits(&self, assertion: &str, instance_url: &str, now: Moment) -> Result<(), Refusal> {
        let claims = self.claims(assertion).ok_or(INVALID)?;
        let audience = claims.aud.trim_end_matches('/');
        #[expect(clippy::cast_precision_loss, reason = "seconds are far below where a double loses them")]
        let is_late = claims.exp < now.0.as_second() as f64;
        match () {
            () if is_late => Err(INVALID),
            () if claims.iss.is_empty() => Err(NO_CLIENT),
            () if audience != instance_url && !AUDIENCES.contains(&audience) => Err(NO_AUDIENCE),
            () if claims.sub != USER_NAME => Err(NO_USER),
            () => Ok(()),
        }
    }

    /// What a signed assertion claims; nothing where its signature is not of this certificate's key.
    fn claims(&self, assertion: &str) -> Option<Claims> {
        let (signed, signature) = assertion.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let bytes = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).ok();
        let header: Header = serde_json::from_slice(&bytes(header)?).ok()?;
        let algorithm = (header.alg == "RS256").then_some(webpki::ring::RSA_PKCS1_2048_8192_SHA256)?;
        let certificate = webpki::EndEntityCert::try_from(&self.0).ok()?;
        certificate.verify_signature(algorithm, signed.as_bytes(), &bytes(signature)?).ok()?;
        serde_json::from_slice(&bytes(claims)?).ok()
    }
}
