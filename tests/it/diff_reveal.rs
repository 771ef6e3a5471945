//! `xcred diff --reveal`: secrets on a terminal, where a person asks for them, and nowhere else.

use crate::support::{
    Sandbox,
    projects::{credential, parameter},
    terminal::KEEPING_PAGER,
};

/// No secret of these tests lacks this word.
const CANARY: &str = "CANARY";

/// Two folders that differ in secrets: in an element, in a URL, in an element that came, and in a text.
fn secrets() -> Sandbox {
    let sandbox = Sandbox::new();
    for side in ["old", "new"] {
        let secret = |place: &str| format!("{CANARY}-{place}-{side}");
        let url = format!("https://host.example/token?key={}", secret("url"));
        let parameters = [
            parameter("AuthHeader", "X-Key", &secret("header")),
            parameter("AuthHeader", &format!("X-{side}"), &secret("came")),
            parameter("AuthProviderUrl", "AuthProviderUrl", &url),
        ];
        sandbox.write(format!("{side}/A.externalCredential"), credential("same", &parameters.concat()));
        let site = format!("<CspTrustedSite><clientSecret>{}</clientSecret></CspTrustedSite>", secret("text"));
        sandbox.write(format!("{side}/S.cspTrustedSite"), site);
    }
    sandbox
}

#[test]
fn secrets_are_shown_on_a_terminal_where_that_is_asked_for() {
    let sandbox = secrets();
    let pager = sandbox.pager(KEEPING_PAGER);
    let seen = sandbox.xcred(["diff", "old", "new", "--reveal"]).env("PAGER", &pager).on_terminal(80, 10).exits(0);
    assert_eq!(sandbox.shown_to_pager(), None, "a pager could keep them");
    insta::assert_snapshot!(seen.plain(), @"
    $ xcred diff old new --reveal
    --- terminal of 80 columns and 10 rows
    From old to new: what differs

    ── A ───────────────────────────────────────────────────────────────────────────
    ~ ExternalCredential:A
        new/A.externalCredential
        ~ externalCredentialParameters[AuthHeader,X-Key].parameterValue  line 7
            - CANARY-header-old
            + CANARY-header-new
            ! notable: the header `X-Key` of its callouts changes
              help: Look that the other system wants them.
        + externalCredentialParameters[AuthHeader,X-new]  line 10
            + parameterValue: CANARY-came-new
            + sequenceNumber: 1
            ! notable: the header `X-new` of its callouts changes
        - externalCredentialParameters[AuthHeader,X-old]  was line 10
            - parameterValue: CANARY-came-old
            - sequenceNumber: 1
            ! notable: the header `X-old` of its callouts changes
        ~ externalCredentialParameters[AuthProviderUrl,AuthProviderUrl].
          parameterValue  line 19
            - https://host.example/token?key=CANARY-url-old
            + https://host.example/token?key=CANARY-url-new
            ! disruptive: tokens are asked for at another address: stored ones are
              not its own
              help: Enter the principals' credentials again, or have users log in
              again.

    ── of no credential, or of several ─────────────────────────────────────────────
    ~ CspTrustedSite:S
        new/S.cspTrustedSite
        ~ clientSecret  line 1
            - CANARY-text-old
            + CANARY-text-new

    Consequences: 1 disruptive, 3 notable.
    0 only in the second, 2 different, 0 only in the first; 0 are the same.
    --- exit 0
    ");
}

#[test]
fn without_being_asked_for_no_secret_is_shown_in_any_layout() {
    let sandbox = secrets();
    let layouts = ["--unified", "--side-by-side", "--stat", "--name-only", "--name-status", "--summary", "--verbose"];
    for layout in layouts {
        for columns in [20, 40, 80, 160] {
            let seen = sandbox.xcred(["diff", "old", "new", layout]).on_terminal(columns, 200).exits(0);
            assert!(!seen.text.replace('\n', "").contains(CANARY), "{seen}");
            // A name is wrapped nowhere: it is for other programs.
            if !layout.starts_with("--name") {
                seen.fits();
            }
        }
    }
}

#[test]
fn secrets_are_shown_nowhere_else() {
    let sandbox = secrets();
    let reveal = |further: &[&str]| sandbox.xcred([&["diff", "old", "new", "--reveal"], further].concat());
    insta::assert_snapshot!(reveal(&[]).run().exits(64), @"
    $ xcred diff old new --reveal
    --- stdout
    --- stderr
    error: `--reveal` shows secrets on a terminal alone, and standard output is none
      hint: without `--reveal`, a value that can hold a secret is told as changed and not shown
    --- exit 64
    ");
    insta::assert_snapshot!(reveal(&["--json"]).on_terminal(80, 24).exits(64), @r#"
    $ xcred diff old new --reveal --json
    --- terminal of 80 columns and 24 rows
    {
      "schemaVersion": 1,
      "status": 64,
      "command": "diff",
      "error": {
        "name": "RevealError",
        "message": "`--reveal` shows secrets on a terminal alone, and standard output gets `json`",
        "causes": [],
        "hints": [
          "without `--reveal`, a value that can hold a secret is told as changed and not shown"
        ]
      },
      "warnings": []
    }
    --- exit 64
    "#);
    for further in ["--format=json=out.json", "--format=human=out.txt"] {
        let seen = reveal(&[further]).on_terminal(80, 24).exits(64);
        assert!(seen.text.contains("`--format` writes a file") && !seen.text.contains(CANARY), "{seen}");
    }
    let in_actions = reveal(&[]).env("GITHUB_ACTIONS", "true").on_terminal(80, 24).exits(64);
    assert!(!in_actions.text.contains(CANARY), "{in_actions}");
    // It is refused before an org is asked: there is none at this address.
    sandbox.run(["diff", "-o", "http://127.0.0.1:1", "--reveal"]).exits(64);
}
