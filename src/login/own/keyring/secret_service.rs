//! The Secret Service of freedesktop.org, which GNOME Keyring, `KWallet` and `KeePassXC` provide.

use std::collections::HashMap;

use dbus_secret_service::{EncryptionType, Error, SecretService};
use secrecy::{ExposeSecret, SecretString};

use super::{ACCOUNT, Environment, Keyring, KeyringError, NoKeyring, SERVICE, text};

/// Seconds that people get to unlock their keyring.
const LONGEST_PROMPT: u64 = 60;

/// The keyring behind the user's bus. Where the environment names no bus, there is none to ask: libdbus would try to
/// start one.
pub(super) fn keyring(environment: &Environment) -> Box<dyn Keyring> {
    let is_named = environment.text("DBUS_SESSION_BUS_ADDRESS").is_some();
    let socket = environment.path("XDG_RUNTIME_DIR").map(|folder| folder.join("bus"));
    if is_named || socket.is_some_and(|socket| socket.exists()) { Box::new(Bus) } else { Box::new(NoKeyring) }
}

struct Bus;

impl Keyring for Bus {
    fn get(&self) -> Result<Option<SecretString>, KeyringError> {
        let service = connect()?;
        let found = service.search_items(attributes()).map_err(refused)?;
        let Some(item) = found.unlocked.first().or(found.locked.first()) else { return Ok(None) };
        item.ensure_unlocked().or_else(|_| item.unlock()).map_err(refused)?;
        item.get_secret().map_err(refused).and_then(text).map(Some)
    }

    fn put(&self, key: &SecretString) -> Result<(), KeyringError> {
        let service = connect()?;
        let collection = service.get_default_collection().map_err(refused)?;
        collection.ensure_unlocked().or_else(|_| collection.unlock()).map_err(refused)?;
        let secret = key.expose_secret().as_bytes();
        collection.create_item("xcred", attributes(), secret, true, "text/plain").map_err(refused)?;
        Ok(())
    }
}

/// The session is a plain one: the bus is a socket of this machine that only its user can open, and whoever may listen
/// to it may ask the service as well.
fn connect() -> Result<SecretService, KeyringError> {
    SecretService::connect_with_max_prompt_timeout(EncryptionType::Plain, LONGEST_PROMPT)
        .map_err(|_| KeyringError::None)
}

fn attributes() -> HashMap<&'static str, &'static str> {
    HashMap::from([("service", SERVICE), ("username", ACCOUNT)])
}

fn refused(error: Error) -> KeyringError {
    match error {
        // A bus with a service but no collection is that of a machine nobody logs in to.
        Error::Unavailable | Error::NoResult => KeyringError::None,
        error => KeyringError::Refused(error.to_string()),
    }
}
