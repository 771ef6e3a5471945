mod retrieving;

use std::sync::Arc;

use super::*;
use crate::{
    metadata::{ComponentId, Manifest, TypeName},
    org::{
        ErrorCode,
        testing::{Answer, Received, Server, answer, chain, fault, json, soap},
    },
};

const BODY_STARTS: &str = r#"<soapenv:Body xmlns="http://soap.sforce.com/2006/04/metadata">"#;

fn version() -> ApiVersion {
    ApiVersion::new(65)
}

fn manifest() -> Manifest {
    let mut manifest = Manifest::of(
        Some(ApiVersion::new(64)),
        &[ComponentId::new("NamedCredential", "A & <B>"), ComponentId::new("NamedCredential", "C")],
    );
    manifest.add_wildcard(&TypeName::new("ExternalCredential"));
    manifest
}

/// What stands in the body of the envelope that was sent.
fn call_in(received: &Received) -> String {
    let (_, body) = received.text().split_once(BODY_STARTS).unwrap();
    let (call, _) = body.split_once("</soapenv:Body>").unwrap();
    call.to_owned()
}

fn describe_answer() -> Answer {
    soap("describeMetadata", "<result><testRequired>false</testRequired></result>")
}

#[tokio::test]
async fn the_envelope_is_this() {
    let server = Server::with([describe_answer()]);
    server.org().describe_metadata(version()).await.unwrap();
    let received = &server.received()[0];
    assert_eq!(received.line(), "POST /services/Soap/m/65.0 HTTP/1.1");
    assert_eq!(received.header("content-type"), Some("text/xml; charset=UTF-8"));
    assert_eq!(received.header("soapaction"), Some("\"\""));
    assert_eq!(received.header("authorization"), None);
    let expected = concat!(
        r#"<?xml version="1.0" encoding="UTF-8"?>"#,
        r#"<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/""#,
        r#" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">"#,
        r#"<soapenv:Header xmlns="http://soap.sforce.com/2006/04/metadata">"#,
        "<SessionHeader><sessionId>00D000000000001!AQcanary.x.y</sessionId></SessionHeader>",
        "<CallOptions><client>xcred</client></CallOptions></soapenv:Header>",
        r#"<soapenv:Body xmlns="http://soap.sforce.com/2006/04/metadata">"#,
        "<describeMetadata><asOfVersion>65.0</asOfVersion></describeMetadata>",
        "</soapenv:Body></soapenv:Envelope>",
    );
    assert_eq!(received.text(), expected);
}

#[tokio::test]
async fn a_description_is_read() {
    let server = Server::with([soap(
        "describeMetadata",
        "<result>\
           <metadataObjects><directoryName>permissionsets</directoryName><inFolder>false</inFolder>\
             <metaFile>false</metaFile><suffix>permissionset</suffix><xmlName>PermissionSet</xmlName></metadataObjects>\
           <metadataObjects><childXmlNames>CustomField</childXmlNames><childXmlNames>Index</childXmlNames>\
             <directoryName>objects</directoryName><inFolder>1</inFolder><metaFile>true</metaFile>\
             <suffix xsi:nil=\"true\"/><xmlName>CustomObject</xmlName><news>1</news></metadataObjects>\
           <organizationNamespace></organizationNamespace><partialSaveAllowed>true</partialSaveAllowed>\
           <testRequired>false</testRequired></result>",
    )]);
    let description = server.org().describe_metadata(version()).await.unwrap();
    assert!(description.partial_save_allowed && !description.test_required);
    assert_eq!(description.namespace, None);
    let [object, set] = &description.types[..] else { panic!("{description:?}") };
    assert_eq!((object.name.as_str(), set.name.as_str()), ("CustomObject", "PermissionSet"));
    assert_eq!((object.suffix.as_deref(), set.suffix.as_deref()), (None, Some("permissionset")));
    assert!(object.in_folder && object.meta_file && !set.in_folder && !set.meta_file);
    assert_eq!(object.children, [TypeName::new("CustomField"), TypeName::new("Index")]);
}

fn listed(type_name: &str, full_name: &str) -> String {
    format!(
        "<result><createdDate>2026-01-02T03:04:05.000Z</createdDate><fileName>x/{full_name}.y</fileName>\
         <fullName>{full_name}</fullName><id>0XX</id><type>{type_name}</type></result>"
    )
}

