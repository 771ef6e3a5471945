use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::join_all;
use tokio::sync::Barrier;

use super::*;
use crate::{
    metadata::Manifest,
    org::{
        DeployId, DeployOptions, DeployRequestError, Details, Followed,
        testing::{Answer, CANARY, Received, Server, StillClock, chain, fault, json, pace, soap},
    },
};

const NEW: &str = "00D000000000001!AQsecondcanary.x.y";
const EXPIRED: &str = r#"[{"message":"Session expired or invalid","errorCode":"INVALID_SESSION_ID"}]"#;
const IDENTITY: &str = r#"{"organization_id":"00D000000000001EAA","user_id":"005000000000001AAA"}"#;

/// Gives new sessions at the same place, as often as it has tokens for, and counts how often it was asked.
struct Desk {
    url: crate::org::InstanceUrl,
    tokens: Mutex<Vec<Result<&'static str, RenewError>>>,
    asked: AtomicUsize,
    expired: Mutex<Vec<String>>,
    /// Where the first renewal waits until the test lets it go on.
    pause: Option<Barrier>,
}

impl Renew for Desk {
    fn renew<'a>(&'a self, expired: &'a AccessToken) -> BoxFuture<'a, Result<Session, RenewError>> {
        Box::pin(async move {
            let first = self.asked.fetch_add(1, Ordering::SeqCst) == 0;
            self.expired.lock().unwrap().push(expired.expose().to_owned());
            if let Some(pause) = self.pause.as_ref().filter(|_| first) {
                pause.wait().await;
            }
            let next = self.tokens.lock().unwrap().pop();
            let token = next.unwrap_or_else(|| Err(RenewError::new("no more sessions")))?;
            Ok(Session { instance_url: self.url.clone(), access_token: AccessToken::new(token).unwrap() })
        })
    }
}

fn desk(server: &Server, mut tokens: Vec<Result<&'static str, RenewError>>) -> Arc<Desk> {
    tokens.reverse();
    Arc::new(Desk {
        url: server.url(),
        tokens: Mutex::new(tokens),
        asked: AtomicUsize::default(),
        expired: Mutex::default(),
        pause: None,
    })
}

fn asked(desk: &Desk) -> usize {
    desk.asked.load(Ordering::SeqCst)
}

/// An org whose first session has expired, and which takes the second.
fn strict(answer: impl Fn(&Received) -> Answer + Send + 'static) -> Server {
    Server::replying(move |received| {
        let text = String::from_utf8_lossy(&received.body);
        if received.head.contains(NEW) || text.contains(NEW) {
            answer(received)
        } else if received.line().contains("/Soap/") {
            fault("INVALID_SESSION_ID", "INVALID_SESSION_ID: Invalid Session ID found in SessionHeader")
        } else {
            json(401, EXPIRED)
        }
    })
}

fn id() -> DeployId {
    "0Af000000000001AAA".parse().unwrap()
}

#[tokio::test]
async fn rest_and_soap_calls_are_made_again_with_the_new_session() {
    let server = strict(|received| {
        if received.line().contains("/Soap/") {
            soap("describeMetadata", "<result><testRequired>false</testRequired></result>")
        } else {
            json(200, IDENTITY)
        }
    });
    for by_soap in [false, true] {
        let desk = desk(&server, vec![Ok(NEW)]);
        let org = server.org().renewing(desk.clone());
        if by_soap {
            org.describe_metadata(org.version()).await.unwrap();
        } else {
            org.identity().await.unwrap();
        }
        // The next call knows the new session.
        org.cancel_deploy(&id()).await.unwrap();
        assert_eq!(asked(&desk), 1);
        assert_eq!(*desk.expired.lock().unwrap(), [CANARY]);
    }
    assert_eq!(server.received().len(), 6);
}

