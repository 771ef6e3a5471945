//! The key of our own store, and where it rests: in the environment, in the keyring, else in a file beside the store.

use std::{
    fmt, fs, io,
    path::{Path, PathBuf},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use ring::digest::{SHA256, digest};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};
use serde::{Deserialize, Serialize};

use super::keyring::{Keyring, KeyringError};
use crate::login::{
    cipher::{KEY_BYTES, random},
    whole,
};

/// The file with the key, where no better place is.
const FILE_NAME: &str = "store.key";

/// The variable that holds the key.
const VARIABLE: &str = "XCRED_STORE_KEY";

/// Bytes of a key's mark.
const MARK_BYTES: usize = 8;

/// Where the key of the store rests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyPlace {
    /// In `XCRED_STORE_KEY`.
    Environment,
    /// In the keyring of the operating system.
    Keyring,
    /// In this file.
    File(PathBuf),
}

impl fmt::Display for KeyPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment => write!(f, "`{VARIABLE}`"),
            Self::Keyring => f.write_str("the keyring"),
            Self::File(file) => write!(f, "`{}`", file.display()),
        }
    }
}

/// What the store's file says of its key: enough to find it, and to tell it from another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct KeyNote {
    pub(super) rests: Rests,
    mark: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Rests {
    Environment,
    Keyring,
    File,
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The variable holds something else.
    #[error("`{VARIABLE}` holds no key of {KEY_BYTES} bytes in hexadecimal or base64")]
    NotAKey,
    /// The variable is not set, and the store was sealed with what it held.
    #[error("the store was sealed with a key of `{VARIABLE}`, which is not set")]
    NotInEnvironment,
    /// The keyring does not give it.
    #[error("the key of the store rests in the keyring")]
    Keyring(#[source] KeyringError),
    /// The keyring has none.
    #[error("the keyring no longer holds the key of the store")]
    NotInKeyring,
    /// The file cannot be read or made.
    #[error("the key file `{path}` cannot be used")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file holds something else.
    #[error("`{path}` holds no key")]
    NotAKeyFile {
        /// The file.
        path: PathBuf,
    },
    /// Others may read the file.
    #[error("others than its owner may read the key file `{path}` (mode {mode:o})")]
    OpenToOthers {
        /// The file.
        path: PathBuf,
        /// Its mode.
        mode: u32,
    },
    /// The key is another than the one that the store was sealed with.
    #[error("the key of {place} is not the one that the store was sealed with")]
    Another {
        /// Where it rests.
        place: KeyPlace,
    },
}

/// A key, and where it rests.
pub(super) struct Key {
    pub(super) bytes: Zeroizing<[u8; KEY_BYTES]>,
    pub(super) place: KeyPlace,
}

impl Key {
    /// What the store's file is to say of it.
    pub(super) fn note(&self) -> KeyNote {
        let rests = match self.place {
            KeyPlace::Environment => Rests::Environment,
            KeyPlace::Keyring => Rests::Keyring,
            KeyPlace::File(_) => Rests::File,
        };
        KeyNote { rests, mark: self.mark() }
    }

    /// What tells the key from others and does not give it away.
    fn mark(&self) -> String {
        let text = [b"xcred login store\n", self.bytes.as_slice()].concat();
        digest(&SHA256, &text).as_ref()[..MARK_BYTES].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Who keeps the key.
pub(super) struct Keys<'k> {
    /// What `XCRED_STORE_KEY` holds.
    pub(super) given: Option<&'k SecretString>,
    pub(super) keyring: &'k dyn Keyring,
    /// The folder of the store.
    pub(super) folder: &'k Path,
}

impl Keys<'_> {
    /// The key that a store was sealed with.
    pub(super) fn of(&self, note: &KeyNote) -> Result<Key, KeyError> {
        // Whoever moves a store between machines gives its key, wherever it rested.
        if let Some(key) = self.of_environment()?.filter(|key| key.mark() == note.mark) {
            return Ok(key);
        }
        let key = match note.rests {
            Rests::Environment => self.of_environment()?.ok_or(KeyError::NotInEnvironment)?,
            Rests::Keyring => self.of_keyring().map_err(KeyError::Keyring)?.ok_or(KeyError::NotInKeyring)?,
            Rests::File => self.of_file()?,
        };
        if key.mark() == note.mark { Ok(key) } else { Err(KeyError::Another { place: key.place }) }
    }

    /// A key for a store that is sealed for the first time: the one that is there, or a new one.
    pub(super) fn first(&self) -> Result<Key, KeyError> {
        if let Some(key) = self.of_environment()? {
            return Ok(key);
        }
        match self.of_keyring() {
            Ok(Some(key)) => Ok(key),
            Ok(None) => self.new_in_keyring(),
            Err(_) => self.in_file(),
        }
    }

    fn of_environment(&self) -> Result<Option<Key>, KeyError> {
        let Some(given) = self.given else { return Ok(None) };
        let bytes = bytes_of(given.expose_secret()).ok_or(KeyError::NotAKey)?;
        Ok(Some(Key { bytes, place: KeyPlace::Environment }))
    }

    fn of_keyring(&self) -> Result<Option<Key>, KeyringError> {
        let Some(text) = self.keyring.get()? else { return Ok(None) };
        let strange = || KeyringError::Refused("what it holds is no key".to_owned());
        let bytes = bytes_of(text.expose_secret()).ok_or_else(strange)?;
        Ok(Some(Key { bytes, place: KeyPlace::Keyring }))
    }

    fn new_in_keyring(&self) -> Result<Key, KeyError> {
        let bytes = Zeroizing::new(random());
        match self.keyring.put(&SecretString::from(STANDARD.encode(bytes.as_slice()))) {
            Ok(()) => Ok(Key { bytes, place: KeyPlace::Keyring }),
            Err(_) => self.in_file(),
        }
    }

    /// The key of the file; where there is no file, a new one.
    fn in_file(&self) -> Result<Key, KeyError> {
        let path = self.file();
        let bytes: Zeroizing<[u8; KEY_BYTES]> = Zeroizing::new(random());
        let text = Zeroizing::new(STANDARD.encode(bytes.as_slice()) + "\n");
        match whole::create(&path, text.as_bytes()) {
            Ok(()) => Ok(Key { bytes, place: KeyPlace::File(path) }),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => self.of_file(),
            Err(source) => Err(KeyError::File { path, source }),
        }
    }

    fn of_file(&self) -> Result<Key, KeyError> {
        let path = self.file();
        let read = || {
            let mode = mode_of(&fs::metadata(&path)?);
            Ok((mode, Zeroizing::new(fs::read_to_string(&path)?)))
        };
        let (mode, text) = read().map_err(|source| KeyError::File { path: path.clone(), source })?;
        if mode & 0o077 != 0 {
            return Err(KeyError::OpenToOthers { path, mode });
        }
        let Some(bytes) = bytes_of(&text) else { return Err(KeyError::NotAKeyFile { path }) };
        Ok(Key { bytes, place: KeyPlace::File(path) })
    }

    fn file(&self) -> PathBuf {
        self.folder.join(FILE_NAME)
    }
}

/// The permissions of a file, where the system has them.
#[cfg(unix)]
fn mode_of(metadata: &fs::Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o777
}

#[cfg(not(unix))]
fn mode_of(_: &fs::Metadata) -> u32 {
    0
}

/// The key that a text stands for.
fn bytes_of(text: &str) -> Option<Zeroizing<[u8; KEY_BYTES]>> {
    let text = text.trim();
    let bytes = match text.len() {
        length if length == 2 * KEY_BYTES && text.is_ascii() => (0..KEY_BYTES)
            .map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok())
            .collect::<Option<Vec<u8>>>()?,
        _ => STANDARD.decode(text).ok()?,
    };
    Some(Zeroizing::new(Zeroizing::new(bytes).as_slice().try_into().ok()?))
}
