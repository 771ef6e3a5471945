//! Logins as browsers and apps make them, from the page that asks to the end of the tokens.

use ring::digest::{SHA256, digest};
use secrecy::SecretString;

use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine};

use super::client::*;
use crate::practice::{AccessTokens, Admission, CONFIDENTIAL_APP, Call, RefreshTokens};

const FORM: &str = "Content-Type: application/x-www-form-urlencoded";
const REDIRECT: &str = "http://localhost:1717/OauthRedirect";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const SECRET: &str = "a.secret.of.the.app";
const FIFTEEN_MINUTES: i64 = 15 * 60 * 1000;

fn challenge() -> String {
    BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, VERIFIER.as_bytes()))
}

fn encoded(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// What the Salesforce CLI asks for in a browser.
fn asked(challenge: &str) -> Vec<(&str, &str)> {
    vec![
        ("client_id", "PlatformCLI"),
        ("redirect_uri", REDIRECT),
        ("response_type", "code"),
        ("scope", "refresh_token api web"),
        ("prompt", "login"),
        ("state", "a state & more"),
        ("code_challenge", challenge),
    ]
}

fn but<'a>(fields: &[(&'a str, &'a str)], name: &str, value: Option<&'a str>) -> Vec<(&'a str, &'a str)> {
    let others = fields.iter().copied().filter(|(known, _)| *known != name);
    let position = fields.iter().position(|(known, _)| *known == name).unwrap_or(fields.len());
    let mut changed: Vec<_> = others.collect();
    if let (Some(value), Some((name, _))) = (value, fields.get(position)) {
        changed.insert(position, (name, value));
    }
    changed
}

fn page(org: &Bench, fields: &[(&str, &str)]) -> Reply {
    org.send("GET", &format!("/services/oauth2/authorize?{}", encoded(fields)), &[], b"")
}

fn header<'r>(reply: &'r Reply, name: &str) -> Option<&'r str> {
    let mut lines = reply.head.lines().filter_map(|line| line.split_once(": "));
    lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

/// Presses a button of a page, as the browser that got it.
fn press(org: &Bench, page: &Reply, answer: &str) -> Reply {
    let cookie = header(page, "set-cookie").unwrap().split(';').next().unwrap();
    press_with(org, page, answer, &[&format!("Cookie: other=1; {cookie}")])
}

fn press_with(org: &Bench, page: &Reply, answer: &str, headers: &[&str]) -> Reply {
    let question = page.between("name=\"question\" value=\"", "\"");
    let body = encoded(&[("question", &question), ("answer", answer)]);
    let headers = [&[FORM], headers].concat();
    org.send("POST", "/services/oauth2/authorize", &headers, body.as_bytes())
}

/// The query of the place that a browser is sent to.
fn told(reply: &Reply) -> Vec<(String, String)> {
    let location = header(reply, "location").unwrap_or_else(|| panic!("{}{}", reply.head, reply.text()));
    let (place, query) = location.split_once('?').unwrap();
    assert_eq!(place, REDIRECT);
    url::form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

fn code(org: &Bench) -> String {
    let sent = press(org, &page(org, &asked(&challenge())), "allow");
    assert_eq!(sent.status, 303);
    let told = told(&sent);
    assert_eq!((told[0].0.as_str(), told[1].1.as_str(), told.len()), ("code", "a state & more", 2));
    told[0].1.clone()
}

fn token(org: &Bench, fields: &[(&str, &str)]) -> Reply {
    org.send("POST", "/services/oauth2/token", &[FORM], encoded(fields).as_bytes())
}

fn redeem(code: &str) -> Vec<(&str, &str)> {
    vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("client_id", "PlatformCLI"),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
    ]
}

fn refused(reply: &Reply) -> (u16, String) {
    let body = reply.json();
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    (reply.status, format!("{}: {}", text("error"), text("error_description")))
}

fn field(reply: &Reply, name: &str) -> String {
    reply.json()[name].as_str().unwrap_or_else(|| panic!("{name}: {}", reply.text())).to_owned()
}

fn who(org: &Bench, token: &str) -> (u16, String) {
    let reply = org.send("GET", "/services/oauth2/userinfo", &[&format!("Authorization: Bearer {token}")], b"");
    (reply.status, reply.text())
}

fn knows(org: &Bench, token: &str) -> bool {
    who(org, token).0 == 200
}

fn refresh(org: &Bench, client: &str, presented: &str) -> Reply {
    token(org, &[("grant_type", "refresh_token"), ("client_id", client), ("refresh_token", presented)])
}