#[tokio::test]
async fn a_deployment_whose_session_was_refused_is_sent_again_and_taken_once() {
    let server = strict(|_| json(201, r#"{"id":"0Af000000000001AAA"}"#));
    let desk = desk(&server, vec![Ok(NEW)]);
    let org = server.org().renewing(desk.clone());
    assert_eq!(org.deploy(b"zip", &DeployOptions::default()).await.unwrap(), id());
    let received = server.received();
    let [refused, taken] = &received[..] else { panic!("two requests") };
    assert_eq!(refused.body, taken.body);
    assert_eq!(taken.header("authorization"), Some(&*format!("Bearer {NEW}")));
}

#[tokio::test]
async fn a_deployment_whose_answer_is_lost_after_a_renewal_is_not_sent_again() {
    let server = strict(|_| Answer::CloseUnread);
    let org = server.org().renewing(desk(&server, vec![Ok(NEW)]));
    let error = org.deploy(b"zip", &DeployOptions::default()).await.unwrap_err();
    assert!(matches!(error, DeployRequestError::AnswerLost(_)), "{}", chain(&error));
    assert_eq!(server.received().len(), 2);
}

#[tokio::test]
async fn the_words_that_are_no_expiry_renew_nothing() {
    for words in ["Connected app is not attached to Agent", "This session is not valid for use with the REST API"] {
        let body = format!(r#"[{{"message":"{words}","errorCode":"INVALID_SESSION_ID"}}]"#);
        let server = Server::replying(move |_| json(401, &body));
        let desk = desk(&server, vec![Ok(NEW)]);
        let error = server.org().renewing(desk.clone()).identity().await.unwrap_err();
        assert!(matches!(*error.problem, OrgProblem::Forbidden(_)), "{}", chain(&error));
        assert_eq!((asked(&desk), server.received().len()), (0, 1));
    }
}

#[tokio::test]
async fn a_json_web_token_that_soap_refuses_renews_nothing() {
    let server = strict(|_| json(200, "{}"));
    let desk = desk(&server, vec![Ok(NEW)]);
    let jwt = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln";
    let org = server.org_with(jwt, Arc::default()).renewing(desk.clone());
    let error = org.describe_metadata(org.version()).await.unwrap_err();
    assert!(matches!(*error.problem, OrgProblem::JwtOverSoap { .. }), "{}", chain(&error));
    assert_eq!((asked(&desk), server.received().len()), (0, 0));
}

#[tokio::test]
async fn a_new_session_that_is_refused_too_ends_it() {
    let server = Server::replying(|_| json(401, EXPIRED));
    let desk = desk(&server, vec![Ok(NEW), Ok("third")]);
    let error = server.org().renewing(desk.clone()).identity().await.unwrap_err();
    assert!(chain(&error).ends_with(
        "the org refused the new session too, after the first had expired \
         (INVALID_SESSION_ID: Session expired or invalid)"
    ));
    assert_eq!((asked(&desk), server.received().len()), (1, 2));
}

#[tokio::test]
async fn why_no_new_session_came_is_told() {
    #[derive(Debug, thiserror::Error)]
    #[error("the refresh token has been used up")]
    struct UsedUp;
    let server = Server::replying(|_| json(401, EXPIRED));
    for may_pass in [false, true] {
        let failed = RenewError::new(UsedUp).passing(may_pass);
        let desk = desk(&server, vec![Err(failed)]);
        let error = server.org().renewing(desk).identity().await.unwrap_err();
        assert!(chain(&error).ends_with(
            "the session has expired (INVALID_SESSION_ID: Session expired or invalid), and no new one came\n  \
             the refresh token has been used up"
        ));
        assert_eq!(error.may_pass(), may_pass);
        let OrgProblem::NotRenewed { source, .. } = &*error.problem else { panic!("{error:?}") };
        assert!(source.cause().is::<UsedUp>());
    }
}

#[tokio::test]
async fn an_org_without_a_login_says_that_the_session_has_expired() {
    let server = Server::replying(|_| json(401, EXPIRED));
    let error = server.org().identity().await.unwrap_err();
    assert!(matches!(*error.problem, OrgProblem::SessionExpired(_)));
    assert_eq!(server.received().len(), 1);
}

/// So many calls at once, all of them refused before the first of them gets a new session.
async fn together(calls: usize, tokens: Vec<Result<&'static str, RenewError>>) -> (Vec<Result<(), OrgError>>, usize) {
    let server = strict(|_| json(200, IDENTITY));
    let mut desk = Arc::into_inner(desk(&server, tokens)).unwrap();
    desk.pause = Some(Barrier::new(2));
    let desk = Arc::new(desk);
    let org = server.org().renewing(desk.clone());
    let all = join_all((0..calls).map(|_| async { org.identity().await.map(drop) }));
    let release = async {
        // All calls have been answered: as many requests came. Only then the renewal may go on.
        while server.received().len() < calls {
            tokio::task::yield_now().await;
        }
        // One of them is at the desk; the others had their turns to reach the gate.
        for _ in 0..1000 {
            tokio::task::yield_now().await;
        }
        desk.pause.as_ref().unwrap().wait().await;
    };
    let (results, ()) = futures_util::future::join(all, release).await;
    (results, asked(&desk))
}

#[tokio::test]
async fn calls_side_by_side_renew_once() {
    let (results, asked) = together(8, vec![Ok(NEW), Ok("another")]).await;
    assert!(results.iter().all(Result::is_ok));
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn calls_side_by_side_share_the_failure_too() {
    let (results, asked) = together(8, vec![Err(RenewError::new("refused")), Ok(NEW)]).await;
    assert!(results.iter().all(|result| chain(result.as_ref().unwrap_err()).ends_with("refused")));
    assert_eq!(asked, 1);
}

#[tokio::test]
async fn a_later_call_may_have_more_luck() {
    let server = strict(|_| json(200, IDENTITY));
    let desk = desk(&server, vec![Err(RenewError::new("the login server is busy").passing(true)), Ok(NEW)]);
    let org = server.org().renewing(desk.clone());
    org.identity().await.unwrap_err();
    org.identity().await.unwrap();
    assert_eq!(asked(&desk), 2);
}

#[tokio::test]
async fn following_survives_sessions_that_expire_on_the_way() {
    let mut questions = 0;
    let tokens = ["t0", "t1", "t2"];
    let server = Server::replying(move |received| {
        // Each session is good for two questions.
        let session = tokens.iter().position(|token| received.head.contains(&format!("Bearer {token}\r\n")));
        if session != Some(questions / 2) {
            return json(401, EXPIRED);
        }
        questions += 1;
        let done = questions == 5;
        json(200, &format!(r#"{{"id":"0Af000000000001AAA","deployResult":{{"status":"InProgress","done":{done}}}}}"#))
    });
    let desk = desk(&server, vec![Ok("t1"), Ok("t2")]);
    let org = server.org_with("t0", Arc::<StillClock>::default()).renewing(desk.clone());
    let followed = org.follow_deployment(&id(), &pace(), |_| {}).await.unwrap();
    assert!(matches!(followed, Followed::Done(_)));
    assert_eq!((asked(&desk), server.received().len()), (2, 7));
}

#[tokio::test]
async fn following_bears_a_login_server_that_is_down_for_a_while() {
    let server =
        strict(|_| json(200, r#"{"id":"0Af000000000001AAA","deployResult":{"status":"Succeeded","done":true}}"#));
    let down = || Err(RenewError::new("down").passing(true));
    let desk = desk(&server, vec![down(), down(), Ok(NEW)]);
    let org = server.org().renewing(desk.clone());
    org.follow_deployment(&id(), &pace(), |_| {}).await.unwrap();
    assert_eq!(asked(&desk), 3);
}

#[tokio::test]
async fn a_retrieval_survives_a_session_that_expires_before_each_of_its_calls() {
    for expires_at in 0..3 {
        let mut calls = 0;
        let mut current = 0;
        let server = Server::replying(move |received| {
            let text = String::from_utf8_lossy(&received.body).into_owned();
            if calls == expires_at && current == 0 {
                current = 1;
            }
            if !text.contains(&format!("<sessionId>t{current}<")) {
                return fault("INVALID_SESSION_ID", "INVALID_SESSION_ID: Illegal Session");
            }
            calls += 1;
            if text.contains("<retrieve>") {
                return soap("retrieve", "<result><done>false</done><id>09S1</id></result>");
            }
            let zip = if text.contains("<includeZip>true") { "<zipFile>emlw</zipFile>" } else { "" };
            soap(
                "checkRetrieveStatus",
                &format!(
                    "<result><done>true</done><id>09S1</id><success>true</success><status>Succeeded</status>{zip}</result>"
                ),
            )
        });
        let desk = desk(&server, vec![Ok("t1")]);
        let org = server.org_with("t0", Arc::default()).renewing(desk.clone());
        let retrieved = org.retrieve_archive(&Manifest::default(), &pace()).await.unwrap();
        assert_eq!(retrieved.archive, b"zip");
        let archives = server.received().iter().filter(|one| one.text().contains("<includeZip>true")).count();
        let expected = if expires_at == 2 { 2 } else { 1 };
        assert_eq!((asked(&desk), archives), (1, expected), "{expires_at}");
    }
}

#[tokio::test]
async fn details_are_asked_for_as_before() {
    let server = strict(|received| {
        assert!(received.line().contains("includeDetails=true"));
        json(200, r#"{"id":"0Af000000000001AAA","deployResult":{"status":"Succeeded","done":true}}"#)
    });
    let org = server.org().renewing(desk(&server, vec![Ok(NEW)]));
    org.deploy_status(&id(), Details::Yes).await.unwrap();
}

#[tokio::test]
async fn neither_the_old_nor_the_new_token_is_in_any_word() {
    let echo = |received: &Received| {
        let words = format!("{CANARY} {NEW} {}", received.head.replace("\r\n", " "));
        serde_json::json!([{"errorCode": "INVALID_SESSION_ID", "message": words}]).to_string()
    };
    let server = Server::replying(move |received| json(401, &echo(received)));
    let org = server.org().renewing(desk(&server, vec![Ok(NEW)]));
    let error = org.identity().await.unwrap_err();
    let words = format!("{} {error:?} {org:?} {}", chain(&error), chain(&org.identity().await.unwrap_err()));
    assert!(!words.contains("canary"), "{words}");
    assert!(words.contains("[access token]"), "{words}");
}
