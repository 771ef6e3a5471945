//! What became of logins.

use std::path::PathBuf;

/// A login that was made and kept.
#[derive(Debug, Default)]
pub struct LoginReport {
    /// Whose it is.
    pub user_name: String,
    /// The org's id.
    pub org_id: String,
    /// Where the org is.
    pub instance_url: String,
    /// Where sessions begin.
    pub login_url: String,
    /// What the org is called after `-o`, beside the user name.
    pub aliases: Vec<String>,
    /// How sessions begin.
    pub way: String,
    /// The app that they belong to.
    pub client_id: Option<String>,
    /// What they may be used for, as the org lists it.
    pub scope: Option<String>,
    /// Whether new sessions can begin without the user.
    pub is_lasting: bool,
    /// The file that keeps it.
    pub file: PathBuf,
    /// Where the key of that file rests, where it was put there now.
    pub key: Option<String>,
}

/// Logins that were ended.
#[derive(Debug, Default)]
pub struct LogoutReport {
    /// Each of them.
    pub logins: Vec<LoggedOut>,
}

/// A login that was ended. It is forgotten here in any case.
#[derive(Debug)]
pub struct LoggedOut {
    /// Whose it was.
    pub user_name: String,
    /// Where its org is.
    pub host: String,
    /// What the org knows of it.
    pub revoked: Revocation,
}

/// What the org knows of a login that was ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Revocation {
    /// It has revoked the login.
    Done,
    /// It knew the login no more.
    Needless,
    /// There was no token to revoke.
    NothingToRevoke,
    /// The login may be good there still, and why.
    Failed(String),
}

impl LogoutReport {
    /// Whether a login may be good still.
    pub fn has_failed(&self) -> bool {
        self.logins.iter().any(|login| matches!(login.revoked, Revocation::Failed(_)))
    }
}
