//! Orgs that answer what no org should: each run ends in an error that says what came, without a panic and without
//! giving the token away.

use crate::support::{
    Conversation,
    org::{TOKEN, against},
    projects::sample,
    schema::document,
    servers::{Answer, Canned, Request, canned},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::io::{Cursor, Write};

/// What an org of today answers when it is asked for its versions.
const VERSIONS: &str = r#"[{"label": "Spring '26", "url": "/services/data/v66.0", "version": "66.0"}]"#;

fn json(status: u16, body: impl AsRef<[u8]>) -> Answer {
    Answer::http(status, "application/json;charset=UTF-8", body)
}

fn xml(status: u16, body: impl AsRef<[u8]>) -> Answer {
    Answer::http(status, "text/xml;charset=UTF-8", body)
}

fn html(status: u16) -> Answer {
    Answer::http(status, "text/html", "<!DOCTYPE html>\n<html><body>We are down for maintenance.</body></html>")
}

/// A SOAP message with this body.
fn envelope(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns=\"http://soap.sforce.com/2006/04/metadata\"><soapenv:Body>{body}</soapenv:Body></soapenv:Envelope>"
    )
}

fn fault(code: &str, words: &str) -> Answer {
    let fault = format!(
        "<soapenv:Fault><faultcode>sf:{code}</faultcode><faultstring>{code}: {words}</faultstring></soapenv:Fault>"
    );
    xml(500, envelope(&fault))
}

/// An org that lists its versions, and answers everything else with the same.
fn org_that_answers(answer: Answer) -> Canned {
    canned(move |_, request| if is_versions(request) { json(200, VERSIONS) } else { answer.clone() })
}

fn is_versions(request: &Request) -> bool {
    request.head.starts_with("GET /services/data HTTP")
}

/// An org whose retrievals bring this archive, in base64.
fn org_that_retrieves(archive: &str) -> Canned {
    let result =
        |call: &str, inside: &str| envelope(&format!("<{call}Response><result>{inside}</result></{call}Response>"));
    let started = result("retrieve", "<done>false</done><id>09S000000000001AAA</id><state>Queued</state>");
    let status = |zip: &str| {
        let inside = format!(
            "<done>true</done><id>09S000000000001AAA</id><status>Succeeded</status><success>true</success>{zip}"
        );
        result("checkRetrieveStatus", &inside)
    };
    let (done, brought) = (status(""), status(&format!("<zipFile>{archive}</zipFile>")));
    canned(move |_, request| {
        let body = String::from_utf8_lossy(&request.body).into_owned();
        match () {
            () if is_versions(request) => json(200, VERSIONS),
            () if body.contains("<retrieve>") => xml(200, &started),
            () if body.contains("includeZip>true") => xml(200, &brought),
            () => xml(200, &done),
        }
    })
}

/// A zip file of one entry.
fn zip_of(name: &str, content: &[u8]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("memory takes it");
    writer.write_all(content).expect("memory takes it");
    writer.finish().expect("memory takes it").into_inner()
}

/// What `xcred diff` makes of an org: always the documented exit code, in JSON too, and never the token.
fn met(org: &Canned) -> Conversation {
    let sandbox = sample();
    let told = against(&org.url(), &sandbox, ["diff", "--json"]).run().exits(65);
    assert!(document(&told)["error"]["name"].is_string(), "{told}");
    let said = against(&org.url(), &sandbox, ["diff"]).run().exits(65);
    for said in [&told, &said] {
        assert!(!said.to_string().contains(TOKEN) && !said.stderr.contains("panicked"), "{said}");
    }
    said
}

/// The error of a run, without what differs each time.
fn error_of(org: &Canned) -> String {
    let said = met(org);
    assert_eq!(said.stdout, "", "{said}");
    crate::support::redact::volatile(&said.stderr)
}

