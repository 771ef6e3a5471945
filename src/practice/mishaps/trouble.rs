//! The troubles that users of real orgs meet: what an org answers, in its own words.
//!
//! One table says for each trouble whom it befalls, what is answered, and how we know the words.

use serde_json::json;

use super::{Occasion, befall::Protocol};
use crate::practice::{calls::Call, http::Reply, soap};

/// A trouble: the answer that an org gives instead of doing what it is asked.
#[derive(Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The word that people write.
    pub word: &'static str,
    /// What it is to them.
    pub meaning: &'static str,
    /// How the words are known.
    pub grade: Grade,
    /// What it befalls; nothing for all requests.
    pub(super) only: &'static [Occasion],
    answer: Answer,
}

/// How words are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    /// A real org was seen to say them.
    Seen,
    /// Salesforce documents the code; the words are those of the document.
    Documented,
    /// Someone who should know wrote them into a client.
    FromClients,
}

#[derive(Debug, PartialEq, Eq)]
enum Answer {
    /// OAuth's code, and words.
    Login(&'static str, &'static str),
    /// Over REST status, code and words; over SOAP code and words.
    Refusal((u16, &'static str, &'static str), (&'static str, &'static str)),
    /// What is there is not shown.
    Nothing,
    /// The edge of the network, where no org is any more.
    Edge,
}

impl Grade {
    /// The word for the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Documented => "documented",
            Self::FromClients => "from clients",
        }
    }
}

const fn call(call: Call) -> Occasion {
    Occasion::Call(call)
}

const TOKEN: &[Occasion] = &[call(Call::Login)];
const LOGINS: &[Occasion] = &[call(Call::Authorize), call(Call::Login)];
const LISTS: &[Occasion] = &[call(Call::Query), call(Call::ListMetadata)];

/// What is said over SOAP of a session that REST refuses.
const NO_SESSION: (&str, &str) = ("INVALID_SESSION_ID", "Invalid Session ID found in SessionHeader: Illegal Session");

const fn login(
    word: &'static str,
    meaning: &'static str,
    only: &'static [Occasion],
    grade: Grade,
    (error, words): (&'static str, &'static str),
) -> Trouble {
    Trouble { word, meaning, grade, only, answer: Answer::Login(error, words) }
}

const fn any(word: &'static str, meaning: &'static str, grade: Grade, answer: Answer) -> Trouble {
    Trouble { word, meaning, grade, only: &[], answer }
}

/// All troubles.
pub const TROUBLES: &[Trouble] = &[
    login(
        "refresh-token-expired",
        "The refresh token was revoked, or its time is over.",
        TOKEN,
        Grade::Seen,
        ("invalid_grant", "expired access/refresh token"),
    ),
    login(
        "app-not-installed",
        "No admin of the org has installed the app. In a browser the app hears nothing: the page says it.",
        LOGINS,
        Grade::Seen,
        ("invalid_client", "app must be installed into org"),
    ),
    login(
        "wrong-audience",
        "The assertion is for another kind of org.",
        TOKEN,
        Grade::Seen,
        ("invalid_grant", "audience is invalid"),
    ),
    login(
        "user-not-approved",
        "No admin has let the user use the app.",
        TOKEN,
        Grade::Seen,
        ("invalid_grant", "user hasn't approved this consumer"),
    ),
    login(
        "ip-restricted",
        "The address of the caller is not among those that the org, the profile or the app allows.",
        LOGINS,
        Grade::Seen,
        ("invalid_grant", "ip restricted"),
    ),
    login("inactive-user", "The user was deactivated.", TOKEN, Grade::Seen, ("invalid_grant", "inactive user")),
    login(
        "inactive-org",
        "The org is locked, closed or suspended.",
        TOKEN,
        Grade::Documented,
        ("inactive_org", "org is locked, closed, or suspended"),
    ),
    login(
        "too-many-logins",
        "The user has logged in too often within the hour.",
        TOKEN,
        Grade::Documented,
        ("rate_limit_exceeded", "number of logins exceeded"),
    ),
    any(
        "api-disabled",
        "The user, or the edition of the org, has no access by API.",
        Grade::Seen,
        Answer::Refusal(
            (403, "API_DISABLED_FOR_ORG", "The REST API is not enabled for this Organization."),
            ("API_CURRENTLY_DISABLED", "API is disabled for this User"),
        ),
    ),
    any(
        "session-not-for-rest",
        "The session is none for this API; a new one would be none either.",
        Grade::FromClients,
        Answer::Refusal((401, "INVALID_SESSION_ID", "This session is not valid for use with the REST API"), NO_SESSION),
    ),
    any(
        "app-not-attached",
        "The session is of an app for agents; a new one would be, too.",
        Grade::FromClients,
        Answer::Refusal((401, "INVALID_SESSION_ID", "Connected app is not attached to Agent"), NO_SESSION),
    ),
    any(
        "no-permission",
        "The user lacks a permission: over SOAP the org says so, over REST there is nothing.",
        Grade::Seen,
        Answer::Refusal(
            (404, "NOT_FOUND", "The requested resource does not exist"),
            (
                "INSUFFICIENT_ACCESS",
                "use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions",
            ),
        ),
    ),
    Trouble {
        word: "empty-list",
        meaning: "The user lacks a permission, and the org shows an empty list.",
        grade: Grade::Seen,
        only: LISTS,
        answer: Answer::Nothing,
    },
    any("org-gone", "The sandbox or scratch org was deleted.", Grade::Seen, Answer::Edge),
];

/// The page of the edge.
const EDGE: &str = "<!DOCTYPE HTML>\n<html><head><title>Site under maintenance</title></head><body><h1>We are down for maintenance.</h1></body></html>\n";

impl Trouble {
    /// The answer to a call.
    pub(super) fn answered(&self, call: Call, protocol: Protocol) -> Reply {
        match &self.answer {
            Answer::Login(error, words) if call == Call::Authorize => Reply::see(302, error_page(error, words)),
            Answer::Login(error, words) => Reply::refused(400, error, words),
            Answer::Refusal((status, code, words), (fault, why)) => match protocol {
                Protocol::Soap => soap::fault(fault, why),
                _ => Reply::error(*status, code, *words),
            },
            Answer::Nothing if protocol == Protocol::Soap => soap::no_results("listMetadata"),
            Answer::Nothing => Reply::json(200, &json!({ "done": true, "records": [], "totalSize": 0 })),
            Answer::Edge => Reply::page(420, EDGE),
        }
    }
}

/// Where a browser ends whose app the org refuses.
fn error_page(error: &str, words: &str) -> String {
    let told = [("error", error), ("error_description", words)];
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(told).finish();
    format!("/setup/secur/RemoteAccessErrorPage.apexp?{query}")
}
