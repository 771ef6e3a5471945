//! The keychain of macOS.

use secrecy::{ExposeSecret, SecretString};
use security_framework::{
    base::Error,
    passwords::{get_generic_password, set_generic_password},
};

use super::{ACCOUNT, Environment, Keyring, KeyringError, SERVICE, text};

/// `errSecItemNotFound` of Security.framework.
const NOT_FOUND: i32 = -25_300;

pub(super) fn keyring(_: &Environment) -> Box<dyn Keyring> {
    Box::new(Keychain)
}

struct Keychain;

impl Keyring for Keychain {
    fn get(&self) -> Result<Option<SecretString>, KeyringError> {
        match get_generic_password(SERVICE, ACCOUNT) {
            Ok(secret) => text(secret).map(Some),
            Err(error) if error.code() == NOT_FOUND => Ok(None),
            Err(error) => Err(refused(&error)),
        }
    }

    fn put(&self, key: &SecretString) -> Result<(), KeyringError> {
        set_generic_password(SERVICE, ACCOUNT, key.expose_secret().as_bytes()).map_err(|error| refused(&error))
    }
}

fn refused(error: &Error) -> KeyringError {
    KeyringError::Refused(error.message().unwrap_or_else(|| format!("error {}", error.code())))
}
