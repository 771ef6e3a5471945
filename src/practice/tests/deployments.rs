//! Deployments from their arrival to their end.

use serde_json::{Value, json};

use super::{STRIPE, STRIPE_ADDRESS, client::*, package};
use crate::practice::{Call, Pace};

const ALL: &str = r#"{"rollbackOnError":true,"singlePackage":true}"#;
const EC: &str = "externalCredentials/Stripe.externalCredential";
const NC: &str = "namedCredentials/Stripe.namedCredential";

fn both() -> String {
    package(&[("ExternalCredential", &["Stripe"]), ("NamedCredential", &["Stripe"])])
}

fn names(bench: &Bench) -> Vec<String> {
    let components = bench.practice.components().unwrap();
    components.iter().map(|component| component.id.to_string()).collect()
}

/// What is said about a component in the failures or successes.
fn said<'v>(result: &'v Value, list: &str, full_name: &str, kind: &str) -> &'v Value {
    let messages = result["details"][list].as_array().unwrap();
    let is_it = |message: &&Value| message["fullName"] == full_name && message["componentType"] == kind;
    messages.iter().find(is_it).unwrap_or_else(|| panic!("{kind}:{full_name} in {result:#}"))
}

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
fn deletions_are_made_unless_something_still_refers_to_them() {
    let org = Bench::of(&[(EC, STRIPE), (NC, STRIPE_ADDRESS)]);
    let one = package(&[("ExternalCredential", &["Stripe"])]);
    let files = [("package.xml", package(&[])), ("destructiveChanges.xml", one.clone())];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let refused = org.deployed(ALL, &files);
    let message = said(&refused, "componentFailures", "Stripe", "ExternalCredential");
    assert_eq!(
        message["problem"],
        "This external credential is referenced elsewhere in Salesforce. Remove the usage and try again. : named credential - Stripe."
    );
    assert_eq!(
        (&message["fileName"], &message["lineNumber"], &message["columnNumber"]),
        (&json!("destructiveChanges.xml"), &json!(2), &json!(8))
    );
    assert_eq!(names(&org).len(), 2);
    let gone = org.deployed(ALL, &[("package.xml", &package(&[])), ("destructiveChangesPost.xml", &both())]);
    assert_eq!(gone["status"], "Succeeded", "{gone:#}");
    assert_eq!(said(&gone, "componentSuccesses", "Stripe", "ExternalCredential")["deleted"], true);
    assert_eq!(names(&org).len(), 0);
}

