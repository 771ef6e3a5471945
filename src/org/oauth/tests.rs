//! Grants over real HTTP: what is sent, and what becomes of each kind of answer.

use super::*;
use crate::org::{
    clock::Clock,
    testing::{Answer, Received, Server, StillClock, answer, chain, http, json, nowhere},
    transport::{Mishap, RetryPolicy, Retrying},
};
use serde_json::{Value, json as value};
use std::{collections::BTreeMap, sync::Arc};

/// What was sent in secret, and must be in no word about it.
const SENT: &str = "canary/sent+1";

/// What the server grants, and must be in no word about it either.
const TOKEN: &str = "00D000000000001!canary.token";

fn secret() -> SecretString {
    SecretString::from(SENT)
}

fn client() -> Client {
    Client { id: "the app".to_owned(), secret: Some(secret()) }
}

fn code_grant() -> Grant {
    let redirect = Url::parse("http://localhost:1717/OauthRedirect").unwrap();
    Grant::AuthorizationCode { code: secret(), verifier: secret(), redirect }
}

fn all_grants() -> [Grant; 4] {
    [code_grant(), Grant::RefreshToken(secret()), Grant::Assertion(secret()), Grant::ClientCredentials]
}

/// An answer that grants a session, with these members changed.
fn session_with(changes: &Value) -> Value {
    let mut session = value!({
        "access_token": TOKEN,
        "refresh_token": "canary refresh",
        "instance_url": "https://acme.my.salesforce.com/",
        "id": "https://login.salesforce.com/id/00D000000000001EAA/005000000000001AAA",
        "scope": "refresh_token api web",
        "token_type": "Bearer",
        "issued_at": "1795000000000",
        "signature": "x",
    });
    for (name, change) in changes.as_object().unwrap() {
        session[name] = change.clone();
    }
    session
}

async fn ask(server: &Server, grant: &Grant) -> Result<Granted, OauthError> {
    let clock = Arc::<StillClock>::default();
    let clock: Arc<dyn Clock> = clock;
    let transport = Retrying::new(http(), RetryPolicy::default(), clock, 7);
    token(&transport, &server.url(), &client(), grant).await
}

/// All that can be read of an error.
fn words(result: Result<Granted, OauthError>) -> String {
    let error = result.unwrap_err();
    let text = format!("{}\n{error:?}", chain(&error));
    assert!(!text.contains("canary"), "{text}");
    chain(&error)
}

fn form(received: &Received) -> BTreeMap<String, String> {
    url::form_urlencoded::parse(&received.body).into_owned().collect()
}

#[tokio::test]
async fn each_grant_sends_what_its_standard_says() {
    for (grant, expected) in all_grants().iter().zip([
        value!({"grant_type": "authorization_code", "code": SENT, "code_verifier": SENT,
                "redirect_uri": "http://localhost:1717/OauthRedirect", "client_id": "the app", "client_secret": SENT}),
        value!({"grant_type": "refresh_token", "refresh_token": SENT, "client_id": "the app", "client_secret": SENT}),
        value!({"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": SENT}),
        value!({"grant_type": "client_credentials", "client_id": "the app", "client_secret": SENT}),
    ]) {
        let server = Server::with([json(200, &session_with(&value!({})).to_string())]);
        let granted = ask(&server, grant).await.unwrap();
        let received = &server.received()[0];
        assert_eq!(value!(form(received)), expected);
        assert_eq!(received.line(), "POST /services/oauth2/token HTTP/1.1");
        assert_eq!(received.header("content-type"), Some("application/x-www-form-urlencoded"));
        assert_eq!(granted.session.instance_url.to_string(), "https://acme.my.salesforce.com");
        assert_eq!(granted.session.access_token.expose(), TOKEN);
        assert_eq!(granted.refresh_token.as_ref().unwrap().expose_secret(), "canary refresh");
        assert_eq!(granted.org_id.as_deref(), Some("00D000000000001EAA"));
        assert_eq!(granted.user_id.as_deref(), Some("005000000000001AAA"));
        assert_eq!(granted.scope.as_deref(), Some("refresh_token api web"));
        assert!(!format!("{granted:?}{:?}{grant:?}", client()).contains("canary"));
    }
}

