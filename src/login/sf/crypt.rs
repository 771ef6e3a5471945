//! How the Salesforce CLI keeps secrets: AES-256-GCM in hexadecimal, in two forms that differ by the length of the key.
//!
//! A text is `<nonce><sealed>:<tag>`. In the first form, whose key is a text of 32 characters, key and nonce are the
//! characters themselves; in the second, whose key has 64, both are what the characters stand for. Source: `crypto.ts` of
//! `@salesforce/core`.

use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};

use crate::login::cipher::{KEY_BYTES, NONCE_BYTES, TAG_BYTES, open, random, seal};

/// A key of the Salesforce CLI.
#[derive(Clone)]
pub(super) enum Key {
    /// The characters are the key; so are those of nonces.
    One(Zeroizing<[u8; KEY_BYTES]>),
    /// The characters stand for the key; so do those of nonces.
    Two(Zeroizing<[u8; KEY_BYTES]>),
}

/// Why a secret of the Salesforce CLI cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CryptError {
    /// The key is of no form that is known.
    #[error("its key has {length} characters, and those of the known forms have 32 or 64")]
    UnknownKey {
        /// How long it is.
        length: usize,
    },
    /// The text is none that was sealed in a form that is known.
    #[error("a secret in it is not in the form that the Salesforce CLI writes")]
    UnknownForm,
    /// Another key sealed it, or it was changed.
    #[error("a secret in it was sealed with another key, or changed since")]
    AnotherKey,
}

impl Key {
    pub(super) fn of(text: &SecretString) -> Result<Self, CryptError> {
        let text = text.expose_secret();
        let unknown = CryptError::UnknownKey { length: text.len() };
        match text.len() {
            KEY_BYTES => Ok(Self::One(Zeroizing::new(text.as_bytes().try_into().map_err(|_| unknown)?))),
            64 => {
                let bytes = Zeroizing::new(bytes_of(text).ok_or(unknown)?);
                Ok(Self::Two(Zeroizing::new(bytes.as_slice().try_into().map_err(|_| unknown)?)))
            }
            _ => Err(unknown),
        }
    }

    /// Opens a sealed text.
    pub(super) fn open(&self, text: &str) -> Result<SecretString, CryptError> {
        let (sealed, tag) = text.split_once(':').ok_or(CryptError::UnknownForm)?;
        let of_nonce = match self {
            Self::One(_) => NONCE_BYTES,
            Self::Two(_) => 2 * NONCE_BYTES,
        };
        let (nonce, sealed) = sealed.split_at_checked(of_nonce).ok_or(CryptError::UnknownForm)?;
        let nonce = match self {
            Self::One(_) => nonce.as_bytes().to_vec(),
            Self::Two(_) => bytes_of(nonce).ok_or(CryptError::UnknownForm)?,
        };
        let (mut sealed, tag) =
            (bytes_of(sealed).ok_or(CryptError::UnknownForm)?, bytes_of(tag).ok_or(CryptError::UnknownForm)?);
        if tag.len() != TAG_BYTES {
            return Err(CryptError::UnknownForm);
        }
        sealed.extend(tag);
        let nonce = nonce.try_into().map_err(|_| CryptError::UnknownForm)?;
        let opened = open(self.bytes(), nonce, b"", &sealed).map_err(|_| CryptError::AnotherKey)?;
        String::from_utf8(opened).map(SecretString::from).map_err(|_| CryptError::UnknownForm)
    }

    /// Seals a text.
    pub(super) fn seal(&self, text: &str) -> String {
        let (nonce, written) = match self {
            Self::One(_) => {
                let written = hex(&random::<{ NONCE_BYTES / 2 }>());
                (written.as_bytes().try_into().expect("two characters stand for a byte"), written)
            }
            Self::Two(_) => {
                let nonce = random();
                (nonce, hex(&nonce))
            }
        };
        let sealed = seal(self.bytes(), nonce, b"", text.as_bytes());
        let (sealed, tag) = sealed.split_at(text.len());
        format!("{written}{}:{}", hex(sealed), hex(tag))
    }

    fn bytes(&self) -> &[u8; KEY_BYTES] {
        let (Self::One(bytes) | Self::Two(bytes)) = self;
        bytes
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    if !hex.is_ascii() || !hex.len().is_multiple_of(2) {
        return None;
    }
    (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Keys, and what the Salesforce CLI's own `Crypto` made with them of `canary ü` (the nonce is random).
    const SAMPLES: &[(&str, &str)] = &[
        ("0123456789abcdef0123456789abcdef", "31708b63c3f547e31980803cc2f534:3fb14576acfb97dcda8cd48e1dc75ede"),
        (
            "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            "ede8e4e00b9267d547f95a7450916625dcda308ba7:f56698e37640b66354c9e4b2982af4d2",
        ),
    ];

    fn key(text: &str) -> Key {
        Key::of(&SecretString::from(text)).ok().unwrap()
    }

    #[test]
    fn what_the_salesforce_cli_sealed_is_opened() {
        for (text, sealed) in SAMPLES {
            assert_eq!(key(text).open(sealed).unwrap().expose_secret(), "canary ü", "{text}");
            let other = key(&text.replace('a', "b"));
            assert_eq!(other.open(sealed).err(), Some(CryptError::AnotherKey));
        }
    }

    #[test]
    fn what_is_in_no_known_form_is_told() {
        for length in [0, 16, 31, 33, 65] {
            let error = Key::of(&SecretString::from("a".repeat(length))).err().unwrap();
            assert_eq!(error, CryptError::UnknownKey { length });
        }
        assert!(Key::of(&SecretString::from("z".repeat(64))).is_err());
        for text in ["", "x", ":", "0123:45", "v3:0123:4567", "[REDACTED] Use", "00D000000000001!AQ", "ü:ü"] {
            for key in [key(&"a".repeat(32)), key(&"a".repeat(64))] {
                assert_eq!(key.open(text).err(), Some(CryptError::UnknownForm), "{text}");
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_sealed_is_opened_and_no_two_are_alike(text in ".*", bytes in "[0-9a-f]{64}") {
            for key in [key(&bytes[..32]), key(&bytes)] {
                let sealed = key.seal(&text);
                let opened = key.open(&sealed).unwrap();
                prop_assert_eq!(opened.expose_secret(), &text);
                prop_assert_ne!(sealed, key.seal(&text));
            }
        }
    }
}