#[tokio::test]
async fn types_are_listed_three_at_a_time() {
    let names = ["G", "F", "E", "D", "C", "B", "A"];
    let server = Server::replying(move |_| soap("listMetadata", ""));
    let types = names.map(TypeName::new);
    assert_eq!(server.org().list_metadata(&types, version()).await.unwrap(), []);
    let mut calls: Vec<String> = server.received().iter().map(call_in).collect();
    calls.sort();
    let query = |name: &str| format!("<queries><type>{name}</type></queries>");
    let mut expected: Vec<String> = names
        .chunks(3)
        .map(|names| {
            let queries: String = names.iter().map(|name| query(name)).collect();
            format!("<listMetadata>{queries}<asOfVersion>65.0</asOfVersion></listMetadata>")
        })
        .collect();
    expected.sort();
    assert_eq!(calls, expected);
}

#[tokio::test]
async fn a_listing_is_in_the_order_that_was_asked_for() {
    let results = [listed("A", "y"), listed("B", "z"), listed("A", "x")].concat();
    let server = Server::with([soap("listMetadata", &results)]);
    let types = ["B", "A"].map(TypeName::new);
    let files = server.org().list_metadata(&types, version()).await.unwrap();
    let ids: Vec<String> = files.iter().map(|file| file.component().unwrap().to_string()).collect();
    assert_eq!(ids, ["B:z", "A:x", "A:y"]);
    assert_eq!(files[0].created_date, Some("2026-01-02T03:04:05Z".parse().unwrap()));
    assert_eq!(files[0].last_modified_date, None);
}

#[tokio::test]
async fn a_type_that_is_nil_is_told_by_the_file() {
    let file = |name: &str| {
        format!("<result><fileName>{name}</fileName><fullName>A</fullName><type xsi:nil=\"true\"/></result>")
    };
    let results = file("externalCredentials/A.externalCredential") + &file("x/A.unknown");
    let server = Server::with([soap("listMetadata", &results)]);
    let types = [TypeName::new("ExternalCredential")];
    let files = server.org().list_metadata(&types, version()).await.unwrap();
    let types: Vec<_> = files.iter().map(|file| file.type_name.clone()).collect();
    assert_eq!(types, [Some(TypeName::new("ExternalCredential")), None]);
}

#[tokio::test]
async fn one_failing_batch_fails_the_listing() {
    let server = Server::replying(|received| {
        if received.text().contains("<type>D</type>") {
            fault("INVALID_TYPE", "INVALID_TYPE: Unknown type name 'D' specified")
        } else {
            soap("listMetadata", &listed("A", "a"))
        }
    });
    let types = ["A", "B", "C", "D"].map(TypeName::new);
    let error = server.org().list_metadata(&types, version()).await.unwrap_err();
    assert_eq!(error.errors()[0].code, ErrorCode::InvalidType);
    assert_eq!(error.errors()[0].message, "Unknown type name 'D' specified");
    assert!(matches!(*error.problem, OrgProblem::Api(_)));
}

/// Reads the answer that a describe call gets.
async fn hostile(answer: Answer) -> OrgError {
    let server = Server::replying(move |_| answer.clone());
    server.org().describe_metadata(version()).await.unwrap_err()
}

