mod deploying;
mod following;

use std::sync::Arc;

use super::*;
use crate::{
    metadata::ApiVersion,
    org::{
        ErrorCode, OrgProblem, RetryPolicy, Retrying,
        testing::{Answer, Server, StillClock, answer, chain, http, json},
    },
};

fn id() -> DeployId {
    "0Af000000000001AAA".parse().unwrap()
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
    let bare = r#"{"id":"0Af000000000001AAA","deployResult":{"status":"Dreaming","done":"false"}}"#;
    let result = status(json(200, bare)).await.unwrap();
    assert_eq!(result.status, DeployStatus::Unknown("Dreaming".to_owned()));
    assert_eq!(result.id.to_string(), "0Af000000000001AAA");
    assert!(!result.done && result.details.is_none());
}

#[tokio::test]
async fn answers_of_other_shapes_are_unreadable() {
    for body in [
        "null",
        "[]",
        "7",
        r#"{"deployResult":[]}"#,
        r#"{"deployResult":{"id":"0Af000000000001","status":"Failed"}}"#,
        r#"{"deployResult":{"status":"Failed","done":true}}"#,
        r#"{"deployResult":{"id":"../x","status":"Failed","done":true}}"#,
        r#"{"deployResult":{"id":"0Af000000000001","status":7.5e400,"done":true}}"#,
        r#"{"deployResult":{"id":"0Af000000000002AAA","status":"Failed","done":true}}"#,
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
    let query = "SELECT+Id%2C+Status%2C+CheckOnly%2C+CreatedDate%2C+CreatedById%2C+CreatedBy.Name+FROM+DeployRequest+ORDER+BY+CreatedDate+DESC+LIMIT+25";
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