#[tokio::test]
async fn an_app_without_a_secret_sends_none() {
    let server = Server::with([json(200, &session_with(&value!({})).to_string())]);
    for secret in [None, Some(SecretString::from(""))] {
        let client = Client { id: "PlatformCLI".to_owned(), secret };
        let _ = token(&http(), &server.url(), &client, &Grant::RefreshToken(super::tests::secret())).await;
    }
    assert!(server.received().iter().all(|received| !form(received).contains_key("client_secret")));
}

#[tokio::test]
async fn what_may_be_good_for_one_use_is_sent_once() {
    for (grant, attempts) in all_grants().iter().zip([1, 1, 5, 5]) {
        let server = Server::replying(|_| Answer::CloseUnread);
        let error = ask(&server, grant).await.unwrap_err();
        assert_eq!(server.received().len(), attempts, "{error}");
        assert!(matches!(&error, OauthError::Org(error) if error.mishap() == Some(Mishap::Lost)), "{error:?}");
        let server = Server::replying(|_| answer(503, "text/html", "<h1>Down</h1>"));
        words(ask(&server, grant).await);
        assert_eq!(server.received().len(), attempts);
    }
}

#[tokio::test]
async fn a_refusal_keeps_code_and_words_apart_and_holds_no_secret() {
    let server = Server::replying(|received| {
        // The server answers before it has read the last byte.
        let echo = format!("{}1", String::from_utf8_lossy(&received.body));
        let body = value!({"error": "invalid_grant", "error_description": format!("expired: {SENT} {echo}")});
        json(400, &body.to_string())
    });
    for grant in all_grants() {
        let error = ask(&server, &grant).await.unwrap_err();
        let refusal = error.refusal().unwrap();
        assert_eq!((refusal.status.as_u16(), &refusal.code), (400, &OauthCode::InvalidGrant));
        assert!(refusal.description.starts_with("expired: [secret] "), "{refusal}");
        let text = words(Err(error));
        let place = format!("at {}/services/oauth2/token\n  the org refused (invalid_grant: expired", server.url());
        assert!(text.contains(&place), "{text}");
    }
}

#[tokio::test]
async fn an_answer_that_begins_no_session_says_why() {
    for (change, reason) in [
        (value!({"instance_url": null}), "it holds no `instance_url`, so nobody knows where the org is"),
        (value!({"access_token": null}), "it holds no `access_token`"),
        (value!({"access_token": ""}), "the access token is empty"),
        (value!({"access_token": "canary with space"}), "the access token holds a space"),
        (value!({"instance_url": "http://acme.my.salesforce.com"}), "`acme.my.salesforce.com` is not encrypted"),
        (value!({"instance_url": "https://canary@acme.com"}), "`acme.com` holds a user name or a password"),
        (value!({"instance_url": "https://acme.com/canary"}), "`acme.com` holds more than a host"),
        (value!({"instance_url": "canary"}), "the instance URL is not a URL"),
        (value!({"instance_url": 7}), "it is JSON of another shape than a session"),
    ] {
        let server = Server::with([json(200, &session_with(&change).to_string())]);
        let text = words(ask(&server, &code_grant()).await);
        assert!(text.contains(reason), "{change}: {text}");
    }
}

