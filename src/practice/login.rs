//! Logins with a signed assertion: the JWT bearer flow of OAuth (RFC 7523), as continuous integration uses it.

use base64::prelude::{BASE64_URL_SAFE_NO_PAD, Engine};
use rustls::pki_types::{CertificateDer, pem::PemObject};
use serde::Deserialize;

use super::{
    Moment,
    ids::USER_NAME,
    oauth::{Refusal, words},
};

/// The audiences that every org takes; its own URL is another.
const AUDIENCES: [&str; 2] = ["https://login.salesforce.com", "https://test.salesforce.com"];

/// The certificate whose key signs logins: what one uploads to the app of a real org.
#[derive(Debug, Clone)]
pub struct Certificate(CertificateDer<'static>);

/// Why a file is no certificate.
#[derive(Debug, thiserror::Error)]
#[error("it holds no X.509 certificate in PEM: {0}")]
pub struct CertificateError(String);

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

    /// Whether an assertion lets the user of this org in, and the app that it is of.
    pub(crate) fn admits(&self, assertion: &str, instance_url: &str, now: Moment) -> Result<String, Refusal> {
        let claims = self.claims(assertion).ok_or(words::INVALID_ASSERTION)?;
        let audience = claims.aud.trim_end_matches('/');
        #[expect(clippy::cast_precision_loss, reason = "seconds are far below where a double loses them")]
        let is_late = claims.exp < now.0.as_second() as f64;
        match () {
            () if is_late => Err(words::INVALID_ASSERTION),
            () if claims.iss.is_empty() => Err(words::UNKNOWN_APP),
            () if audience != instance_url && !AUDIENCES.contains(&audience) => Err(words::WRONG_AUDIENCE),
            () if claims.sub != USER_NAME => Err(words::NOT_APPROVED),
            () => Ok(claims.iss),
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
