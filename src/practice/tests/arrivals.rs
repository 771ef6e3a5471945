//! How deployments arrive: archives, manifests, forms, envelopes, and what is wrong with them.

use serde_json::json;

use super::{ALL, EC, STRIPE, STRIPE_ADDRESS, both, client::*, package, said};

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
