use super::*;
use crate::org::{Followed, Pace, testing::pace};

#[tokio::test]
async fn a_deployment_is_followed_through_trouble() {
    let running = r#"{"deployResult":{"id":"0Af000000000001","status":"InProgress","done":false}}"#;
    let done = r#"{"deployResult":{"id":"0Af000000000001","status":"Succeeded","done":true,"success":true}}"#;
    let lost = std::iter::repeat_n(Answer::CloseUnread, 12);
    let half = Answer::Bytes(b"HTTP/1.1 200 X\r\ncontent-length: 9\r\n\r\n{".into());
    let cursor = r#"[{"errorCode":"X","message":"Unable to complete the creation of the query cursor at this time"}]"#;
    let words = std::iter::repeat_n(answer(400, "text/html", "<h1>Bad Message 400</h1>"), 6);
    let words = words.chain(std::iter::repeat_n(json(400, cursor), 6));
    let answers = [json(200, running)].into_iter().chain(lost).chain(words).chain([
        half,
        answer(502, "text/html", "<html>"),
        answer(500, "text/html", "<h1>Unexpected internal servlet state</h1>"),
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
    assert_eq!(server.received().len(), 19 + 12);
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
    let running = r#"{"deployResult":{"id":"0Af000000000001","status":"InProgress","done":false}}"#;
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