#[test]
fn what_is_not_there_to_be_deleted_is_a_warning() {
    let org = Bench::of(&[]);
    let one = package(&[("ExternalCredential", &["Nope"])]);
    let files = [("package.xml", package(&[])), ("destructiveChanges.xml", one)];
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let strict = org.deployed(ALL, &files);
    let message = said(&strict, "componentFailures", "Nope", "ExternalCredential");
    assert_eq!(
        (&message["problem"], &message["problemType"]),
        (&json!("No ExternalCredential named: Nope found"), &json!("Warning"))
    );
    let lenient = org.deployed(r#"{"singlePackage":true,"ignoreWarnings":true}"#, &files);
    assert_eq!(lenient["status"], "Succeeded");
}

#[test]
fn components_replace_what_they_no_longer_need_in_one_deployment() {
    let org = Bench::of(&[(EC, STRIPE), (NC, STRIPE_ADDRESS)]);
    let moved = STRIPE_ADDRESS.replace("<externalCredential>Stripe", "<externalCredential>Other");
    let manifest = package(&[("ExternalCredential", &["Other"]), ("NamedCredential", &["Stripe"])]);
    let files = [
        ("package.xml", manifest.as_str()),
        ("externalCredentials/Other.externalCredential", STRIPE),
        (NC, &moved),
        ("destructiveChangesPost.xml", &package(&[("ExternalCredential", &["Stripe"])])),
    ];
    assert_eq!(org.deployed(ALL, &files)["status"], "Succeeded");
    assert_eq!(names(&org), ["ExternalCredential:Other", "NamedCredential:Stripe"]);
}

#[test]
fn manifest_and_archive_must_agree() {
    let org = Bench::of(&[]);
    let result = org.deployed(
        ALL,
        &[
            ("package.xml", &both()),
            (EC, STRIPE),
            ("externalCredentials/Extra.externalCredential", STRIPE),
            ("readme.txt", "x"),
        ],
    );
    let missing = said(&result, "componentFailures", "Stripe", "NamedCredential");
    assert_eq!(
        missing["problem"],
        "An object 'Stripe' of type NamedCredential was named in package.xml, but was not found in zipped directory"
    );
    assert_eq!(
        (&missing["fileName"], &missing["lineNumber"], &missing["columnNumber"]),
        (&json!("package.xml"), &json!(3), &json!(8))
    );
    assert_eq!(said(&result, "componentFailures", "Extra", "ExternalCredential")["problem"], "Not in package.xml");
    assert_eq!(said(&result, "componentFailures", "readme.txt", "")["problem"], "Not in package.xml");
    let allowed =
        org.deployed(r#"{"singlePackage":true,"allowMissingFiles":true}"#, &[("package.xml", &both()), (EC, STRIPE)]);
    assert_eq!(allowed["status"], "Succeeded");
}

#[test]
fn broken_manifests_fail_with_their_place() {
    let org = Bench::of(&[]);
    for (manifest, problem, place) in [
        (
            "<Package>\n<types>",
            "Error parsing file: XML document structures must start and end within the same entity.",
            (2, 8),
        ),
        ("<Pakage/>", "Pakage invalid at this location in type Package", (1, 1)),
        (
            "<Package>\n <types><name>Bogus</name></types></Package>",
            "Unknown type name 'Bogus' specified in package.xml",
            (2, 9),
        ),
        ("<Package><version>x</version></Package>", "Invalid version specified:x", (1, 10)),
    ] {
        let result = org.deployed(ALL, &[("package.xml", manifest)]);
        let message = said(&result, "componentFailures", "package.xml", "");
        let told = (&message["problem"], &message["lineNumber"], &message["columnNumber"]);
        assert_eq!(told, (&json!(problem), &json!(place.0), &json!(place.1)));
        assert_eq!(result["status"], "Failed");
    }
    let result = org.deployed(ALL, &[("other", "x")]);
    assert_eq!(said(&result, "componentFailures", "package.xml", "")["problem"], "No package.xml found");
}

#[test]
fn without_single_package_each_folder_is_a_package() {
    let org = Bench::of(&[]);
    let manifest = package(&[("ExternalCredential", &["*"])]);
    let second = package(&[("NamedCredential", &["*"])]);
    let files = [
        ("a/package.xml", manifest.as_str()),
        ("a/externalCredentials/Stripe.externalCredential", STRIPE),
        ("b/package.xml", &second),
        ("b/namedCredentials/Stripe.namedCredential", STRIPE_ADDRESS),
    ];
    let result = org.deployed("{}", &files);
    assert_eq!(result["status"], "Succeeded", "{result:#}");
    let stripe = said(&result, "componentSuccesses", "Stripe", "ExternalCredential");
    assert_eq!(stripe["fileName"], "a/externalCredentials/Stripe.externalCredential");
}

#[test]
fn bad_archives_fail_with_words() {
    let org = Bench::of(&[]);
    let good = zip(&[("package.xml", &both())]);
    for (bytes, words) in [
        (b"no zip".to_vec(), "Invalid zip file"),
        (Vec::new(), "Invalid zip file"),
        (good[..good.len() / 2].to_vec(), "Invalid zip file"),
        (zip(&[("../package.xml", "x")]), "Invalid zip file: the archive holds `../package.xml`"),
        (vec![0; 40 * 1024 * 1024], "Maximum size of request reached"),
    ] {
        let result = org.outcome(&org.deploy(ALL, &bytes));
        assert_eq!(result["status"], "Failed");
        let told = result["errorMessage"].as_str().unwrap();
        assert!(told.starts_with(words), "{told}");
    }
    let many: Vec<String> = (0..10_001).map(|number| format!("f{number}")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|name| (name.as_str(), "")).collect();
    let result = org.outcome(&org.deploy(ALL, &zip(&many)));
    assert_eq!(result["errorStatusCode"], "LIMIT_EXCEEDED");
}

#[test]
fn a_form_is_taken_in_any_order_and_refused_with_words() {
    let org = Bench::of(&[]);
    let archive = zip(&[("package.xml", &package(&[]))]);
    let options: &[u8] =
        br#"{"deployOptions":{"singlePackage":true,"runTests":["ns.A_Test"],"testLevel":"RunSpecifiedTests"}}"#;
    let file = ("file\"; filename=\"package.xml", "application/zip", archive.as_slice());
    let reply = org.form(&[file, ("entity_content", "application/json", options)]);
    assert_eq!((reply.status, &reply.json()["deployOptions"]["runTests"]), (201, &json!(["ns.A_Test"])));
    for (parts, code) in [
        (vec![file], "INVALID_MULTIPART_REQUEST"),
        (vec![("json", "application/json", options)], "INVALID_MULTIPART_REQUEST"),
        (vec![file, ("json", "application/json", b"{".as_slice())], "JSON_PARSER_ERROR"),
        (
            vec![file, ("json", "application/json", br#"{"deployOptions":{"testLevel":"Some"}}"#.as_slice())],
            "JSON_PARSER_ERROR",
        ),
        (
            vec![
                file,
                ("json", "application/json", br#"{"deployOptions":{"testLevel":"RunSpecifiedTests"}}"#.as_slice()),
            ],
            "INVALID_OPERATION",
        ),
        (
            vec![file, ("json", "application/json", br#"{"deployOptions":{"runTests":["A"]}}"#.as_slice())],
            "INVALID_OPERATION",
        ),
        (
            vec![
                file,
                (
                    "json",
                    "application/json",
                    br#"{"deployOptions":{"testLevel":"RunSpecifiedTests","runTests":["a b"]}}"#.as_slice(),
                ),
            ],
            "INVALID_OPERATION",
        ),
    ] {
        let reply = org.form(&parts);
        assert_eq!((reply.status, &reply.json()[0]["errorCode"]), (400, &json!(code)));
    }
    let headers = [bearer(), "Content-Type: multipart/form-data".to_owned()];
    let headers: Vec<&str> = headers.iter().map(String::as_str).collect();
    let reply = org.send("POST", "/services/data/v66.0/metadata/deployRequest", &headers, b"x");
    assert_eq!(reply.status, 400);
    assert_eq!(org.send("PUT", "/services/data/v66.0/metadata/deployRequest", &headers[..1], b"x").status, 405);
}

#[test]
fn the_same_is_done_over_soap() {
    use base64::prelude::{BASE64_STANDARD, Engine};
    let org = Bench::of(&[]);
    let manifest = package(&[("ExternalCredential", &["Stripe", "Nope"])]);
    let archive = BASE64_STANDARD.encode(zip(&[("package.xml", &manifest), (EC, STRIPE)]));
    let deploy = format!(
        "<deploy><ZipFile>{archive}</ZipFile><DeployOptions><rollbackOnError>true</rollbackOnError><checkOnly>true</checkOnly><singlePackage>true</singlePackage><testLevel>NoTestRun</testLevel></DeployOptions></deploy>"
    );
    let id = org.soap(&deploy).between("<id>", "</id>");
    let ask = |id: &str| {
        org.soap(&format!("<checkDeployStatus><asyncProcessId>{id}</asyncProcessId><includeDetails>true</includeDetails></checkDeployStatus>"))
    };
    assert_eq!(ask(&id).between("<status>", "</status>"), "InProgress");
    let done = ask(&id);
    assert_eq!(done.between("<status>", "</status>"), "Failed", "{}", done.text());
    assert!(done.text().contains("<lineNumber>2</lineNumber>"), "{}", done.text());
    let second = org.soap(&deploy).between("<id>", "</id>");
    let cancelled = org.soap(&format!("<cancelDeploy><String>{second}</String></cancelDeploy>"));
    assert_eq!(cancelled.between("<done>", "</done>"), "false");
    assert_eq!(ask(&second).between("<status>", "</status>"), "Canceled");
    let late = org.soap(&format!("<cancelDeploy><id>{second}</id></cancelDeploy>"));
    assert_eq!(late.between("<faultcode>", "</faultcode>"), "sf:INVALID_ID_FIELD");
    let tested = deploy
        .replace("NoTestRun", "RunLocalTests")
        .replace(&archive, &BASE64_STANDARD.encode(zip(&[("package.xml", &package(&[]))])));
    let third = org.soap(&tested).between("<id>", "</id>");
    let quick = format!("<deployRecentValidation><validationId>{third}</validationId></deployRecentValidation>");
    assert_eq!(org.soap(&quick).between("<faultcode>", "</faultcode>"), "sf:INVALID_CROSS_REFERENCE_KEY");
    ask(&third);
    assert_eq!(ask(&third).between("<status>", "</status>"), "Succeeded");
    let fourth = org.soap(&quick).between("<result>", "</result>");
    ask(&fourth);
    assert_eq!(ask(&fourth).between("<checkOnly>", "</checkOnly>"), "false");
    let bad = org.soap("<deploy><ZipFile>!</ZipFile></deploy>");
    assert_eq!(bad.between("<faultcode>", "</faultcode>"), "soapenv:Client");
    let bad = org.soap(&deploy.replace("NoTestRun", "Some"));
    assert_eq!(bad.between("<faultcode>", "</faultcode>"), "soapenv:Client");
}

#[test]
fn a_body_beyond_the_limit_is_refused() {
    let org = Bench::of(&[]);
    let head = [bearer(), "Content-Type: application/json".to_owned()];
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    let body = vec![b' '; 52_428_801];
    let reply = org.send("POST", "/services/data/v66.0/metadata/deployRequest", &head, &body);
    assert_eq!(reply.status, 413);
}
