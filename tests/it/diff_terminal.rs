//! `xcred diff` on terminals: wide, usual and narrow, with and without colour, and in its other layouts.

use crate::support::{
    Sandbox,
    projects::{credential, parameter, sample},
    schema::document,
};

#[test]
fn a_wide_terminal_shows_values_side_by_side() {
    let seen = sample().xcred(["diff", "practice-seed", "-m", "ExternalCredential"]).on_terminal(160, 50).exits(0);
    seen.fits();
    insta::assert_snapshot!(seen.plain(), @"
    $ xcred diff practice-seed -m ExternalCredential
    --- terminal of 160 columns and 50 rows
    From practice-seed to project: what differs

    ── Erp ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    ~ ExternalCredential:Erp
        integrations/fulfilment/externalCredentials/Erp.externalCredential-meta.xml
        ~ externalCredentialParameters[NamedPrincipal,Order Sync].sequenceNumber  line 10
            - 2                                                                        │ + 1
        ~ externalCredentialParameters[NamedPrincipal,Stock Sync].sequenceNumber  line 17
            - 1                                                                        │ + 2

    ── Newsletter ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    + ExternalCredential:Newsletter
        only in the second: force-app/main/default/externalCredentials/Newsletter.externalCredential-meta.xml
        OAuth 2.0 browser flow, or client credentials by an identity provider; principal Campaigns
        refers to ExternalAuthIdentityProvider:CampaignLogin
        ! notable: the principals of `Newsletter` have no credentials yet
          help: Enter the credentials after the deployment.

    ── OldFreight ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    - ExternalCredential:OldFreight
        only in the first: practice-seed/externalCredentials/OldFreight.externalCredential
        custom authentication; principal Freight Desk
        ! destructive: the secrets and tokens of all principals of `OldFreight` go with it
          help: Have them at hand to enter them again, or leave the principal as it is.

    ── Shipping ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    ~ ExternalCredential:Shipping
        integrations/fulfilment/externalCredentials/Shipping.externalCredential-meta.xml
        ~ externalCredentialParameters[AuthParameter,Scope,Dispatch].parameterValue  line 27
            - labels.write tracking.read                                               │ + labels.write tracking.read pickups.write
            ! disruptive: the scopes change: tokens keep the old ones
              help: Have principals and users log in again, so that they consent to the new scopes.
        ~ externalCredentialParameters[AuthProviderUrl,AuthProviderUrl].parameterValue  line 15
            - https://login.parcels.example/oauth/token                                │ + https://auth.parcels.example/oauth2/token
            ! disruptive: tokens are asked for at another address: stored ones are not its own
              help: Enter the principals' credentials again, or have users log in again.

    ── Stripe ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    ~ ExternalCredential:Stripe
        force-app/main/default/externalCredentials/Stripe.externalCredential-meta.xml
        ~ externalCredentialParameters[AuthHeader,Authorization].parameterValue  line 9
            - {!'Bearer ' & $Credential.Stripe.SecretKey}                              │ + {!'Bearer ' & $Credential.Stripe.ApiKey}
            ! notable: the header `Authorization` of its callouts changes
              help: Look that the other system wants them.

    Consequences: 1 destructive, 2 disruptive, 2 notable.
    1 only in the second, 3 different, 1 only in the first; 11 are the same.
    --- exit 0
    ");
}

#[test]
fn a_usual_terminal_shows_one_value_below_the_other_and_its_words_stand_out() {
    let seen = sample()
        .xcred(["diff", "practice-seed", "--no-pager", "-m", "ExternalCredential:S*"])
        .on_terminal(80, 24)
        .exits(0);
    seen.fits();
    insta::assert_snapshot!(seen.with_colours_told(), @"
    $ xcred diff practice-seed --no-pager -m 'ExternalCredential:S*'
    --- terminal of 80 columns and 24 rows
    <1>From practice-seed to project: what differs<0>

    <2>── <0><1>Shipping<0> <2>────────────────────────────────────────────────────────────────────<0>
    <33>~<0> <1>ExternalCredential:Shipping<0>
        <2>integrations/fulfilment/externalCredentials/Shipping.externalCredential-<0>
          <2>meta.xml<0>
        <33>~<0> externalCredentialParameters[AuthParameter,Scope,Dispatch].parameterValue
          <2>line 27<0>
            <31>- labels.write tracking.read<0>
            <32>+ labels.write tracking.read<0><7><32> pickups.write<0>
            <1><33>! disruptive<0>: the scopes change: tokens keep the old ones
              <1><36>help<0>: Have principals and users log in again, so that they consent to
              the new scopes.
        <33>~<0> externalCredentialParameters[AuthProviderUrl,AuthProviderUrl].
          parameterValue  <2>line 15<0>
            <31>- https://<0><7><31>login<0><31>.parcels.example/<0><7><31>oauth<0><31>/token<0>
            <32>+ https://<0><7><32>auth<0><32>.parcels.example/<0><7><32>oauth2<0><32>/token<0>
            <1><33>! disruptive<0>: tokens are asked for at another address: stored ones are
              not its own
              <1><36>help<0>: Enter the principals' credentials again, or have users log in
              again.

    <2>── <0><1>Stripe<0> <2>──────────────────────────────────────────────────────────────────────<0>
    <33>~<0> <1>ExternalCredential:Stripe<0>
        <2>force-app/main/default/externalCredentials/Stripe.externalCredential-meta.<0>
          <2>xml<0>
        <33>~<0> externalCredentialParameters[AuthHeader,Authorization].parameterValue
          <2>line 9<0>
            <31>- {!'Bearer ' & $Credential.Stripe.<0><7><31>SecretKey<0><31>}<0>
            <32>+ {!'Bearer ' & $Credential.Stripe.<0><7><32>ApiKey<0><32>}<0>
            <1><36>! notable<0>: the header `Authorization` of its callouts changes
              <1><36>help<0>: Look that the other system wants them.

    Consequences: <1><33>2 disruptive<0>, <1><36>1 notable<0>.
    <32>0 only in the second<0>, <33>2 different<0>, <31>0 only in the first<0>; 2 are the same.
    --- exit 0
    ");
}

#[test]
#[expect(clippy::too_many_lines, reason = "most of them are what is printed")]
fn a_narrow_terminal_stays_readable() {
    let arguments = ["diff", "practice-seed", "--no-pager", "-m", "ExternalCredential:S*", "-m", "PermissionSet"];
    let seen = sample().xcred(arguments).on_terminal(40, 24).exits(0);
    seen.fits();
    insta::assert_snapshot!(seen.plain(), @"
    $ xcred diff practice-seed --no-pager -m 'ExternalCredential:S*' -m PermissionSet
    --- terminal of 40 columns and 24 rows
    From practice-seed to project: what
      differs

    ── Newsletter (not compared) ───────────
    ~ PermissionSet:Larkhill_Marketing_
      Callouts
      force-app/main/default/permissionsets/
        Larkhill_Marketing_Callouts.
        permissionset-meta.xml
      + externalCredentialPrincipalAccesses[
        Newsletter-Campaigns]  line 4
        + enabled: true
        ! notable: users of `Larkhill_
          Marketing_Callouts` may call as
          `Newsletter-Campaigns`
          help: Look whether all users of
          the permission set shall.

    ── Shipping ────────────────────────────
    ~ ExternalCredential:Shipping
      integrations/fulfilment/
        externalCredentials/Shipping.
        externalCredential-meta.xml
      ~ externalCredentialParameters[
        AuthParameter,Scope,Dispatch].
        parameterValue  line 27
        - labels.write tracking.read
        + labels.write tracking.read 
          pickups.write
        ! disruptive: the scopes change:
          tokens keep the old ones
          help: Have principals and users
          log in again, so that they
          consent to the new scopes.
      ~ externalCredentialParameters[
        AuthProviderUrl,AuthProviderUrl].
        parameterValue  line 15
        - https://login.parcels.example/
          oauth/token
        + https://auth.parcels.example/
          oauth2/token
        ! disruptive: tokens are asked for
          at another address: stored ones
          are not its own
          help: Enter the principals'
          credentials again, or have users
          log in again.

    ── Stripe ──────────────────────────────
    ~ ExternalCredential:Stripe
      force-app/main/default/
        externalCredentials/Stripe.
        externalCredential-meta.xml
      ~ externalCredentialParameters[
        AuthHeader,Authorization].
        parameterValue  line 9
        - {!'Bearer ' & $Credential.Stripe.
          SecretKey}
        + {!'Bearer ' & $Credential.Stripe.
          ApiKey}
        ! notable: the header
          `Authorization` of its callouts
          changes
          help: Look that the other system
          wants them.

    Consequences: 2 disruptive, 2 notable.
    0 only in the second, 3 different, 0 
      only in the first; 6 are the same.
    --- exit 0
    ");
}

#[test]
fn flags_and_columns_say_how_it_is_laid_out() {
    let sandbox = sample();
    let run = |flag: &str| sandbox.xcred(["diff", "practice-seed", "-m", "ExternalCredential:Stripe", flag]);
    let is_beside = |text: &str| text.contains(" │ ") || text.contains('│');
    assert!(is_beside(&run("--side-by-side").on_terminal(80, 24).text));
    assert!(!is_beside(&run("--unified").on_terminal(160, 24).text));
    assert!(!is_beside(&run("--exit-code").env("COLUMNS", "100").on_terminal(160, 24).text));
    assert!(is_beside(&run("--side-by-side").env("COLUMNS", "100").run().success().stdout));
    assert!(!is_beside(&run("--exit-code").env("COLUMNS", "160").run().exits(2).stdout));
}

#[test]
fn without_colour_a_terminal_shows_none() {
    let sandbox = sample();
    let run = |flag: &str| sandbox.xcred(["diff", "practice-seed", flag, "--no-pager"]);
    assert!(run("--exit-code").on_terminal(80, 24).exits(2).text.contains("\u{1b}[31m"));
    for seen in [
        run("--no-color").on_terminal(80, 24).exits(0),
        run("--exit-code").env("NO_COLOR", "1").on_terminal(80, 24).exits(2),
    ] {
        assert!(!seen.text.contains('\u{1b}'), "{seen}");
        assert_eq!(seen.text, seen.plain().text);
    }
}

#[test]
fn a_deployment_is_reviewed_in_the_same_layout() {
    let sandbox = sample();
    let invocation = sandbox.xcred(["deploy", "-m", "ExternalCredential:Stripe"]);
    let seen = invocation.typing("n\n", 60, 24).exits(130);
    seen.fits();
    insta::assert_snapshot!(seen.plain(), @"
    $ xcred deploy -m ExternalCredential:Stripe
    --- terminal of 60 columns and 24 rows
    n
    ── Stripe ──────────────────────────────────────────────────
    ~ ExternalCredential:Stripe
        force-app/main/default/externalCredentials/Stripe.
          externalCredential-meta.xml
        ~ externalCredentialParameters[AuthHeader,Authorization]
          .parameterValue  line 9
            - {!'Bearer ' & $Credential.Stripe.SecretKey}
            + {!'Bearer ' & $Credential.Stripe.ApiKey}
            ! notable: the header `Authorization` of its
              callouts changes
              help: Look that the other system wants them.

    Consequences: 1 notable.
    1 to change; 0 are the same.
    ? Deploy this to practice? [y/N] Nothing was sent.
    --- exit 130
    ");
}

#[test]
fn other_layouts_tell_less() {
    let sandbox = sample();
    let said = |flag: &str| sandbox.run(["diff", "practice-seed", flag]).success();
    insta::assert_snapshot!(said("--stat"), @"
    $ xcred diff practice-seed --stat
    --- stdout
    ~ ExternalAuthIdentityProvider:ShopLogin    |       2 ~-
    ~ ExternalCredential:Erp                    |       2 ~~
    + ExternalCredential:Newsletter             |   added
    - ExternalCredential:OldFreight             | removed
    ~ ExternalCredential:Shipping               |       2 ~~
    ~ ExternalCredential:Stripe                 |       1 ~
    + NamedCredential:Newsletter                |   added
    ~ PermissionSet:Larkhill_Marketing_Callouts |       1 +
    Consequences: 1 destructive, 4 disruptive, 3 notable.
    2 only in the second, 5 different, 1 only in the first; 36 are the same.
    --- stderr
    --- exit 0
    ");
    insta::assert_snapshot!(said("--name-only"), @"
    $ xcred diff practice-seed --name-only
    --- stdout
    ExternalAuthIdentityProvider:ShopLogin
    ExternalCredential:Erp
    ExternalCredential:Newsletter
    ExternalCredential:OldFreight
    ExternalCredential:Shipping
    ExternalCredential:Stripe
    NamedCredential:Newsletter
    PermissionSet:Larkhill_Marketing_Callouts
    --- stderr
    --- exit 0
    ");
    insta::assert_snapshot!(said("--name-status"), @"
    $ xcred diff practice-seed --name-status
    --- stdout
    M	ExternalAuthIdentityProvider:ShopLogin
    M	ExternalCredential:Erp
    A	ExternalCredential:Newsletter
    D	ExternalCredential:OldFreight
    M	ExternalCredential:Shipping
    M	ExternalCredential:Stripe
    A	NamedCredential:Newsletter
    M	PermissionSet:Larkhill_Marketing_Callouts
    --- stderr
    --- exit 0
    ");
    insta::assert_snapshot!(said("--summary"), @"
    $ xcred diff practice-seed --summary
    --- stdout
    8 elements inside: 1 added, 6 modified, 1 removed.
    Consequences: 1 destructive, 4 disruptive, 3 notable.
    2 only in the second, 5 different, 1 only in the first; 36 are the same.
    --- stderr
    --- exit 0
    ");
}

#[test]
fn on_a_narrow_terminal_names_are_shortened_in_their_middle() {
    let narrow = sample().xcred(["diff", "practice-seed", "--stat"]).on_terminal(44, 24).exits(0);
    narrow.fits();
    insta::assert_snapshot!(narrow.plain(), @"
    $ xcred diff practice-seed --stat
    --- terminal of 44 columns and 24 rows
    ~ ExternalAu…Provider:ShopLogin |       2 ~-
    ~ ExternalCredential:Erp        |       2 ~~
    + ExternalCredential:Newsletter |   added
    - ExternalCredential:OldFreight | removed
    ~ ExternalCredential:Shipping   |       2 ~~
    ~ ExternalCredential:Stripe     |       1 ~
    + NamedCredential:Newsletter    |   added
    ~ Permission…Marketing_Callouts |       1 +
    Consequences: 1 destructive, 4 disruptive,
      3 notable.
    2 only in the second, 5 different, 1 only 
      in the first; 36 are the same.
    --- exit 0
    ");
}

#[test]
fn other_layouts_are_for_people_and_names_are_for_selectors() {
    let sandbox = sample();
    let json = sandbox.run(["diff", "practice-seed", "--stat", "--json"]).exits(64);
    assert_eq!(document(&json)["error"]["name"], "LayoutError");
    sandbox.run(["diff", "practice-seed", "--stat", "--summary"]).exits(64);
    let names = sandbox.run(["diff", "practice-seed", "--name-only"]).success().stdout;
    let of_file = sandbox.run(["diff", "practice-seed", "--stat", "--format", "json=out.json"]).success();
    assert!(of_file.stdout.contains("| "), "{of_file}");
    assert!(String::from_utf8(sandbox.read("out.json")).is_ok_and(|text| text.contains("\"fullName\": \"Stripe\"")));
    for name in names.lines() {
        sandbox.run(["diff", "practice-seed", "-m", name, "--exit-code"]).exits(2);
    }
}

/// Two folders whose values have several lines, are long, or differ in white space.
fn odd_values() -> Sandbox {
    let sandbox = Sandbox::new();
    let scope = |value: &str| parameter("AuthParameter", "Scope", value);
    let lines = |third: &str| format!("one\ntwo\n{third}\nfour\nfive\nsix\nseven\neight");
    let long = |word: &str| format!("{}{word} {}", "scope.read ".repeat(100), "scope.write ".repeat(100));
    let further = |text: &str, value: &str, space: &str| {
        format!(
            "{}    <description>{text}</description>\n{}",
            scope(value),
            parameter("AuthParameter", "AwsService", space)
        )
    };
    sandbox.write("old/A.externalCredential", credential("x", &further(&lines("three"), &long("before"), "a b")));
    sandbox.write("new/A.externalCredential", credential("x", &further(&lines("3"), &long("after"), "a  b\u{a0}")));
    sandbox
}

#[test]
fn long_values_are_cut_where_nothing_differs_and_white_space_is_visible() {
    let seen = odd_values().xcred(["diff", "old", "new"]).on_terminal(80, 60).exits(0);
    seen.fits();
    insta::assert_snapshot!(seen.plain(), @r"
    $ xcred diff old new
    --- terminal of 80 columns and 60 rows
    From old to new: what differs

    ── A ───────────────────────────────────────────────────────────────────────────
    ~ ExternalCredential:A
        new/A.externalCredential
        ~ description  line 10
              one
              two
            - three
            + 3
              four
              five
              … 3 lines the same …
        ~ externalCredentialParameters[AuthParameter,AwsService].parameterValue
          line 21
            - a·b
            + a··b\u{a0} (only white space differs)
            ! disruptive: `AwsService` changes: requests are signed for something
              else
              help: Enter the principals' credentials again, or have users log in
              again.
        ~ externalCredentialParameters[AuthParameter,Scope].parameterValue  line 7
            - scope.read scope.read scope.read scope.read scope.read scope.read 
              scop… 960 characters …ead scope.read scope.read scope.read scope.read 
              scope.read scope.read before scope.write scope.write scope.write 
              scope.write scope.write scope.wri… 1061 characters …ope.write scope.
              write scope.write scope.write scope.write scope.write 
            + scope.read scope.read scope.read scope.read scope.read scope.read 
              scop… 960 characters …ead scope.read scope.read scope.read scope.read 
              scope.read scope.read after scope.write scope.write scope.write scope.
              write scope.write scope.wri… 1061 characters …ope.write scope.write 
              scope.write scope.write scope.write scope.write 
            ! disruptive: the scopes change: tokens keep the old ones
              help: Have principals and users log in again, so that they consent to
              the new scopes.

    Consequences: 2 disruptive.
    0 only in the second, 1 different, 0 only in the first; 0 are the same.
    --- exit 0
    ");
}

#[test]
fn values_of_several_lines_stand_line_against_line() {
    let beside = odd_values().xcred(["diff", "old", "new"]).on_terminal(120, 60).exits(0);
    beside.fits();
    insta::assert_snapshot!(beside.plain(), @r"
    $ xcred diff old new
    --- terminal of 120 columns and 60 rows
    From old to new: what differs

    ── A ───────────────────────────────────────────────────────────────────────────────────────────────────────────────────
    ~ ExternalCredential:A
        new/A.externalCredential
        ~ description  line 10
              one                                                  │   one
              two                                                  │   two
            - three                                                │ + 3
              four                                                 │   four
              five                                                 │   five
              … 3 lines the same …                                 │   … 3 lines the same …
        ~ externalCredentialParameters[AuthParameter,AwsService].parameterValue  line 21
            - a·b                                                  │ + a··b\u{a0} (only white space differs)
            ! disruptive: `AwsService` changes: requests are signed for something else
              help: Enter the principals' credentials again, or have users log in again.
        ~ externalCredentialParameters[AuthParameter,Scope].parameterValue  line 7
            - scope.read scope.read scope.read scope.read scope.   │ + scope.read scope.read scope.read scope.read scope.
              re… 996 characters …pe.read scope.read scope.read    │   re… 996 characters …pe.read scope.read scope.read 
              scope.read scope.read before scope.write scope.      │   scope.read scope.read after scope.write scope.write 
              write scope.write scope.write sco… 1097 characters   │   scope.write scope.write sco… 1097 characters …ite 
              …ite scope.write scope.write scope.write scope.      │   scope.write scope.write scope.write scope.write 
              write                                                │
            ! disruptive: the scopes change: tokens keep the old ones
              help: Have principals and users log in again, so that they consent to the new scopes.

    Consequences: 2 disruptive.
    0 only in the second, 1 different, 0 only in the first; 0 are the same.
    --- exit 0
    ");
}

#[test]
fn hostile_values_take_no_hold_of_a_terminal() {
    let sandbox = Sandbox::new();
    let hostile = "a&#13;b&#9;\u{9b}31m\u{202e}txt\u{200b}\u{2028}漢字漢字漢字漢字漢字漢字漢字漢字\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}";
    sandbox.write("old/A.externalCredential", credential("plain", ""));
    sandbox.write("new/A.externalCredential", credential(hostile, &parameter("NamedPrincipal", hostile, "")));
    for columns in [20, 33, 80, 120] {
        let seen = sandbox.xcred(["diff", "old", "new"]).env("NO_COLOR", "1").on_terminal(columns, 100).exits(0);
        seen.fits();
        let bad = |character: char| {
            (character.is_control() && character != '\n') || "\u{202e}\u{200b}\u{2028}".contains(character)
        };
        assert!(!seen.text.contains(bad), "{seen}");
    }
}
