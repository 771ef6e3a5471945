//! Calls that only look, and who may make them.

use super::{STRIPE, STRIPE_ADDRESS, client::*};
use crate::practice::Call;

fn org() -> Bench {
    Bench::of(&[
        ("externalCredentials/Stripe.externalCredential", STRIPE),
        ("any/where/Stripe.namedCredential-meta.xml", STRIPE_ADDRESS),
        ("package.xml", "<not even XML"),
    ])
}

#[test]
fn versions_need_no_token_and_everything_else_does() {
    let org = org();
    let versions = org.send("GET", "/services/data/", &[], b"").json();
    assert_eq!(versions.as_array().unwrap().len(), 14);
    assert_eq!(org.send("GET", "//services/data", &[], b"").json(), versions);
    assert_eq!(versions[13]["version"], "68.0");
    assert_eq!(versions[13]["url"], "/services/data/v68.0");
    for path in ["/services/data/v66.0", "/nowhere"] {
        for header in ["Authorization: Bearer wrong", "X: y", "Authorization: Basic eDp5"] {
            let reply = org.send("GET", path, &[header], b"");
            let expected = r#"[{"errorCode":"INVALID_SESSION_ID","message":"Session expired or invalid"}]"#;
            assert_eq!((reply.status, reply.text().as_str()), (401, expected));
        }
    }
    let fault = org.soap_as("wrong", "<describeMetadata/>");
    assert_eq!(fault.status, 500);
    assert_eq!(fault.between("<faultcode>", "</faultcode>"), "sf:INVALID_SESSION_ID");
    let words = fault.between("<faultstring>", "</faultstring>");
    assert!(
        words.starts_with("INVALID_SESSION_ID: Invalid Session ID found in SessionHeader: Illegal Session"),
        "{words}"
    );
    assert!(!fault.text().contains("wrong"));
}

#[test]
fn resources_and_the_user_are_told() {
    let org = org();
    let reply = org.get("/services/data/v66.0/");
    assert_eq!(reply.status, 200);
    assert!(reply.head.to_ascii_lowercase().contains("sforce-limit-info: api-usage="), "{}", reply.head);
    let user = org.get("/services/oauth2/userinfo").json();
    assert_eq!(user["organization_id"], "00D000000000001EAA");
    assert_eq!(user["user_id"], "005000000000001AAA");
    for path in ["/services/data/v54.0", "/services/data/v69.0", "/services/data/v66", "/services/data/v66.0/x", "/x"] {
        let reply = org.get(path);
        assert_eq!(reply.status, 404, "{path}");
        assert_eq!(reply.json()[0]["errorCode"], "NOT_FOUND");
    }
    assert_eq!(org.send("DELETE", "/services/data/v66.0", &[&bearer()], b"").status, 405);
}

#[test]
fn types_are_described_for_a_version() {
    let org = org();
    let all = org.soap("<describeMetadata><asOfVersion>66.0</asOfVersion></describeMetadata>").text();
    assert!(all.contains("<directoryName>externalAuthIdentityProviders</directoryName><inFolder>false</inFolder><metaFile>false</metaFile><suffix>externalAuthIdentityProvider</suffix>"), "{all}");
    let old = org.soap("<describeMetadata><asOfVersion>60.0</asOfVersion></describeMetadata>").text();
    assert!(!old.contains("externalAuthIdentityProviders"), "{old}");
}

#[test]
fn components_are_listed_three_types_at_a_time() {
    let org = org();
    let query = |name: &str| format!("<queries><type>{name}</type></queries>");
    let listed = org.soap(&format!(
        "<listMetadata>{}{}{}</listMetadata>",
        query("ExternalCredential"),
        query("NamedCredential"),
        query("Certificate")
    ));
    let text = listed.text();
    assert!(text.contains("<fileName>namedCredentials/Stripe.namedCredential</fileName><fullName>Stripe</fullName><id>0XA000000000002GAA</id>"), "{text}");
    assert_eq!(text.matches("<result>").count(), 2);
    let fault = org.soap(&format!("<listMetadata>{}</listMetadata>", query("ExternalCredential").repeat(4)));
    assert_eq!(fault.between("<faultcode>", "</faultcode>"), "sf:EXCEEDED_ID_LIMIT");
    let fault = org.soap(&format!("<listMetadata>{}</listMetadata>", query("Bogus")));
    assert_eq!(
        fault.between("<faultstring>", "</faultstring>"),
        "INVALID_TYPE: Unknown type name &apos;Bogus&apos; specified"
    );
}

