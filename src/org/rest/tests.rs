use std::{convert::Infallible, sync::Arc};

use futures_util::stream;

use super::*;
use crate::{
    metadata::ApiVersion,
    org::{
        ErrorCode, Followed, OrgProblem, Pace, RetryPolicy, Retrying,
        testing::{Answer, CANARY, Received, Server, StillClock, answer, chain, http, json, nowhere, org_at, pace},
    },
};

fn id() -> DeployId {
    "0Af000000000001AAA".parse().unwrap()
}

async fn deploy(answer: Answer) -> (Server, Result<DeployId, DeployRequestError>) {
    let server = Server::replying(move |_| answer.clone());
    let result = server.org().deploy(b"PK zip", &DeployOptions::default()).await;
    (server, result)
}

/// The parts of a body as multer reads them: name, file name, content type, content.
async fn parts(received: &Received) -> Vec<(String, Option<String>, String, Vec<u8>)> {
    let boundary = multer::parse_boundary(received.header("content-type").unwrap()).unwrap();
    let body = Bytes::from(received.body.clone());
    let body = stream::iter([Ok::<_, Infallible>(body)]);
    let mut multipart = multer::Multipart::new(body, boundary);
    let mut parts = Vec::new();
    while let Some(field) = multipart.next_field().await.unwrap() {
        let name = field.name().unwrap().to_owned();
        let file_name = field.file_name().map(str::to_owned);
        let content_type = field.content_type().unwrap().to_string();
        parts.push((name, file_name, content_type, field.bytes().await.unwrap().to_vec()));
    }
    parts
}

