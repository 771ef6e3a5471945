//! Certificates by what they are, however they are written.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::*;
use crate::metadata::ComponentFile;

const CERTIFICATE: &str = include_str!("../../../sample-project/integrations/shared/certs/Larkhill_Signing.crt");

fn der() -> Vec<u8> {
    let digits: String = CERTIFICATE.lines().filter(|line| !line.starts_with('-')).collect();
    STANDARD.decode(digits).unwrap()
}

fn side(content: &[u8]) -> Snapshot {
    let file = |role, name: &str, bytes: &[u8]| ComponentFile { path: name.into(), role, bytes: bytes.into() };
    let metadata = b"<Certificate><caSigned>false</caSigned><masterLabel>L</masterLabel></Certificate>";
    let files = vec![file(FileRole::Metadata, "L.crt-meta.xml", metadata), file(FileRole::Content, "L.crt", content)];
    Snapshot::of([Component::new(ComponentId::new("Certificate", "L"), files)])
}

fn content(before: &[u8], after: &[u8]) -> Option<ContentChange> {
    let comparison = compare(&side(before), &side(after));
    comparison.changes.iter().next().and_then(|(_, change)| change.content.clone())
}

#[test]
fn the_same_certificate_in_another_encoding_is_no_difference() {
    let bare = STANDARD.encode(der());
    let windows = CERTIFICATE.replace('\n', "\r\n");
    for other in [&der()[..], bare.as_bytes(), windows.as_bytes()] {
        assert_eq!(content(CERTIFICATE.as_bytes(), other), None);
    }
}

#[test]
fn another_certificate_is_told_by_its_fingerprint_and_its_time() {
    let mut other = der();
    *other.last_mut().unwrap() ^= 1;
    let change = content(CERTIFICATE.as_bytes(), &other).unwrap();
    let facts = change.certificate_before.unwrap();
    assert_eq!(facts.fingerprint, "081ad03b16c58fc59bdabb8bd42c559956560a14c15cde66252e981c751b2fe7");
    assert_eq!(facts.not_before, "2026-11-22T01:18:46Z");
    assert_eq!(facts.not_after, "2046-11-17T01:18:46Z");
    assert_eq!(facts.subject, "C=GB,O=Larkhill Coffee,CN=Larkhill_Signing");
    assert_ne!(change.certificate_after.unwrap().fingerprint, facts.fingerprint);
}

#[test]
fn private_keys_and_what_cannot_be_read_are_compared_and_never_told() {
    let key = format!("{CERTIFICATE}-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n");
    let change = content(CERTIFICATE.as_bytes(), key.as_bytes()).unwrap();
    assert!(!format!("{change:?}").contains("c2VjcmV0") && !format!("{change:?}").contains("secret"));
    let change = content(b"one", b"other").unwrap();
    assert_eq!((change.before, change.after, change.certificate_before), (Some(3), Some(5), None));
}
