use super::{
    testing::{Answer, CANARY, Received, Server, answer, chain, fault, json, pace, soap},
    *,
};
use crate::metadata::Manifest;

fn words<T: fmt::Debug, E: std::error::Error>(result: Result<T, E>) -> String {
    match result {
        Ok(value) => format!("{value:?}"),
        Err(error) => format!("{} {error:?}", chain(&error)),
    }
}

/// Makes every call, and gives every word that came of it.
async fn everything(org: &Org) -> Vec<String> {
    let id = "0Af1".parse().unwrap();
    let manifest = Manifest::default();
    let types = ["A".into()];
    let pace = Pace { tolerated: 1, ..pace() };
    vec![
        words(org.describe_metadata(org.version()).await),
        words(org.list_metadata(&types, org.version()).await),
        words(org.retrieve(&manifest).await),
        words(org.retrieve_archive(&manifest, &pace).await),
        words(org.deploy(b"zip", &DeployOptions::default()).await),
        words(org.deploy_status(&id, Details::Yes).await),
        words(org.follow_deployment(&id, &pace, |_| {}).await),
        words(org.cancel_deploy(&id).await),
        words(org.recent_deployments().await),
        words(org.identity().await),
        format!("{org:?} {org:#?}"),
    ]
}

/// What a server that repeats what it was sent would say.
fn echo(received: &Received) -> String {
    format!("{} {}", received.head.replace("\r\n", " "), String::from_utf8_lossy(&received.body))
}

#[tokio::test]
async fn the_token_is_in_no_word_about_any_call() {
    type Reply = fn(&Received) -> Answer;
    let replies: [(&str, Reply); 9] = [
        ("page", |received| answer(200, "text/html", format!("<html>{}", echo(received)))),
        ("gateway", |received| answer(502, "text/html", echo(received))),
        ("token first", |_| answer(500, "text/plain", CANARY.repeat(500))),
        ("errors", |received| {
            let error = serde_json::json!([{"errorCode": CANARY, "message": echo(received)}]);
            json(400, &error.to_string())
        }),
        ("fault", |_| fault(CANARY, CANARY)),
        ("result", |_| soap(CANARY, CANARY)),
        ("tags", |_| answer(200, "text/xml", format!("<a><{CANARY}></a>"))),
        ("content type", |_| answer(200, CANARY, "")),
        ("lost", |_| Answer::CloseUnread),
    ];
    for (name, reply) in replies {
        let server = Server::replying(reply);
        let all = everything(&server.org()).await;
        for text in all {
            assert!(!text.contains("canary"), "{name}: {text}");
        }
    }
}

#[tokio::test]
async fn a_call_says_what_it_was_for_and_why_it_came_to_nothing() {
    let server = Server::replying(|_| answer(503, "text/html", "<h1>Down</h1>"));
    let error = server.org().identity().await.unwrap_err();
    let text = chain(&error);
    let (first, cause) = text.split_once('\n').unwrap();
    let place = format!("{}/services/oauth2/userinfo", server.url());
    let start = format!("could not read whose session it is at {place}, after 5 attempts in ");
    assert!(first.starts_with(&start), "{text}");
    assert_eq!(
        cause,
        "  status 503 came with no answer of Salesforce: it holds no error of the API, of type `text/html`, \
         and starts with `<h1>Down</h1>`"
    );
}