#[tokio::test]
async fn a_deployment_is_sent_as_two_parts() {
    let (server, result) = deploy(json(201, r#"{"id":"0Af000000000001AAA","url":"x"}"#)).await;
    assert_eq!(result.unwrap(), id());
    let received = &server.received()[0];
    assert_eq!(received.line(), "POST /services/data/v65.0/metadata/deployRequest HTTP/1.1");
    let bearer = format!("Bearer {CANARY}");
    assert_eq!(received.header("authorization"), Some(&*bearer));
    assert_eq!(received.header("sforce-call-options"), Some("client=xcred"));
    let parts = parts(received).await;
    let options = r#"{"deployOptions":{"checkOnly":false,"ignoreWarnings":false,"rollbackOnError":true,"singlePackage":true,"purgeOnDelete":false}}"#;
    let value = |text: &[u8]| serde_json::from_slice::<Value>(text).unwrap();
    assert_eq!((&*parts[0].0, &parts[0].1, &*parts[0].2), ("json", &None, JSON));
    assert_eq!(value(&parts[0].3), value(options.as_bytes()));
    let file = ("file", Some("deploy.zip"), "application/zip", &b"PK zip"[..]);
    assert_eq!((&*parts[1].0, parts[1].1.as_deref(), &*parts[1].2, &*parts[1].3), file);
    assert_eq!(parts.len(), 2);
}

#[tokio::test]
async fn any_archive_survives_its_envelope() {
    let boundaries = (0..3).map(|number| format!("\r\n--xcred-part-boundary-{number}\r\n"));
    let archives = [
        Vec::new(),
        b"\r\n".to_vec(),
        b"--".to_vec(),
        (0..=255).collect(),
        boundaries.collect::<String>().into_bytes(),
    ];
    for archive in archives {
        let server = Server::with([json(201, r#"{"id":"0Af1"}"#), json(201, r#"{"id":"0Af1"}"#)]);
        let options = DeployOptions {
            test_level: Some(TestLevel::RunSpecifiedTests),
            run_tests: vec!["A".to_owned()],
            ..DeployOptions::default()
        };
        let org = server.org();
        org.deploy(&archive, &options).await.unwrap();
        org.deploy(&archive, &options).await.unwrap();
        let received = server.received();
        assert_eq!(parts(&received[0]).await[1].3, archive);
        assert_eq!(received[0].body, received[1].body);
        assert!(
            received[0]
                .body
                .windows(23)
                .any(|text| text == br#""runTests":["A"],"singl"# || text == br#"stLevel":"RunSpecifiedT"#)
        );
    }
}

#[tokio::test]
async fn a_deployment_whose_answer_is_lost_is_sent_once_and_said_to_be_lost() {
    let bytes = |text: &str| Answer::Bytes(text.into());
    for (name, answer) in [
        ("reset", Answer::CloseUnread),
        ("closed", bytes("")),
        ("half headers", bytes("HTTP/1.1 201 Crea")),
        ("half a body", bytes("HTTP/1.1 201 X\r\ncontent-length: 99\r\n\r\n{\"id\":")),
        ("cut JSON", json(201, r#"{"id":"0Af0000"#)),
        ("empty", json(201, "")),
        ("no id", json(201, r#"{"deployOptions":{}}"#)),
        ("id of another shape", json(201, r#"{"id":["0Af"]}"#)),
        ("page", answer(200, "text/html", "<html>")),
        ("gateway", answer(502, "text/html", "<html>")),
        ("gone away", answer(503, "text/plain", "")),
        ("slow gateway", answer(504, "text/html", "<html>")),
        ("time-out", answer(408, "text/plain", "")),
    ] {
        let (server, result) = deploy(answer).await;
        let error = result.unwrap_err();
        assert!(matches!(error, DeployRequestError::AnswerLost(_)), "{name}: {}", chain(&error));
        assert_eq!(server.received().len(), 1, "{name}");
    }
}

#[tokio::test]
async fn a_refused_deployment_is_told_apart() {
    let expired = r#"[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]"#;
    let broken = r#"{"message":"bad zip","errorCode":"UNKNOWN_EXCEPTION"}"#;
    for (answer, words) in [
        (json(401, expired), "INVALID_SESSION_ID: Session expired or invalid"),
        (json(500, broken), "UNKNOWN_EXCEPTION: bad zip"),
        (json(503, r#"[{"errorCode":"SERVER_UNAVAILABLE"}]"#), "SERVER_UNAVAILABLE"),
        (answer(413, "text/html", "<html>too large"), "status 413"),
        (answer(302, "text/html", ""), "status 302"),
    ] {
        let (server, result) = deploy(answer).await;
        let error = result.unwrap_err();
        assert!(matches!(error, DeployRequestError::Refused(_)), "{}", chain(&error));
        assert!(chain(&error).contains(words), "{}", chain(&error));
        assert_eq!(server.received().len(), 1);
    }
}

#[tokio::test]
async fn a_deployment_that_never_left_is_told_apart() {
    let org = org_at(nowhere(), CANARY, Arc::default());
    let error = org.deploy(b"", &DeployOptions::default()).await.unwrap_err();
    assert!(matches!(error, DeployRequestError::NotSent(_)), "{}", chain(&error));
    assert_eq!(error.cause().tries.attempts, 1);
}

async fn status(answer: Answer) -> Result<DeployResult, OrgError> {
    let server = Server::replying(move |_| answer.clone());
    server.org().deploy_status(&id(), Details::Yes).await
}

#[tokio::test]
async fn a_status_is_read_with_all_that_it_holds() {
    let server = Server::with([json(
        200,
        r#"{"id":"0Af000000000001AAA","deployResult":{
        "id":"0Af000000000001AAA","status":"Failed","done":true,"success":false,"checkOnly":"true",
        "rollbackOnError":true,"runTestsEnabled":"true","numberComponentErrors":1,"numberComponentsDeployed":"2",
        "numberComponentsTotal":3,"numberTestErrors":"1","numberTestsCompleted":0,"numberTestsTotal":null,
        "createdDate":"2026-01-02T03:04:05.000+0000","completedDate":"2026-01-02T03:04:06.000Z","startDate":"soon",
        "createdByName":"Ann","canceledByName":"Bob","stateDetail":"Processing Type: X","errorMessage":"m",
        "errorStatusCode":"UNABLE_TO_LOCK_ROW","news":{"a":1},
        "details":{
          "componentFailures":{"componentType":"ExternalCredential","fullName":"A","fileName":"e/A.externalCredential",
            "problem":"bad","problemType":"Error","lineNumber":"3","columnNumber":7,"success":"false","changed":false},
          "componentSuccesses":[{"fullName":"package.xml","fileName":"package.xml","componentType":"","success":true,
            "changed":true,"created":"true","deleted":false,"id":"0XX"},{"fullName":"B"}],
          "runTestResult":{"numTestsRun":"2","failures":{"name":"T","methodName":"m","message":"no","stackTrace":"s"},
            "codeCoverageWarnings":[{"message":"too little"}]}}}}"#,
    )]);
    let result = server.org().deploy_status(&id(), Details::Yes).await.unwrap();
    let line = "GET /services/data/v65.0/metadata/deployRequest/0Af000000000001AAA?includeDetails=true HTTP/1.1";
    assert_eq!(server.received()[0].line(), line);
    assert_eq!(result.status, DeployStatus::Failed);
    assert!(result.done && !result.success && result.check_only && result.run_tests_enabled);
    let counts = [
        result.component_errors,
        result.components_deployed,
        result.components_total,
        result.test_errors,
        result.tests_total,
    ];
    assert_eq!(counts, [1, 2, 3, 1, 0]);
    assert_eq!(result.created_date, Some("2026-01-02T03:04:05Z".parse().unwrap()));
    assert_eq!(result.completed_date, Some("2026-01-02T03:04:06Z".parse().unwrap()));
    assert_eq!(result.start_date, None);
    assert_eq!(result.error_status_code, Some(ErrorCode::UnableToLockRow));
    assert_eq!(result.canceled_by_name.as_deref(), Some("Bob"));
    let details = result.details.unwrap();
    let [failure] = &details.component_failures[..] else { panic!("{details:?}") };
    assert_eq!((failure.line, failure.column, failure.success), (Some(3), Some(7), false));
    assert_eq!(failure.problem.as_deref(), Some("bad"));
    let [manifest, bare] = &details.component_successes[..] else { panic!("{details:?}") };
    assert!(manifest.created && manifest.changed && manifest.component_type.is_none());
    assert_eq!((bare.full_name.as_str(), bare.success), ("B", false));
    assert_eq!(details.test_run.run, 2);
    assert_eq!(details.test_run.failures[0].method_name.as_deref(), Some("m"));
    assert_eq!(details.test_run.coverage_warnings, ["too little"]);
}

#[tokio::test]
async fn a_bare_status_will_do_and_an_unknown_one_is_kept() {
    let bare = r#"{"id":"0Af1","deployResult":{"status":"Dreaming","done":"false"}}"#;
    let result = status(json(200, bare)).await.unwrap();
    assert_eq!(result.status, DeployStatus::Unknown("Dreaming".to_owned()));
    assert_eq!(result.id.to_string(), "0Af1");
    assert!(!result.done && result.details.is_none());
}

#[tokio::test]
async fn answers_of_other_shapes_are_unreadable() {
    for body in [
        "null",
        "[]",
        "7",
        r#"{"deployResult":[]}"#,
        r#"{"deployResult":{"id":"0Af1","status":"Failed"}}"#,
        r#"{"deployResult":{"status":"Failed","done":true}}"#,
        r#"{"deployResult":{"id":"../x","status":"Failed","done":true}}"#,
        r#"{"deployResult":{"id":"0Af1","status":7.5e400,"done":true}}"#,
    ] {
        let error = status(json(200, body)).await.unwrap_err();
        let text = chain(&error);
        assert!(
            matches!(*error.problem, OrgProblem::Unreadable { .. } | OrgProblem::NotSalesforce(_)),
            "{body}: {text}"
        );
    }
}

#[tokio::test]
async fn what_is_no_answer_of_the_api_is_said_to_be_none() {
    let deep = "[".repeat(100_000);
    for (answer, words) in [
        (answer(200, "text/html", "<html>login"), "it is not JSON"),
        (json(200, ""), "status 200 came with no answer of Salesforce: it is empty"),
        (json(200, r#"{"deployResult":{"#), "it is not JSON"),
        (json(200, &deep), "it is not JSON"),
        (json(400, "{}"), "it holds no error of the API"),
        (answer(420, "text/html", "<html>"), "after 2 attempts"),
        (answer(503, "text/html", "<html>"), "after 5 attempts"),
        (json(401, ""), "status 401"),
    ] {
        let error = status(answer).await.unwrap_err();
        assert!(matches!(*error.problem, OrgProblem::NotSalesforce(_)), "{}", chain(&error));
        assert!(chain(&error).contains(words), "{}", chain(&error));
    }
}

#[tokio::test]
async fn refusals_are_told_apart_by_code_and_status() {
    let kind = |error: &OrgError| match &*error.problem {
        OrgProblem::SessionExpired(_) => "expired",
        OrgProblem::Forbidden(_) => "forbidden",
        OrgProblem::NotFound(_) => "not found",
        OrgProblem::Limit(_) => "limit",
        OrgProblem::Api(_) => "api",
        _ => "other",
    };
    for (code, body, expected) in [
        (401, r#"[{"errorCode":"INVALID_SESSION_ID","message":"Session expired or invalid"}]"#, "expired"),
        (
            401,
            r#"[{"errorCode":"INVALID_SESSION_ID","message":"This session is not valid for use with the REST API"}]"#,
            "forbidden",
        ),
        (401, r#"[{"errorCode":"NEW_CODE","message":"x"}]"#, "expired"),
        (401, r#"{"errorCode":"NEW_CODE","message":"Connected app is not attached to Agent"}"#, "forbidden"),
        (403, r#"[{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"TotalRequests Limit exceeded."}]"#, "limit"),
        (403, r#"[{"errorCode":"API_DISABLED_FOR_ORG"}]"#, "forbidden"),
        (403, r#"[{"errorCode":"NEW_CODE"}]"#, "forbidden"),
        (403, "Bad_OAuth_Token", "expired"),
        (404, r#"[{"errorCode":"NOT_FOUND","message":"x"}]"#, "not found"),
        (404, r#"[{"errorCode":"NEW_CODE"}]"#, "not found"),
        (400, r#"{"error":"invalid_grant","error_description":"expired"}"#, "api"),
        (500, r#"[{"errorCode":"UNKNOWN_EXCEPTION","message":"x"}]"#, "api"),
    ] {
        let error = status(json(code, body)).await.unwrap_err();
        assert_eq!(kind(&error), expected, "{body}: {}", chain(&error));
        assert_eq!(error.refusal().unwrap().status.as_u16(), code);
    }
}

#[tokio::test]
async fn a_deployment_is_followed_through_trouble() {
    let running = r#"{"deployResult":{"id":"0Af1","status":"InProgress","done":false}}"#;
    let done = r#"{"deployResult":{"id":"0Af1","status":"Succeeded","done":true,"success":true}}"#;
    let lost = std::iter::repeat_n(Answer::CloseUnread, 12);
    let half = Answer::Bytes(b"HTTP/1.1 200 X\r\ncontent-length: 9\r\n\r\n{".into());
    let answers = [json(200, running)].into_iter().chain(lost).chain([
        half,
        answer(502, "text/html", "<html>"),
        answer(200, "text/html", "<html>"),
        json(200, running),
        json(200, done),
    ]);
    let server = Server::with(answers);
    let mut seen = Vec::new();
    let observe = |result: &DeployResult| seen.push(result.status.to_string());
    let followed = server.org().follow_deployment(&id(), &pace(), observe).await.unwrap();
    let Followed::Done(result) = followed else { panic!("{followed:?}") };
    assert!(result.success);
    assert_eq!(seen, ["InProgress", "InProgress", "Succeeded"]);
    assert_eq!(server.received().len(), 18);
}

#[tokio::test]
async fn trouble_without_end_ends_the_following() {
    let server = Server::replying(|_| Answer::CloseUnread);
    let pace = Pace { tolerated: 3, ..pace() };
    let error = server.org().follow_deployment(&id(), &pace, |_| {}).await.unwrap_err();
    assert!(error.to_string().contains(", after 5 attempts in "), "{error}");
    assert_eq!(server.received().len(), 4 * 5);
    let expired = r#"[{"errorCode":"INVALID_SESSION_ID","message":"x"}]"#;
    let server = Server::replying(|_| json(401, expired));
    server.org().follow_deployment(&id(), &pace, |_| {}).await.unwrap_err();
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn patience_ends_the_following_with_the_last_status() {
    let running = r#"{"deployResult":{"id":"0Af1","status":"InProgress","done":false}}"#;
    for (seconds, questions) in [(0, 1), (1, 6)] {
        let server = Server::replying(move |_| json(200, running));
        let pace = pace().with_patience(std::time::Duration::from_secs(seconds));
        let followed = server.org().follow_deployment(&id(), &pace, |_| {}).await.unwrap();
        assert!(matches!(followed, Followed::StillRunning(Some(_))));
        assert_eq!(server.received().len(), questions);
    }
}

#[tokio::test]
async fn a_deployment_is_cancelled() {
    for body in ["", r#"{"id":"0Af1","deployResult":{"status":"Canceling"}}"#] {
        let server = Server::with([json(202, body)]);
        server.org().cancel_deploy(&id()).await.unwrap();
        let received = &server.received()[0];
        assert_eq!(received.line(), "PATCH /services/data/v65.0/metadata/deployRequest/0Af000000000001AAA HTTP/1.1");
        assert_eq!(received.text(), r#"{"deployResult":{"status":"Canceling"}}"#);
        assert_eq!(received.header("content-type"), Some(JSON));
    }
    let server = Server::with([json(404, r#"[{"errorCode":"NOT_FOUND","message":"x"}]"#)]);
    server.org().cancel_deploy(&id()).await.unwrap_err();
}

#[tokio::test]
async fn recent_deployments_are_listed() {
    let record = r#"{"attributes":{},"Id":"0Af1","Status":"InProgress","CreatedDate":"2026-01-02T03:04:05.000+0000","CreatedBy":{"Name":"Ann"}}"#;
    let bare = r#"{"Id":"0Af2","Status":"Pending","CreatedBy":null}"#;
    let body = format!(r#"{{"size":2,"totalSize":2,"done":true,"records":[{record},{bare}]}}"#);
    let server = Server::with([json(200, &body), json(200, r#"{"records":[]}"#), json(200, "{}")]);
    let org = server.org();
    let recent = org.recent_deployments().await.unwrap();
    assert_eq!(recent[0].created_by_name.as_deref(), Some("Ann"));
    assert_eq!(recent[0].created_date, Some("2026-01-02T03:04:05Z".parse().unwrap()));
    assert_eq!((recent[1].status.clone(), &recent[1].created_by_name), (DeployStatus::Pending, &None));
    assert_eq!(org.recent_deployments().await.unwrap(), []);
    org.recent_deployments().await.unwrap_err();
    let query =
        "SELECT+Id%2C+Status%2C+CreatedDate%2C+CreatedBy.Name+FROM+DeployRequest+ORDER+BY+CreatedDate+DESC+LIMIT+5";
    let line = format!("GET /services/data/v65.0/tooling/query?q={query} HTTP/1.1");
    assert_eq!(server.received()[0].line(), line);
}

#[tokio::test]
async fn an_identity_is_read() {
    let body = r#"{"sub":"x","user_id":"005","organization_id":"00D","preferred_username":"a@b.c"}"#;
    let server = Server::with([json(200, body)]);
    let identity = server.org().identity().await.unwrap();
    assert_eq!(identity.organization_id, "00D");
    assert_eq!(identity.user_name.as_deref(), Some("a@b.c"));
    assert_eq!(server.received()[0].line(), "GET /services/oauth2/userinfo HTTP/1.1");
}

#[tokio::test]
async fn versions_are_read_without_a_session() {
    let body = r#"[{"label":"Winter","url":"/services/data/v67.0","version":"67.0"},{"version":"9.0"},{"version":"66.0"},{"version":"x"},{}]"#;
    let server = Server::with([json(200, body), json(200, "[]"), json(200, "{}")]);
    let transport = Retrying::new(http(), RetryPolicy::default(), Arc::new(StillClock::default()), 1);
    let read = versions(&transport, &server.url()).await.unwrap();
    assert_eq!(read, [9, 66, 67].map(ApiVersion::new));
    versions(&transport, &server.url()).await.unwrap_err();
    versions(&transport, &server.url()).await.unwrap_err();
    let received = &server.received()[0];
    assert_eq!(received.line(), "GET /services/data HTTP/1.1");
    assert_eq!(received.header("authorization"), None);
}

#[test]
fn ids_that_would_lead_elsewhere_are_refused() {
    for text in ["", "../x", "0Af/1", "0Af?x", "0Af 1", "0Af0000000000000000", "ä"] {
        assert!(text.parse::<DeployId>().is_err(), "{text}");
    }
}
