//! Three sides: what this branch changed, what the org became by itself, and where both did.

use crate::support::{
    Sandbox,
    projects::{credential, parameter, sample},
    schema::{document, found, text, told},
};
use serde_json::Value;
use std::fs;

/// Writes other texts into a file of the sandbox; each must be there.
#[track_caller]
fn edit(sandbox: &Sandbox, file: &str, edits: &[(&str, &str)]) {
    let mut contents = String::from_utf8(sandbox.read(file)).expect("the sample is UTF-8");
    for (from, to) in edits {
        assert!(contents.contains(from), "`{from}` is in {file}");
        contents = contents.replacen(from, to, 1);
    }
    sandbox.write(file, contents);
}

/// The sample, and in `base` what its project and its practice org came from: with a change of each kind on each side.
fn sample_with_base() -> Sandbox {
    let sandbox = sample();
    sandbox.copy(sandbox.path("practice-seed"), "base");
    let credentials = |name: &str| format!("base/externalCredentials/{name}.externalCredential");
    edit(
        &sandbox,
        &credentials("Shipping"),
        &[
            ("https://login.parcels.example/oauth/token", "https://auth.parcels.example/oauth2/token"),
            ("labels.write tracking.read", "labels.write"),
        ],
    );
    edit(&sandbox, &credentials("Stripe"), &[("$Credential.Stripe.SecretKey", "$Credential.Stripe.ApiKey")]);
    edit(&sandbox, &credentials("Erp"), &[("<sequenceNumber>2<", "<sequenceNumber>1<")]);
    edit(&sandbox, &credentials("Accounting"), &[("<label>Accounting<", "<label>Books<")]);
    for gone in ["OldFreight", "RoastCalendar"] {
        fs::remove_file(sandbox.path(credentials(gone))).expect("the sample has the file");
    }
    let newsletter = sandbox.read("force-app/main/default/externalCredentials/Newsletter.externalCredential-meta.xml");
    sandbox.write(credentials("Newsletter"), newsletter);
    sandbox
}

