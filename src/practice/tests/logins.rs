//! Who is let in, and for how long. Signed assertions are in the conversations with peers, who sign them.

use std::num::NonZeroU32;

use super::client::*;
use crate::practice::{Admission, Call, Certificate};

const FORM: &str = "Content-Type: application/x-www-form-urlencoded";

fn token(org: &Bench, form: &str) -> Reply {
    org.send("POST", "/services/oauth2/token", &[FORM], form.as_bytes())
}

fn refresh(org: &Bench) -> Reply {
    token(org, &format!("grant_type=refresh_token&client_id=peer&refresh_token={}", TOKEN.replace('!', "%21")))
}

fn status_with(org: &Bench, token: &str) -> u16 {
    org.send("GET", "/services/oauth2/userinfo", &[&format!("Authorization: Bearer {token}")], b"").status
}

#[test]
fn the_standing_token_begins_sessions_as_a_refresh_token() {
    let org = Bench::of(&[]);
    let reply = refresh(&org);
    let session = reply.json();
    assert_eq!((reply.status, &session["token_type"]), (200, &"Bearer".into()));
    assert_eq!(session["instance_url"], format!("http://{}", org.address));
    assert!(session["id"].as_str().unwrap().ends_with("/id/00D000000000001EAA/005000000000001AAA"), "{session}");
    assert_eq!(session["issued_at"], "1795000000000");
    let begun = session["access_token"].as_str().unwrap();
    assert!(begun.starts_with("00D000000000001!") && begun != TOKEN, "a token of its own");
    assert_eq!((status_with(&org, begun), status_with(&org, TOKEN)), (200, 200));
    assert_eq!(org.soap_as(begun, "<describeMetadata/>").status, 200);
    assert_ne!(refresh(&org).json()["access_token"], session["access_token"]);
    assert_eq!(org.running.as_ref().unwrap().calls()[&Call::Login], 2);
}

#[test]
fn a_session_expires_after_its_requests_and_the_standing_token_does_not() {
    let last = NonZeroU32::new(2);
    let org = Bench::admitting(Admission { sessions_last: last, ..Admission::from(secret()) });
    let begun = refresh(&org).json()["access_token"].as_str().unwrap().to_owned();
    let statuses: Vec<u16> = (0..4).map(|_| status_with(&org, &begun)).collect();
    assert_eq!(statuses, [200, 200, 403, 403]);
    assert!(org.soap_as(&begun, "<describeMetadata/>").text().contains("sf:INVALID_SESSION_ID"));
    assert_eq!((0..4).map(|_| status_with(&org, TOKEN)).collect::<Vec<_>>(), [200; 4]);
}

#[test]
fn whoever_has_nothing_to_show_is_refused_in_the_words_of_oauth() {
    let org = Bench::of(&[]);
    for (form, error) in [
        ("", "unsupported_grant_type"),
        ("grant_type=password&username=a&password=b", "unsupported_grant_type"),
        ("grant_type=refresh_token&refresh_token=wrong", "invalid_grant"),
        ("grant_type=refresh_token", "invalid_grant"),
        ("grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=a.b.c", "invalid_grant"),
        ("grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer", "invalid_grant"),
    ] {
        let reply = token(&org, form);
        assert_eq!((reply.status, &reply.json()["error"]), (400, &error.into()), "{form}");
        assert!(!reply.text().contains("wrong"));
    }
}

#[test]
fn a_file_that_is_no_certificate_is_refused() {
    let no_certificate = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for pem in ["", "x", no_certificate] {
        let error = Certificate::from_pem(pem.as_bytes()).unwrap_err().to_string();
        assert!(error.contains("no X.509 certificate"), "{error}");
    }
}
