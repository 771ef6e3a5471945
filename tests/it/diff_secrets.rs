//! What a comparison must not say: secrets, and what would take hold of a terminal.

use crate::support::{
    Conversation, Sandbox,
    projects::{credential, parameter},
    schema::document,
};

/// No secret of these tests lacks this word.
pub(super) const CANARY: &str = "CANARY";

/// Files full of secrets; each holds the side's name, so that every one of them differs.
pub(super) fn write_secrets(sandbox: &Sandbox, side: &str) {
    let secret = |place: &str| format!("{CANARY}-{side}-{place}");
    let parameters = [
        parameter("AuthHeader", "Authorization", &secret("header")),
        parameter("AuthHeader", "X-Formula", &format!("{{!'{}' &amp; $Credential.A.B}}", secret("formula"))),
        parameter(
            "AuthProviderUrl",
            "AuthProviderUrl",
            &format!("https://u:{0}@host.example/t?k={0}#{0}", secret("url")),
        ),
        parameter("NobodyKnowsThisType", "Name", &secret("unknown-type")),
        format!("    <clientSecret>{}</clientSecret>\n", secret("telling-name")),
        parameter("AuthHeader", &format!("Only-{side}"), &secret("one-sided")),
    ];
    let write = |file: &str, text: String| sandbox.write(format!("{side}/{file}"), text);
    write("A.externalCredential", credential(&format!("label {side}"), &parameters.concat()));
    let header = format!(
        "<namedCredentialParameters><parameterName>X-Key</parameterName><parameterType>HttpHeader</parameterType>\
         <parameterValue>{}</parameterValue></namedCredentialParameters>",
        secret("callout-header")
    );
    let url = format!("<endpoint>https://{0}:{0}@host.example/?q={0}</endpoint>", secret("endpoint"));
    let password = format!("<password>{}</password><oauthRefreshToken>{0}</oauthRefreshToken>", secret("password"));
    write("N.namedCredential", format!("<NamedCredential>{header}{url}{password}</NamedCredential>"));
    let auth = format!(
        "<consumerSecret>{0}</consumerSecret><ecKey>{0}</ecKey><tokenUrl>https://h.example/?t={0}</tokenUrl>",
        secret("auth-provider")
    );
    write("P.authprovider", format!("<AuthProvider>{auth}</AuthProvider>"));
    let trusted = format!(
        "<endpointUrl>https://h.example/p?t={0}</endpointUrl><unknown>https://{0}@h.example</unknown>",
        secret("site")
    );
    write("S.cspTrustedSite", format!("<CspTrustedSite>{trusted}</CspTrustedSite>"));
    write(
        "R.remoteSite",
        format!("<RemoteSiteSetting><url>https://h.example/?{}</url></RemoteSiteSetting>", secret("remote")),
    );
    write(&format!("Only_{side}.externalCredential"), credential("x", &parameters[0]));
}

#[track_caller]
pub(super) fn no_canary(said: &Conversation) {
    assert!(!said.stdout.contains(CANARY) && !said.stderr.contains(CANARY), "a secret is shown:\n{said}");
}

