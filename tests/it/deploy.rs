//! `xcred deploy` against the practice org: what is asked, sent, deleted, left out, and said in the end.

use crate::support::{
    Conversation, Sandbox,
    org::{LoopbackOrg, against, is_soap, sends_deployment},
    projects::sample,
    schema::{document, text},
    servers::{Fate, Proxy},
};
use serde_json::json;
use xcred::practice::{Pace, Practice};

const STRIPE: &str = "force-app/main/default/externalCredentials/Stripe.externalCredential-meta.xml";

/// What the practice org holds, as people are shown it.
pub(crate) fn held(sandbox: &Sandbox) -> String {
    sandbox.run(["practice", "show"]).success().stdout
}

#[test]
fn a_dry_run_changes_nothing() {
    let sandbox = sample();
    let before = held(&sandbox);
    let said = sandbox.run(["deploy", "--dry-run", "-m", "ExternalCredential:Stripe"]).success();
    insta::assert_snapshot!(said.settled(), @"
    $ xcred deploy --dry-run -m ExternalCredential:Stripe
    --- stdout
    [the review of Stripe]

    Consequences: 1 notable.
    1 to change; 0 are the same.
    Validated 1 component against practice; nothing was changed.
    --- stderr
    Sent to practice as `[0Af#1]`.
    Succeeded: 1 of 1 component
    --- exit 0
    ");
    assert_eq!(held(&sandbox), before);
    let told = document(&sandbox.run(["deploy", "--dry-run", "--json"]).success());
    assert_eq!((&told["result"]["checkOnly"], text(&told["result"]["ending"])), (&json!(true), "succeeded"));
    assert_eq!(told["result"]["verification"], json!({ "state": "not-needed" }));
    assert_eq!(held(&sandbox), before);
}

#[test]
fn without_a_terminal_a_question_is_an_error() {
    let sandbox = sample();
    let before = held(&sandbox);
    let said = sandbox.run(["deploy", "-m", "ExternalCredential:Stripe"]).exits(64);
    insta::assert_snapshot!(said.settled(), @"
    $ xcred deploy -m ExternalCredential:Stripe
    --- stdout
    [the review of Stripe]

    Consequences: 1 notable.
    1 to change; 0 are the same.
    --- stderr
    error: there is no terminal to ask whether to deploy
      hint: `--yes` deploys without asking, `--dry-run` only validates
    --- exit 64
    ");
    let said = sandbox.xcred(["deploy", "--json"]).stdin("y\n").run().exits(64);
    assert_eq!(text(&document(&said)["error"]["name"]), "NoTerminal");
    assert_eq!(held(&sandbox), before);
}

#[test]
#[expect(clippy::too_many_lines, reason = "most of them are what is printed")]
fn a_partial_deployment_verifies_what_went_in() {
    let sandbox = sample();
    crate::deploy_trouble::replace(&sandbox, STRIPE, "<label>Stripe</label>", "<labels>Stripe</labels>");
    let said = sandbox.run(["deploy", "--yes", "--ignore-errors", "-m", "ExternalCredential"]).exits(68);
    insta::assert_snapshot!(said.settled(), @"
    $ xcred deploy --yes --ignore-errors -m ExternalCredential
    --- stdout
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
        new, from force-app/main/default/externalCredentials/Newsletter.externalCredential-meta.xml
        OAuth 2.0 browser flow, or client credentials by an identity provider; principal Campaigns
        refers to ExternalAuthIdentityProvider:CampaignLogin
        ! notable: the principals of `Newsletter` have no credentials yet
          help: Enter the credentials after the deployment.

    ── OldFreight
    - ExternalCredential:OldFreight
        only in the org; a deployment leaves it there
        custom authentication; principal Freight Desk

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

    ── Stripe
    ~ ExternalCredential:Stripe
        force-app/main/default/externalCredentials/Stripe.externalCredential-meta.xml
        ~ externalCredentialParameters[AuthHeader,Authorization].parameterValue  line 9
            - {!'Bearer ' & $Credential.Stripe.SecretKey}
            + {!'Bearer ' & $Credential.Stripe.ApiKey}
            ! notable: the header `Authorization` of its callouts changes
              help: Look that the other system wants them.
        - label  was line 25
            - Stripe
        + labels  line 25
            + Stripe

    Consequences: 2 disruptive, 2 notable.
    1 to create, 3 to change, 1 only in the org; 11 are the same.
    Deployed partially: 3 components went to practice, 1 component did not.
    Verified: 3 components read back, and the org holds what was sent.
    --- stderr
    Sent to practice as `[0Af#1]`.
    refused: Stripe (labels invalid at this location in type ExternalCredential)
    SucceededPartial: 4 of 4 components
    error[component-refused]: labels invalid at this location in type ExternalCredential
      at force-app/main/default/externalCredentials/Stripe.externalCredential-meta.xml:25:5
    --- exit 68
    ");
    let left = document(&sandbox.run(["diff", "--json", "-m", "ExternalCredential"]).exits(0));
    assert_eq!(crate::support::schema::found(&left), ["ExternalCredential:OldFreight", "ExternalCredential:Stripe"]);
}

/// The components that a deployment with these flags sent.
fn deployed(sandbox: &Sandbox, flags: &[&str]) -> Vec<String> {
    let said: Conversation = sandbox.run(["deploy", "--yes", "--json"].iter().chain(flags)).success();
    let told = document(&said);
    let deployed = told["result"]["deployed"].as_array().expect("the result lists what was deployed");
    deployed.iter().map(|id| text(id).to_owned()).collect()
}

#[test]
fn only_what_is_selected_is_deployed() {
    let sandbox = sample();
    assert_eq!(
        deployed(&sandbox, &["-m", "ExternalCredential:S*"]),
        ["ExternalCredential:Shipping", "ExternalCredential:Stripe"]
    );
    assert_eq!(deployed(&sandbox, &["-d", "integrations"]), ["ExternalCredential:Erp"]);
    let manifest = ["manifest", "-m", "ExternalAuthIdentityProvider", "--wildcard", "-o", "providers.xml"];
    sandbox.run(manifest).success();
    assert_eq!(deployed(&sandbox, &["-x", "providers.xml"]), ["ExternalAuthIdentityProvider:ShopLogin"]);
    let nothing = sandbox.run(["deploy", "--yes", "-m", "ExternalCredential:Nobody"]).exits(64);
    insta::assert_snapshot!(nothing, @"
    $ xcred deploy --yes -m ExternalCredential:Nobody
    --- stdout
    --- stderr
    error: `ExternalCredential:Nobody` matches no component
      hint: without selectors, `xcred scan` lists what there is
    --- exit 64
    ");
}

#[test]
fn a_component_with_a_content_file_is_deployed_whole() {
    let sandbox = sample();
    let file = "integrations/shared/certs/Larkhill_Signing.crt";
    let renewed = sandbox.read("practice-seed/certs/Larkhill_Signing.crt").repeat(2);
    sandbox.write(file, &renewed);
    let said = sandbox.run(["deploy", "--yes", "-m", "Certificate"]).success();
    insta::assert_snapshot!(said.settled(), @"
    $ xcred deploy --yes -m Certificate
    --- stdout
    ~ Certificate:Larkhill_Signing
        integrations/shared/certs/Larkhill_Signing.crt-meta.xml
        ! disruptive: `Larkhill_Signing` is another certificate: the other system knows the old one alone
          help: Give the other system the new certificate first.
        ~ content file: 1212 bytes -> 2424 bytes

    Consequences: 1 disruptive.
    1 to change; 0 are the same.
    Deployed 1 component (1 changed) to practice.
    Verified: 1 component read back, and the org holds what was sent.
    --- stderr
    Sent to practice as `[0Af#1]`.
    Succeeded: 1 of 1 component
    --- exit 0
    ");
    sandbox.run(["diff", "--exit-code", "-m", "Certificate"]).success();
}

/// The org is set back between the deployment and its reading: it holds something else than what was sent.
#[test]
fn what_the_org_made_of_it_is_shown() {
    let sandbox = sample();
    let org = LoopbackOrg::start(&sandbox, Pace::Steps);
    let (state, mut is_sent) = (sandbox.path(".xcred/practice"), false);
    let proxy = Proxy::to(org.address(), move |_, request| {
        if is_sent && is_soap(request, "retrieve>") {
            Practice::reset(&state).expect("the state is ours");
        }
        is_sent |= sends_deployment(&request.head);
        Fate::Carry
    });
    let said = against(&proxy.url(), &sandbox, ["deploy", "--yes", "-m", "ExternalCredential:Stripe"]).run();
    insta::assert_snapshot!(said.settled(), @"
    $ xcred deploy --yes -m ExternalCredential:Stripe
    --- stdout
    [the review of Stripe]

    Consequences: 1 notable.
    1 to change; 0 are the same.
    Deployed 1 component (1 changed) to 127.0.0.1:[PORT].
    Not what was sent: the org made something else of 1 component:

    ── Stripe
    ~ ExternalCredential:Stripe
        externalCredentials/Stripe.externalCredential
        ~ externalCredentialParameters[AuthHeader,Authorization].parameterValue  line 9
            - {!'Bearer ' & $Credential.Stripe.ApiKey}
            + {!'Bearer ' & $Credential.Stripe.SecretKey}

    --- stderr
    Sent to 127.0.0.1:[PORT] as `[0Af#1]`.
    Succeeded: 1 of 1 component
    --- exit 0
    ");
}
