//! Deployments from their arrival to their end.

use serde_json::json;

use super::{ALL, EC, NC, STRIPE, STRIPE_ADDRESS, both, client::*, names, package, said};
use crate::practice::{Call, Pace};

#[test]
fn a_deployment_goes_on_when_it_is_asked_for_and_then_is_in_the_org() {
    let org = Bench::of(&[]);
    let id = org.deploy(ALL, &zip(&[("package.xml", &both()), (EC, STRIPE), (NC, STRIPE_ADDRESS)]));
    assert_eq!(id.len(), 18);
    let first = org.status(&id);
    assert_eq!(
        (&first["status"], &first["numberComponentsTotal"], &first["numberComponentsDeployed"]),
        (&json!("InProgress"), &json!(2), &json!(0))
    );
    assert_eq!(names(&org), Vec::<String>::new());
    assert_eq!(org.status(&id)["numberComponentsDeployed"], 1);
    let done = org.status(&id);
    assert_eq!(
        (&done["status"], &done["success"], &done["numberComponentsDeployed"]),
        (&json!("Succeeded"), &json!(true), &json!(2))
    );
    let stripe = said(&done, "componentSuccesses", "Stripe", "ExternalCredential");
    assert_eq!((&stripe["created"], &stripe["changed"], &stripe["fileName"]), (&json!(true), &json!(true), &json!(EC)));
    assert!(stripe["id"].as_str().unwrap().starts_with("0pt"));
    said(&done, "componentSuccesses", "package.xml", "");
    assert_eq!(names(&org), ["ExternalCredential:Stripe", "NamedCredential:Stripe"]);
    assert_eq!(org.status(&id), done);
    assert_eq!(org.running.as_ref().unwrap().calls()[&Call::CheckDeployStatus], 4);
    assert_eq!(done["details"]["runTestResult"]["numTestsRun"], 0);
    let bare = org.get(&format!("/services/data/v66.0/metadata/deployRequest/{id}"));
    assert_eq!(bare.json()["deployResult"]["details"], json!({}));
    assert_eq!(org.get("/services/data/v66.0/metadata/deployRequest/0Af000000000099AAA").status, 404);
}

#[test]
fn a_deployment_that_nobody_asks_for_ends_too() {
    let org = Bench::of(&[]);
    org.deploy(ALL, &zip(&[("package.xml", &both()), (EC, STRIPE), (NC, STRIPE_ADDRESS)]));
    org.watch.forward(1_999);
    assert_eq!(names(&org).len(), 0);
    org.watch.forward(1);
    assert_eq!(names(&org).len(), 2);
}

#[test]
fn what_is_the_same_is_not_changed_and_keeps_its_date() {
    let org = Bench::of(&[(EC, STRIPE)]);
    let manifest = package(&[("ExternalCredential", &["*"])]);
    let before = org.practice.components().unwrap();
    org.watch.forward(60_000);
    let reordered = "<ExternalCredential xmlns=\"http://soap.sforce.com/2006/04/metadata\"><label>Stripe</label><!-- c --><externalCredentialParameters><sequenceNumber>1</sequenceNumber><parameterName>Main</parameterName><parameterType>NamedPrincipal</parameterType></externalCredentialParameters><authenticationProtocol>Custom</authenticationProtocol></ExternalCredential>";
    let result = org.deployed(ALL, &[("package.xml", &manifest), (EC, reordered)]);
    let stripe = said(&result, "componentSuccesses", "Stripe", "ExternalCredential");
    assert_eq!((&stripe["created"], &stripe["changed"]), (&json!(false), &json!(false)));
    assert_eq!(org.practice.components().unwrap(), before);
    assert_eq!(org.retrieved("<types><members>Stripe</members><name>ExternalCredential</name></types>")[0].1, STRIPE);
    let renamed = STRIPE.replace("<label>Stripe", "<label>Stripe &amp; Co");
    let result = org.deployed(ALL, &[("package.xml", &manifest), (EC, &renamed)]);
    let stripe = said(&result, "componentSuccesses", "Stripe", "ExternalCredential");
    assert_eq!((&stripe["created"], &stripe["changed"]), (&json!(false), &json!(true)));
    let after = org.practice.components().unwrap();
    assert_eq!(after[0].record, before[0].record);
    assert!(after[0].modified > before[0].modified);
}

