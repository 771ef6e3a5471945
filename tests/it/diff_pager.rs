//! `xcred diff` through pagers: those that read, quit early, are interrupted or missing, and where there is none.

use crate::support::{
    Sandbox,
    projects::{credential, sample},
    review,
    terminal::KEEPING_PAGER,
};

/// What a test of a pager asks for: more than 24 rows.
const LONG: [&str; 3] = ["diff", "practice-seed", "--exit-code"];

#[test]
fn without_a_terminal_nothing_is_wrapped_or_paged() {
    let sandbox = sample();
    let pager = sandbox.pager(KEEPING_PAGER);
    let said = sandbox.xcred(["diff"]).env("PAGER", &pager).env("XCRED_PAGER", &pager).run().success();
    assert!(said.stdout.contains(review::OF_SAMPLE), "{said}");
    assert_eq!(sandbox.shown_to_pager(), None);
    // The runner of GitHub Actions reads along, terminal or not.
    let invocation = sandbox.xcred(LONG).env("PAGER", &pager).env("GITHUB_ACTIONS", "true");
    assert!(invocation.on_terminal(80, 24).exits(2).plain().text.contains("── Stripe"));
    assert_eq!(sandbox.shown_to_pager(), None);
}

#[test]
fn what_is_longer_than_the_terminal_goes_through_the_pager() {
    let sandbox = sample();
    let pager = sandbox.pager(KEEPING_PAGER);
    let run = || sandbox.xcred(LONG).env("PAGER", "false");
    let seen = run().env("XCRED_PAGER", &pager).on_terminal(80, 24).exits(2);
    insta::assert_snapshot!(seen, @"
    $ xcred diff practice-seed --exit-code
    --- terminal of 80 columns and 24 rows
    paged with LESS=FRX
    --- exit 2
    ");
    let shown = sandbox.shown_to_pager().expect("the pager got the text");
    let unpaged = run().env("XCRED_PAGER", "").on_terminal(80, 24).exits(2);
    assert_eq!(shown, unpaged.text, "the pager gets what the terminal would, colours too");
    assert!(shown.contains("\u{1b}[31m"));
    let told = run().env("XCRED_PAGER", &pager).env("LESS", "S").on_terminal(80, 24).exits(2);
    assert_eq!(told.text, "paged with LESS=S\n");
    let by_shell = run().env("XCRED_PAGER", "grep -c Stripe").on_terminal(80, 24).exits(2);
    let lines = shown.lines().filter(|line| line.contains("Stripe")).count();
    assert_eq!(by_shell.text, format!("{lines}\n"));
}

#[test]
fn nothing_is_paged_that_need_not_be() {
    let sandbox = sample();
    let pager = sandbox.pager(KEEPING_PAGER);
    let run = |arguments: &[&str]| sandbox.xcred(arguments).env("PAGER", &pager);
    for (seen, why) in [
        (run(&["diff", "practice-seed", "-m", "ExternalCredential:Stripe"]).on_terminal(80, 24), "it is short"),
        (run(&["diff", "practice-seed"]).on_terminal(80, 200), "the terminal is high"),
        (run(&["diff", "practice-seed", "--no-pager"]).on_terminal(80, 24), "of the flag"),
        (run(&["diff", "practice-seed"]).env("XCRED_PAGER", "cat").on_terminal(80, 24), "the pager is cat"),
        (run(&["diff", "practice-seed"]).env("XCRED_PAGER", " ").on_terminal(80, 24), "the pager is nothing"),
        (run(&["diff", "practice-seed", "--json"]).on_terminal(80, 24), "people do not read it"),
    ] {
        assert!(seen.clone().exits(0).text.contains("Stripe"), "{seen}");
        assert_eq!(sandbox.shown_to_pager(), None, "{why}");
    }
}

/// A comparison that is longer than a pipe holds.
fn very_long() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("none/Other.externalCredential", credential("x", ""));
    for number in 0..1_500 {
        sandbox.write(format!("many/Credential{number}.externalCredential"), credential("x", ""));
    }
    sandbox
}

#[test]
fn a_pager_that_quits_early_is_no_failure() {
    let sandbox = very_long();
    for lines in ["exit 0", "head -1 > /dev/null", "exit 3"] {
        let seen = sandbox.xcred(["diff", "none", "many", "--exit-code"]).env("PAGER", sandbox.pager(lines));
        let seen = seen.on_terminal(80, 24).exits(2);
        assert_eq!(seen.text, "", "{lines}");
    }
}

#[test]
fn a_pager_that_is_interrupted_lives_on() {
    let sandbox = very_long();
    let pager = sandbox.pager("trap '' INT; kill -INT $PPID; cat > shown; echo lives");
    let seen = sandbox.xcred(["diff", "none", "many", "--exit-code"]).env("PAGER", pager).on_terminal(80, 24).exits(2);
    assert_eq!(seen.text, "lives\n");
    assert!(sandbox.shown_to_pager().is_some_and(|shown| shown.lines().count() > 1_500));
}

#[test]
fn a_pager_that_is_missing_leaves_the_text_to_the_terminal() {
    let sandbox = sample();
    for missing in ["no-such-pager", "no-such-pager --with=flags"] {
        let seen = sandbox.xcred(LONG).env("PAGER", missing).on_terminal(80, 24).exits(2);
        assert!(seen.plain().text.contains("── Stripe"), "{seen}");
        assert!(seen.plain().text.contains(&format!("the pager `{missing}` cannot be started")), "{seen}");
    }
    let unnamed = sandbox.xcred(LONG).env("PATH", sandbox.home()).on_terminal(80, 24).exits(2);
    assert!(unnamed.plain().text.contains("── Stripe") && !unnamed.text.contains("pager"), "{unnamed}");
}
