//! `xcred diff` of files against files.

use crate::support::{
    Sandbox,
    projects::{credential, credential_file, empty_project, parameter, sample},
    schema::{document, found},
};
use xcred::{bundle::Bundle, metadata::ApiVersion, source};

/// A zip archive of the practice org's seed, as an org gives it out.
fn seed_archive(sandbox: &Sandbox) -> Vec<u8> {
    let request = source::ScanRequest::of_paths([sandbox.path("practice-seed")]);
    let snapshot = source::scan(&request).expect("the seed can be scanned").snapshot;
    Bundle::of(&snapshot, ApiVersion::new(66)).and_then(|bundle| bundle.to_zip()).expect("the seed fits an archive")
}

#[test]
#[expect(clippy::too_many_lines, reason = "most of them are what is printed")]
fn the_seed_differs_from_the_sample_project_as_its_readme_says() {
    insta::assert_snapshot!(sample().run(["diff", "dir:practice-seed", "project"]).success(), @"
    $ xcred diff dir:practice-seed project
    --- stdout
    From dir:practice-seed to project: what differs

    ── Erp
    ~ ExternalCredential:Erp
        integrations/fulfilment/externalCredentials/Erp.externalCredential-meta.xml
        ~ externalCredentialParameters[NamedPrincipal,Order Sync].sequenceNumber  line 10
            - 2
            + 1
        ~ externalCredentialParameters[NamedPrincipal,Stock Sync].sequenceNumber  line 17
            - 1
            + 2

    ── Newsletter
    + ExternalCredential:Newsletter
        only in the second: force-app/main/default/externalCredentials/Newsletter.externalCredential-meta.xml
        OAuth 2.0 browser flow, or client credentials by an identity provider; principal Campaigns
        refers to ExternalAuthIdentityProvider:CampaignLogin
        ! notable: the principals of `Newsletter` have no credentials yet
          help: Enter the credentials after the deployment.

    + NamedCredential:Newsletter
        only in the second: force-app/main/default/namedCredentials/Newsletter.namedCredential-meta.xml
        SecuredEndpoint; https://api.campaigns.example/v1

    ~ PermissionSet:Larkhill_Marketing_Callouts
        force-app/main/default/permissionsets/Larkhill_Marketing_Callouts.permissionset-meta.xml
        + externalCredentialPrincipalAccesses[Newsletter-Campaigns]  line 4
            + enabled: true
            ! notable: users of `Larkhill_Marketing_Callouts` may call as `Newsletter-Campaigns`
              help: Look whether all users of the permission set shall.

    ── OldFreight
    - ExternalCredential:OldFreight
        only in the first: practice-seed/externalCredentials/OldFreight.externalCredential
        custom authentication; principal Freight Desk
        ! destructive: the secrets and tokens of all principals of `OldFreight` go with it
          help: Have them at hand to enter them again, or leave the principal as it is.

    ── Shipping
    ~ ExternalCredential:Shipping
        integrations/fulfilment/externalCredentials/Shipping.externalCredential-meta.xml
        ~ externalCredentialParameters[AuthParameter,Scope,Dispatch].parameterValue  line 27
            - labels.write tracking.read
            + labels.write tracking.read pickups.write
            ! disruptive: the scopes change: tokens keep the old ones
              help: Have principals and users log in again, so that they consent to the new scopes.
        ~ externalCredentialParameters[AuthProviderUrl,AuthProviderUrl].parameterValue  line 15
            - https://login.parcels.example/oauth/token
            + https://auth.parcels.example/oauth2/token
            ! disruptive: tokens are asked for at another address: stored ones are not its own
              help: Enter the principals' credentials again, or have users log in again.

    ── Shop (unchanged)
    ~ ExternalAuthIdentityProvider:ShopLogin
        force-app/main/default/externalAuthIdentityProviders/ShopLogin.externalAuthIdentityProvider-meta.xml
        - externalAuthIdentityProviderParameters[AuthorizeRequestQueryParameter,prompt]  was line 31
            - parameterValue: login
            - sequenceNumber: 1
            ! disruptive: `prompt` of the requests for tokens changes
              help: Have the other system trust the new values first.
        ~ externalAuthIdentityProviderParameters[IdentityProviderOptions,PkceEnabled].parameterValue  line 19
            - false
            + true
            ! disruptive: `PkceEnabled` of the requests for tokens changes

    ── Stripe
    ~ ExternalCredential:Stripe
        force-app/main/default/externalCredentials/Stripe.externalCredential-meta.xml
        ~ externalCredentialParameters[AuthHeader,Authorization].parameterValue  line 9
            - {!'Bearer ' & $Credential.Stripe.SecretKey}
            + {!'Bearer ' & $Credential.Stripe.ApiKey}
            ! notable: the header `Authorization` of its callouts changes
              help: Look that the other system wants them.

    Consequences: 1 destructive, 4 disruptive, 3 notable.
    2 only in the second, 5 different, 1 only in the first; 36 are the same.
    --- stderr
    --- exit 0
    ");
}

#[test]
fn a_folder_an_archive_and_bare_paths_are_the_same_sides() {
    let sandbox = sample();
    sandbox.write("org.zip", seed_archive(&sandbox));
    let by_folder = document(&sandbox.run(["diff", "dir:practice-seed", "--json"]).success());
    for side in ["practice-seed", "zip:org.zip", "org.zip"] {
        let mut other = document(&sandbox.run(["diff", side, "project", "--json"]).success());
        assert_eq!(other["result"]["from"], side);
        assert_eq!(found(&other), found(&by_folder));
        assert_eq!(other["result"]["summary"], by_folder["result"]["summary"]);
        let changes = |document: &mut serde_json::Value| {
            let list = document["result"]["components"].as_array_mut().expect("a list").clone();
            list.into_iter().map(|one| one["elements"].clone()).collect::<Vec<_>>()
        };
        assert_eq!(changes(&mut other), changes(&mut by_folder.clone()));
    }
    let same = sandbox.run(["diff", "org.zip", "practice-seed", "--exit-code"]).success();
    insta::assert_snapshot!(same, @r"
    $ xcred diff org.zip practice-seed --exit-code
    --- stdout
    From org.zip to practice-seed: what differs

    No differences: 42 are the same.
    --- stderr
    --- exit 0
    ");
}

#[test]
fn backwards_what_came_goes() {
    let sandbox = sample();
    let forth = document(&sandbox.run(["diff", "practice-seed", "project", "--json"]).success());
    let back = document(&sandbox.run(["diff", "project", "practice-seed", "--json"]).success());
    let (forth, back) = (&forth["result"]["summary"], &back["result"]["summary"]);
    assert_eq!((&forth["added"], &forth["removed"]), (&back["removed"], &back["added"]));
    assert_eq!((&forth["modified"], &forth["unchanged"]), (&back["modified"], &back["unchanged"]));
}

#[test]
fn exit_codes_tell_differences_only_where_asked() {
    let sandbox = sample();
    sandbox.run(["diff", "practice-seed", "project"]).exits(0);
    let asked = sandbox.run(["diff", "practice-seed", "project", "--exit-code", "--json"]).exits(2);
    assert_eq!(document(&asked)["status"], 2);
    sandbox.run(["diff", "practice-seed", "project", "--exit-code", "-m", "AuthProvider"]).exits(0);
    sandbox.run(["diff", "practice-seed", "project", "--exit-code", "-m", "ExternalCredential:Erp"]).exits(2);
}

#[test]
fn selections_hold_for_both_sides() {
    let sandbox = sample();
    sandbox.write(
        "some.xml",
        "<Package><types><members>*</members><name>PermissionSet</name></types>\
         <types><members>OldFreight</members><members>Nobody</members><name>ExternalCredential</name></types></Package>",
    );
    let said =
        sandbox.run(["diff", "practice-seed", "project", "-x", "some.xml", "-m", "NamedCredential:N*"]).success();
    insta::assert_snapshot!(said, @"
    $ xcred diff practice-seed project -x some.xml -m 'NamedCredential:N*'
    --- stdout
    From practice-seed to project: what differs

    ── Newsletter (not compared)
    + NamedCredential:Newsletter
        only in the second: force-app/main/default/namedCredentials/Newsletter.namedCredential-meta.xml
        SecuredEndpoint; https://api.campaigns.example/v1

    ~ PermissionSet:Larkhill_Marketing_Callouts
        force-app/main/default/permissionsets/Larkhill_Marketing_Callouts.permissionset-meta.xml
        + externalCredentialPrincipalAccesses[Newsletter-Campaigns]  line 4
            + enabled: true
            ! notable: users of `Larkhill_Marketing_Callouts` may call as `Newsletter-Campaigns`
              help: Look whether all users of the permission set shall.

    ── OldFreight
    - ExternalCredential:OldFreight
        only in the first: practice-seed/externalCredentials/OldFreight.externalCredential
        custom authentication; principal Freight Desk
        ! destructive: the secrets and tokens of all principals of `OldFreight` go with it
          help: Have them at hand to enter them again, or leave the principal as it is.

    Consequences: 1 destructive, 1 notable.
    1 only in the second, 1 different, 1 only in the first; 4 are the same.
    --- stderr
    warning: `ExternalCredential:Nobody` of `some.xml` is no component here
    --- exit 0
    ");
    let by_path = sandbox.run(["diff", "practice-seed", "-d", "integrations/fulfilment", "--json"]).success();
    assert_eq!(found(&document(&by_path)), ["ExternalCredential:Erp", "ExternalCredential:Shipping"]);
    insta::assert_snapshot!(sandbox.run(["diff", "practice-seed", "force-app", "-d", "force-app"]).exits(64), @r"
    $ xcred diff practice-seed force-app -d force-app
    --- stdout
    --- stderr
    error: `-d` selects files of the project, and no side is the project
      hint: select with `-m TYPE:NAME` or `-x FILE`
    --- exit 64
    ");
    insta::assert_snapshot!(sandbox.run(["diff", "practice-seed", "-m", "ExternalCredential:OldFrieght"]).exits(64), @r"
    $ xcred diff practice-seed -m ExternalCredential:OldFrieght
    --- stdout
    --- stderr
    error: `ExternalCredential:OldFrieght` matches no component; did you mean `ExternalCredential:OldFreight`?
      hint: without selectors, `xcred scan` lists what there is
    --- exit 64
    ");
}

#[test]
fn one_file_is_compared_with_another() {
    let sandbox = Sandbox::new();
    let header = |value: &str| parameter("AuthHeader", "X-Region", value);
    let scope = |value: &str| parameter("AuthParameter", "Scope", value);
    sandbox.write("old/A.externalCredential", credential("Before", &(header("{!$Credential.A.B}") + &scope("read"))));
    sandbox.write("new/A.externalCredential-meta.xml", credential("After", &scope("read write")));
    let said = sandbox.run(["diff", "old/A.externalCredential", "new/A.externalCredential-meta.xml"]).success();
    insta::assert_snapshot!(said, @"
    $ xcred diff old/A.externalCredential new/A.externalCredential-meta.xml
    --- stdout
    From old/A.externalCredential to new/A.externalCredential-meta.xml: what differs

    ── A
    ~ ExternalCredential:A
        new/A.externalCredential-meta.xml
        - externalCredentialParameters[AuthHeader,X-Region]  was line 4
            - parameterValue: {!$Credential.A.B}
            - sequenceNumber: 1
            ! notable: the header `X-Region` of its callouts changes
              help: Look that the other system wants them.
        ~ externalCredentialParameters[AuthParameter,Scope].parameterValue  line 7
            - read
            + read write
            ! disruptive: the scopes change: tokens keep the old ones
              help: Have principals and users log in again, so that they consent to the new scopes.
        ~ label  line 10
            - Before
            + After

    Consequences: 1 disruptive, 1 notable.
    0 only in the second, 1 different, 0 only in the first; 0 are the same.
    --- stderr
    --- exit 0
    ");
}

#[test]
fn neighbours_of_credentials_are_compared_element_by_element() {
    let sandbox = sample();
    let file = "force-app/main/default/cspTrustedSites/Shop_Images.cspTrustedSite-meta.xml";
    let text = String::from_utf8(sandbox.read(file)).expect("UTF-8");
    sandbox.write(file, text.replace("<context>All</context>", "<context>LEX</context>").replace("    ", "\t"));
    insta::assert_snapshot!(sandbox.run(["diff", "practice-seed", "-m", "CspTrustedSite"]).success(), @r"
    $ xcred diff practice-seed -m CspTrustedSite
    --- stdout
    From practice-seed to project: what differs

    ~ CspTrustedSite:Shop_Images
        force-app/main/default/cspTrustedSites/Shop_Images.cspTrustedSite-meta.xml
        ~ context  line 5
            - All
            + LEX

    0 only in the second, 1 different, 0 only in the first; 0 are the same.
    --- stderr
    --- exit 0
    ");
}

#[test]
fn what_cannot_be_read_is_neither_there_nor_missing() {
    let sandbox = empty_project();
    sandbox.write(credential_file("Broken"), "<ExternalCredential>\n  <label>x</lable>\n");
    sandbox.write(credential_file("Same"), credential("x", ""));
    sandbox.write("org/Broken.externalCredential", credential("x", ""));
    sandbox.write("org/Same.externalCredential", credential("x", ""));
    insta::assert_snapshot!(sandbox.run(["diff", "org", "--exit-code"]).exits(1), @r"
    $ xcred diff org --exit-code
    --- stdout
    From org to project: what differs

    1 component is not compared: its file has errors.
    No differences: 1 is the same.
    --- stderr
    error[not-well-formed]: an end tag stands where `</label>` is due for line 2
      at force-app/externalCredentials/Broken.externalCredential-meta.xml:2:11
    --- exit 1
    ");
    let document = document(&sandbox.run(["diff", "org", "--json"]).exits(1));
    assert_eq!(document["result"]["findings"][0]["location"]["line"], 2);
    assert!(found(&document).is_empty());
}

#[test]
fn a_side_that_holds_nothing_is_told() {
    let sandbox = empty_project();
    sandbox.write(credential_file("A"), credential("x", ""));
    std::fs::create_dir(sandbox.path("empty")).expect("a folder can be made");
    insta::assert_snapshot!(sandbox.run(["diff", "empty"]).success(), @"
    $ xcred diff empty
    --- stdout
    From empty to project: what differs

    ── A
    + ExternalCredential:A
        only in the second: force-app/externalCredentials/A.externalCredential-meta.xml
        custom authentication
        ! notable: the principals of `A` have no credentials yet
          help: Enter the credentials after the deployment.

    Consequences: 1 notable.
    1 only in the second, 0 different, 0 only in the first; 0 are the same.
    --- stderr
    warning: `empty` has no component
    --- exit 0
    ");
}

#[test]
fn what_is_not_shown_is_said_and_what_moved_is_told() {
    let sandbox = empty_project();
    let parameter = |name: &str, kind: &str| {
        format!(
            "<externalCredentialParameters><parameterName>{name}</parameterName><parameterType>{kind}</parameterType>\
             </externalCredentialParameters>\n"
        )
    };
    sandbox.write("old/Erp.externalCredential", credential("x", &parameter("Admin", "NamedPrincipal")));
    sandbox.write("new/Erp.externalCredential", credential("x", &parameter("Batch", "NamedPrincipal")));
    let grants = |label: &str, of: &str| {
        format!(
            "<PermissionSet><label>{label}</label><externalCredentialPrincipalAccesses><enabled>true</enabled>\
             <externalCredentialPrincipal>{of}</externalCredentialPrincipal></externalCredentialPrincipalAccesses></PermissionSet>"
        )
    };
    sandbox.write("old/Run.permissionset", grants("One", "Erp-Admin"));
    sandbox.write("new/Run.permissionset", grants("Two", "Erp-Batch"));
    insta::assert_snapshot!(sandbox.run(["diff", "dir:old", "dir:new"]).success(), @"
    $ xcred diff dir:old dir:new
    --- stdout
    From dir:old to dir:new: what differs

    ── Erp
    ~ ExternalCredential:Erp
        new/Erp.externalCredential
        - externalCredentialParameters[NamedPrincipal,Admin]  was line 4
            renamed to externalCredentialParameters[NamedPrincipal,Batch]
            ! destructive: the principal `Admin` gets another name: for the org it is a new one without credentials, and no permission set grants it by its old name
              help: Have them at hand to enter them again, or leave the principal as it is.
        + externalCredentialParameters[NamedPrincipal,Batch]  line 4
            renamed from externalCredentialParameters[NamedPrincipal,Admin]

    ~ PermissionSet:Run
        new/Run.permissionset
        - externalCredentialPrincipalAccesses[Erp-Admin]  was line 1
            renamed to externalCredentialPrincipalAccesses[Erp-Batch]
            follows the rename of ExternalCredential:Erp
            - enabled: true
        + externalCredentialPrincipalAccesses[Erp-Batch]  line 1
            renamed from externalCredentialPrincipalAccesses[Erp-Admin]
            follows the rename of ExternalCredential:Erp
            + enabled: true

    1 difference in 1 component: not about callouts, so not shown; `--whole` shows all.
    Consequences: 1 destructive.
    0 only in the second, 2 different, 0 only in the first; 0 are the same.
    --- stderr
    --- exit 0
    ");
    let whole = sandbox.run(["diff", "dir:old", "dir:new", "--whole"]).success().to_string();
    assert!(whole.contains("~ label") && !whole.contains("`--whole` shows all"), "{whole}");
}