#[test]
fn one_failure_undoes_all_or_only_itself() {
    let broken = STRIPE.replace("Custom", "Password");
    let manifest = package(&[("ExternalCredential", &["Stripe", "Good"])]);
    let files =
        [("package.xml", manifest.as_str()), (EC, &broken), ("externalCredentials/Good.externalCredential", STRIPE)];
    let org = Bench::of(&[]);
    let failed = org.deployed(ALL, &files);
    assert_eq!((&failed["status"], &failed["success"]), (&json!("Failed"), &json!(false)));
    assert_eq!(
        (&failed["numberComponentErrors"], &failed["numberComponentsDeployed"], &failed["numberComponentsTotal"]),
        (&json!(1), &json!(1), &json!(2))
    );
    assert_eq!(names(&org).len(), 0);
    let partial = org.deployed(r#"{"singlePackage":true}"#, &files);
    assert_eq!(partial["status"], "SucceededPartial");
    assert_eq!(names(&org), ["ExternalCredential:Good"]);
}

#[test]
fn a_check_keeps_nothing_and_may_be_deployed_if_tests_ran() {
    let org = Bench::of(&[]);
    let manifest = package(&[("ExternalCredential", &["Stripe"])]);
    let archive = zip(&[("package.xml", &manifest), (EC, STRIPE)]);
    let quick = |id: &str| {
        let body = format!("{{\"validatedDeployRequestId\":\"{id}\"}}");
        let headers = [bearer(), "Content-Type: application/json".to_owned()];
        let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
        org.send("POST", "/services/data/v66.0/metadata/deployRequest", &headers, body.as_bytes())
    };
    let untested = org.deploy(r#"{"singlePackage":true,"checkOnly":true}"#, &archive);
    assert_eq!(org.outcome(&untested)["status"], "Succeeded");
    assert_eq!(quick(&untested).status, 404);
    let tested = org.deploy(r#"{"singlePackage":true,"checkOnly":true,"testLevel":"RunLocalTests"}"#, &archive);
    assert_eq!(quick(&tested).status, 404, "it is still being validated");
    assert_eq!(org.outcome(&tested)["checkOnly"], true);
    assert_eq!(names(&org).len(), 0);
    let begun = quick(&tested).json();
    assert_eq!(begun["validatedDeployRequestId"], tested.as_str());
    assert_eq!(org.outcome(begun["id"].as_str().unwrap())["status"], "Succeeded");
    assert_eq!(names(&org), ["ExternalCredential:Stripe"]);
    org.watch.forward(11 * 24 * 60 * 60 * 1000);
    assert_eq!(quick(&tested).status, 404, "it is too old");
}

#[test]
fn a_held_deployment_waits_and_can_be_cancelled() {
    let org = Bench::paced(&[], Pace::Held);
    let archive = zip(&[("package.xml", &both()), (EC, STRIPE), (NC, STRIPE_ADDRESS)]);
    let id = org.deploy(ALL, &archive);
    org.watch.forward(60_000);
    assert_eq!(org.status(&id)["status"], "Pending");
    let path = format!("/services/data/v66.0/metadata/deployRequest/{id}");
    let body = br#"{"deployResult":{"status":"Canceling"}}"#;
    let cancelled = org.send("PATCH", &path, &[&bearer()], body);
    assert_eq!((cancelled.status, &cancelled.json()["deployResult"]["status"]), (202, &json!("Canceling")));
    let done = org.outcome(&id);
    assert_eq!((&done["status"], &done["canceledByName"]), (&json!("Canceled"), &json!("Practice Admin")));
    assert_eq!(names(&org).len(), 0);
    let late = org.send("POST", &format!("{path}?_HttpMethod=PATCH"), &[&bearer()], body);
    assert_eq!((late.status, &late.json()[0]["errorCode"]), (400, &json!("INVALID_ID_FIELD")));
    let second = org.deploy(ALL, &archive);
    org.practice.release();
    assert_eq!(org.outcome(&second)["status"], "Succeeded");
}

#[test]
fn one_deployment_runs_at_a_time() {
    let org = Bench::of(&[]);
    let archive = zip(&[("package.xml", &both()), (EC, STRIPE), (NC, STRIPE_ADDRESS)]);
    let first = org.deploy(ALL, &archive);
    let second = org.deploy(ALL, &archive);
    assert_eq!(org.status(&second)["status"], "Pending");
    assert_eq!(org.outcome(&second)["status"], "Succeeded");
    assert_eq!(org.outcome(&first)["status"], "Succeeded");
    let stripe = org.outcome(&second);
    assert_eq!(said(&stripe, "componentSuccesses", "Stripe", "NamedCredential")["created"], false);
}

#[test]
fn over_rest_every_field_of_a_message_is_there() {
    let org = Bench::of(&[]);
    let result = org.deployed(ALL, &[("package.xml", &package(&[])), (EC, STRIPE)]);
    let message = said(&result, "componentFailures", "Stripe", "ExternalCredential");
    for field in ["columnNumber", "id", "lineNumber"] {
        assert_eq!(message.get(field), Some(&json!(null)), "{field}");
    }
}
