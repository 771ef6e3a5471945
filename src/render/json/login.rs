//! Logins on the wire.

use serde_json::{Value, json};

use super::path_text;
use crate::report::{LoggedOut, LoginReport, LogoutReport, Revocation};

/// A login that was made.
pub(super) fn body(report: &LoginReport) -> Value {
    json!({
        "username": report.user_name,
        "orgId": report.org_id,
        "instanceUrl": report.instance_url,
        "loginUrl": report.login_url,
        "aliases": report.aliases,
        "way": report.way,
        "clientId": report.client_id,
        "scope": report.scope,
        "lasting": report.is_lasting,
        "keptIn": path_text(&report.file),
        "keyIn": report.key,
    })
}

/// Logins that were ended.
pub(super) fn ended_body(report: &LogoutReport) -> Value {
    let login = |login: &LoggedOut| {
        let (revoked, problem) = match &login.revoked {
            Revocation::Done => ("now", None),
            Revocation::Needless => ("before", None),
            Revocation::NothingToRevoke => ("nothing", None),
            Revocation::Failed(why) => ("failed", Some(why)),
        };
        json!({ "username": login.user_name, "host": login.host, "revoked": revoked, "problem": problem })
    };
    json!({ "loggedOut": report.logins.iter().map(login).collect::<Vec<_>>() })
}
