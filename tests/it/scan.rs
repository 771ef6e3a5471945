//! `xcred scan`: what it finds in projects and folders, and what it says of each file.

use crate::support::{
    Sandbox,
    projects::{PROJECT_FILE, credential, empty_project, sample, sample_folder},
    schema::{document, found, text},
    tree_of,
};
use serde_json::Value;

/// One line for each component with what the scan read of it, its file apart.
fn facts(document: &Value) -> String {
    let line = |one: &Value| {
        let list = |of: &Value, tell: &dyn Fn(&Value) -> String| {
            of.as_array().expect("a list").iter().map(tell).collect::<Vec<_>>().join(", ")
        };
        let principals =
            list(&one["principals"], &|principal| format!("{} {}", text(&principal["type"]), text(&principal["name"])));
        let refers_to = list(&one["refersTo"], &|to| {
            let present = if to["present"] == true { "" } else { " MISSING" };
            format!("{}:{}/{}{present}", text(&to["type"]), text(&to["fullName"]), text(&to["principal"]))
        });
        format!(
            "{}:{} | {} {} | {principals} | {refers_to}",
            text(&one["type"]),
            text(&one["fullName"]),
            text(&one["protocol"]),
            text(&one["flow"])
        )
    };
    let components = document["result"]["components"].as_array().expect("a scan lists components");
    components.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_sample_project_tells_each_login_and_each_reference() {
    let sandbox = sample();
    let document = document(&sandbox.run(["scan", "--json"]).success());
    assert_eq!(document["result"]["apiVersion"], "66.0");
    insta::assert_snapshot!(facts(&document), @r"
    AuthProvider:Workspace | OpenIdConnect - |  | 
    Certificate:Larkhill_Signing | - - |  | 
    CspTrustedSite:Shop_Images | - - |  | 
    ExternalAuthIdentityProvider:CampaignLogin | OAuth ClientCredentials |  | 
    ExternalAuthIdentityProvider:LedgerLogin | OAuth AuthorizationCode |  | 
    ExternalAuthIdentityProvider:ShopLogin | OAuth AuthorizationCode |  | 
    ExternalCredential:Accounting | Oauth - | NamedPrincipal Bookkeeper | ExternalAuthIdentityProvider:LedgerLogin/-
    ExternalCredential:BankFeed | Oauth ClientCredentialsJwtAssertion | NamedPrincipal Statements | Certificate:Larkhill_Signing/-
    ExternalCredential:DemandForecast | AwsSv4 RolesAnywhere | NamedPrincipal Planner | Certificate:Larkhill_Signing/-
    ExternalCredential:Erp | Basic - | NamedPrincipal Order Sync, NamedPrincipal Stock Sync | 
    ExternalCredential:GrowerContracts | Oauth JwtBearer | NamedPrincipal Buying | Certificate:Larkhill_Signing/-
    ExternalCredential:LabelArchive | AwsSv4 - | NamedPrincipal Labels | 
    ExternalCredential:LoyaltyPoints | Jwt - | NamedPrincipal Points | Certificate:Larkhill_Signing/-
    ExternalCredential:Newsletter | Oauth - | NamedPrincipal Campaigns | ExternalAuthIdentityProvider:CampaignLogin/-
    ExternalCredential:OfficeCalendar | Oauth - | NamedPrincipal Tastings | AuthProvider:Workspace/-
    ExternalCredential:RoastCalendar | Custom NoAuthentication | NamedPrincipal Public | 
    ExternalCredential:SalesEvents | AwsSv4 AwsSv4_STS | AwsStsPrincipal AwsStsPrincipal, NamedPrincipal Publisher | 
    ExternalCredential:Shipping | Oauth ClientCredentialsClientSecret | NamedPrincipal Dispatch | 
    ExternalCredential:Shop | Oauth - | PerUserPrincipal Shop Clerk | ExternalAuthIdentityProvider:ShopLogin/-
    ExternalCredential:Stripe | Custom - | NamedPrincipal Checkout | 
    ExternalCredential:Warehouse | Oauth ClientCredentialsClientSecretBasic | NamedPrincipal Picking | 
    NamedCredential:Accounting | SecuredEndpoint - |  | ExternalCredential:Accounting/-
    NamedCredential:BankFeed | SecuredEndpoint - |  | ExternalCredential:BankFeed/-
    NamedCredential:DemandForecast | SecuredEndpoint - |  | ExternalCredential:DemandForecast/-
    NamedCredential:Erp | SecuredEndpoint - |  | ExternalCredential:Erp/-
    NamedCredential:GrowerContracts | SecuredEndpoint - |  | ExternalCredential:GrowerContracts/-
    NamedCredential:LabelArchive | SecuredEndpoint - |  | ExternalCredential:LabelArchive/-
    NamedCredential:LoyaltyPoints | SecuredEndpoint - |  | ExternalCredential:LoyaltyPoints/-
    NamedCredential:Newsletter | SecuredEndpoint - |  | ExternalCredential:Newsletter/-
    NamedCredential:OfficeCalendar | SecuredEndpoint - |  | ExternalCredential:OfficeCalendar/-
    NamedCredential:RoastCalendar | SecuredEndpoint - |  | ExternalCredential:RoastCalendar/-
    NamedCredential:SalesEvents | SecuredEndpoint - |  | ExternalCredential:SalesEvents/-
    NamedCredential:Shipping | SecuredEndpoint - |  | ExternalCredential:Shipping/-
    NamedCredential:ShippingTracking | SecuredEndpoint - |  | ExternalCredential:Shipping/-
    NamedCredential:Shop | SecuredEndpoint - |  | ExternalCredential:Shop/-
    NamedCredential:Stripe | SecuredEndpoint - |  | ExternalCredential:Stripe/-
    NamedCredential:Warehouse | SecuredEndpoint - |  | ExternalCredential:Warehouse/-
    PermissionSet:Larkhill_Analytics_Callouts | - - |  | ExternalCredential:DemandForecast/Planner, ExternalCredential:SalesEvents/Publisher
    PermissionSet:Larkhill_Finance_Callouts | - - |  | ExternalCredential:Accounting/Bookkeeper, ExternalCredential:BankFeed/Statements, ExternalCredential:GrowerContracts/Buying, ExternalCredential:Stripe/Checkout
    PermissionSet:Larkhill_Fulfilment_Callouts | - - |  | ExternalCredential:Erp/Order Sync, ExternalCredential:Erp/Stock Sync, ExternalCredential:LabelArchive/Labels, ExternalCredential:Shipping/Dispatch, ExternalCredential:Warehouse/Picking
    PermissionSet:Larkhill_Marketing_Callouts | - - |  | ExternalCredential:Newsletter/Campaigns, ExternalCredential:OfficeCalendar/Tastings
    PermissionSet:Larkhill_Sales_Callouts | - - |  | ExternalCredential:LoyaltyPoints/Points, ExternalCredential:RoastCalendar/Public, ExternalCredential:Shop/Shop Clerk, ExternalCredential:Stripe/Checkout
    RemoteSiteSetting:Parcel_Status | - - |  |
    ");
}

#[test]
fn every_file_that_is_told_is_there_under_the_told_name() {
    let sandbox = sample();
    let document = document(&sandbox.run(["scan", "--json"]).success());
    for one in document["result"]["components"].as_array().expect("a scan lists components") {
        let file = text(&one["file"]);
        assert!(sandbox.path(file).is_file(), "{file}");
        let name = file.rsplit('/').next().expect("a path has a last part");
        assert!(name.starts_with(&format!("{}.", text(&one["fullName"]))), "{one}");
    }
}

#[test]
fn the_table_of_a_selection() {
    insta::assert_snapshot!(sample().run(["scan", "-m", "ExternalCredential:S*", "-m", "PermissionSet:*Sales*"]), @r"
    $ xcred scan -m 'ExternalCredential:S*' -m 'PermissionSet:*Sales*'
    --- stdout
    COMPONENT                             PROTOCOL                            PRINCIPALS      REFERS TO                                 FILE
    ExternalCredential:SalesEvents        AwsSv4 AwsSv4_STS                   AwsStsPrincipal                                           integrations/analytics/aws/externalCredentials/SalesEvents.externalCredential-meta.xml
                                                                              Publisher
    ExternalCredential:Shipping           Oauth ClientCredentialsClientSecret Dispatch                                                  integrations/fulfilment/externalCredentials/Shipping.externalCredential-meta.xml
    ExternalCredential:Shop               Oauth                               Shop Clerk      ExternalAuthIdentityProvider:ShopLogin    force-app/main/default/externalCredentials/Shop.externalCredential-meta.xml
    ExternalCredential:Stripe             Custom                              Checkout                                                  force-app/main/default/externalCredentials/Stripe.externalCredential-meta.xml
    PermissionSet:Larkhill_Sales_Callouts                                                     ExternalCredential:LoyaltyPoints (Points) force-app/main/default/permissionsets/Larkhill_Sales_Callouts.permissionset-meta.xml
                                                                                              ExternalCredential:RoastCalendar (Public)
                                                                                              ExternalCredential:Shop (Shop Clerk)
                                                                                              ExternalCredential:Stripe (Checkout)

    5 components, 1 path ignored in the project.
    --- stderr
    --- exit 0
    ");
}

#[test]
fn selectors_add_up() {
    let sandbox = sample();
    sandbox.write(
        "two.xml",
        "<Package><types><members>Stripe</members><members>Gone</members><name>ExternalCredential</name></types>\
         <types><members>*</members><name>RemoteSiteSetting</name></types>\
         <types><members>*</members><name>ApexClass</name></types></Package>",
    );
    let said = sandbox.run(["scan", "--json", "-x", "two.xml", "-m", "AuthProvider", "-d", "integrations/shared"]);
    let document = document(&said.success());
    let expected = [
        "AuthProvider:Workspace",
        "Certificate:Larkhill_Signing",
        "ExternalCredential:Stripe",
        "RemoteSiteSetting:Parcel_Status",
    ];
    assert_eq!(found(&document), expected);
    assert_eq!(document["result"]["side"], "the project");
    insta::assert_snapshot!(format!("{:#}", document["warnings"]), @r#"
    [
      "`two.xml` has 1 member of `ApexClass`, which xcred does not look after",
      "`ExternalCredential:Gone` of `two.xml` is no component here"
    ]
    "#);
}

#[test]
fn a_reference_is_present_where_the_project_holds_it_whatever_is_selected() {
    let sandbox = sample();
    let file = "force-app/main/default/namedCredentials/Shop.namedCredential-meta.xml";
    insta::assert_snapshot!(sandbox.run(["scan", "-d", file]), @r"
    $ xcred scan -d force-app/main/default/namedCredentials/Shop.namedCredential-meta.xml
    --- stdout
    COMPONENT            PROTOCOL        PRINCIPALS REFERS TO               FILE
    NamedCredential:Shop SecuredEndpoint            ExternalCredential:Shop force-app/main/default/namedCredentials/Shop.namedCredential-meta.xml

    1 component in `force-app/main/default/namedCredentials/Shop.namedCredential-meta.xml`.
    --- stderr
    --- exit 0
    ");
    sandbox.write("elsewhere/Shop.namedCredential-meta.xml", sandbox.read(file));
    let outside = sandbox.run(["scan", "-d", "elsewhere"]).success();
    assert!(outside.stdout.contains("ExternalCredential:Shop [not here]"), "{outside}");
}

#[test]
fn from_a_subfolder_and_with_a_project_named_paths_are_relative_to_the_caller() {
    let sandbox = sample();
    let select = ["scan", "-m", "AuthProvider", "--json"];
    let below = document(&sandbox.xcred(select).in_folder(sandbox.path("force-app/main")).run().success());
    let file = &below["result"]["components"][0]["file"];
    assert_eq!(file, "../../force-app/main/default/authproviders/Workspace.authprovider-meta.xml");
    assert_eq!(below["result"]["side"], "the project `../..`");
    let other = Sandbox::new();
    other.copy(sandbox.project(), "their project");
    let above = document(&other.run(["scan", "-C", "their project", "-m", "AuthProvider", "--json"]).success());
    let file = &above["result"]["components"][0]["file"];
    assert_eq!(file, "their project/force-app/main/default/authproviders/Workspace.authprovider-meta.xml");
}

#[test]
fn outside_of_a_project_folders_and_files_are_named() {
    let sandbox = Sandbox::new();
    sandbox.write("pkg/externalCredentials/A.externalCredential", credential("A", ""));
    sandbox.write("pkg/certs/Own.crt", "certificate");
    sandbox.write("pkg/certs/Own.crt-meta.xml", "<Certificate/>");
    let expected = ["Certificate:Own", "ExternalCredential:A"];
    assert_eq!(found(&document(&sandbox.run(["scan", "-d", "pkg", "--json"]).success())), expected);
    let one = sandbox.run(["scan", "-d", "pkg/externalCredentials/A.externalCredential", "--json"]);
    assert_eq!(found(&document(&one.success())), expected[1..]);
    let said = sandbox.run(["scan"]).exits(64).to_string();
    assert!(said.contains("error: no `sfdx-project.json` found; looked in `[DIR]`, `[SANDBOX]`, "), "{said}");
    assert!(said.contains("or name the files with `-d PATH`"), "{said}");
}

#[test]
fn a_project_without_components_is_no_error() {
    insta::assert_snapshot!(empty_project().run(["scan"]).success().stdout, @"No components in the project.");
}

#[test]
fn a_reader_that_has_gone_is_no_failure() {
    let sandbox = sample();
    for flags in [&["scan"][..], &["scan", "--json"], &["scan", "-m", "Nothing", "--json"], &["manifest", "-o", "-"]] {
        let (reader, writer) = std::io::pipe().expect("a pipe can be made");
        drop(reader);
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_xcred"));
        let ended = command.args(flags).current_dir(sandbox.project()).env_clear().stdout(writer).output();
        let ended = ended.expect("xcred runs");
        let code = if flags.contains(&"Nothing") { 64 } else { 0 };
        assert_eq!((ended.status.code(), &*String::from_utf8_lossy(&ended.stderr)), (Some(code), ""), "{flags:?}");
    }
}

#[test]
fn several_package_directories_are_one_project() {
    let sandbox = Sandbox::new();
    sandbox.write("sfdx-project.json", format!("\u{feff}{}", PROJECT_FILE.replace("force-app", ".")));
    sandbox.write("a/A.externalCredential-meta.xml", credential("A", ""));
    sandbox.write("b/c/B.externalCredential", credential("B", ""));
    let document = document(&sandbox.run(["scan", "--json"]).success());
    assert_eq!(found(&document), ["ExternalCredential:A", "ExternalCredential:B"]);
}

/// The sample project's references as a search in the text of its files finds them.
fn references_by_search() -> Vec<(String, String)> {
    let wanted = regex::Regex::new(
        "<(externalCredentialPrincipal|externalAuthIdentityProvider|authProvider|certificate|externalCredential)>([^<]+)<",
    )
    .expect("the pattern is valid");
    let mut found = Vec::new();
    for (path, bytes) in tree_of(&sample_folder()) {
        let name = path.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or_default().to_owned();
        let looked_at = path.starts_with("force-app/") || path.starts_with("integrations/");
        if looked_at && !path.contains("/drafts/") {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            found.extend(wanted.captures_iter(&text).map(|captures| (name.clone(), captures[2].to_owned())));
        }
    }
    found.sort();
    found.dedup();
    found
}

#[test]
fn the_references_of_the_sample_project_are_those_that_a_search_finds() {
    let document = document(&sample().run(["scan", "--json"]).success());
    let mut told = Vec::new();
    for one in document["result"]["components"].as_array().expect("a scan lists components") {
        for to in one["refersTo"].as_array().expect("a list") {
            let who = to["principal"].as_str().map_or(String::new(), |principal| format!("-{principal}"));
            told.push((text(&one["fullName"]).to_owned(), format!("{}{who}", text(&to["fullName"]))));
        }
    }
    told.sort();
    assert_eq!(told, references_by_search());
    assert_eq!(told.len(), 41, "16 named credentials, 8 logins, 17 principals that are granted");
}
