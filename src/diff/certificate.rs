//! The certificate in a content file: which it is, whose, and until when.
//!
//! The same certificate can be written as PEM, as its base64 alone, or in DER; its fingerprint is the same. Whatever else
//! stands in the file, such as a private key, is compared and never told.

use std::fmt::Write;

use base64::{Engine, engine::general_purpose::STANDARD};
use ring::digest::{SHA256, digest};
use x509_cert::{Certificate, der::Decode};

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const RULE: &str = "-----";

/// What people know a certificate by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateFacts {
    /// SHA-256 of its DER, in hexadecimal digits.
    pub fingerprint: String,
    /// Whose it is, as RFC 4514 writes it.
    pub subject: String,
    /// From when it is valid, in UTC.
    pub not_before: String,
    /// Until when it is valid, in UTC.
    pub not_after: String,
}

impl CertificateFacts {
    /// The facts of the first certificate in a content file; nothing where it holds none that can be read.
    pub(super) fn of(content: &[u8]) -> Option<Self> {
        let blocks = blocks_of(content)?;
        let facts = blocks.iter().find_map(|block| Some((&block.der, Certificate::from_der(&block.der).ok()?)));
        let (der, certificate) = facts?;
        let certificate = certificate.tbs_certificate();
        Some(Self {
            fingerprint: hexadecimal(digest(&SHA256, der).as_ref()),
            subject: certificate.subject().to_string(),
            not_before: certificate.validity().not_before.to_date_time().to_string(),
            not_after: certificate.validity().not_after.to_date_time().to_string(),
        })
    }
}

/// Whether two content files hold the same, however it is encoded. Files that are no certificate are the same where their
/// bytes are.
pub(super) fn same_content(one: &[u8], other: &[u8]) -> bool {
    match (blocks_of(one), blocks_of(other)) {
        (Some(one), Some(other)) => one == other,
        _ => false,
    }
}

/// A part of a content file.
#[derive(PartialEq, Eq)]
struct Block {
    label: String,
    der: Vec<u8>,
}

/// What a content file holds; nothing where that cannot be read whole.
fn blocks_of(content: &[u8]) -> Option<Vec<Block>> {
    let certificate = |der: Vec<u8>| Block { label: "CERTIFICATE".to_owned(), der };
    if Certificate::from_der(content).is_ok() {
        return Some(vec![certificate(content.to_vec())]);
    }
    let text = std::str::from_utf8(content).ok()?;
    if !text.contains(BEGIN) {
        let der = decoded(text)?;
        return Certificate::from_der(&der).is_ok().then(|| vec![certificate(der)]);
    }
    text.split(BEGIN).skip(1).map(block).collect()
}

/// A block from behind its `BEGIN`.
fn block(text: &str) -> Option<Block> {
    let (label, rest) = text.split_once(RULE)?;
    let (body, end) = rest.split_once(END)?;
    end.starts_with(label).then_some(())?;
    Some(Block { label: label.to_owned(), der: decoded(body)? })
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    let digits: String = text.chars().filter(|character| !character.is_ascii_whitespace()).collect();
    STANDARD.decode(digits.trim_start_matches('\u{feff}')).ok()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes everything");
        text
    })
}