#[tokio::test]
async fn what_is_no_soap_answer_is_said_to_be_none() {
    let bomb = r#"<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>"#;
    let truncated = "<soapenv:Envelope xmlns:soapenv=\"x\"><soapenv:Body><describeMetadataRes";
    let deep = "<a>".repeat(10_000);
    let xml = "text/xml";
    for (name, answer, words) in [
        (
            "page",
            answer(200, "text/html", "\n\n  <html><title>Maintenance</title>\nmore"),
            "of type `text/html`, and starts with `<html><title>Maintenance</title>`",
        ),
        ("gateway", answer(502, "text/html", "<html>"), "status 502 came"),
        ("empty", answer(200, xml, ""), "it is empty"),
        ("empty 500", answer(500, xml, ""), "status 500 came with no answer of Salesforce: it is empty"),
        ("JSON", json(200, r#"{"a":1}"#), "it is not XML (at 1:1"),
        ("JSON errors", json(401, r#"[{"errorCode":"INVALID_SESSION_ID"}]"#), "status 401"),
        ("truncated", answer(200, xml, truncated), "not XML"),
        ("bomb", answer(200, xml, bomb), "document type declarations are not read"),
        ("deep", answer(200, xml, deep), "nested more than"),
        ("binary", answer(200, xml, b"\xff\xfe\x00\x01"), "encoded in UTF-16"),
        ("other XML", answer(200, xml, "<a/>"), "it is not a SOAP message"),
        ("no body", answer(200, xml, "<Envelope><Header/></Envelope>"), "it is not a SOAP message"),
        ("empty body", answer(200, xml, "<Envelope><Body/></Envelope>"), "it is not a SOAP message"),
        (
            "success in a failure",
            answer(500, xml, "<Envelope><Body><describeMetadataResponse/></Body></Envelope>"),
            "without a fault",
        ),
    ] {
        let error = hostile(answer).await;
        let text = chain(&error);
        assert!(matches!(*error.problem, OrgProblem::NotSalesforce(_)), "{name}: {text}");
        assert!(text.contains(words), "{name}: {text}");
        assert!(text.starts_with("could not describe the org's metadata at http://127.0.0.1:"), "{text}");
    }
}

#[tokio::test]
async fn an_answer_to_another_call_is_unreadable() {
    for (answer, words) in [
        (soap("listMetadata", "<result/>"), "`<listMetadataResponse>` came for `<describeMetadataResponse>`"),
        (soap("describeMetadata", ""), "it lacks `<result>`"),
        (soap("describeMetadata", "<result><metadataObjects/></result>"), "it lacks `<xmlName>`"),
    ] {
        let error = hostile(answer).await;
        assert!(matches!(*error.problem, OrgProblem::Unreadable { .. }), "{}", chain(&error));
        assert!(chain(&error).contains(words), "{}", chain(&error));
    }
}

#[tokio::test]
async fn faults_are_typed_and_keep_their_words() {
    let words = "INVALID_SESSION_ID: Invalid Session ID found in SessionHeader: Illegal Session";
    let error = hostile(fault("INVALID_SESSION_ID", words)).await;
    assert!(matches!(*error.problem, OrgProblem::SessionExpired(_)));
    assert_eq!(error.errors()[0].to_string(), words);
    assert_eq!(error.tries.attempts, 1);
    for (code, forbidden, limit) in [
        ("INSUFFICIENT_ACCESS", true, false),
        ("API_CURRENTLY_DISABLED", true, false),
        ("REQUEST_LIMIT_EXCEEDED", false, true),
        ("LIMIT_EXCEEDED", false, true),
        ("UNKNOWN_EXCEPTION", false, false),
        ("SOMETHING_NEW", false, false),
    ] {
        let error = hostile(fault(code, "words")).await;
        assert_eq!(matches!(*error.problem, OrgProblem::Forbidden(_)), forbidden, "{code}");
        assert_eq!(matches!(*error.problem, OrgProblem::Limit(_)), limit, "{code}");
        assert_eq!(error.errors()[0].code.as_str(), code);
    }
}

#[tokio::test]
async fn json_web_tokens_are_not_sent_to_versions_that_refuse_them() {
    let server = Server::with([describe_answer()]);
    let mut org = server.org_with("eyJhbGciOiJub25lIn0.e30.c2ln", Arc::default());
    let error = org.describe_metadata(version()).await.unwrap_err();
    assert!(matches!(*error.problem, OrgProblem::JwtOverSoap { .. }));
    assert!(server.received().is_empty());
    org.version = TAKES_JWT;
    org.describe_metadata(TAKES_JWT).await.unwrap();
}

#[test]
fn values_are_read_leniently() {
    use fields::Fields;
    let text = r#"<a xmlns:i="x"><b> true </b><c>1</c><d>no</d><e i:nil="true">x</e><f/><g><![CDATA[ t ]]></g>
                  <h>2026-01-02T03:04:05.000+0000</h><k>yesterday</k></a>"#;
    let document = crate::xml::parse(text.as_bytes()).unwrap();
    let root = document.root();
    assert_eq!(["b", "c", "d", "e", "f", "z"].map(|name| root.flag(name)), [true, true, false, false, false, false]);
    assert_eq!(["e", "f", "z"].map(|name| root.text_of(name)), [None, None, None]);
    assert_eq!(root.text_of("g").as_deref(), Some("t"));
    assert_eq!(root.date("h"), Some("2026-01-02T03:04:05Z".parse().unwrap()));
    assert_eq!(root.date("k"), None);
    assert_eq!(root.required("e"), Err(Lacking("it lacks `<e>`".to_owned())));
}
