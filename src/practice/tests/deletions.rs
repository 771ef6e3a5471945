//! Destructive manifests: what is deleted, what is kept, and in which order.

use serde_json::json;

use super::{ALL, EC, NC, STRIPE, STRIPE_ADDRESS, both, client::*, names, package, said};

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
fn what_cannot_be_deleted_keeps_what_it_refers_to() {
    let set = "<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\"><externalCredentialPrincipalAccesses><enabled>true</enabled><externalCredentialPrincipal>Stripe-Main</externalCredentialPrincipal></externalCredentialPrincipalAccesses><label>x</label></PermissionSet>";
    let idp = "<ExternalAuthIdentityProvider xmlns=\"http://soap.sforce.com/2006/04/metadata\"/>";
    let user = STRIPE.replace(
        "<sequenceNumber>1</sequenceNumber>",
        "<externalAuthIdentityProvider>I</externalAuthIdentityProvider>",
    );
    let org = Bench::of(&[
        ("externalAuthIdentityProviders/I.externalAuthIdentityProvider", idp),
        (EC, &user),
        ("permissionsets/P.permissionset", set),
    ]);
    let gone = package(&[("ExternalCredential", &["Stripe"]), ("ExternalAuthIdentityProvider", &["I"])]);
    let result =
        org.deployed(r#"{"singlePackage":true}"#, &[("package.xml", &package(&[])), ("destructiveChanges.xml", &gone)]);
    assert_eq!((&result["status"], &result["numberComponentErrors"]), (&json!("Failed"), &json!(2)));
    assert_eq!(names(&org).len(), 3);
}

#[test]
fn what_is_deleted_first_is_created_anew() {
    let org = Bench::of(&[(EC, STRIPE)]);
    let before = org.practice.components().unwrap();
    let one = package(&[("ExternalCredential", &["Stripe"])]);
    let files = [("package.xml", one.as_str()), (EC, STRIPE), ("destructiveChangesPre.xml", &one)];
    let result = org.deployed(ALL, &files);
    let messages = result["details"]["componentSuccesses"].as_array().unwrap();
    let flags = |flag: &str| messages.iter().filter(|message| message[flag] == true).count();
    assert_eq!((flags("deleted"), flags("created")), (1, 1));
    let after = org.practice.components().unwrap();
    assert_eq!(after.len(), 1);
    assert_ne!(after[0].record, before[0].record);
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