#[test]
fn a_page_is_no_answer() {
    insta::assert_snapshot!(error_of(&canned(|_, _| html(200))), @"
    error: a page answered, and not the API
      because: could not read the org's API versions at http://127.0.0.1:[PORT]/services/data
      because: status 200 came with no answer of Salesforce: it is not JSON (expected value at line 1 column 1), of type `text/html`, and starts with `<!DOCTYPE html>`
      hint: look whether the instance URL is the My Domain, such as `https://acme.my.salesforce.com`: `xcred org show`
      hint: `xcred explain login-page-answered` says more
    ");
    insta::assert_snapshot!(error_of(&org_that_answers(html(200))), @"
    error: a page answered, and not the API
      because: could not start retrieving from the org at http://127.0.0.1:[PORT]/services/Soap/m/66.0
      because: status 200 came with no answer of Salesforce: it is not XML (at 1:1: document type declarations are not read), of type `text/html`, and starts with `<!DOCTYPE html>`
      hint: look whether the instance URL is the My Domain, such as `https://acme.my.salesforce.com`: `xcred org show`
      hint: `xcred explain login-page-answered` says more
    ");
    insta::assert_snapshot!(error_of(&org_that_answers(html(503))), @"
    error: the org is down for maintenance, or overloaded
      because: could not start retrieving from the org at http://127.0.0.1:[PORT]/services/Soap/m/66.0, after 5 attempts in [TIME]
      because: status 503 came with no answer of Salesforce: it is not XML (at 1:1: document type declarations are not read), of type `text/html`, and starts with `<!DOCTYPE html>`
      hint: see how the org's instance does: https://status.salesforce.com
      hint: `xcred explain maintenance` says more
    ");
}

#[test]
fn nothing_is_no_answer() {
    insta::assert_snapshot!(error_of(&canned(|_, _| json(200, ""))), @"
    error: the answer is not whole, or was changed on the way
      because: could not read the org's API versions at http://127.0.0.1:[PORT]/services/data
      because: status 200 came with no answer of Salesforce: it is empty, of type `application/json;charset=UTF-8`
      hint: try again
      hint: `xcred explain answer-damaged` says more
    ");
    insta::assert_snapshot!(error_of(&org_that_answers(xml(200, ""))), @"
    error: the answer is not whole, or was changed on the way
      because: could not start retrieving from the org at http://127.0.0.1:[PORT]/services/Soap/m/66.0
      because: status 200 came with no answer of Salesforce: it is empty, of type `text/xml;charset=UTF-8`
      hint: try again
      hint: `xcred explain answer-damaged` says more
    ");
    insta::assert_snapshot!(error_of(&org_that_answers(Answer::CloseBefore)), @"
    error: the connection broke before the whole answer was there
      because: could not start retrieving from the org at http://127.0.0.1:[PORT]/services/Soap/m/66.0, after 5 attempts in [TIME]
      because: the connection was lost before the whole answer came
      because: connection closed before message completed
      hint: try again
      hint: `xcred explain connection-lost` says more
    ");
}

#[test]
fn half_an_answer_is_no_answer() {
    let whole = envelope("<retrieveResponse><result><id>09S000000000001AAA</id></result></retrieveResponse>");
    let cut = org_that_answers(xml(200, &whole).cut(200));
    insta::assert_snapshot!(error_of(&cut), @"
    error: the connection broke before the whole answer was there
      because: could not start retrieving from the org at http://127.0.0.1:[PORT]/services/Soap/m/66.0, after 5 attempts in [TIME]
      because: the connection was lost before the whole answer came
      because: error reading a body from connection
      because: end of file before message length reached
      hint: try again
      hint: `xcred explain connection-lost` says more
    ");
    // A gateway that counts what it cuts.
    let counted = org_that_answers(xml(200, &whole[..150]));
    insta::assert_snapshot!(error_of(&counted), @r#"
    error: the answer is not whole, or was changed on the way
      because: could not start retrieving from the org at http://127.0.0.1:[PORT]/services/Soap/m/66.0
      because: status 200 came with no answer of Salesforce: it is not XML (at 1:39: a tag is not closed before the file ends), of type `text/xml;charset=UTF-8`, and starts with `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="http://soap.sforce.com/2006/0`
      hint: try again
      hint: `xcred explain answer-damaged` says more
    "#);
    let broken = canned(|_, _| json(200, &VERSIONS[..30]));
    insta::assert_snapshot!(error_of(&broken), @r#"
    error: the answer is not whole, or was changed on the way
      because: could not read the org's API versions at http://127.0.0.1:[PORT]/services/data
      because: status 200 came with no answer of Salesforce: it is not JSON (EOF while parsing an object at line 1 column 30), of type `application/json;charset=UTF-8`, and starts with `[{"label": "Spring '26", "url"`
      hint: try again
      hint: `xcred explain answer-damaged` says more
    "#);
}

#[test]
fn an_answer_of_another_kind_is_no_answer() {
    insta::assert_snapshot!(error_of(&org_that_answers(json(200, "{}"))), @"
    error: the answer is not whole, or was changed on the way
      because: could not start retrieving from the org at http://127.0.0.1:[PORT]/services/Soap/m/66.0
      because: status 200 came with no answer of Salesforce: it is not XML (at 1:1: text stands outside the root element), of type `application/json;charset=UTF-8`, and starts with `{}`
      hint: try again
      hint: `xcred explain answer-damaged` says more
    ");
    insta::assert_snapshot!(error_of(&canned(|_, _| json(200, "{}"))), @"
    error: the answer lacks what this call's answer holds
      because: could not read the org's API versions at http://127.0.0.1:[PORT]/services/data
      because: the org's answer cannot be read: it is JSON of another shape than this call's answers have
      hint: try again
      hint: `xcred explain answer-unreadable` says more
    ");
    let other = xml(200, envelope("<describeMetadataResponse><result/></describeMetadataResponse>"));
    insta::assert_snapshot!(error_of(&org_that_answers(other)), @"
    error: the answer lacks what this call's answer holds
      because: could not start retrieving from the org at http://127.0.0.1:[PORT]/services/Soap/m/66.0
      because: the org's answer cannot be read: `<describeMetadataResponse>` came for `<retrieveResponse>`
      hint: try again
      hint: `xcred explain answer-unreadable` says more
    ");
}

#[test]
fn a_session_that_has_expired_says_what_to_do() {
    let words = "Invalid Session ID found in SessionHeader: Illegal Session. Session not found";
    insta::assert_snapshot!(error_of(&org_that_answers(fault("INVALID_SESSION_ID", words))), @"
    error: the session has expired, or its token is not one of this org
      because: could not start retrieving from the org at http://127.0.0.1:[PORT]/services/Soap/m/66.0
      because: the session has expired or is not valid (INVALID_SESSION_ID: Invalid Session ID found in SessionHeader: Illegal Session. Session not found)
      hint: set a new token in SF_ACCESS_TOKEN, or log in again: `xcred org login web`
      hint: `xcred explain session-expired` says more
    ");
    let rest = r#"[{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]"#;
    insta::assert_snapshot!(error_of(&canned(move |_, _| json(401, rest))), @"
    error: the session has expired, or its token is not one of this org
      because: could not read the org's API versions at http://127.0.0.1:[PORT]/services/data
      because: the session has expired or is not valid (INVALID_SESSION_ID: Session expired or invalid)
      hint: set a new token in SF_ACCESS_TOKEN, or log in again: `xcred org login web`
      hint: `xcred explain session-expired` says more
    ");
}

#[test]
fn a_limit_is_told_in_the_orgs_words() {
    let limit = fault("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
    insta::assert_snapshot!(error_of(&org_that_answers(limit)), @"
    error: the org has no API requests left for now
      because: could not start retrieving from the org at http://127.0.0.1:[PORT]/services/Soap/m/66.0
      because: a limit of the org is reached (REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded.)
      hint: see who uses them: Setup > Company Settings > Company Information > API Requests, Last 24 Hours
      hint: `xcred explain request-limit-exceeded` says more
    ");
    let rest = r#"[{"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}]"#;
    insta::assert_snapshot!(error_of(&canned(move |_, _| json(403, rest))), @"
    error: the org has no API requests left for now
      because: could not read the org's API versions at http://127.0.0.1:[PORT]/services/data
      because: a limit of the org is reached (REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded.)
      hint: see who uses them: Setup > Company Settings > Company Information > API Requests, Last 24 Hours
      hint: `xcred explain request-limit-exceeded` says more
    ");
}

#[test]
fn an_entity_bomb_does_not_go_off() {
    let bomb = r#"<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;">]>
        <Envelope><Body><retrieveResponse><result><id>&lol2;</id></result></retrieveResponse></Body></Envelope>"#;
    insta::assert_snapshot!(error_of(&org_that_answers(xml(200, bomb))), @r#"
    error: the answer is not whole, or was changed on the way
      because: could not start retrieving from the org at http://127.0.0.1:[PORT]/services/Soap/m/66.0
      because: status 200 came with no answer of Salesforce: it is not XML (at 1:22: document type declarations are not read), of type `text/xml;charset=UTF-8`, and starts with `<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;">]>`
      hint: try again
      hint: `xcred explain answer-damaged` says more
    "#);
}

#[test]
fn deep_nesting_is_not_followed() {
    let deep = envelope(&"<a>".repeat(100_000));
    insta::assert_snapshot!(error_of(&org_that_answers(xml(200, deep))), @r#"
    error: the answer is not whole, or was changed on the way
      because: could not start retrieving from the org at http://127.0.0.1:[PORT]/services/Soap/m/66.0
      because: status 200 came with no answer of Salesforce: it is not XML (at 1:471: elements are nested more than 100 deep), of type `text/xml;charset=UTF-8`, and starts with `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns="http://soap.sforce.com/2006/04/metadata"><soapenv:Body><a><a><a><a><a><a><a><a>`
      hint: try again
      hint: `xcred explain answer-damaged` says more
    "#);
    let deep = "[".repeat(100_000);
    insta::assert_snapshot!(error_of(&canned(move |_, _| json(200, &deep))), @"
    error: the answer is not whole, or was changed on the way
      because: could not read the org's API versions at http://127.0.0.1:[PORT]/services/data
      because: status 200 came with no answer of Salesforce: it is not JSON (recursion limit exceeded at line 1 column 128), of type `application/json;charset=UTF-8`, and starts with `[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[`
      hint: try again
      hint: `xcred explain answer-damaged` says more
    ");
}

#[test]
fn an_archive_that_is_none_is_told() {
    insta::assert_snapshot!(error_of(&org_that_retrieves("this is not base64!")), @"
    error: the archive of the org's retrieval `[09S#1]` is damaged
      because: Invalid symbol 33, offset 15.
    ");
    insta::assert_snapshot!(error_of(&org_that_retrieves("AAAA")), @"
    error: the archive that the org sent cannot be read
      because: this is no zip archive, or a damaged one: invalid Zip archive: Could not find EOCD
    ");
    insta::assert_snapshot!(error_of(&org_that_retrieves("")), @"error: the org's retrieval `[09S#1]` is done and brought no archive");
}

#[test]
fn an_archive_cannot_climb_out() {
    let org = org_that_retrieves(&STANDARD.encode(zip_of("../../climbed.externalCredential", b"x")));
    insta::assert_snapshot!(error_of(&org), @"
    error: the archive that the org sent cannot be read
      because: the archive holds `../../climbed.externalCredential`, a path that leads out of it
    ");
}

/// A retrieval may unpack to 629,145,600 bytes; this one would to more: one packed file many times over.
#[test]
fn a_zip_bomb_does_not_go_off() {
    let mut one =
        zip::ZipArchive::new(Cursor::new(zip_of("zeros", &vec![0; 10_000_000]))).expect("it was just written");
    let mut bomb = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..63 {
        let packed = one.by_index_raw(0).expect("it holds one file");
        let name = format!("externalCredentials/Bomb{number}.externalCredential");
        bomb.raw_copy_file_rename(packed, name).expect("memory takes it");
    }
    let bomb = bomb.finish().expect("memory takes it").into_inner();
    assert!(bomb.len() < 1_000_000, "{}", bomb.len());
    insta::assert_snapshot!(error_of(&org_that_retrieves(&STANDARD.encode(bomb))), @"
    error: the archive that the org sent cannot be read
      because: the archive unpacks to more than the 629145600 bytes that are read
    ");
}

/// Where a redirect would be followed, the token would be given to whoever stands there.
#[test]
fn a_redirect_is_not_followed() {
    let elsewhere = canned(|_, _| json(200, VERSIONS));
    for status in [301, 302, 307, 308] {
        let url = elsewhere.url();
        let redirect = format!("HTTP/1.1 {status} Moved\r\nlocation: {url}/services/data\r\ncontent-length: 0\r\n\r\n");
        let redirect = Answer::Bytes(redirect.into_bytes());
        let first = redirect.clone();
        met(&canned(move |_, _| first.clone()));
        met(&org_that_answers(redirect));
    }
    assert_eq!(elsewhere.requests(), []);
}

#[test]
fn an_org_of_the_past_is_spoken_to_in_its_own_version() {
    let old = r#"[{"label": "Summer '11", "url": "/services/data/v22.0", "version": "22.0"}]"#;
    insta::assert_snapshot!(error_of(&canned(move |_, _| json(200, old))), @"error: the org speaks API versions up to 22.0, and external credentials begin with 55.0");
    let no_providers = r#"[{"label": "Winter '23", "url": "/services/data/v56.0", "version": "56.0"}]"#;
    let org = canned(
        move |_, request| {
            if is_versions(request) { json(200, no_providers) } else { fault("LIMIT_EXCEEDED", "enough") }
        },
    );
    insta::assert_snapshot!(error_of(&org), @"
    warning: the org speaks API versions up to 56.0, so 56.0 is used instead of 66.0
    warning: `ExternalAuthIdentityProvider` is left out: API version 56.0 has no such type, 61.0 has
    error: the call asks for more than the org gives at once
      because: could not start retrieving from the org at http://127.0.0.1:[PORT]/services/Soap/m/56.0
      because: a limit of the org is reached (LIMIT_EXCEEDED: enough)
      hint: select fewer components: `xcred diff -m ExternalCredential`
      hint: `xcred explain limit-reached` says more
    ");
    assert!(org.requests()[1].head.starts_with("POST /services/Soap/m/56.0 "));
}

/// The practice org never says no twice; this one does, and then relents.
#[test]
fn a_busy_org_is_asked_again() {
    let sandbox = sample();
    let org = canned(|number, _| match number {
        1 | 2 => Answer::Bytes(b"HTTP/1.1 503 Busy\r\nretry-after: 0\r\ncontent-length: 0\r\n\r\n".to_vec()),
        _ => json(401, r#"[{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]"#),
    });
    against(&org.url(), &sandbox, ["diff"]).run().exits(65);
    assert_eq!(org.requests().len(), 3);
}
