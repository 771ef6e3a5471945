//! Three sides where the base is a git revision: asked for, or known to CI from the pull request.

use crate::support::{
    Conversation, Sandbox,
    projects::sample,
    repository::{commit, git},
    schema::document,
};

const STRIPE: &str = "force-app/main/default/externalCredentials/Stripe.externalCredential-meta.xml";

const ONLY: [&str; 4] = ["-m", "ExternalCredential:Stripe", "-m", "ExternalCredential:Erp"];

#[track_caller]
fn edit(sandbox: &Sandbox, file: &str, from: &str, to: &str) {
    let text = String::from_utf8(sandbox.read(file)).expect("the sample is UTF-8");
    assert!(text.contains(from), "`{from}` is in {file}");
    sandbox.write(file, text.replacen(from, to, 1));
}

/// The sample as a repository: `feature` parted from `main`, which went on. What differs from the practice org without the
/// work on either is drift.
fn sample_with_history() -> Sandbox {
    let sandbox = sample();
    sandbox.write(".gitignore", ".xcred/\nclone/\n");
    git(&sandbox, "init -q -b main");
    commit(&sandbox, "start");
    git(&sandbox, "checkout -q -b feature");
    edit(&sandbox, STRIPE, "<label>Stripe<", "<label>Payments<");
    edit(&sandbox, STRIPE, "$Credential.Stripe.ApiKey", "$Credential.Stripe.Token");
    commit(&sandbox, "feature");
    git(&sandbox, "checkout -q main");
    edit(&sandbox, STRIPE, "Card payments of the web shop.", "Card payments.");
    commit(&sandbox, "main");
    git(&sandbox, "update-ref refs/remotes/origin/main main");
    git(&sandbox, "checkout -q feature");
    sandbox
}

/// Checks the pull request of `feature` out as CI does it: merged into its base, on no branch.
fn check_merge_out(sandbox: &Sandbox) {
    git(sandbox, "checkout -q --detach main");
    git(sandbox, "merge -q --no-ff --no-edit feature");
}

/// The base, and each element of a conversation in JSON with its origin.
fn origins(said: &Conversation) -> Vec<String> {
    let document = document(said);
    let result = &document["result"];
    let elements = result["components"].as_array().into_iter().flatten();
    let elements = elements.flat_map(|component| component["elements"].as_array().into_iter().flatten());
    let told = elements.map(|element| {
        let path = element["path"].as_str().expect("an element has a path");
        format!("{} {}", path.rsplit(['[', '.']).next().unwrap_or(path), element["origin"].as_str().unwrap_or("-"))
    });
    let base = result["base"].as_str().map(|base| base.split(" at ").next().unwrap_or(base).to_owned());
    base.into_iter().chain(told).collect()
}

fn in_ci(sandbox: &Sandbox, folder: &str, variables: &[(&str, &str)]) -> Conversation {
    let arguments = [&["diff", "--json"][..], &ONLY].concat();
    let run = sandbox.xcred(arguments).in_folder(sandbox.path(folder));
    variables.iter().fold(run, |run, (name, value)| run.env(name, value)).run().success()
}

