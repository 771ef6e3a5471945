//! The troubles that users of real orgs meet, as they come over HTTP.

use super::client::*;
use crate::practice::{Call, Mishap, Mishaps, Occasion, TROUBLES};

const FORM: &str = "Content-Type: application/x-www-form-urlencoded";
const ASKED: &str = "/services/oauth2/authorize?client_id=PlatformCLI&response_type=code&redirect_uri=http://localhost:1717/OauthRedirect";

/// An org in which every request of a kind meets a trouble.
fn org(word: &str, occasion: Occasion) -> Bench {
    let trouble = TROUBLES.iter().find(|trouble| trouble.word == word).unwrap();
    Bench::suffering(Mishaps::at(occasion, 1, Mishap::Trouble(trouble)))
}

/// Status and body.
fn told(reply: &Reply) -> (u16, String) {
    (reply.status, reply.text())
}

fn token(org: &Bench) -> Reply {
    let form = format!("grant_type=refresh_token&refresh_token={TOKEN}");
    org.send("POST", "/services/oauth2/token", &[FORM], form.as_bytes())
}

#[test]
fn logins_are_refused_in_the_words_of_real_orgs() {
    for (word, error, description) in [
        ("refresh-token-expired", "invalid_grant", "expired access/refresh token"),
        ("app-not-installed", "invalid_client", "app must be installed into org"),
        ("wrong-audience", "invalid_grant", "audience is invalid"),
        ("user-not-approved", "invalid_grant", "user hasn't approved this consumer"),
        ("ip-restricted", "invalid_grant", "ip restricted"),
        ("inactive-user", "invalid_grant", "inactive user"),
        ("inactive-org", "inactive_org", "org is locked, closed, or suspended"),
        ("too-many-logins", "rate_limit_exceeded", "number of logins exceeded"),
    ] {
        let org = org(word, Occasion::Call(Call::Login));
        let expected = format!("{{\"error\":\"{error}\",\"error_description\":\"{description}\"}}");
        assert_eq!(told(&token(&org)), (400, expected), "{word}");
        assert_eq!(token(&org).status, 200, "{word} befell one request");
    }
}

#[test]
fn an_app_that_is_not_installed_hears_nothing_in_a_browser() {
    for (word, description) in
        [("app-not-installed", "app must be installed into org"), ("ip-restricted", "ip restricted")]
    {
        let org = org(word, Occasion::Call(Call::Authorize));
        let sent = org.send("GET", ASKED, &[], b"");
        let place = sent.head.lines().find_map(|line| line.strip_prefix("location: ")).unwrap();
        assert_eq!((sent.status, place.starts_with("/setup/secur/RemoteAccessErrorPage.apexp?error=")), (302, true));
        let page = org.send("GET", place, &[], b"");
        assert!(page.status == 200 && page.text().contains(description), "{}", page.text());
        assert_eq!(org.send("GET", ASKED, &[], b"").status, 200);
    }
}

#[test]
fn calls_are_refused_in_the_words_of_real_orgs() {
    let rest = |code: &str, words: &str| format!("[{{\"errorCode\":\"{code}\",\"message\":\"{words}\"}}]");
    for (word, status, code, words, fault) in [
        (
            "api-disabled",
            403,
            "API_DISABLED_FOR_ORG",
            "The REST API is not enabled for this Organization.",
            "API_CURRENTLY_DISABLED: API is disabled for this User",
        ),
        (
            "session-not-for-rest",
            401,
            "INVALID_SESSION_ID",
            "This session is not valid for use with the REST API",
            "INVALID_SESSION_ID: Invalid Session ID",
        ),
        (
            "app-not-attached",
            401,
            "INVALID_SESSION_ID",
            "Connected app is not attached to Agent",
            "INVALID_SESSION_ID: Invalid Session ID",
        ),
        (
            "no-permission",
            404,
            "NOT_FOUND",
            "The requested resource does not exist",
            "INSUFFICIENT_ACCESS: use of the Metadata API requires a user with the ModifyAllData",
        ),
    ] {
        let over_rest = org(word, Occasion::Any);
        let ask = || told(&over_rest.get("/services/data/v66.0/limits"));
        assert_eq!(ask(), (status, rest(code, words)), "{word}");
        assert_eq!(ask().0, 200, "{word} befell one request");
        let over_soap = org(word, Occasion::Any).soap("<describeMetadata/>");
        let said = over_soap.between("<faultstring>", "</faultstring>");
        assert!(over_soap.status == 500 && said.starts_with(fault), "{word}: {said}");
    }
}

#[test]
fn what_may_not_be_seen_is_an_empty_list() {
    let query = "/services/data/v66.0/query?q=SELECT+Id+FROM+User";
    let over_rest = org("empty-list", Occasion::Call(Call::Query));
    assert_eq!(over_rest.get(query).json()["totalSize"], 0);
    assert_eq!(over_rest.get(query).json()["totalSize"], 1);
    let list =
        "<listMetadata><queries><type>NamedCredential</type></queries><asOfVersion>66.0</asOfVersion></listMetadata>";
    let over_soap = org("empty-list", Occasion::Call(Call::ListMetadata)).soap(list);
    assert!(over_soap.status == 200 && !over_soap.text().contains("<result>"), "{}", over_soap.text());
}

#[test]
fn where_an_org_was_the_edge_answers() {
    for path in ["/services/data/v66.0/limits", "/services/oauth2/userinfo", "/services/data"] {
        let gone = org("org-gone", Occasion::Any).get(path);
        assert_eq!((gone.status, gone.text().starts_with("<!DOCTYPE HTML>")), (420, true), "{path}");
    }
    assert_eq!(token(&org("org-gone", Occasion::Any)).status, 420);
    assert_eq!(org("org-gone", Occasion::Any).soap("<describeMetadata/>").status, 420);
}
