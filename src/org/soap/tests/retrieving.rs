use std::time::Duration;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::*;
use crate::org::{
    Pace,
    testing::{CANARY, StillClock, pace},
};

fn started() -> Answer {
    soap("retrieve", "<result><done>false</done><id>09S1</id><state>Queued</state></result>")
}

fn status(rest: &str) -> Answer {
    soap("checkRetrieveStatus", &format!("<result>{rest}<id>09S1</id></result>"))
}

fn pending() -> Answer {
    status("<done>false</done><status>InProgress</status><success>false</success>")
}

fn done(zip: &str) -> Answer {
    status(&format!(
        "<done>true</done><fileProperties><fileName>unpackaged/package.xml</fileName>\
         <fullName>unpackaged/package.xml</fullName><type>Package</type></fileProperties>\
         <messages><fileName>unpackaged/package.xml</fileName>\
         <problem>Entity of type &apos;X&apos; named &apos;Y&apos; cannot be found</problem></messages>\
         <status>Succeeded</status><success>true</success>{zip}"
    ))
}

fn zip() -> String {
    let mut base64 = STANDARD.encode(b"PK archive");
    base64.insert(4, '\n');
    format!("<zipFile>{base64}</zipFile>")
}

async fn retrieve(answers: impl IntoIterator<Item = Answer>) -> (Server, Result<Retrieved, RetrieveError>) {
    let server = Server::with(answers);
    let retrieved = server.org().retrieve_archive(&manifest(), &pace()).await;
    (server, retrieved)
}

#[tokio::test]
async fn an_archive_is_asked_for_once_it_is_done() {
    let answers = [started(), pending(), pending(), done("<zipFile xsi:nil=\"true\"/>"), done(&zip())];
    let (server, retrieved) = retrieve(answers).await;
    let retrieved = retrieved.unwrap();
    assert_eq!(retrieved.archive, b"PK archive");
    assert_eq!(retrieved.properties[0].file_name, "unpackaged/package.xml");
    let missing = retrieved.messages[0].missing_component();
    assert_eq!(missing, Some(ComponentId::new("X", "Y")));
    let calls: Vec<String> = server.received().iter().map(call_in).collect();
    let check = |zip: bool| {
        format!(
            "<checkRetrieveStatus><asyncProcessId>09S1</asyncProcessId><includeZip>{zip}</includeZip></checkRetrieveStatus>"
        )
    };
    let retrieve = "<retrieve><request><apiVersion>64.0</apiVersion><singlePackage>true</singlePackage><unpackaged>\
                    <types><members>*</members><name>ExternalCredential</name></types>\
                    <types><members>A &amp; &lt;B&gt;</members><members>C</members><name>NamedCredential</name></types>\
                    <version>64.0</version></unpackaged></request></retrieve>";
    let polls = [check(false), check(false), check(false), check(true)];
    assert_eq!(calls[0], retrieve);
    assert_eq!(calls[1..], polls);
}

#[tokio::test]
async fn an_archive_whose_answer_is_lost_is_retrieved_anew() {
    let half = "HTTP/1.1 200 X\r\ncontent-length: 9999\r\n\r\n<?xml";
    let (server, retrieved) = retrieve([
        started(),
        done(""),
        Answer::Bytes(half.into()),
        started(),
        done(""),
        answer(503, "text/html", "<html>"),
        started(),
        done(""),
        done(&zip()),
    ])
    .await;
    assert_eq!(retrieved.unwrap().archive, b"PK archive");
    assert_eq!(server.received().len(), 9);
    let (server, retrieved) = retrieve([
        started(),
        done(""),
        Answer::CloseUnread,
        started(),
        done(""),
        Answer::CloseUnread,
        started(),
        done(""),
        Answer::CloseUnread,
    ])
    .await;
    assert!(matches!(retrieved, Err(RetrieveError::Org(_))), "{retrieved:?}");
    assert_eq!(server.received().len(), 9);
}

#[tokio::test]
async fn a_retrieval_that_brings_no_archive_is_an_error() {
    let failed = "<done>true</done><errorMessage>too many files</errorMessage>\
                  <errorStatusCode>LIMIT_EXCEEDED</errorStatusCode><status>Failed</status><success>false</success>";
    for (name, answers, expected) in [
        (
            "failed",
            vec![started(), status(failed)],
            "the org's retrieval `09S1` failed: LIMIT_EXCEEDED: too many files",
        ),
        ("no zip", vec![started(), done(""), done("")], "the org's retrieval `09S1` is done and brought no archive"),
        (
            "empty zip",
            vec![started(), done(""), done("<zipFile/>")],
            "the org's retrieval `09S1` is done and brought no archive",
        ),
        (
            "half a zip",
            vec![started(), done(""), done("<zipFile>UEsDB</zipFile>")],
            "the archive of the org's retrieval `09S1` is damaged",
        ),
        (
            "no base64",
            vec![started(), done(""), done("<zipFile>%%%%</zipFile>")],
            "the archive of the org's retrieval `09S1` is damaged",
        ),
    ] {
        let (_server, retrieved) = retrieve(answers).await;
        assert_eq!(retrieved.unwrap_err().to_string(), expected, "{name}");
    }
}

#[tokio::test]
async fn patience_ends_a_retrieval_that_never_does() {
    let server =
        Server::replying(|received| if received.text().contains("<retrieve>") { started() } else { pending() });
    let clock = Arc::new(StillClock::default());
    let org = server.org_with(CANARY, clock.clone());
    let pace = Pace::default().with_patience(Duration::from_secs(3));
    let error = org.retrieve_archive(&manifest(), &pace).await.unwrap_err();
    assert!(matches!(error, RetrieveError::StillRunning { .. }), "{error}");
    let waited: Duration = clock.waits().iter().sum();
    assert_eq!(waited, Duration::from_secs(3));
}

#[tokio::test]
async fn an_answer_about_another_retrieval_is_none() {
    let other = soap("checkRetrieveStatus", "<result><done>true</done><success>true</success><id>09S2</id></result>");
    let (server, retrieved) = retrieve([started(), other]).await;
    let told = chain(&retrieved.unwrap_err());
    assert!(told.contains("it is about the retrieval `09S2`, not about `09S1`"), "{told}");
    assert_eq!(server.received().len(), 2);
}
