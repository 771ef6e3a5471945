//! Who the bearer of a token is: the identity URL, and what `OpenID` Connect calls user info.
//!
//! They answer in a way of their own: a token that is none is a 403 with one word of plain text.

use serde_json::json;

use super::{Reply, Request};
use crate::practice::{
    Inner,
    ids::{ORG_ID, USER_FULL_NAME, USER_ID, USER_NAME},
};

/// Answers one question.
pub(super) fn respond(practice: &Inner, request: &Request, segments: &[&str]) -> Reply {
    let presented = request.bearer().or_else(|| request.parameter("oauth_token"));
    match presented {
        None => Reply::text(403, "Missing_OAuth_Token"),
        Some(token) if !practice.admits(token) => wrong_token(),
        Some(_) => told(practice, segments),
    }
}

/// The word for a token that is none.
pub(crate) fn wrong_token() -> Reply {
    Reply::text(403, "Bad_OAuth_Token")
}

fn told(practice: &Inner, segments: &[&str]) -> Reply {
    match segments {
        ["services", ..] => user_info(practice),
        ["id", ORG_ID, USER_ID] => identity(practice),
        ["id", ORG_ID, _] => Reply::text(404, "Bad_Id"),
        _ => Reply::text(403, "Wrong_Org"),
    }
}

/// Where the user is told of, as the answers to logins say it.
pub(crate) fn identity_url(practice: &Inner) -> String {
    format!("{}/id/{ORG_ID}/{USER_ID}", practice.instance_url())
}

/// The user as the identity URL tells it.
fn identity(practice: &Inner) -> Reply {
    let url = practice.instance_url();
    let at = |path: &str| format!("{url}/services/{path}");
    Reply::json(
        200,
        &json!({
            "active": true,
            "asserted_user": true,
            "display_name": USER_FULL_NAME,
            "email": USER_NAME,
            "id": identity_url(practice),
            "nick_name": USER_FULL_NAME,
            "organization_id": ORG_ID,
            "urls": {
                "metadata": at("Soap/m/{version}/"),
                "query": at("data/v{version}/query/"),
                "rest": at("data/v{version}/"),
                "sobjects": at("data/v{version}/sobjects/"),
                "tooling_rest": at("data/v{version}/tooling/"),
            },
            "user_id": USER_ID,
            "user_type": "STANDARD",
            "username": USER_NAME,
        }),
    )
}

fn user_info(practice: &Inner) -> Reply {
    let info = json!({
        "active": true,
        "email": USER_NAME,
        "name": USER_FULL_NAME,
        "organization_id": ORG_ID,
        "preferred_username": USER_NAME,
        "sub": identity_url(practice),
        "user_id": USER_ID,
        "user_type": "STANDARD",
        "zoneinfo": "GMT",
    });
    Reply::json(200, &info)
}
