//! The keyring of the operating system, as far as our own store needs it: one key, put and got.

use secrecy::SecretString;

use crate::login::Environment;

/// Where the operating system keeps a key.
pub trait Keyring: Send + Sync {
    /// The key, where one was put there.
    fn get(&self) -> Result<Option<SecretString>, KeyringError>;

    /// Puts a key there, over another.
    fn put(&self, key: &SecretString) -> Result<(), KeyringError>;
}

/// Why the keyring does not give or take a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyringError {
    /// There is none: no bus, no service behind it, no user who is logged in at the machine.
    #[error("there is no keyring")]
    None,
    /// There is one, and it refused.
    #[error("the keyring refused: {0}")]
    Refused(String),
}

/// No keyring at all.
#[derive(Debug, Clone, Copy)]
pub struct NoKeyring;

impl Keyring for NoKeyring {
    fn get(&self) -> Result<Option<SecretString>, KeyringError> {
        Err(KeyringError::None)
    }

    fn put(&self, _key: &SecretString) -> Result<(), KeyringError> {
        Err(KeyringError::None)
    }
}

/// The keyring of this machine.
pub fn of_the_system(environment: &Environment) -> Box<dyn Keyring> {
    #[cfg(target_os = "linux")]
    return secret_service::keyring(environment);
    #[cfg(target_os = "macos")]
    return keychain::keyring(environment);
    #[cfg(windows)]
    return credential_manager::keyring(environment);
    #[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
    return Box::new(NoKeyring);
}

/// What the key is called in keyrings: for people who look into theirs, and to find it again.
#[cfg(any(target_os = "linux", target_os = "macos", windows))]
const SERVICE: &str = "xcred";
#[cfg(any(target_os = "linux", target_os = "macos", windows))]
const ACCOUNT: &str = "key of the login store";

/// A secret of the keyring as text; ours are.
#[cfg(any(target_os = "linux", target_os = "macos", windows))]
fn text(bytes: Vec<u8>) -> Result<SecretString, KeyringError> {
    let text = String::from_utf8(bytes).map_err(|_| KeyringError::Refused("what it holds is no key".to_owned()))?;
    Ok(SecretString::from(text))
}

#[cfg(windows)]
mod credential_manager;
#[cfg(target_os = "macos")]
mod keychain;
#[cfg(target_os = "linux")]
mod secret_service;