fn confidential() -> Bench {
    Bench::admitting(Admission { client_secret: Some(SecretString::from(SECRET)), ..Admission::from(secret()) })
}

#[test]
fn a_login_goes_from_the_page_to_a_session() {
    let org = Bench::of(&[]);
    let page = page(&org, &asked(&challenge()));
    assert_eq!((page.status, header(&page, "cache-control")), (200, Some("no-store")));
    for words in
        ["Salesforce CLI", "admin@practice.invalid", "Stay logged in when you are away", "http://localhost:1717"]
    {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    let code = code(&org);
    assert!(code.ends_with("=="), "a code has to be encoded: {code}");
    let begun = token(&org, &redeem(&code));
    assert_eq!((begun.status, header(&begun, "cache-control")), (200, Some("no-store")), "{}", begun.text());
    assert_eq!(field(&begun, "scope"), "refresh_token web api");
    assert_eq!((field(&begun, "token_type"), field(&begun, "issued_at")), ("Bearer".into(), "1795000000000".into()));
    assert!(begun.json().get("expires_in").is_none());
    assert!(field(&begun, "id").ends_with("/id/00D000000000001EAA/005000000000001AAA"));
    let (access, refreshing) = (field(&begun, "access_token"), field(&begun, "refresh_token"));
    assert!(access.starts_with("00D000000000001!") && refreshing.starts_with("5Aep861"));
    assert!(knows(&org, &access) && !knows(&org, &refreshing));
    let next = refresh(&org, "PlatformCLI", &refreshing);
    assert!(next.json().get("refresh_token").is_none() && knows(&org, &field(&next, "access_token")));
    assert_eq!(refresh(&org, "PlatformCLI", &refreshing).status, 200);
    let calls = org.running.as_ref().unwrap().calls();
    assert_eq!((calls[&Call::Authorize], calls[&Call::Login]), (3, 3));
}

#[test]
fn a_page_does_nothing_but_ask() {
    let org = Bench::of(&[]);
    let page = page(&org, &asked(&challenge()));
    let policy = header(&page, "content-security-policy").unwrap();
    let style = page.between("<style>", "</style>");
    let hash = BASE64_STANDARD.encode(digest(&SHA256, style.as_bytes()));
    assert!(policy.starts_with("default-src 'none';") && policy.contains(&format!("style-src 'sha256-{hash}'")));
    assert!(policy.contains("form-action 'self' http://localhost:1717") && policy.contains("frame-ancestors 'none'"));
    assert_eq!(header(&page, "x-frame-options"), Some("DENY"));
    let text = page.text();
    assert!(!text.contains("<script") && !text.contains("src=") && text.contains("<html lang=\"en\">"));
}

#[test]
fn what_is_denied_is_told_to_the_app() {
    let org = Bench::of(&[]);
    let asked = page(&org, &asked(&challenge()));
    let denied = told(&press(&org, &asked, "deny"));
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let words = pair("error_description", "end-user denied authorization");
    assert_eq!(denied, [pair("error", "access_denied"), words, pair("state", "a state & more")]);
    assert!(press(&org, &asked, "allow").text().contains("belongs to no question"), "it was answered");
}

#[test]
fn only_the_browser_that_was_asked_can_answer() {
    let org = Bench::of(&[]);
    let ask = || page(&org, &asked(&challenge()));
    let here = format!("Origin: http://{}", org.address);
    let cookie_of =
        |page: &Reply| format!("Cookie: {}", header(page, "set-cookie").unwrap().split(';').next().unwrap());
    let (mine, other) = (ask(), ask());
    let forged = |headers: &[&str]| press_with(&org, &mine, "allow", headers);
    for headers in [
        &[][..],
        &[&*cookie_of(&other)],
        &[&*cookie_of(&mine).replace('=', "=0")],
        &[&*cookie_of(&mine), "Origin: http://elsewhere.invalid"],
        &[&*cookie_of(&mine), "Origin: null"],
    ] {
        let reply = forged(headers);
        assert_eq!((reply.status, header(&reply, "location")), (400, None), "{headers:?}");
    }
    assert_eq!(forged(&[&cookie_of(&mine), &here]).status, 303);
    let late = ask();
    org.watch.forward(FIFTEEN_MINUTES + 1);
    assert_eq!(press(&org, &late, "allow").status, 400);
    let cookie = header(&mine, "set-cookie").unwrap();
    assert!(cookie.contains("; HttpOnly; SameSite=Strict") && cookie.contains("; Path=/services/oauth2/authorize"));
}

#[test]
fn where_the_redirect_is_not_the_apps_the_page_says_why() {
    let org = Bench::of(&[]);
    let challenge = challenge();
    let good = asked(&challenge);
    let twice = [good.clone(), vec![("redirect_uri", REDIRECT)]].concat();
    for (fields, words) in [
        (but(&good, "client_id", None), "invalid_client_id"),
        (but(&good, "client_id", Some("nobody")), "client identifier invalid"),
        (but(&good, "client_id", Some(CONFIDENTIAL_APP)), "client identifier invalid"),
        (but(&good, "redirect_uri", None), "redirect_uri_missing"),
        (
            but(&good, "redirect_uri", Some("http://elsewhere.invalid/OauthRedirect")),
            "redirect_uri must match configuration",
        ),
        (but(&good, "redirect_uri", Some("http://localhost:1717/OauthRedirect#part")), "redirect_uri_mismatch"),
        (but(&good, "redirect_uri", Some("no URL")), "redirect_uri_mismatch"),
        (twice, "more than once"),
    ] {
        let reply = page(&org, &fields);
        assert_eq!((reply.status, header(&reply, "location")), (400, None), "{words}");
        assert!(reply.text().contains(words), "{words}: {}", reply.text());
    }
    let hostile = but(&good, "client_id", Some("<script>alert(1)</script>"));
    assert!(!page(&org, &hostile).text().contains("<script"));
    let foreign =
        org.send("GET", &format!("http://elsewhere.invalid/services/oauth2/authorize?{}", encoded(&good)), &[], b"");
    assert_eq!(foreign.status, 400);
    assert_eq!(org.send("PUT", "/services/oauth2/authorize", &[], b"").status, 405);
}

#[test]
fn other_wrongs_are_told_to_the_app() {
    let org = Bench::of(&[]);
    let challenge = challenge();
    let good = asked(&challenge);
    let own_app = but(&good, "client_id", Some("xcred"));
    for (fields, code, words) in [
        (but(&good, "response_type", Some("token")), "unsupported_response_type", "response type not supported"),
        (but(&good, "response_type", None), "unsupported_response_type", ""),
        (but(&good, "scope", Some("api everything")), "invalid_scope", "the requested scope is invalid"),
        (but(&good, "code_challenge", Some("short")), "invalid_request", "invalid code challenge"),
        (but(&own_app, "code_challenge", None), "invalid_request", "missing required code challenge"),
        (
            [good.clone(), vec![("code_challenge_method", "plain")]].concat(),
            "invalid_request",
            "invalid code challenge",
        ),
        ([good.clone(), vec![("state", "another")]].concat(), "invalid_request", "more than once"),
    ] {
        let reply = page(&org, &fields);
        assert_eq!(reply.status, 302, "{code}");
        let told = told(&reply);
        assert_eq!((told[0].1.as_str(), told[2].1.as_str()), (code, "a state & more"));
        assert!(told[1].1.contains(words), "{told:?}");
    }
    assert_eq!(page(&org, &but(&good, "code_challenge", None)).status, 200, "the Salesforce CLI may do without");
}

#[test]
fn a_code_is_good_once_for_whoever_asked() {
    let org = Bench::of(&[]);
    let used = code(&org);
    assert_eq!(token(&org, &redeem(&used)).status, 200);
    let grant = |words: &str| (400, format!("invalid_grant: {words}"));
    assert_eq!(refused(&token(&org, &redeem(&used))), grant("expired authorization code"));
    assert_eq!(refused(&token(&org, &redeem("made up"))), grant("invalid authorization code"));
    for (name, value, expected) in [
        ("code_verifier", None, grant("invalid code verifier")),
        ("code_verifier", Some("EjXkdBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFO"), grant("invalid code verifier")),
        ("client_id", Some("xcred"), grant("invalid authorization code")),
        ("redirect_uri", None, (400, "redirect_uri_mismatch: redirect_uri must match configuration".into())),
        (
            "redirect_uri",
            Some("http://127.0.0.1:1717/OauthRedirect"),
            (400, "redirect_uri_mismatch: redirect_uri must match configuration".into()),
        ),
    ] {
        let code = code(&org);
        let good = redeem(&code);
        assert_eq!(refused(&token(&org, &but(&good, name, value))), expected, "{name}");
        assert_eq!(
            refused(&token(&org, &good)),
            grant("expired authorization code"),
            "whoever shows a code uses it up"
        );
    }
    let late = code(&org);
    org.watch.forward(FIFTEEN_MINUTES + 1);
    assert_eq!(refused(&token(&org, &redeem(&late))), grant("expired authorization code"));
    let wrong = but(&redeem(&late), "client_id", Some("nobody")).clone();
    assert_eq!(refused(&token(&org, &wrong)), (400, "invalid_client_id: client identifier invalid".into()));
}

#[test]
fn a_code_without_challenge_needs_no_verifier_and_takes_none() {
    let org = Bench::of(&[]);
    let challenge = challenge();
    let code = || {
        let page = page(&org, &but(&asked(&challenge), "code_challenge", None));
        told(&press(&org, &page, "allow"))[0].1.clone()
    };
    let first = code();
    assert_eq!(token(&org, &but(&redeem(&first), "code_verifier", None)).status, 200);
    assert_eq!(refused(&token(&org, &redeem(&code()))).1, "invalid_grant: invalid code verifier");
}

#[test]
fn a_login_that_may_not_be_renewed_has_no_refresh_token() {
    let org = Bench::of(&[]);
    let challenge = challenge();
    let page = page(&org, &but(&asked(&challenge), "scope", Some("api")));
    let code = told(&press(&org, &page, "allow"))[0].1.clone();
    let begun = token(&org, &redeem(&code));
    assert_eq!((field(&begun, "scope"), begun.json().get("refresh_token")), ("api".into(), None));
}

#[test]
fn refresh_tokens_that_rotate_are_good_once() {
    let rotate = RefreshTokens::Rotate;
    let org = Bench::admitting(Admission { refresh_tokens: rotate, ..Admission::from(secret()) });
    let first = field(&token(&org, &redeem(&code(&org))), "refresh_token");
    let expired = (400, "invalid_grant: expired access/refresh token".to_owned());
    assert_eq!(refused(&refresh(&org, "xcred", &first)), expired, "it is another app's");
    let second = field(&refresh(&org, "PlatformCLI", &first), "refresh_token");
    assert_eq!(refused(&refresh(&org, "PlatformCLI", &first)), expired);
    let third = refresh(&org, "PlatformCLI", &second);
    assert!(knows(&org, &field(&third, "access_token")) && field(&third, "refresh_token") != second);
    let next = field(&refresh(&org, "any", TOKEN), "refresh_token");
    assert_eq!(refused(&refresh(&org, "any", TOKEN)), expired);
    assert!(knows(&org, TOKEN), "as an access token it stands");
    assert_eq!(refresh(&org, "any", &next).status, 200);
}

#[test]
fn client_credentials_are_for_the_app_with_a_secret_at_its_own_address() {
    let org = confidential();
    let fields = [("grant_type", "client_credentials"), ("client_id", CONFIDENTIAL_APP), ("client_secret", SECRET)];
    let begun = token(&org, &fields);
    assert!(knows(&org, &field(&begun, "access_token")) && begun.json().get("refresh_token").is_none());
    assert_eq!(field(&begun, "instance_url"), format!("http://{}", org.address));
    let basic = BASE64_STANDARD.encode(format!("{CONFIDENTIAL_APP}:{SECRET}"));
    let by_header = |basic: &str| {
        let headers = [FORM, &*format!("Authorization: Basic {basic}")];
        org.send("POST", "/services/oauth2/token", &headers, b"grant_type=client_credentials")
    };
    assert_eq!(by_header(&basic).status, 200);
    let wrong_secret = (400, "invalid_client: invalid client credentials".to_owned());
    assert_eq!(refused(&by_header(&BASE64_STANDARD.encode(format!("{CONFIDENTIAL_APP}:wrong")))), wrong_secret);
    for value in [None, Some("wrong")] {
        assert_eq!(refused(&token(&org, &but(&fields, "client_secret", value))), wrong_secret);
    }
    let public = but(&but(&fields, "client_id", Some("xcred")), "client_secret", None);
    assert_eq!(refused(&token(&org, &public)).1, "invalid_grant: no client credentials user enabled");
    assert_eq!(refused(&token(&Bench::of(&[]), &fields)).1, "invalid_client_id: client identifier invalid");
    for host in ["login.localhost", "TEST.localhost:80"] {
        let path = format!("http://{host}/services/oauth2/token");
        let reply = org.send("POST", &path, &[FORM], encoded(&fields).as_bytes());
        assert_eq!(refused(&reply).1, "invalid_grant: request not supported on this domain", "{host}");
    }
}

#[test]
fn what_is_revoked_is_good_no_more() {
    let org = Bench::of(&[]);
    let begin = || {
        let begun = token(&org, &redeem(&code(&org)));
        let refreshing = field(&begun, "refresh_token");
        let next = field(&refresh(&org, "PlatformCLI", &refreshing), "access_token");
        (refreshing, [field(&begun, "access_token"), next])
    };
    let revoke =
        |token: &str| org.send("POST", "/services/oauth2/revoke", &[FORM], encoded(&[("token", token)]).as_bytes());
    let (refreshing, sessions) = begin();
    let (_, others) = begin();
    assert_eq!((revoke(&sessions[0]).status, revoke(&sessions[0]).status), (200, 400));
    assert_eq!([&sessions[0], &sessions[1]].map(|token| knows(&org, token)), [false, true]);
    assert_eq!(revoke(&refreshing).status, 200, "with all of its sessions");
    assert!(!knows(&org, &sessions[1]) && refresh(&org, "PlatformCLI", &refreshing).status == 400);
    assert!(others.iter().all(|token| knows(&org, token)), "another login stays");
    let text = |token: &str| (revoke(token).status, revoke(token).text());
    assert_eq!(text("made up"), (400, "error=invalid_token&error_description=the+token+was+invalid".to_owned()));
    assert!(text("").1.starts_with("error=unsupported_token_type&error_description="));
    let get = |query: &str| org.send("GET", &format!("/services/oauth2/revoke?{query}"), &[], b"");
    assert_eq!(get(&encoded(&[("token", &others[0])])).status, 200);
    let script = get(&encoded(&[("token", &others[1]), ("callback", "my.done")]));
    assert_eq!((script.status, script.text()), (200, "my.done({});".to_owned()));
    assert_eq!(get("token=x&callback=done").text(), "done({\"error\":\"invalid_token\"});");
    assert_eq!(get("token=x&callback=alert(1)").status, 400);
    let session = field(&refresh(&org, "any", TOKEN), "access_token");
    assert_eq!((revoke(TOKEN).status, knows(&org, TOKEN), knows(&org, &session)), (200, false, false));
    assert_eq!(refresh(&org, "any", TOKEN).status, 400);
}

#[test]
fn who_bears_a_token_is_told_and_no_one_else() {
    let org = Bench::of(&[]);
    assert!(who(&org, TOKEN).1.contains("\"preferred_username\":\"admin@practice.invalid\""));
    assert_eq!(who(&org, "wrong"), (403, "Bad_OAuth_Token".to_owned()));
    let bare = org.send("GET", "/services/oauth2/userinfo", &[], b"");
    assert_eq!((bare.status, bare.text()), (403, "Missing_OAuth_Token".to_owned()));
    let told = |path: &str| {
        let reply = org.get(path);
        (reply.status, reply.text())
    };
    assert_eq!(told("/id/00D000000000001EAA/005000000000001AAA").0, 200);
    assert_eq!(told("/id/00D000000000001EAA/005000000000009AAA"), (404, "Bad_Id".to_owned()));
    assert_eq!(told("/id/00D000000000009EAA/005000000000001AAA"), (403, "Wrong_Org".to_owned()));
}

#[test]
fn a_token_in_the_form_of_a_jwt_is_refused_by_the_older_versions_of_soap() {
    let org = Bench::admitting(Admission { access_tokens: AccessTokens::Jwt, ..Admission::from(secret()) });
    let session = field(&refresh(&org, "any", TOKEN), "access_token");
    assert_eq!(session.split('.').count(), 3);
    assert!(knows(&org, &session));
    let soap = |version: &str| {
        let path = format!("/services/Soap/m/{version}");
        org.send("POST", &path, &["Content-Type: text/xml"], envelope(&session, "<describeMetadata/>").as_bytes())
    };
    let refused = soap("67.0");
    assert_eq!((refused.status, refused.text().contains("sf:INVALID_SESSION_ID")), (500, true));
    assert_eq!(soap("68.0").status, 200);
}

#[test]
fn a_token_is_asked_for_by_post_alone() {
    let org = Bench::of(&[]);
    let by_get = org.send("GET", "/services/oauth2/token?grant_type=refresh_token", &[&bearer()], b"");
    assert_eq!(refused(&by_get), (400, "invalid_request: must use HTTP POST".to_owned()));
}
