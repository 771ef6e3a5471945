//! AES-256 in Galois/Counter Mode (NIST SP 800-38D), by which our own store and the Salesforce CLI keep secrets.

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

/// Bytes of a key.
pub(super) const KEY_BYTES: usize = 32;

/// Bytes of the tag that proves that a text was sealed with the key.
pub(super) const TAG_BYTES: usize = 16;

/// Bytes of the value that differs for each text.
pub(super) const NONCE_BYTES: usize = NONCE_LEN;

/// Why a text cannot be opened: another key sealed it, or it was changed. More cannot be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it was sealed with another key, or changed since")]
pub(super) struct NotSealedByThis;

/// Seals a text; the tag stands at its end. A nonce may be used once with a key. What the text belongs to is sealed with it.
pub(super) fn seal(key: &[u8; KEY_BYTES], nonce: [u8; NONCE_BYTES], belongs_to: &[u8], text: &[u8]) -> Vec<u8> {
    let mut sealed = text.to_vec();
    let tag = sealing(key)
        .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(belongs_to), &mut sealed)
        .expect("a login is shorter than 64 GB");
    sealed.extend_from_slice(tag.as_ref());
    sealed
}

/// Opens a sealed text.
pub(super) fn open(
    key: &[u8; KEY_BYTES],
    nonce: [u8; NONCE_BYTES],
    belongs_to: &[u8],
    sealed: &[u8],
) -> Result<Vec<u8>, NotSealedByThis> {
    let mut text = sealed.to_vec();
    sealing(key)
        .open_in_place(Nonce::assume_unique_for_key(nonce), Aad::from(belongs_to), &mut text)
        .map_err(|_| NotSealedByThis)?;
    text.truncate(sealed.len() - TAG_BYTES);
    Ok(text)
}

/// Random bytes.
pub(super) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system has randomness");
    bytes
}

fn sealing(key: &[u8; KEY_BYTES]) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).expect("the key is as long as one is"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_is_opened_and_what_was_changed_is_not() {
        let (key, nonce) = ([7; KEY_BYTES], [9; NONCE_BYTES]);
        let sealed = seal(&key, nonce, b"me", b"canary");
        assert_eq!(sealed.len(), 6 + TAG_BYTES);
        assert_eq!(open(&key, nonce, b"me", &sealed).unwrap(), b"canary");
        assert_eq!(open(&[8; KEY_BYTES], nonce, b"me", &sealed), Err(NotSealedByThis));
        assert_eq!(open(&key, nonce, b"you", &sealed), Err(NotSealedByThis));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(open(&key, nonce, b"me", &changed), Err(NotSealedByThis), "byte {at}");
        }
        for length in 0..TAG_BYTES {
            assert_eq!(open(&key, nonce, b"me", &sealed[..length]), Err(NotSealedByThis));
        }
    }

    /// Test case 14 of the specification of GCM, as NIST took it over.
    #[test]
    fn it_is_the_cipher_that_others_speak() {
        let sealed = seal(&[0; KEY_BYTES], [0; NONCE_BYTES], b"", &[0; 16]);
        let hex: String = sealed.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
    }
}