#[test]
#[expect(clippy::too_many_lines, reason = "most of them are what is printed")]
fn each_change_says_who_made_it() {
    let said = sample_with_base().run(["diff", "--base", "dir:base", "-o", "practice"]).success();
    insta::assert_snapshot!(said, @"
    $ xcred diff --base dir:base -o practice
    --- stdout
    From org:practice to project, both since dir:base: what a deployment would change
        [branch] 5: project alone changed it
        [drift] 5: org:practice alone changed it; what project holds too, a deployment takes back
        [conflict] 1: both changed it, and not to the same
        [agreed] 2 components: both changed it to the same

    ── Erp
    ~ ExternalCredential:Erp
        integrations/fulfilment/externalCredentials/Erp.externalCredential-meta.xml
        ~ externalCredentialParameters[NamedPrincipal,Order Sync].sequenceNumber  line 10  [drift]
            - 2
            + 1
        ~ externalCredentialParameters[NamedPrincipal,Stock Sync].sequenceNumber  line 17  [branch]
            - 1
            + 2

    ── Newsletter
    + ExternalCredential:Newsletter  [drift]
        new, from force-app/main/default/externalCredentials/Newsletter.externalCredential-meta.xml
        OAuth 2.0 browser flow, or client credentials by an identity provider; principal Campaigns
        refers to ExternalAuthIdentityProvider:CampaignLogin
        ! notable: the principals of `Newsletter` have no credentials yet
          help: Enter the credentials after the deployment.

    + NamedCredential:Newsletter  [branch]
        new, from force-app/main/default/namedCredentials/Newsletter.namedCredential-meta.xml
        SecuredEndpoint; https://api.campaigns.example/v1

    ~ PermissionSet:Larkhill_Marketing_Callouts
        force-app/main/default/permissionsets/Larkhill_Marketing_Callouts.permissionset-meta.xml
        + externalCredentialPrincipalAccesses[Newsletter-Campaigns]  line 4  [branch]
            + enabled: true
            ! notable: users of `Larkhill_Marketing_Callouts` may call as `Newsletter-Campaigns`
              help: Look whether all users of the permission set shall.

    ── OldFreight
    - ExternalCredential:OldFreight  [drift]
        only in the org; a deployment leaves it there
        custom authentication; principal Freight Desk

    ── Shipping
    ~ ExternalCredential:Shipping
        integrations/fulfilment/externalCredentials/Shipping.externalCredential-meta.xml
        ~ externalCredentialParameters[AuthParameter,Scope,Dispatch].parameterValue  line 27  [conflict]
            - labels.write tracking.read
            + labels.write tracking.read pickups.write
            ! disruptive: the scopes change: tokens keep the old ones
              help: Have principals and users log in again, so that they consent to the new scopes.
        ~ externalCredentialParameters[AuthProviderUrl,AuthProviderUrl].parameterValue  line 15  [drift]
            - https://login.parcels.example/oauth/token
            + https://auth.parcels.example/oauth2/token
            ! disruptive: tokens are asked for at another address: stored ones are not its own
              help: Enter the principals' credentials again, or have users log in again.

    ── Shop (unchanged)
    ~ ExternalAuthIdentityProvider:ShopLogin
        force-app/main/default/externalAuthIdentityProviders/ShopLogin.externalAuthIdentityProvider-meta.xml
        - externalAuthIdentityProviderParameters[AuthorizeRequestQueryParameter,prompt]  was line 31  [branch]
            - parameterValue: login
            - sequenceNumber: 1
            ! disruptive: `prompt` of the requests for tokens changes
              help: Have the other system trust the new values first.
        ~ externalAuthIdentityProviderParameters[IdentityProviderOptions,PkceEnabled].parameterValue  line 19  [branch]
            - false
            + true
            ! disruptive: `PkceEnabled` of the requests for tokens changes

    ── Stripe
    ~ ExternalCredential:Stripe
        force-app/main/default/externalCredentials/Stripe.externalCredential-meta.xml
        ~ externalCredentialParameters[AuthHeader,Authorization].parameterValue  line 9  [drift]
            - {!'Bearer ' & $Credential.Stripe.SecretKey}
            + {!'Bearer ' & $Credential.Stripe.ApiKey}
            ! notable: the header `Authorization` of its callouts changes
              help: Look that the other system wants them.

    ── changed to the same on both sides
    = ExternalCredential:Accounting
        = label
    = ExternalCredential:RoastCalendar

    Consequences: 4 disruptive, 3 notable.
    2 to create, 5 to change, 1 only in the org; 36 are the same.
    --- stderr
    --- exit 0
    ");
}

/// The origins in a document: of each component, and of each of its parts.
fn origins(document: &Value) -> Vec<String> {
    let components = document["result"]["components"].as_array().expect("a diff lists components");
    let line = |component: &Value, name: String| {
        let parts = component["elements"].as_array().map_or(&[][..], Vec::as_slice);
        let parts: Vec<&str> = parts.iter().map(|part| text(&part["origin"])).collect();
        format!("{name} {} [{}]", text(&component["origin"]), parts.join(" "))
    };
    components.iter().zip(found(document)).map(|(component, name)| line(component, name)).collect()
}

#[test]
fn machines_are_told_the_same() {
    let sandbox = sample_with_base();
    let document = document(&sandbox.run(["diff", "--base", "base", "--json"]).success());
    let result = &document["result"];
    assert_eq!(text(&result["base"]), "base");
    let expected = [
        "ExternalAuthIdentityProvider:ShopLogin branch [branch branch]",
        "ExternalCredential:Erp mixed [drift branch]",
        "ExternalCredential:Newsletter drift []",
        "ExternalCredential:OldFreight drift []",
        "ExternalCredential:Shipping conflict [conflict drift]",
        "ExternalCredential:Stripe drift [drift]",
        "NamedCredential:Newsletter branch []",
        "PermissionSet:Larkhill_Marketing_Callouts branch [branch]",
    ];
    assert_eq!(origins(&document), expected);
    let agreed = result["agreed"].as_array().expect("a list");
    let agreed: Vec<(&str, &str)> = agreed.iter().map(|one| (text(&one["fullName"]), text(&one["change"]))).collect();
    assert_eq!(agreed, [("Accounting", "modified"), ("RoastCalendar", "added")]);
    assert_eq!(text(&result["agreed"][0]["elements"][0]["path"]), "label");
    // Without a base there is no word of it, and the two sides differ as before.
    let mut without = crate::support::schema::document(&sandbox.run(["diff", "--no-base", "--json"]).success());
    assert_eq!((&without["result"]["base"], &without["result"]["agreed"]), (&Value::Null, &serde_json::json!([])));
    assert_eq!(without["result"]["summary"], result["summary"]);
    let without = without["result"]["components"].take();
    assert!(!without.to_string().contains("origin"));
    assert_eq!(without.as_array().map(Vec::len), Some(expected.len()));
}

#[test]
fn what_a_branch_removed_is_asked_for_in_the_org() {
    let sandbox = sample();
    let site = "remoteSiteSettings/Parcel_Status.remoteSite";
    sandbox.copy(sandbox.path("practice-seed"), "base");
    let mine = format!("force-app/main/default/{site}-meta.xml");
    fs::remove_file(sandbox.path(mine)).expect("the sample has the file");
    let select = "RemoteSiteSetting";
    sandbox.run(["diff", "--base", "base", "-m", select]).success();
    let said = sandbox.run(["diff", "--base", "base", "--json"]).success();
    let told = origins(&document(&said));
    assert!(told.contains(&"RemoteSiteSetting:Parcel_Status branch []".to_owned()), "{said}");
}

#[test]
fn any_two_sides_have_a_base() {
    let sandbox = Sandbox::new();
    let side = |label: &str, scope: &str| credential(label, &parameter("AuthParameter", "Scope", scope));
    sandbox.write("base/A.externalCredential", side("A", "read"));
    sandbox.write("one/A.externalCredential", side("B", "read write"));
    sandbox.write("other/A.externalCredential", side("A", "read delete"));
    let said = sandbox.run(["diff", "one", "other", "--base", "base", "--exit-code"]).exits(2);
    insta::assert_snapshot!(said, @"
    $ xcred diff one other --base base --exit-code
    --- stdout
    From one to other, both since base: what differs
        [drift] 1: one alone changed it
        [conflict] 1: both changed it, and not to the same

    ── A
    ~ ExternalCredential:A
        other/A.externalCredential
        ~ externalCredentialParameters[AuthParameter,Scope].parameterValue  line 7  [conflict]
            - read write
            + read delete
            ! disruptive: the scopes change: tokens keep the old ones
              help: Have principals and users log in again, so that they consent to the new scopes.
        ~ label  line 10  [drift]
            - B
            + A

    Consequences: 1 disruptive.
    0 only in the second, 1 different, 0 only in the first; 0 are the same.
    --- stderr
    --- exit 2
    ");
    let same = sandbox.run(["diff", "one", "one", "--base", "base", "--exit-code"]).success();
    insta::assert_snapshot!(same, @"
    $ xcred diff one one --base base --exit-code
    --- stdout
    From one to one, both since base: what differs
        [agreed] 1 component: both changed it to the same

    ── changed to the same on both sides
    = ExternalCredential:A
        = externalCredentialParameters[AuthParameter,Scope].parameterValue
        = label

    No differences: 1 is the same.
    --- stderr
    --- exit 0
    ");
    let nothing = sandbox.run(["diff", "one", "one", "--base", "one", "--exit-code"]).success();
    insta::assert_snapshot!(nothing, @"
    $ xcred diff one one --base one --exit-code
    --- stdout
    From one to one, both since one: what differs

    No differences: 1 is the same.
    --- stderr
    --- exit 0
    ");
}

#[test]
fn secrets_decide_and_are_never_told() {
    let sandbox = Sandbox::new();
    let side = |value: &str| credential("A", &parameter("AuthHeader", "X-Key", value));
    for (folder, value) in [("base", "sk_live_0"), ("one", "sk_live_0"), ("other", "sk_live_2"), ("third", "sk_live_3")]
    {
        sandbox.write(format!("{folder}/A.externalCredential"), side(value));
    }
    for (from, to, expected) in [("one", "other", "branch"), ("other", "one", "drift"), ("other", "third", "conflict")]
    {
        for format in ["human", "json"] {
            let said = sandbox.run(["diff", from, to, "--base", "base", "--format", format]).success();
            assert!(!said.to_string().contains("sk_live"), "{said}");
        }
        let said = sandbox.run(["diff", from, to, "--base", "base", "--json"]).success();
        assert_eq!(origins(&document(&said)), [format!("ExternalCredential:A {expected} [{expected}]")]);
    }
}

#[test]
fn a_base_that_cannot_be_read_in_part_leaves_changes_without_origin() {
    let sandbox = Sandbox::new();
    sandbox.write("base/A.externalCredential", "<ExternalCredential>");
    sandbox.write("one/A.externalCredential", credential("A", ""));
    sandbox.write("other/A.externalCredential", credential("B", ""));
    let said = sandbox.run(["diff", "one", "other", "--base", "base"]).success();
    insta::assert_snapshot!(said, @"
    $ xcred diff one other --base base
    --- stdout
    From one to other, both since base: what differs

    ── A
    ~ ExternalCredential:A
        other/A.externalCredential
        ~ label  line 4
            - A
            + B

    0 only in the second, 1 different, 0 only in the first; 0 are the same.
    --- stderr
    warning: the base `base` cannot be read for `ExternalCredential:A`: who changed what there is unknown
    --- exit 0
    ");
}

#[test]
fn a_base_is_a_side_of_files_and_asked_for_once() {
    let sandbox = sample();
    insta::assert_snapshot!(told(&sandbox, &["diff", "--base", "org:practice"], 64), @"
    error: `org:practice` is an org, and a base is a side of files
      hint: name what both sides come from: a git revision, `dir:PATH` or `zip:PATH`
    ");
    insta::assert_snapshot!(told(&sandbox, &["diff", "--base", "zip:"], 64), @"error: `zip:` locates no side; one is `project`, `dir:PATH`, `zip:PATH`, `git:REF[:PATH]`, `org:NAME`, `plan:PATH`, or a path that exists");
    insta::assert_snapshot!(told(&sandbox, &["diff", "--base", "zip:nothing.zip"], 65), @"
    error: `nothing.zip` cannot be read
      because: No such file or directory (os error 2)
    ");
    sandbox.run(["diff", "--base", "practice-seed", "--no-base"]).exits(64);
}