#[test]
fn a_retrieval_is_ready_at_the_second_question_and_its_archive_is_handed_out_once() {
    let org = org();
    let request = org.soap("<retrieve><request><apiVersion>66.0</apiVersion><unpackaged><types><members>*</members><name>ExternalCredential</name></types><types><members>Nope</members><members>Stripe</members><name>NamedCredential</name></types><version>66.0</version></unpackaged></request></retrieve>");
    assert_eq!(request.between("<state>", "</state>"), "Queued");
    let id = request.between("<id>", "</id>");
    let ask = |with_zip: bool| {
        org.soap(&format!("<checkRetrieveStatus><asyncProcessId>{id}</asyncProcessId><includeZip>{with_zip}</includeZip></checkRetrieveStatus>"))
    };
    assert_eq!(ask(true).between("<status>", "</status>"), "InProgress");
    assert_eq!(ask(false).between("<zipFile>", "</zipFile>"), "");
    let done = ask(true);
    assert_eq!(done.between("<status>", "</status>"), "Succeeded");
    assert_eq!(
        done.between("<problem>", "</problem>"),
        "Entity of type &apos;NamedCredential&apos; named &apos;Nope&apos; cannot be found"
    );
    let files = unzip(&done.between("<zipFile>", "</zipFile>"));
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "unpackaged/externalCredentials/Stripe.externalCredential",
            "unpackaged/namedCredentials/Stripe.namedCredential",
            "unpackaged/package.xml"
        ]
    );
    let again = ask(true);
    assert_eq!(again.between("<zipFile>", "</zipFile>"), "");
    assert!(again.text().contains("<errorStatusCode>INVALID_OPERATION</errorStatusCode>"));
    let fault =
        org.soap("<checkRetrieveStatus><asyncProcessId>09S000000000099AAA</asyncProcessId></checkRetrieveStatus>");
    assert_eq!(fault.between("<faultcode>", "</faultcode>"), "sf:INVALID_CROSS_REFERENCE_KEY");
}

#[test]
fn a_single_package_has_no_folder_above_it() {
    let org = org();
    let files = org.retrieved("<types><members>*</members><name>ExternalCredential</name></types>");
    assert_eq!(files[0].0, "externalCredentials/Stripe.externalCredential");
    assert_eq!(files[0].1, STRIPE);
    assert!(files[1].1.contains("<members>Stripe</members>"), "{}", files[1].1);
}

#[test]
fn what_is_no_request_is_a_fault_and_no_panic() {
    let org = org();
    for (body, code) in [
        ("", "soapenv:Client"),
        ("<a>", "soapenv:Client"),
        ("<Envelope><Body/></Envelope>", "soapenv:Client"),
        (envelope(TOKEN, "<bogus/>").as_str(), "soapenv:Client"),
        (envelope(TOKEN, "<retrieve/>").as_str(), "sf:MISSING_ARGUMENT"),
    ] {
        let reply = org.send("POST", "/services/Soap/m/66.0/00D000000000001EAA", &[], body.as_bytes());
        assert_eq!((reply.status, reply.between("<faultcode>", "</faultcode>").as_str()), (500, code), "{body}");
    }
    let body = envelope(TOKEN, "<describeMetadata/>");
    let reply = org.send("POST", "/services/Soap/m/99.0", &[], body.as_bytes());
    assert_eq!(reply.between("<faultcode>", "</faultcode>"), "sf:UNSUPPORTED_API_VERSION");
    assert_eq!(org.running.as_ref().unwrap().calls()[&Call::DescribeMetadata], 1);
}

#[test]
fn deployments_can_be_queried_and_nothing_else() {
    let org = org();
    let query = |text: &str| org.get(&format!("/services/data/v66.0/tooling/query?q={}", text.replace(' ', "+")));
    let none = query("SELECT Id FROM DeployRequest ORDER BY CreatedDate DESC LIMIT 5").json();
    assert_eq!((&none["size"], &none["done"]), (&0.into(), &true.into()));
    let first = org.deploy("{}", b"no zip");
    let second = org.deploy("{}", b"no zip");
    let found =
        query("SELECT Id, Status, CreatedDate, CreatedBy.Name FROM DeployRequest ORDER BY CreatedDate DESC LIMIT 1")
            .json();
    assert_eq!(found["records"][0]["Id"], second.as_str());
    assert_eq!(found["records"][0]["Status"], "Pending");
    assert_eq!(found["records"][0]["CreatedDate"], "2026-11-18T11:06:40.000+0000");
    assert_eq!(found["records"][0]["CreatedBy"]["Name"], "Practice Admin");
    let all = query("SELECT Id FROM DeployRequest").json();
    assert_eq!(all["records"][0]["Id"], first.as_str());
    for (text, code) in [
        ("SELECT Id FROM Account", "INVALID_TYPE"),
        ("SELECT Bogus FROM DeployRequest", "INVALID_FIELD"),
        ("SELECT FROM DeployRequest", "MALFORMED_QUERY"),
        ("SELECT Id FROM DeployRequest LIMIT x", "MALFORMED_QUERY"),
        ("SELECT Id FROM DeployRequest WHERE x", "MALFORMED_QUERY"),
        ("", "MALFORMED_QUERY"),
    ] {
        let reply = query(text);
        let told = (reply.status, &reply.json()[0]["errorCode"]);
        assert_eq!(told, (400, &code.into()), "{text}");
    }
}
