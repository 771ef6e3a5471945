use std::{convert::Infallible, sync::Arc};

use futures_util::stream;

use super::*;
use crate::org::testing::{CANARY, Received, nowhere, org_at};

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
    let broken = r#"{"message":"bad zip","errorCode":"INVALID_INPUT"}"#;
    for (answer, words) in [
        (json(401, expired), "INVALID_SESSION_ID: Session expired or invalid"),
        (json(400, broken), "INVALID_INPUT: bad zip"),
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

#[test]
fn ids_that_would_lead_elsewhere_are_refused() {
    for text in ["", "../x", "0Af/1", "0Af?x", "0Af 1", "0Af0000000000000000", "ä"] {
        assert!(text.parse::<DeployId>().is_err(), "{text}");
    }
}
