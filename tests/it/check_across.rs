//! `xcred check` across files: what refers to what, in the project, beside it, and in the org.

use std::fs;

use crate::support::{
    Sandbox,
    projects::{empty_project, sample},
};

const ACCOUNTING: &str = "integrations/finance/externalCredentials/Accounting.externalCredential-meta.xml";
const FULFILMENT: &str = "integrations/fulfilment/permissionsets/Larkhill_Fulfilment_Callouts.permissionset-meta.xml";
const LEDGER_LOGIN: &str =
    "integrations/finance/externalAuthIdentityProviders/LedgerLogin.externalAuthIdentityProvider-meta.xml";

/// The findings of a check, each as `rule file:line`.
#[track_caller]
fn findings(sandbox: &Sandbox, args: &[&str], exit: i32) -> Vec<String> {
    let said = sandbox.run([&["check", "--json"], args].concat()).exits(exit);
    let document = said.json();
    let found = document["result"]["findings"].as_array().expect("a check has findings").iter();
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let tell = |one: &serde_json::Value| {
        format!("{} {}:{}", text(&one["rule"]), text(&one["location"]["file"]), one["location"]["line"])
    };
    found.map(tell).collect()
}

fn replace(sandbox: &Sandbox, path: &str, from: &str, to: &str) {
    let text = String::from_utf8(sandbox.read(path)).expect("the sample is UTF-8");
    assert!(text.contains(from), "`{path}` does not hold `{from}`");
    sandbox.write(path, text.replace(from, to));
}

fn destructive(members: &[&str]) -> String {
    let members: String = members.iter().map(|member| format!("        <members>{member}</members>\n")).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    \
         <types>\n{members}        <name>ExternalCredential</name>\n    </types>\n</Package>\n"
    )
}

#[test]
fn the_org_is_asked_for_what_is_not_in_the_project() {
    let sandbox = sample();
    fs::remove_file(sandbox.path(LEDGER_LOGIN)).expect("the sample has an identity provider");
    let elsewhere = [format!("reference-elsewhere {ACCOUNTING}:6")];
    assert_eq!(findings(&sandbox, &[], 0), elsewhere);
    for args in [&["--org"][..], &["-o", "practice"]] {
        assert!(findings(&sandbox, args, 0).is_empty(), "the practice org holds it");
    }
    replace(&sandbox, ACCOUNTING, "LedgerLogin", "LedgerLogon");
    assert_eq!(findings(&sandbox, &["-o", "practice"], 1), [format!("broken-reference {ACCOUNTING}:6")]);
    let said = sandbox.run(["check", "--json", "-o", "practice"]).exits(1);
    assert!(said.stdout.contains("did you mean `LedgerLogin`?"), "the org's own name is suggested\n{said}");
    empty_project().run(["check", "--org"]).exits(64);
}

#[test]
fn what_the_practice_org_refuses_of_a_grant_is_found_before() {
    for (value, rule) in [
        ("Erp-Nobody", "unknown-principal"),
        ("Erp - Order Sync", "principal-with-spaces"),
        ("Erp", "access-without-principal"),
        ("Nowhere-Order Sync", "broken-reference"),
    ] {
        let sandbox = sample();
        replace(&sandbox, FULFILMENT, ">Erp-Order Sync<", &format!(">{value}<"));
        let found = findings(&sandbox, &["-o", "practice"], 1);
        assert!(found.contains(&format!("{rule} {FULFILMENT}:6")), "{value}: {found:?}");
        let said = sandbox.run(["deploy", "--yes", "-o", "practice"]).exits(1);
        assert!(said.stderr.contains("The <principal> parameter value doesn't exist"), "{value}\n{said}");
        assert!(said.stderr.contains(&format!("{FULFILMENT}:6")), "{value}\n{said}");
    }
}

#[test]
fn what_is_deleted_while_referred_to_is_found_in_the_manifest() {
    let sandbox = sample();
    let file = "manifest/destructiveChangesPost.xml";
    sandbox.write(file, destructive(&["OldFreight", "Shipping"]));
    let expected = [format!("deletion-still-referred {file}:5")];
    assert_eq!(findings(&sandbox, &[], 0), expected);
    assert_eq!(findings(&sandbox, &["--post-destructive-changes", file], 0), expected, "it is looked at once");

    fs::remove_file(sandbox.path("manifest/package.xml")).expect("the sample has a manifest");
    assert!(findings(&sandbox, &[], 0).is_empty(), "without package.xml beside it it is nobody's deployment");
    assert_eq!(findings(&sandbox, &["--pre-destructive-changes", file], 0), expected);
    sandbox.run(["check", "--pre-destructive-changes", "nowhere.xml"]).exits(65);
}

#[test]
fn what_the_org_alone_refers_to_is_found_as_well() {
    let sandbox = sample();
    for folder in ["externalCredentials", "namedCredentials"] {
        let suffix = folder.trim_end_matches('s');
        fs::remove_file(sandbox.path(format!("integrations/fulfilment/{folder}/Warehouse.{suffix}-meta.xml")))
            .expect("the sample has a warehouse");
    }
    replace(&sandbox, FULFILMENT, ">Warehouse-Picking<", ">Erp-Order Sync<");
    sandbox.write("gone.xml", destructive(&["Warehouse"]));
    let args = &["--post-destructive-changes", "gone.xml"];
    assert!(findings(&sandbox, args, 0).iter().all(|found| !found.contains("gone.xml")));
    let asked = findings(&sandbox, &[&args[..], &["-o", "practice"]].concat(), 0);
    assert!(asked.contains(&"deletion-still-referred gone.xml:4".to_owned()), "{asked:?}");
}

#[test]
fn profiles_are_looked_at_unless_they_are_ignored() {
    let sandbox = sample();
    let file = "force-app/main/default/profiles/Admin.profile-meta.xml";
    sandbox.write(
        file,
        "<Profile xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    <externalCredentialPrincipalAccesses>\n        \
         <enabled>true</enabled>\n        <externalCredentialPrincipal>Erp-Order Sync</externalCredentialPrincipal>\n    \
         </externalCredentialPrincipalAccesses>\n</Profile>\n",
    );
    assert!(findings(&sandbox, &[], 0).is_empty(), "the sample's .forceignore keeps profiles out");
    replace(&sandbox, ".forceignore", "**/*.profile-meta.xml", "");
    assert_eq!(findings(&sandbox, &[], 1), [format!("profile-with-principal-access {file}:2")]);
    for command in [&["scan"][..], &["manifest", "-o", "-"]] {
        let said = sandbox.run(command).success();
        assert!(!said.stdout.contains("Admin"), "profiles are no components of ours\n{said}");
    }
}

#[test]
fn a_backslash_in_the_ignore_file_is_found() {
    let sandbox = sample();
    replace(&sandbox, ".forceignore", "**/drafts/**", "**/drafts/**\nforce-app\\old");
    let found = findings(&sandbox, &[], 0);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("backslash-in-forceignore .forceignore:"), "{found:?}");
}
