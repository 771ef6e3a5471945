//! Components read, saved and deleted one by one.

use super::{EC, NC, STRIPE, STRIPE_ADDRESS, client::*, names};

/// A record of an external credential, as clients send it.
fn record(name: &str, label: &str) -> String {
    format!(
        "<metadata xsi:type=\"ExternalCredential\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><fullName>{name}</fullName><label>{label}</label><authenticationProtocol>Custom</authenticationProtocol></metadata>"
    )
}

fn call(name: &str, inside: &str) -> String {
    format!("<{name}>{inside}</{name}>")
}

fn read(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| call("fullNames", name)).collect();
    call("readMetadata", &format!("<type>ExternalCredential</type>{}", names.concat()))
}

fn delete(name: &str) -> String {
    call("deleteMetadata", &format!("<type>ExternalCredential</type><fullNames>{name}</fullNames>"))
}

#[track_caller]
fn refused(reply: &Reply, code: &str, words: &str) {
    assert_eq!(reply.status, 200, "{}", reply.text());
    assert_eq!((reply.between("<statusCode>", "<").as_str(), reply.between("<message>", "<").as_str()), (code, words));
    assert_eq!(reply.between("<success>", "<"), "false");
}

#[track_caller]
fn faulted(reply: &Reply, code: &str, words: &str) {
    assert_eq!(reply.status, 500);
    assert_eq!(
        (reply.between("<faultcode>", "<").as_str(), reply.between("<faultstring>", "<").as_str()),
        (code, words)
    );
}

#[test]
fn records_have_their_name_first_and_keep_the_order_of_their_elements() {
    let org = Bench::of(&[(EC, STRIPE)]);
    let reply = org.soap(&read(&["Stripe", "Nope"]));
    assert_eq!(
        reply.between("<result>", "</result>"),
        "<records xsi:type=\"ExternalCredential\"><fullName>Stripe</fullName><authenticationProtocol>Custom</authenticationProtocol><externalCredentialParameters><parameterGroup>Main</parameterGroup><parameterName>Main</parameterName><parameterType>NamedPrincipal</parameterType><sequenceNumber>1</sequenceNumber></externalCredentialParameters><label>Stripe</label></records><records xsi:nil=\"true\"></records>"
    );
    assert!(org.soap(&call("readMetadata", "<type>ExternalCredential</type>")).text().contains("<result></result>"));
}

#[test]
fn a_component_is_created_once_then_updated_and_either_way_upserted() {
    let org = Bench::of(&[]);
    assert_eq!(org.soap(&call("createMetadata", &record("A", "one"))).between("<success>", "<"), "true");
    refused(
        &org.soap(&call("createMetadata", &record("A", "two"))),
        "DUPLICATE_DEVELOPER_NAME",
        "This Name already exists or has been previously used. Please choose a different name.",
    );
    let before = org.practice.components().unwrap();
    org.watch.forward(1_000);
    assert_eq!(org.soap(&call("updateMetadata", &record("A", "one"))).between("<success>", "<"), "true");
    assert_eq!(org.practice.components().unwrap(), before, "nothing changed");
    assert_eq!(org.soap(&call("updateMetadata", &record("A", "two"))).between("<success>", "<"), "true");
    assert_ne!(org.practice.components().unwrap(), before);
    refused(
        &org.soap(&call("updateMetadata", &record("B", "x"))),
        "INVALID_CROSS_REFERENCE_KEY",
        "In field: fullName - no ExternalCredential named B found",
    );
    assert_eq!(org.soap(&call("upsertMetadata", &record("A", "three"))).between("<created>", "<"), "false");
    assert_eq!(org.soap(&call("upsertMetadata", &record("B", "x"))).between("<created>", "<"), "true");
    assert_eq!(org.soap(&read(&["A"])).between("<label>", "<"), "three");
    assert_eq!(names(&org), ["ExternalCredential:A", "ExternalCredential:B"]);
}

#[test]
fn what_a_deployment_would_refuse_is_refused() {
    let org = Bench::of(&[]);
    let address = "<metadata xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:m=\"http://soap.sforce.com/2006/04/metadata\" i:type=\"m:NamedCredential\"><m:fullName>N</m:fullName><m:label>N</m:label><m:description i:nil=\"true\"/><m:namedCredentialParameters><m:externalCredential>Nope</m:externalCredential><m:parameterName>E</m:parameterName><m:parameterType>Authentication</m:parameterType></m:namedCredentialParameters><m:namedCredentialType>SecuredEndpoint</m:namedCredentialType></metadata>";
    refused(
        &org.soap(&call("createMetadata", address)),
        "INVALID_CROSS_REFERENCE_KEY",
        "In field: externalCredential - no ExternalCredential named Nope found",
    );
    let no_label = record("A", "x").replace("<label>x</label>", "");
    let reply = org.soap(&call("createMetadata", &no_label));
    refused(&reply, "REQUIRED_FIELD_MISSING", "Required field is missing: label");
    let reply = org.soap(&call("createMetadata", &record("", "x")));
    refused(&reply, "REQUIRED_FIELD_MISSING", "Required field is missing: fullName");
    let no_deployable = record("A", "x").replace("Custom", "NoAuthentication");
    assert_eq!(
        org.soap(&call("createMetadata", &no_deployable)).between("<statusCode>", "<"),
        "FIELD_INTEGRITY_EXCEPTION"
    );
    assert_eq!(names(&org).len(), 0);
}