#[tokio::test]
async fn what_is_no_answer_of_oauth_is_told_without_secrets() {
    let half = session_with(&value!({})).to_string();
    let half = &half[..half.len() / 2];
    for (status, content_type, body, reason) in [
        (200, "text/html", "<html>Log in, canary/sent+1".to_owned(), "starts with `<html>Log in, [secret]`"),
        (200, "application/json", half.to_owned(), "it is not JSON"),
        (200, "application/json", format!("\"{TOKEN}\""), "it is JSON of another shape than a session"),
        (200, "application/json", String::new(), "it is empty"),
        (302, "text/html", String::new(), "status 302 came with no answer of Salesforce: it is empty"),
        (400, "application/json", "{\"error\":\"\"}".to_owned(), "it holds no error of OAuth"),
        (502, "text/html", "<h1>canary%2Fsent%2B1</h1>".to_owned(), "starts with `<h1>[secret]</h1>`"),
        (500, "canary/sent+1", "?".to_owned(), "of type `[secret]`"),
    ] {
        let server = Server::replying(move |_| answer(status, content_type, &body));
        let text = words(ask(&server, &code_grant()).await);
        assert!(text.contains(reason), "{status} {content_type}: {text}");
    }
}

#[tokio::test]
async fn client_credentials_go_to_no_host_of_everybody() {
    for host in ["login.salesforce.com", "test.salesforce.com"] {
        let login_url = InstanceUrl::parse(&format!("https://{host}")).unwrap();
        let offline = crate::org::transport::Offline;
        let error = token(&offline, &login_url, &client(), &Grant::ClientCredentials).await.unwrap_err();
        assert!(matches!(&error, OauthError::NotMyDomain { host: named } if named == host), "{error}");
        let error = token(&offline, &login_url, &client(), &code_grant()).await.unwrap_err();
        assert!(matches!(error, OauthError::Org(_)), "{error}");
    }
    let error = token(&http(), &nowhere(), &client(), &Grant::ClientCredentials).await.unwrap_err();
    assert!(matches!(&error, OauthError::Org(error) if error.mishap() == Some(Mishap::Unreachable)));
}

#[tokio::test]
async fn ids_come_from_an_identity_url_alone() {
    for (id, expected) in [
        (value!("https://test.salesforce.com/id/00D000000000001/005000000000001"), Some("00D000000000001")),
        (value!("https://x/id/00D000000000001EAA/005000000000001AAA/"), Some("00D000000000001EAA")),
        (value!("https://x/id/<script>/005000000000001AAA"), None),
        (value!("https://x/id/00D00000000000000001/005000000000001AAA"), None),
        (value!(null), None),
    ] {
        let server = Server::with([json(200, &session_with(&value!({"id": id})).to_string())]);
        let granted = ask(&server, &code_grant()).await.unwrap();
        assert_eq!(granted.org_id.as_deref(), expected, "{id}");
    }
}

#[tokio::test]
async fn a_token_is_revoked_or_was_before_or_stays() {
    for (reply, expected) in [
        (answer(200, "text/plain", ""), Ok(Revoked::Now)),
        (json(400, r#"{"error":"invalid_token","error_description":"no canary/sent+1"}"#), Ok(Revoked::Before)),
        (answer(400, "text/plain", "error=invalid_token&error_description=no%20such+token"), Ok(Revoked::Before)),
        (json(400, r#"{"error":"unsupported_token_type","error_description":"x"}"#), Err("unsupported_token_type")),
        (answer(400, "text/plain", "error=unsupported_token_type"), Err("unsupported_token_type")),
        (answer(404, "text/html", "<p>canary/sent+1"), Err("starts with `<p>[secret]`")),
    ] {
        let server = Server::with([reply]);
        let outcome = revoke(&http(), &server.url(), &secret()).await;
        let received = &server.received()[0];
        assert_eq!(
            (received.line(), form(received)["token"].as_str()),
            ("POST /services/oauth2/revoke HTTP/1.1", SENT)
        );
        match (outcome, expected) {
            (Ok(outcome), Ok(expected)) => assert_eq!(outcome, expected),
            (Err(error), Err(reason)) => {
                let text = format!("{} {error:?}", chain(&error));
                assert!(text.contains(reason) && !text.contains("canary"), "{text}");
            }
            (outcome, _) => panic!("{outcome:?}"),
        }
    }
}
