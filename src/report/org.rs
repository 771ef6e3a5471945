//! The orgs that there is a login for, and the one that is meant.

use std::path::PathBuf;

use jiff::Timestamp;

use crate::metadata::ApiVersion;

/// What `xcred org list` found.
#[derive(Debug, Default)]
pub struct OrgListReport {
    /// The logins, in the order in which they are found.
    pub logins: Vec<KnownLogin>,
}

/// A login that is known.
#[derive(Debug, Clone, Default)]
pub struct KnownLogin {
    /// Whose it is, where that is known before a session begins.
    pub user_name: Option<String>,
    /// What the org is called after `-o`, beside the user name.
    pub aliases: Vec<String>,
    /// The org's id.
    pub org_id: Option<String>,
    /// Where the org is.
    pub instance_url: Option<String>,
    /// Where sessions begin.
    pub login_url: String,
    /// How they begin.
    pub way: String,
    /// The app that they belong to.
    pub client_id: Option<String>,
    /// Where the login rests, as people call it.
    pub origin: String,
    /// The file that it rests in.
    pub file: Option<PathBuf>,
    /// Whether commands use it where no org is named.
    pub is_default: bool,
    /// Whether its session worked, when that was last seen.
    pub session: Option<SessionSeen>,
    /// Why it does not, where that was asked now.
    pub problem: Option<String>,
}

/// Whether a session worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionSeen {
    /// Whether it did.
    pub works: bool,
    /// When that was seen.
    pub at: Timestamp,
}

/// What `xcred org show` found.
#[derive(Debug, Default)]
pub struct OrgShowReport {
    /// What the org was called, and by whom.
    pub named: Option<(String, String)>,
    /// The login.
    pub login: KnownLogin,
    /// The API version that commands speak, and the newest that the org does.
    pub versions: Option<(ApiVersion, ApiVersion)>,
    /// The places that were passed over before the login was found, and why.
    pub passed_over: Vec<(String, String)>,
    /// What to do about the problem, where there is one.
    pub hints: Vec<String>,
}