#[test]
fn what_is_no_record_of_its_type_is_a_fault_and_nothing_is_saved() {
    let org = Bench::of(&[]);
    let both = record("A", "x") + &record("B", "x").replace("label", "lable");
    let words = "lable invalid at this location in type ExternalCredential";
    faulted(&org.soap(&call("createMetadata", &both)), "soapenv:Client", words);
    let bogus = record("A", "x").replace("\"ExternalCredential\"", "\"Bogus\"");
    let words = "INVALID_TYPE: Unknown type name &apos;Bogus&apos; specified";
    faulted(&org.soap(&call("createMetadata", &bogus)), "sf:INVALID_TYPE", words);
    let untyped = record("A", "x").replace("xsi:type", "xsi:tpe");
    let words = "MISSING_ARGUMENT: xsi:type must be specified";
    faulted(&org.soap(&call("createMetadata", &untyped)), "sf:MISSING_ARGUMENT", words);
    assert_eq!(names(&org).len(), 0);
}

#[test]
fn ten_records_are_all_that_a_call_may_hold() {
    let org = Bench::of(&[]);
    let words = "EXCEEDED_ID_LIMIT: record limit reached. cannot submit more than 10 records in this operation";
    let records: Vec<String> = (0..11).map(|number| record(&format!("A{number}"), "x")).collect();
    faulted(&org.soap(&call("createMetadata", &records.concat())), "sf:EXCEEDED_ID_LIMIT", words);
    faulted(&org.soap(&read(&["A"; 11])), "sf:EXCEEDED_ID_LIMIT", words);
    assert_eq!(names(&org).len(), 0);
    org.soap(&call("createMetadata", &records[..10].concat()));
    assert_eq!(names(&org).len(), 10);
}

#[test]
fn what_is_referred_to_is_not_deleted() {
    let org = Bench::of(&[(EC, STRIPE), (NC, STRIPE_ADDRESS)]);
    refused(
        &org.soap(&delete("Stripe")),
        "DELETE_FAILED",
        "This external credential is referenced elsewhere in Salesforce. Remove the usage and try again. : named credential - Stripe.",
    );
    assert_eq!(names(&org).len(), 2);
    let address = delete("Stripe").replace("ExternalCredential", "NamedCredential");
    for one in [address, delete("Stripe")] {
        assert_eq!(org.soap(&one).between("<success>", "<"), "true");
    }
    assert_eq!(names(&org).len(), 0);
    refused(
        &org.soap(&delete("Stripe")),
        "INVALID_CROSS_REFERENCE_KEY",
        "In field: members - no ExternalCredential named Stripe found",
    );
}

#[test]
fn content_travels_inside_the_record() {
    let org = Bench::of(&[]);
    let certificate = "<metadata xsi:type=\"Certificate\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><fullName>C</fullName><content>aGVs\nbG8=</content><caSigned>false</caSigned><masterLabel>C</masterLabel></metadata>";
    let reply = org.soap(&call("createMetadata", certificate));
    assert_eq!(reply.between("<success>", "<"), "true", "{}", reply.text());
    let reply = org.soap(&read(&["C"]).replace("ExternalCredential", "Certificate"));
    assert_eq!(reply.between("<content>", "<"), "aGVsbG8=");
    let broken = certificate.replace("aGVs", "%");
    assert_eq!(org.soap(&call("upsertMetadata", &broken)).between("<faultcode>", "<"), "soapenv:Client");
}

#[test]
fn the_status_of_a_retrieval_can_be_asked_for_apart_from_its_archive() {
    let org = Bench::of(&[(EC, STRIPE)]);
    let request = "<retrieveRequest><apiVersion>66.0</apiVersion><unpackaged><types><members>*</members><name>ExternalCredential</name></types></unpackaged></retrieveRequest>";
    let id = org.soap(&call("retrieve", request)).between("<id>", "<");
    let ask = call("checkStatus", &call("asyncProcessId", &id));
    assert_eq!(org.soap(&ask).between("<state>", "<"), "InProgress");
    let reply = org.soap(&ask);
    assert_eq!((reply.between("<done>", "<").as_str(), reply.between("<state>", "<").as_str()), ("true", "Completed"));
    let fetched = org.soap(&call("checkRetrieveStatus", &call("asyncProcessId", &id)));
    assert_eq!(unzip(&fetched.between("<zipFile>", "<")).len(), 2);
    let unknown = call("checkStatus", "<asyncProcessId>09S000000000999</asyncProcessId>");
    assert_eq!(org.soap(&unknown).between("<faultcode>", "<"), "sf:INVALID_CROSS_REFERENCE_KEY");
}
