//! Orgs on the wire.

use serde_json::{Value, json};

use super::path_text;
use crate::report::{KnownLogin, OrgListReport, OrgShowReport};

/// The logins.
pub(super) fn list_body(report: &OrgListReport) -> Value {
    json!({ "orgs": report.logins.iter().map(login_body).collect::<Vec<_>>() })
}

/// The login that is meant.
pub(super) fn show_body(report: &OrgShowReport) -> Value {
    let named = report.named.as_ref().map(|(name, by)| json!({ "name": name, "by": by }));
    let passed_over = |(place, why): &(String, String)| json!({ "place": place, "why": why });
    json!({
        "named": named,
        "org": login_body(&report.login),
        "apiVersion": report.versions.map(|(spoken, _)| spoken),
        "newestApiVersion": report.versions.map(|(_, newest)| newest),
        "passedOver": report.passed_over.iter().map(passed_over).collect::<Vec<_>>(),
        "hints": report.hints,
    })
}

fn login_body(login: &KnownLogin) -> Value {
    json!({
        "username": login.user_name,
        "aliases": login.aliases,
        "orgId": login.org_id,
        "instanceUrl": login.instance_url,
        "loginUrl": login.login_url,
        "way": login.way,
        "clientId": login.client_id,
        "origin": login.origin,
        "file": login.file.as_deref().map(path_text),
        "default": login.is_default,
        "session": login.session.map(|seen| json!({ "works": seen.works, "at": seen.at.to_string() })),
        "problem": login.problem,
    })
}
