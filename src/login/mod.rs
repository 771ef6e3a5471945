//! Where logins rest and come from: the environment, a store of our own, the files of the Salesforce CLI, that CLI itself.
//!
//! A [`Login`] is what can be told of one: whose it is, of which org, and by which way sessions begin. Its [`Secrets`] are
//! apart, so that whoever lists logins never holds one. Nothing here reads the process's environment or talks to a
//! terminal: both come in as an [`Environment`], and go out as values.

pub mod callback;
mod cipher;
mod environment;
pub mod find;
mod given;
mod last;
pub mod own;
mod program;
mod renew;
pub mod sf;
mod turn;
mod whole;

use std::{collections::BTreeSet, fmt, path::PathBuf};

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

pub use environment::{Environment, VARIABLES};
pub use own::{KeyPlace, OwnStore, OwnStoreError};

pub use find::{FindError, Found, NamedBy, Skipped, Target, Wish, find, found_again, given_again, known, list, target};
pub use given::GivenError;
pub use last::{LastKnown, Seen};
pub use renew::{BeginError, Renewal, Stores};
pub use sf::{SalesforceCli, SfError, SfStore};

use crate::org::{AccessToken, InstanceUrl};

/// What can be told of a login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The name that the user logs in with; a bare access token does not tell it.
    pub user_name: Option<String>,
    /// The org's id.
    pub org_id: Option<String>,
    /// Where the org is; some ways learn it only when a session begins.
    pub instance_url: Option<InstanceUrl>,
    /// Where sessions begin.
    pub login_url: InstanceUrl,
    /// What people call it.
    pub aliases: BTreeSet<String>,
    /// How sessions begin.
    pub way: Way,
    /// Where it rests.
    pub origin: Origin,
}

/// How sessions of a login begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "way", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum Way {
    /// With a refresh token, which a login in a browser left.
    RefreshToken {
        /// The app that the token was given to.
        client_id: String,
    },
    /// With an assertion that a private key signs.
    Jwt {
        /// The app that knows the key's certificate.
        client_id: String,
        /// The file of the private key; without one, the key is among the secrets.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key_file: Option<PathBuf>,
        /// Whom the assertion is for, where it is not the login URL.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        audience: Option<String>,
    },
    /// With the secret of an app that runs as a user of its own.
    ClientCredentials {
        /// The app.
        client_id: String,
    },
    /// There is one session, and no way to another.
    Token,
    /// The Salesforce CLI gives sessions.
    SalesforceCli,
}

impl Way {
    /// The app that sessions belong to, where one is known.
    pub fn client_id(&self) -> Option<&str> {
        match self {
            Self::RefreshToken { client_id } | Self::Jwt { client_id, .. } | Self::ClientCredentials { client_id } => {
                Some(client_id)
            }
            Self::Token | Self::SalesforceCli => None,
        }
    }
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::RefreshToken { .. } => "refresh token",
            Self::Jwt { .. } => "JWT",
            Self::ClientCredentials { .. } => "client credentials",
            Self::Token => "access token",
            Self::SalesforceCli => "Salesforce CLI",
        })
    }
}

/// Where a login rests.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// In variables of the environment; this is the one that decides.
    Environment(&'static str),
    /// On standard input, for this run alone.
    StandardInput,
    /// In our own store: its file.
    OwnStore(PathBuf),
    /// In a file of the Salesforce CLI.
    SalesforceCliFile(PathBuf),
    /// With the Salesforce CLI, wherever it keeps it: the program.
    SalesforceCli(PathBuf),
}

impl Origin {
    /// The place without the name of the file.
    pub fn place(&self) -> String {
        match self {
            Self::OwnStore(_) => "xcred".to_owned(),
            Self::SalesforceCliFile(_) | Self::SalesforceCli(_) => "Salesforce CLI".to_owned(),
            Self::Environment(variable) => format!("`{variable}`"),
            Self::StandardInput => "standard input".to_owned(),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment(variable) => write!(f, "the environment (`{variable}`)"),
            Self::StandardInput => f.write_str("standard input"),
            Self::OwnStore(file) => write!(f, "xcred's own store (`{}`)", file.display()),
            Self::SalesforceCliFile(file) => write!(f, "the Salesforce CLI's files (`{}`)", file.display()),
            Self::SalesforceCli(program) => write!(f, "the Salesforce CLI itself (`{}`)", program.display()),
        }
    }
}

/// What proves a login. None of it can be printed.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    /// The token of the last session that is known.
    pub access_token: Option<AccessToken>,
    /// What begins the next session.
    pub refresh_token: Option<SecretString>,
    /// The secret of the app.
    pub client_secret: Option<SecretString>,
    /// The private key (PEM) that signs assertions, where it is in no file.
    pub private_key: Option<SecretString>,
}

#[cfg(test)]
#[cfg(unix)]
mod testing;