#[test]
#[expect(clippy::too_many_lines, reason = "most of them are what is printed")]
fn no_secret_is_ever_shown_and_each_change_of_one_is_told() {
    let sandbox = Sandbox::new();
    write_secrets(&sandbox, "old");
    write_secrets(&sandbox, "new");
    let human = sandbox.run(["diff", "old", "new"]).success();
    no_canary(&human);
    insta::assert_snapshot!(human, @"
    $ xcred diff old new
    --- stdout
    From old to new: what differs

    ── A
    ~ ExternalCredential:A
        new/A.externalCredential
        ~ clientSecret  line 28
            - (hidden)
            + (hidden, another value)
        ~ externalCredentialParameters[AuthHeader,Authorization].parameterValue  line 7
            - (hidden)
            + (hidden, another value)
            ! notable: the header `Authorization` of its callouts changes
              help: Look that the other system wants them.
        + externalCredentialParameters[AuthHeader,Only-new]  line 29
            + parameterValue: (hidden)
            + sequenceNumber: 1
            ! notable: the header `Only-new` of its callouts changes
        - externalCredentialParameters[AuthHeader,Only-old]  was line 29
            - parameterValue: (hidden)
            - sequenceNumber: 1
            ! notable: the header `Only-old` of its callouts changes
        ~ externalCredentialParameters[AuthHeader,X-Formula].parameterValue  line 13
            - (hidden)
            + (hidden, another value)
            ! notable: the header `X-Formula` of its callouts changes
        ~ externalCredentialParameters[AuthProviderUrl,AuthProviderUrl].parameterValue  line 19
            - https://***@host.example/t?***#***
            + https://***@host.example/t?***#*** (what is hidden differs)
            ! disruptive: tokens are asked for at another address: stored ones are not its own
              help: Enter the principals' credentials again, or have users log in again.
        ~ externalCredentialParameters[NobodyKnowsThisType,Name].parameterValue  line 25
            - (hidden)
            + (hidden, another value)
        ~ label  line 35
            - label old
            + label new

    ── Only_new
    + ExternalCredential:Only_new
        only in the second: new/Only_new.externalCredential
        custom authentication
        ! notable: the principals of `Only_new` have no credentials yet
          help: Enter the credentials after the deployment.

    ── Only_old
    - ExternalCredential:Only_old
        only in the first: old/Only_old.externalCredential
        custom authentication
        ! destructive: the secrets and tokens of all principals of `Only_old` go with it
          help: Have them at hand to enter them again, or leave the principal as it is.

    ── of no credential, or of several
    ~ AuthProvider:P
        new/P.authprovider
        ~ consumerSecret  line 1
            - (hidden)
            + (hidden, another value)
            ! disruptive: `P` is another client for the other system
              help: Enter the client's secret where it is kept, then have principals and users log in again.
        ~ ecKey  line 1
            - (hidden)
            + (hidden, another value)
        ~ tokenUrl  line 1
            - https://h.example/?***
            + https://h.example/?*** (what is hidden differs)
            ! disruptive: `P` gets its tokens elsewhere: those that are stored are not from there

    ~ CspTrustedSite:S
        new/S.cspTrustedSite
        ~ endpointUrl  line 1
            - https://h.example/p?***
            + https://h.example/p?*** (what is hidden differs)
        ~ unknown  line 1
            - https://***@h.example
            + https://***@h.example (what is hidden differs)

    ~ NamedCredential:N
        new/N.namedCredential
        ~ endpoint  line 1
            - https://***@host.example/?***
            + https://***@host.example/?*** (what is hidden differs)
            ! notable: callouts by `N` go to `https://***@host.example/?***`, and went to `https://***@host.example/?***`
              help: Look that the address belongs to this org's environment, and knows its credentials.
        ~ namedCredentialParameters[HttpHeader,X-Key].parameterValue  line 1
            - (hidden)
            + (hidden, another value)
            ! notable: the header `X-Key` of its callouts changes
        ~ oauthRefreshToken  line 1
            - (hidden)
            + (hidden, another value)
        ~ password  line 1
            - (hidden)
            + (hidden, another value)

    ~ RemoteSiteSetting:R
        new/R.remoteSite
        ~ url  line 1
            - https://h.example/?***
            + https://h.example/?*** (what is hidden differs)
            ! notable: the site `R` is `https://h.example/?***`, and was `https://h.example/?***`: Apex may call the new address alone

    Consequences: 1 destructive, 3 disruptive, 8 notable.
    1 only in the second, 5 different, 1 only in the first; 0 are the same.
    --- stderr
    --- exit 0
    ");
    for flags in [&["--json"][..], &["--verbose"], &["--quiet"], &["--verbose", "--json", "--exit-code"]] {
        no_canary(&sandbox.run([&["diff", "old", "new"], flags].concat()));
        no_canary(&sandbox.run([&["diff", "new", "old"], flags].concat()));
    }
    no_canary(&sandbox.xcred(["diff", "old", "new"]).env("CLICOLOR_FORCE", "1").run().success());
    let json = document(&sandbox.run(["diff", "old", "new", "--json"]).success()).to_string();
    assert!(json.contains(r#"{"hidden":true"#), "{json}");
}

#[test]
fn a_broken_file_does_not_spill_its_secrets() {
    let sandbox = Sandbox::new();
    write_secrets(&sandbox, "old");
    let broken = format!("<ExternalCredential><x a={CANARY}>{CANARY} & {CANARY}</y></ExternalCredential>");
    for text in [broken.clone(), broken.replace(" a=", " b='1' a="), broken.replace(" a=CANARY", "")] {
        sandbox.write("new/A.externalCredential", text);
        no_canary(&sandbox.run(["diff", "old", "new"]).exits(1));
        no_canary(&sandbox.run(["scan", "-d", "new", "--json"]).exits(1));
    }
}

#[test]
fn hostile_values_are_written_out() {
    let sandbox = Sandbox::new();
    let hostile = "a&#13;b&#9;c&#10;d\u{9b}31m\u{202e}txt\u{200b}\u{2028}é";
    sandbox.write("old/A.externalCredential", credential("plain", ""));
    sandbox.write("new/A.externalCredential", credential(hostile, &parameter("NamedPrincipal", hostile, "")));
    sandbox.write("new/S.cspTrustedSite", format!("<CspTrustedSite><context>{hostile}</context></CspTrustedSite>"));
    sandbox.write("old/S.cspTrustedSite", "<CspTrustedSite><context>All</context></CspTrustedSite>");
    let human = sandbox.run(["diff", "old", "new"]).success();
    insta::assert_snapshot!(human, @r#"
    $ xcred diff old new
    --- stdout
    From old to new: what differs

    ── A
    ~ ExternalCredential:A
        new/A.externalCredential
        + externalCredentialParameters[NamedPrincipal,"a\rb\tc\nd\u{9b}31m\u{202e}txt\u{200b}\u{2028}é"]  line 4
            + parameterValue: (empty)
            + sequenceNumber: 1
            ! notable: the principal `a\rb\tc\nd\u{9b}31m\u{202e}txt\u{200b}\u{2028}é` has no credentials yet
              help: Enter the credentials after the deployment.
        ~ label  line 10
            - plain
            + a\rb\tc
            + d\u{9b}31m\u{202e}txt\u{200b}\u{2028}é

    ── of no credential, or of several
    ~ CspTrustedSite:S
        new/S.cspTrustedSite
        ~ context  line 1
            - All
            + a\rb\tc
            + d\u{9b}31m\u{202e}txt\u{200b}\u{2028}é

    Consequences: 1 notable.
    0 only in the second, 2 different, 0 only in the first; 0 are the same.
    --- stderr
    --- exit 0
    "#);
    let json = sandbox.run(["diff", "old", "new", "--json"]).success();
    for said in [&human, &json] {
        let bad = |character: char| {
            (character.is_control() && character != '\n') || "\u{202e}\u{200b}\u{2028}".contains(character)
        };
        assert!(!said.stdout.contains(bad), "{said}");
    }
    assert!(document(&json).to_string().contains("\u{202e}"), "a reader of the JSON gets the value as it is");
}

#[test]
fn colour_is_ours_alone() {
    let sandbox = Sandbox::new();
    sandbox.write("old/A.externalCredential", credential("one", ""));
    sandbox.write("new/A.externalCredential", credential("two", ""));
    let colourful = sandbox.xcred(["diff", "old", "new"]).env("CLICOLOR_FORCE", "1").run().success();
    assert!(colourful.stdout.contains("\u{1b}[31m- one\u{1b}[0m"), "{colourful}");
    for plain in [
        sandbox.run(["diff", "old", "new"]),
        sandbox.xcred(["diff", "old", "new", "--no-color"]).env("CLICOLOR_FORCE", "1").run(),
        sandbox.xcred(["diff", "old", "new"]).env("NO_COLOR", "1").run(),
    ] {
        assert!(!plain.stdout.contains('\u{1b}'), "{plain}");
    }
}
