use base64::{Engine, engine::general_purpose::STANDARD};
use http::{HeaderMap, HeaderValue, Method, header::AUTHORIZATION, header::CONTENT_TYPE};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{facts::FIELDS, *};
use crate::org::{
    DeployOptions, Org,
    testing::{Answer, CANARY, Received, Server, StillClock, answer, http, json, nowhere, soap, with_headers},
};

/// A file in memory.
#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Page {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// All lines but the first, without what differs in each run.
    fn lines(&self) -> Vec<Value> {
        let lines = self.text();
        let values = lines.lines().skip(1).map(|line| serde_json::from_str::<Value>(line).unwrap());
        values.map(without_chance).collect()
    }
}

fn without_chance(mut line: Value) -> Value {
    let members = line.as_object_mut().unwrap();
    for name in ["at", "firstByteMs", "wholeMs", "afterMs"] {
        members.remove(name);
    }
    if let Some(url) = members.get_mut("url") {
        let place = url.as_str().unwrap().to_owned();
        *url = place
            .split_once("127.0.0.1:")
            .map_or(place.clone(), |(_, rest)| rest[rest.find('/').unwrap()..].to_owned())
            .into();
    }
    line
}

fn tracing(page: &Page) -> Tracing<crate::org::HttpTransport> {
    let clock = Arc::new(StillClock::default());
    let book = TraceBook::begin(page.clone(), &*clock, |_| ());
    Tracing::new(http(), clock, book)
}

/// The org behind a server, and the trace of what is said to it.
fn traced(server: &Server) -> (Org, Page) {
    let page = Page::default();
    let session =
        crate::org::Session { instance_url: server.url(), access_token: crate::org::AccessToken::new(CANARY).unwrap() };
    let org = Org::new(
        session,
        Arc::new(tracing(&page)),
        Arc::new(StillClock::default()),
        crate::metadata::ApiVersion::new(65),
    );
    (org, page)
}

#[tokio::test]
async fn an_exchange_is_two_lines_and_a_run_begins_with_its_heading() {
    let headers = "content-type: application/json;charset=UTF-8\r\nsforce-limit-info: api-usage=10018/100000\r\nx-odd: canary\r\n\
                   set-cookie: sid=canary\r\ndate: Sun, 01 Mar 2026 12:00:00 GMT\r\n";
    let body = r#"{"id":"0Af000000000001AAA","deployResult":{"status":"InProgress","done":false,"createdByName":"Ann Canary",
        "numberComponentsTotal":"12","canary":1,"details":{"componentFailures":[{"problem":"canary"},{},{},{},{}]}}}"#;
    let server = Server::with([with_headers(200, headers, body)]);
    let (org, page) = traced(&server);
    org.deploy_status(&"0Af000000000001AAA".parse().unwrap(), crate::org::Details::Yes).await.unwrap();
    let text = page.text();
    let heading = format!("{TRACE_BEGINS}\"version\":1,\"xcred\":\"{}\",", env!("CARGO_PKG_VERSION"));
    assert!(text.starts_with(&heading) && text.ends_with('\n'), "{text}");
    assert!(!text.to_lowercase().contains("canary"), "{text}");
    assert_eq!(
        page.lines(),
        [
            serde_json::json!({
            "exchange": 1, "event": "request", "purpose": "see how the deployment stands", "method": "GET", "repeat": "freely",
            "url": "/services/data/v65.0/metadata/deployRequest/0Af000000000001AAA?includeDetails=true",
            "headers": {"accept": "application/json", "authorization": "[35 characters]", "others": 1},
            "body": {"bytes": 0}}),
            serde_json::json!({
            "exchange": 1, "event": "answer", "status": 200, "http": "HTTP/1.1",
            "headers": {"content-type": "application/json", "content-length": body.len().to_string(),
                "date": "2026-03-01T12:00:00Z", "set-cookie": "[10 characters]",
                "sforce-limit-info": "api-usage=10018/100000", "others": 2},
            "body": {"bytes": body.len(), "holds": {"id": "0Af000000000001AAA", "deployResult": {
                "status": "InProgress", "done": "false", "createdByName": "[10 characters]", "numberComponentsTotal": "12",
                "others": 1,
                "details": {"componentFailures": [{"problem": "[6 characters]"}, {}, {}, "[2 more]"]}}}}}),
        ]
    );
}

