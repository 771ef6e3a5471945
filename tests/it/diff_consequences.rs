//! What follows from changes: told with them, and a reason to fail.

use crate::support::{
    Sandbox,
    projects::{credential, credential_file, empty_project, principal, sample},
    schema::document,
};
use serde_json::{Value, json};

/// A project, and a folder that is what it was before `before` became `after`.
fn changed(before: &str, after: &str) -> Sandbox {
    let sandbox = empty_project();
    sandbox.write(credential_file("Erp"), credential("Erp", after));
    sandbox.write("before/Erp.externalCredential-meta.xml", credential("Erp", before));
    sandbox
}

#[test]
fn a_lost_secret_fails_where_destructive_changes_shall() {
    let sandbox = changed(&principal("Admin"), "");
    let diff = |limit: &[&str]| sandbox.run(["diff", "dir:before", "project"].into_iter().chain(limit.iter().copied()));
    let told = document(&diff(&["--json"]).success());
    assert_eq!(told["result"]["summary"]["gravity"], json!("destructive"));
    let consequence = &told["result"]["components"][0]["consequences"][0];
    assert_eq!(consequence["path"], json!("externalCredentialParameters[NamedPrincipal,Admin]"));
    assert_eq!(consequence["id"], json!("secret-lost"));
    for limit in ["notable", "disruptive", "destructive"] {
        diff(&["--fail-on-change", limit]).exits(1);
    }
}

#[test]
fn what_is_less_grave_than_the_limit_does_not_fail() {
    let sandbox = changed("", &principal("Admin"));
    let diff = |limit| sandbox.run(["diff", "dir:before", "project", "--exit-code", "--fail-on-change", limit]);
    diff("notable").exits(1);
    diff("disruptive").exits(2);
    diff("serious").exits(64);
}

#[test]
fn what_is_only_in_the_org_stays_there_and_has_no_consequences() {
    let told = document(&sample().run(["diff", "-o", "practice", "-m", "ExternalCredential", "--json"]).success());
    let components = told["result"]["components"].as_array().expect("components are told");
    let of_removed = components.iter().filter(|component| component["change"] == json!("removed"));
    let told: Vec<&Value> = of_removed.map(|component| &component["consequences"]).collect();
    assert!(!told.is_empty() && told.iter().all(|consequences| **consequences == json!([])), "{told:?}");
}

#[test]
fn each_kind_is_explained() {
    let told = Sandbox::new().run(["explain", "access-withdrawn"]).success();
    insta::assert_snapshot!(told.stdout, @"
    access-withdrawn (disruptive)
    Callouts of users fail who had access by this permission set alone.

      PermissionSet  all that `{name}` grants is withdrawn from its users
                     (documented)
      PermissionSet  users of `{name}` may no longer call as
                     `{externalCredentialPrincipal}` (documented)
      PermissionSet  users of `{name}` lose access to the tokens that credentials
                     store for them (documented)
      PermissionSet  users of `{name}` can no longer read the tokens that
                     credentials store for them (documented)

    Assign those users another permission set that grants the principal, and read
    access to `UserExternalCredential`.
    ");
    let all = document(&Sandbox::new().run(["explain", "consequences", "--json"]).success());
    assert_eq!(all["result"]["consequences"].as_array().map(Vec::len), Some(xcred::diff::CONSEQUENCE_KINDS.len()));
}
