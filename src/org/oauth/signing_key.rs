//! The key that signs logins, as `openssl` writes it.

use ring::{rsa::KeyPair, signature::RSA_PKCS1_SHA256};
use rustls::pki_types::{PrivateKeyDer, pem::PemObject};

/// An RSA key that signs assertions. It cannot be printed.
pub struct SigningKey(KeyPair);

/// Why a file is no key that signs logins. Nothing of the file is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SigningKeyError {
    /// There is no PEM in it, or one that is cut off.
    #[error("it holds no private key in PEM, which starts with `-----BEGIN PRIVATE KEY-----` in a line of its own")]
    NoKey,
    /// The key needs a passphrase.
    #[error("its private key is encrypted; `openssl pkey -in FILE -out KEY` writes one that is not")]
    Encrypted,
    /// What the key signs, and not the key.
    #[error("it holds a certificate and no private key; the certificate belongs to the app in the org, the key here")]
    Certificate,
    /// The public half.
    #[error("it holds a public key; logins are signed with the private one")]
    PublicKey,
    /// A request for a certificate.
    #[error("it holds a request for a certificate and no private key")]
    CertificateRequest,
    /// A key of SSH.
    #[error("its private key is in the format of OpenSSH; `ssh-keygen -p -m PKCS8 -f KEY` rewrites a copy of it")]
    OpenSsh,
    /// A key of another kind: Salesforce takes signatures of RSA alone.
    #[error("its private key is not one of RSA, which logins are signed with (RS256)")]
    NotRsa,
    /// A key that is too short to be safe, or too long to sign with.
    #[error("its RSA key {0}; one of 2048 to 4096 bits is needed")]
    Size(&'static str),
    /// A key that is broken.
    #[error("its private key is damaged ({0})")]
    Damaged(&'static str),
}

/// What each label of PEM is, where it is no key to sign with. The first that is found counts.
const LABELS: &[(&str, SigningKeyError)] = &[
    ("ENCRYPTED PRIVATE KEY", SigningKeyError::Encrypted),
    ("OPENSSH PRIVATE KEY", SigningKeyError::OpenSsh),
    ("EC PRIVATE KEY", SigningKeyError::NotRsa),
    ("DSA PRIVATE KEY", SigningKeyError::NotRsa),
    ("CERTIFICATE REQUEST", SigningKeyError::CertificateRequest),
    ("CERTIFICATE", SigningKeyError::Certificate),
    ("PUBLIC KEY", SigningKeyError::PublicKey),
];

impl SigningKey {
    /// Reads a key in PEM: PKCS#8 (`BEGIN PRIVATE KEY`) or PKCS#1 (`BEGIN RSA PRIVATE KEY`). What else the file holds, such
    /// as its certificate, is left aside.
    pub fn from_pem(pem: &[u8]) -> Result<Self, SigningKeyError> {
        let text = String::from_utf8_lossy(pem);
        if text.contains("Proc-Type: 4,ENCRYPTED") {
            return Err(SigningKeyError::Encrypted);
        }
        let pair = match PrivateKeyDer::from_pem_slice(pem) {
            Ok(PrivateKeyDer::Pkcs8(key)) => KeyPair::from_pkcs8(key.secret_pkcs8_der()),
            Ok(PrivateKeyDer::Pkcs1(key)) => KeyPair::from_der(key.secret_pkcs1_der()),
            Ok(_) => return Err(SigningKeyError::NotRsa),
            Err(_) => return Err(instead_of_a_key(&text)),
        };
        pair.map(Self).map_err(|rejected| why(&rejected.to_string()))
    }

    /// The signature over a message: RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518, section 3.3).
    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let mut signature = vec![0; self.0.public().modulus_len()];
        let random = ring::rand::SystemRandom::new();
        let signed = self.0.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature);
        signed.expect("the signature is as long as the modulus, and this padding draws no random numbers");
        signature
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey([REDACTED])")
    }
}

fn instead_of_a_key(text: &str) -> SigningKeyError {
    let is_there = |label: &str| text.contains(&format!("{label}-----"));
    LABELS.iter().find(|(label, _)| is_there(label)).map_or(SigningKeyError::NoKey, |(_, error)| *error)
}

/// Ring's word for a rejected key, in ours.
fn why(rejected: &str) -> SigningKeyError {
    match rejected {
        "TooSmall" => SigningKeyError::Size("is shorter"),
        "TooLarge" => SigningKeyError::Size("is longer"),
        "WrongAlgorithm" => SigningKeyError::NotRsa,
        "InvalidEncoding" => SigningKeyError::Damaged("its encoding is not that of a key"),
        _ => SigningKeyError::Damaged("its numbers do not fit together"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str) -> Vec<u8> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/keys");
        std::fs::read(folder.join(name)).unwrap()
    }

    #[test]
    fn keys_of_both_kinds_are_read_and_nothing_else_is_taken_for_one() {
        use SigningKeyError as E;
        for (name, expected) in [
            ("login.key", None),
            ("login.rsa.key", None),
            ("encrypted.key", Some(E::Encrypted)),
            ("encrypted.rsa.key", Some(E::Encrypted)),
            ("login.crt", Some(E::Certificate)),
            ("login.pub", Some(E::PublicKey)),
            ("curve.key", Some(E::NotRsa)),
            ("curve.sec1.key", Some(E::NotRsa)),
            ("short.rsa.key", Some(E::Size("is shorter"))),
            ("README.md", Some(E::NoKey)),
        ] {
            assert_eq!(SigningKey::from_pem(&read(name)).err(), expected, "{name}");
        }
    }

    #[test]
    fn a_key_beside_its_certificate_is_found_with_any_line_ends() {
        let both = [read("login.crt"), read("login.key")].concat();
        assert!(SigningKey::from_pem(&both).is_ok());
        let windows = String::from_utf8(both).unwrap().replace('\n', "\r\n");
        assert!(SigningKey::from_pem(windows.as_bytes()).is_ok());
    }

    #[test]
    fn what_is_cut_off_or_of_another_tool_is_named() {
        use SigningKeyError as E;
        let key = String::from_utf8(read("login.key")).unwrap();
        let one_line = key.replace('\n', "\\n");
        let damaged = key.replacen("MIIE", "MIIF", 1);
        for (text, expected) in [
            ("", E::NoKey),
            (&key[..key.len() / 2], E::NoKey),
            (&one_line, E::NoKey),
            (&damaged, E::Damaged("its encoding is not that of a key")),
            ("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n", E::OpenSsh),
            ("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n", E::CertificateRequest),
            ("-----BEGIN RSA PUBLIC KEY-----\nAAAA\n-----END RSA PUBLIC KEY-----\n", E::PublicKey),
        ] {
            assert_eq!(SigningKey::from_pem(text.as_bytes()).err(), Some(expected), "{text:.40}");
        }
    }

    #[test]
    fn a_signature_is_the_certificates() {
        let certificate = rustls::pki_types::CertificateDer::from_pem_slice(&read("login.crt")).unwrap();
        let certificate = webpki::EndEntityCert::try_from(&certificate).unwrap();
        let verify = |key: &str, message: &[u8]| {
            let signature = SigningKey::from_pem(&read(key)).unwrap().sign(b"what is signed");
            let algorithm = webpki::ring::RSA_PKCS1_2048_8192_SHA256;
            certificate.verify_signature(algorithm, message, &signature).is_ok()
        };
        assert!(verify("login.key", b"what is signed") && verify("login.rsa.key", b"what is signed"));
        assert!(!verify("other.key", b"what is signed") && !verify("login.key", b"what was signed"));
    }
}