#[tokio::test]
async fn soap_and_forms_are_told_by_what_is_known_of_them() {
    let server = Server::with([
        soap("retrieve", "<result><done>false</done><id>09S000000000001AAA</id><state>Queued</state></result>"),
        json(400, r#"{"error":"invalid_grant","error_description":"canary: expired access/refresh token"}"#),
    ]);
    let (org, page) = traced(&server);
    org.retrieve(&crate::metadata::Manifest::default()).await.unwrap();
    let mut request = form(&server, "grant_type=refresh_token&refresh_token=canary&client_id=PlatformCLI&canary=x");
    request.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    tracing(&page).send(request).await.unwrap();
    assert!(!page.text().contains("canary"));
    assert!(page.text().contains(r#""says":["token-has-expired"]"#));
    let holds: Vec<String> = page
        .text()
        .lines()
        .filter_map(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            Some(line["body"].get("holds")?.to_string())
        })
        .collect();
    assert_eq!(
        holds,
        [
            r#"{"Envelope":{"Body":{"retrieve":{"retrieveRequest":{"apiVersion":"65.0","singlePackage":"true","unpackaged":{"version":"65.0"}}}},"Header":{"SessionHeader":{"sessionId":"[28 characters]"},"others":1}}}"#,
            r#"{"Envelope":{"Body":{"retrieveResponse":{"result":{"done":"false","id":"09S000000000001AAA","state":"Queued"}}}}}"#,
            r#"{"client_id":"[11 characters]","grant_type":"refresh_token","others":1,"refresh_token":"[6 characters]"}"#,
            r#"{"error":"invalid_grant","error_description":"[36 characters]"}"#,
        ]
    );
}

fn form(server: &Server, body: &str) -> Request {
    let mut url = server.url().at("/services/oauth2/token");
    url.set_query(Some("code=canary&canary=1"));
    let mut headers = HeaderMap::new();
    headers.insert(AUTHORIZATION, HeaderValue::from_static("Basic canary"));
    Request { purpose: "test", method: Method::POST, url, headers, body: body.to_owned().into(), repeat: Repeat::Never }
}

/// A secret in the spellings in which it may come back.
fn spellings(secret: &str) -> Vec<String> {
    let escaped: String = secret.chars().map(|character| format!("\\u{:04x}", u32::from(character))).collect();
    let entities: String = secret.chars().map(|character| format!("&#{};", u32::from(character))).collect();
    vec![
        secret.to_owned(),
        secret.to_uppercase(),
        secret.chars().rev().collect(),
        utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
        STANDARD.encode(secret),
        secret.bytes().map(|byte| format!("{byte:02x}")).collect(),
        escaped,
        entities,
    ]
}

/// Where servers may put what they were sent.
fn echoes(secret: &str) -> Vec<Answer> {
    let members = FIELDS.iter().map(|(name, _)| format!("{name:?}:\"{secret}\"")).collect::<Vec<_>>().join(",");
    let elements: String = FIELDS.iter().map(|(name, _)| format!("<{name}>{secret}</{name}>")).collect();
    let halves = secret.split_at(secret.len() / 2);
    let chunked = format!(
        "HTTP/1.1 200 X\r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n{:x}\r\n{}\r\n{:x}\r\n{}\r\n0\r\n\r\n",
        halves.0.len(),
        halves.0,
        halves.1.len(),
        halves.1
    );
    let everywhere = [
        "content-type",
        "date",
        "retry-after",
        "sforce-limit-info",
        "server",
        "set-cookie",
        "via",
        "location",
        "content-encoding",
        "www-authenticate",
        "x-canary",
    ]
    .map(|name| format!("{name}: {secret}\r\n"))
    .concat();
    let limit = format!(
        "sforce-limit-info: api-usage=1/2; {secret}=1/2\r\n{}: x\r\n",
        secret.replace(['!', '\\', '&', ';', '#', '%', '=', '+', '/'], "-")
    );
    vec![
        answer(200, "text/html", format!("<html>{secret}")),
        answer(
            200,
            "text/xml",
            format!("<{0}>{0}</{0}>", secret.replace(['!', '\\', '&', ';', '#', '%', '=', '+', '/'], "-")),
        ),
        answer(500, "text/xml", format!("<Envelope><Body><Fault>{elements}<{0}/></Fault></Body></Envelope>", "canary")),
        json(401, &format!(r#"[{{"errorCode":"{secret}","message":"{secret}","{secret}":"{secret}"}}]"#)),
        json(200, &format!("{{{members}}}")),
        json(200, &format!("[{secret}")),
        with_headers(200, &everywhere, ""),
        with_headers(503, &limit, secret),
        Answer::Bytes(chunked.into_bytes()),
        Answer::Bytes(format!("{secret}\r\n\r\n").into_bytes()),
        Answer::Bytes(format!("HTTP/1.1 200 {secret}\r\ncontent-length: 99\r\n\r\n{secret}").into_bytes()),
    ]
}

#[tokio::test]
async fn no_secret_comes_back_into_a_trace_wherever_a_server_puts_it() {
    for spelling in spellings(CANARY) {
        for (number, echo) in echoes(&spelling).into_iter().enumerate() {
            let server = Server::replying(move |_: &Received| echo.clone());
            let (org, page) = traced(&server);
            drop(org.identity().await);
            drop(org.describe_metadata(org.version()).await);
            drop(org.deploy(CANARY.as_bytes(), &DeployOptions::default()).await);
            let text = page.text();
            let lower = text.to_lowercase();
            for looked_for in spellings(CANARY).into_iter().chain(["canary".to_owned(), "AQcan".to_owned()]) {
                assert!(!lower.contains(&looked_for.to_lowercase()), "{number}: {looked_for}: {text}");
            }
            assert!(page.lines().len() >= 6, "{text}");
        }
    }
}

#[tokio::test]
async fn what_came_to_nothing_is_told_by_its_kind() {
    let page = Page::default();
    let server = Server::with([]);
    let mut request = form(&server, "");
    request.url = nowhere().at("/services/oauth2/authorize/canary");
    tracing(&page).send(request).await.unwrap_err();
    let lines = page.lines();
    assert_eq!(lines[0]["url"], "/services/oauth2/authorize/[6 characters]");
    let failure = serde_json::json!({
        "exchange": 1, "event": "failure", "mishap": "no connection could be made", "obstacle": "Refused"});
    assert_eq!(lines[1], failure);
}

#[tokio::test]
async fn a_page_that_cannot_be_written_is_told_once_and_harms_nothing() {
    struct Full;
    impl Write for Full {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let told = Arc::new(Mutex::new(Vec::new()));
    let clock = Arc::new(StillClock::default());
    let book = TraceBook::begin(Full, &*clock, {
        let told = Arc::clone(&told);
        move |error| told.lock().unwrap().push(error.kind())
    });
    let server = Server::with([json(200, "{}")]);
    Tracing::new(http(), clock, book).send(form(&server, "")).await.unwrap();
    assert_eq!(*told.lock().unwrap(), [io::ErrorKind::StorageFull]);
}

#[test]
fn the_fields_are_in_order_and_each_is_there_once() {
    assert!(FIELDS.is_sorted_by(|(one, _), (other, _)| one < other));
}
