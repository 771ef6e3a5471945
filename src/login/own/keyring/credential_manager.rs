//! The Credential Manager of Windows.

use keyring_core::{Entry, Error, api::CredentialStoreApi};
use secrecy::{ExposeSecret, SecretString};
use windows_native_keyring_store::Store;

use super::{ACCOUNT, Environment, Keyring, KeyringError, SERVICE, text};

pub(super) fn keyring(_: &Environment) -> Box<dyn Keyring> {
    Box::new(CredentialManager)
}

struct CredentialManager;

impl Keyring for CredentialManager {
    fn get(&self) -> Result<Option<SecretString>, KeyringError> {
        match entry()?.get_secret() {
            Ok(secret) => text(secret).map(Some),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(KeyringError::Refused(error.to_string())),
        }
    }

    fn put(&self, key: &SecretString) -> Result<(), KeyringError> {
        let put = entry()?.set_secret(key.expose_secret().as_bytes());
        put.map_err(|error| KeyringError::Refused(error.to_string()))
    }
}

fn entry() -> Result<Entry, KeyringError> {
    let store = Store::new().map_err(|_| KeyringError::None)?;
    store.build(SERVICE, ACCOUNT, None).map_err(|error| KeyringError::Refused(error.to_string()))
}