#[test]
fn the_base_is_where_the_branch_parted() {
    let sandbox = sample_with_history();
    let said = sandbox.run([&["diff", "--base", "origin/main", "-o", "practice"][..], &ONLY].concat()).success();
    insta::assert_snapshot!(said, @"
    $ xcred diff --base origin/main -o practice -m ExternalCredential:Stripe -m ExternalCredential:Erp
    --- stdout
    From org:practice to project, both since origin/main at 64a677c: what a deployment would change
        [branch] 1: project alone changed it
        [drift] 2: org:practice alone changed it; what project holds too, a deployment takes back
        [conflict] 1: both changed it, and not to the same

    ── Erp
    ~ ExternalCredential:Erp
        integrations/fulfilment/externalCredentials/Erp.externalCredential-meta.xml
        ~ externalCredentialParameters[NamedPrincipal,Order Sync].sequenceNumber  line 10  [drift]
            - 2
            + 1
        ~ externalCredentialParameters[NamedPrincipal,Stock Sync].sequenceNumber  line 17  [drift]
            - 1
            + 2

    ── Stripe
    ~ ExternalCredential:Stripe
        force-app/main/default/externalCredentials/Stripe.externalCredential-meta.xml
        ~ externalCredentialParameters[AuthHeader,Authorization].parameterValue  line 9  [conflict]
            - {!'Bearer ' & $Credential.Stripe.SecretKey}
            + {!'Bearer ' & $Credential.Stripe.Token}
            ! notable: the header `Authorization` of its callouts changes
              help: Look that the other system wants them.
        ~ label  line 25  [branch]
            - Stripe
            + Payments

    Consequences: 1 notable.
    0 to create, 2 to change, 0 only in the org; 0 are the same.
    --- stderr
    --- exit 0
    ");
}

#[test]
fn a_prefix_means_exactly_that_revision() {
    let sandbox = sample_with_history();
    let asked = |base: &str| {
        let arguments = [&["diff", "--json", "--base", base][..], &ONLY].concat();
        origins(&sandbox.run(arguments).success())
    };
    // What main did since is in neither side: as of a base, both would have taken it back.
    let agreed = |base: &str| {
        let said = sandbox.run([&["diff", "--json", "--base", base][..], &ONLY].concat()).success();
        document(&said)["result"]["agreed"].as_array().map(Vec::len)
    };
    assert_eq!((agreed("main"), agreed("git:main")), (Some(0), Some(1)));
    let parted = ["main", "sequenceNumber drift", "sequenceNumber drift", "parameterValue conflict", "label branch"];
    assert_eq!(asked("main"), parted);
    assert_eq!(asked("git:main")[1..], parted[1..]);
    assert_eq!(
        asked("git:feature")[1..],
        ["sequenceNumber drift", "sequenceNumber drift", "parameterValue drift", "label drift"]
    );
}

#[test]
fn a_pull_request_has_a_base_by_itself() {
    let sandbox = sample_with_history();
    let github = [("GITHUB_BASE_REF", "main")];
    let expected = ["sequenceNumber drift", "sequenceNumber drift", "parameterValue conflict", "label branch"];
    let told = origins(&in_ci(&sandbox, "", &github));
    assert_eq!((told[0].as_str(), &told[1..]), ("origin/main", &expected.map(str::to_owned)[..]));
    check_merge_out(&sandbox);
    let merged = [
        "sequenceNumber drift",
        "sequenceNumber drift",
        "description drift",
        "parameterValue conflict",
        "label branch",
    ];
    for variables in [
        &[("GITHUB_BASE_REF", "main"), ("GITHUB_REF", "refs/pull/7/merge")][..],
        &[("SYSTEM_PULLREQUEST_TARGETBRANCH", "refs/heads/main"), ("BUILD_SOURCEBRANCH", "refs/pull/7/merge")],
        &[("BITBUCKET_PR_DESTINATION_BRANCH", "main")],
    ] {
        let told = origins(&in_ci(&sandbox, "", variables));
        assert_eq!(told[1..], merged, "{variables:?}");
    }
    let target = git(&sandbox, "rev-parse main");
    for variable in ["CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "BITBUCKET_PR_DESTINATION_COMMIT"] {
        assert_eq!(origins(&in_ci(&sandbox, "", &[(variable, &target)]))[1..], merged, "{variable}");
    }
}

#[test]
fn nothing_else_takes_a_base_from_ci() {
    let sandbox = sample_with_history();
    for arguments in [
        &["diff", "--json", "--no-base"][..],
        &["diff", "--json", "org:practice", "dir:force-app"],
        &["diff", "--json", "practice-seed", "project"],
    ] {
        let said = sandbox.xcred(arguments).env("GITHUB_BASE_REF", "main").run().success();
        assert!(document(&said)["result"]["base"].is_null() && said.stderr.is_empty(), "{said}");
    }
}

/// A clone that reaches back so far, of what is checked out.
fn clone(sandbox: &Sandbox, depth: &str) {
    let from = format!("file://{}", sandbox.path("").display());
    git(sandbox, "checkout -q -B merged");
    git(sandbox, &format!("clone -q --depth {depth} --branch merged {from} clone"));
    crate::support::repository::git_in(sandbox, "clone", ["checkout", "-q", "--detach"]);
}

#[test]
fn a_merge_commit_and_its_parents_are_enough() {
    let sandbox = sample_with_history();
    check_merge_out(&sandbox);
    clone(&sandbox, "2");
    let told = origins(&in_ci(&sandbox, "clone", &[("GITHUB_BASE_REF", "main"), ("GITHUB_REF", "refs/pull/7/merge")]));
    assert_eq!(told.iter().filter(|line| line.ends_with(" branch")).collect::<Vec<_>>(), ["label branch"]);
}

#[test]
fn a_base_out_of_reach_is_a_warning_with_the_remedy() {
    let sandbox = sample_with_history();
    check_merge_out(&sandbox);
    clone(&sandbox, "1");
    let run = sandbox.xcred(["diff", "-o", "practice", "-m", "ExternalCredential:Erp", "--exit-code"]);
    let run =
        run.in_folder(sandbox.path("clone")).env("GITHUB_BASE_REF", "main").env("GITHUB_REF", "refs/pull/7/merge");
    insta::assert_snapshot!(run.run().exits(2), @"
    $ xcred diff -o practice -m ExternalCredential:Erp --exit-code
    --- stdout
    From org:practice to project: what a deployment would change

    ── Erp
    ~ ExternalCredential:Erp
        integrations/fulfilment/externalCredentials/Erp.externalCredential-meta.xml
        ~ externalCredentialParameters[NamedPrincipal,Order Sync].sequenceNumber  line 10
            - 2
            + 1
        ~ externalCredentialParameters[NamedPrincipal,Stock Sync].sequenceNumber  line 17
            - 1
            + 2

    0 to create, 1 to change, 0 only in the org; 0 are the same.
    --- stderr
    warning: the base `origin/main` that `GITHUB_BASE_REF` names cannot be read: the git repository has no commit, branch or tag `origin/main`; did you mean `origin/HEAD` or `origin/merged`?; the clone is shallow: get the history with `git fetch --unshallow`, or with `fetch-depth: 0` for actions/checkout (`GIT_DEPTH: 0` for GitLab); without it nothing tells who changed what (`--no-base` asks for that)
    --- exit 2
    ");
    let asked = sandbox.xcred(["diff", "--base", "origin/main"]).in_folder(sandbox.path("clone"));
    insta::assert_snapshot!(asked.run().exits(65), @"
    $ xcred diff --base origin/main
    --- stdout
    --- stderr
    error: the git repository has no commit, branch or tag `origin/main`
      hint: did you mean `origin/HEAD` or `origin/merged`?
      hint: the clone is shallow: get the history with `git fetch --unshallow`, or with `fetch-depth: 0` for actions/checkout (`GIT_DEPTH: 0` for GitLab)
      hint: a base is a git revision, or a path that exists
    --- exit 65
    ");
}

#[test]
fn outside_of_a_repository_a_base_is_a_path_or_an_error() {
    insta::assert_snapshot!(sample().run(["diff", "--base", "origin/main"]).exits(64), @"
    $ xcred diff --base origin/main
    --- stdout
    --- stderr
    error: `.` is in no git repository
      hint: run it inside the repository, or name it with `-C DIR`
      hint: a base is a git revision, or a path that exists
    --- exit 64
    ");
    let warned = in_ci(&sample(), "", &[("GITHUB_BASE_REF", "main")]);
    insta::assert_snapshot!(document(&warned)["warnings"], @r#"["the base `origin/main` that `GITHUB_BASE_REF` names cannot be read: `.` is in no git repository; run it inside the repository, or name it with `-C DIR`; without it nothing tells who changed what (`--no-base` asks for that)"]"#);
}
