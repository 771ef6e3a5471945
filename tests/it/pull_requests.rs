//! Pull requests: `xcred diff` as the runner of GitHub Actions starts it, the scripts that post, and the pipelines that
//! start both, on recorded events.

mod board;
mod comments;
mod pipelines;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use super::diff_secrets::{CANARY, no_canary, write_secrets};
use crate::support::{
    Conversation, Sandbox,
    projects::{credential, credential_file, empty_project, parameter, sample},
    sandbox::Invocation,
    schema::document,
};

/// A recorded event.
fn event(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/it/pull_requests/events/{name}.json"))
}

/// A file of `templates/ci`.
fn template(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/ci").join(name)
}

/// Whether the scripts find what they need. In CI they must: a gate that runs nothing must not pass.
fn can_post() -> bool {
    let is_there =
        |tool: &str| ["/usr/local/bin", "/usr/bin", "/bin"].iter().any(|folder| Path::new(folder).join(tool).exists());
    let can = ["curl", "jq"].into_iter().all(is_there);
    assert!(can || std::env::var_os("CI").is_none(), "the scripts of templates/ci need curl and jq");
    can
}

/// A run as the runner of GitHub Actions starts it for an event.
fn in_actions(sandbox: &Sandbox, event_name: &str, args: &[&str]) -> Invocation {
    let of_pull_request = event_name.starts_with("pull_request");
    let (kind, reference) =
        if of_pull_request { ("pull_request", "refs/pull/7/merge") } else { ("push", "refs/heads/main") };
    let run = sandbox.xcred(args).env("CI", "true").env("GITHUB_ACTIONS", "true");
    let run =
        run.env("GITHUB_EVENT_NAME", kind).env("GITHUB_EVENT_PATH", event(event_name)).env("GITHUB_REF", reference);
    let run = run.env("GITHUB_REPOSITORY", "acme/crm").env("GITHUB_WORKSPACE", sandbox.project());
    run.env("GITHUB_STEP_SUMMARY", sandbox.path("summary.md")).env("GITHUB_OUTPUT", sandbox.path("outputs"))
}

fn text(sandbox: &Sandbox, file: &str) -> String {
    String::from_utf8(sandbox.read(file)).expect("UTF-8")
}

/// The outputs of a step, read as the runner reads them: `name=value`, or `name<<delimiter`, lines, the delimiter.
fn outputs(sandbox: &Sandbox) -> BTreeMap<String, String> {
    let text = text(sandbox, "outputs");
    let mut lines = text.lines();
    let mut found = BTreeMap::new();
    while let Some(line) = lines.next() {
        let Some((name, delimiter)) = line.split_once("<<") else {
            let (name, value) = line.split_once('=').unwrap_or_else(|| panic!("`{line}` starts no output"));
            found.insert(name.to_owned(), value.to_owned());
            continue;
        };
        let value: Vec<&str> = lines.by_ref().take_while(|line| *line != delimiter).collect();
        found.insert(name.to_owned(), value.join("\n"));
    }
    found
}

#[test]
fn a_pull_request_gets_annotations_a_summary_and_outputs() {
    for event in ["pull_request", "pull_request_of_fork", "push"] {
        let sandbox = sample();
        sandbox.write("summary.md", "what another tool wrote\n");
        sandbox.write("outputs", "earlier=1\n");
        let args = ["diff", "practice-seed", "project", "--format", "markdown=xcred.md"];
        let said = in_actions(&sandbox, event, &args).run().success();
        assert_eq!(said.stdout, sandbox.run(["diff", "practice-seed", "project"]).stdout);
        assert_eq!(text(&sandbox, "summary.md"), "what another tool wrote\n".to_owned() + &text(&sandbox, "xcred.md"));
        let told = document(&sandbox.run(["diff", "practice-seed", "project", "--json"]).success());
        let summary = &told["result"]["summary"];
        let outputs = outputs(&sandbox);
        for name in ["added", "modified", "removed"] {
            assert_eq!(outputs[name], summary[name].to_string(), "{name}");
        }
        let changes: u64 = ["added", "modified", "removed"].iter().filter_map(|name| summary[*name].as_u64()).sum();
        assert_eq!(outputs["changes"], changes.to_string());
        assert_eq!(summary["gravity"], outputs["gravity"]);
        assert_eq!(outputs["earlier"], "1", "what another command set stays");
        assert!(!outputs.contains_key("drift") && !outputs.contains_key("conflicts"), "nobody knows without a base");
    }
}

#[test]
fn against_the_practice_org_too() {
    let sandbox = sample();
    let args = ["diff", "-o", "practice", "--exit-code", "--quiet"];
    let said = in_actions(&sandbox, "pull_request", &args).run().exits(2);
    insta::assert_snapshot!(said.stderr, @"
    ::warning file=force-app/main/default/externalAuthIdentityProviders/ShopLogin.externalAuthIdentityProvider-meta.xml,title=token-refused::`externalAuthIdentityProviderParameters[AuthorizeRequestQueryParameter,prompt]` is gone; `prompt` of the requests for tokens changes%0AHave the other system trust the new values first.
    ::warning file=force-app/main/default/externalAuthIdentityProviders/ShopLogin.externalAuthIdentityProvider-meta.xml,line=19,endLine=19,col=25,title=token-refused::`externalAuthIdentityProviderParameters[IdentityProviderOptions,PkceEnabled].parameterValue` changes from `false` to `true`; `PkceEnabled` of the requests for tokens changes%0AHave the other system trust the new values first.
    ::warning file=integrations/fulfilment/externalCredentials/Shipping.externalCredential-meta.xml,line=27,endLine=27,col=25,title=consent-again::`externalCredentialParameters[AuthParameter,Scope,Dispatch].parameterValue` changes from `labels.write tracking.read` to `labels.write tracking.read pickups.write`; the scopes change: tokens keep the old ones%0AHave principals and users log in again, so that they consent to the new scopes.
    ::warning file=integrations/fulfilment/externalCredentials/Shipping.externalCredential-meta.xml,line=15,endLine=15,col=25,title=credentials-anew::`externalCredentialParameters[AuthProviderUrl,AuthProviderUrl].parameterValue` changes from `https://login.parcels.example/oauth/token` to `https://auth.parcels.example/oauth2/token`; tokens are asked for at another address: stored ones are not its own%0AEnter the principals' credentials again, or have users log in again.
    ::notice file=force-app/main/default/externalCredentials/Newsletter.externalCredential-meta.xml,title=credentials-missing::`ExternalCredential:Newsletter`: new; the principals of `Newsletter` have no credentials yet%0AEnter the credentials after the deployment.
    ::notice file=force-app/main/default/externalCredentials/Stripe.externalCredential-meta.xml,line=9,endLine=9,col=25,title=header-changed::`externalCredentialParameters[AuthHeader,Authorization].parameterValue` changes from `{!'Bearer ' & $Credential.Stripe.SecretKey}` to `{!'Bearer ' & $Credential.Stripe.ApiKey}`; the header `Authorization` of its callouts changes%0ALook that the other system wants them.
    ::notice file=force-app/main/default/permissionsets/Larkhill_Marketing_Callouts.permissionset-meta.xml,line=4,endLine=7,title=access-granted::`externalCredentialPrincipalAccesses[Newsletter-Campaigns]` is new; users of `Larkhill_Marketing_Callouts` may call as `Newsletter-Campaigns`%0ALook whether all users of the permission set shall.
    ::notice file=integrations/fulfilment/externalCredentials/Erp.externalCredential-meta.xml,line=10,endLine=10,col=25,title=element-modified::`externalCredentialParameters[NamedPrincipal,Order Sync].sequenceNumber` changes from `2` to `1`
    ::notice file=integrations/fulfilment/externalCredentials/Erp.externalCredential-meta.xml,line=17,endLine=17,col=25,title=element-modified::`externalCredentialParameters[NamedPrincipal,Stock Sync].sequenceNumber` changes from `1` to `2`
    ::notice title=component-removed::`ExternalCredential:OldFreight`: only in the org; a deployment leaves it there
    ::notice file=force-app/main/default/namedCredentials/Newsletter.namedCredential-meta.xml,title=component-added::`NamedCredential:Newsletter`: new
    ");
    assert_eq!(outputs(&sandbox)["changes"], "8");
    assert!(
        text(&sandbox, "summary.md").contains("### What a deployment would change: from `org:practice` to `project`")
    );
}

#[test]
fn what_gates_is_an_error_and_ten_of_each_kind_are_told() {
    let sandbox = empty_project();
    let header = |name: &str| parameter("AuthHeader", name, "{!$Credential.A.B}");
    let principal = |name: &str| crate::support::projects::principal(name);
    let headers: String = (0..14).map(|number| header(&format!("X-{number:02}"))).collect();
    let principals: String = (0..12).map(|number| principal(&format!("P{number:02}"))).collect();
    sandbox.write("org/A.externalCredential", credential("A", &(headers + &principals)));
    sandbox.write(credential_file("A"), credential("A", ""));
    let lines = |said: &Conversation, kind: &str| said.stderr.lines().filter(|line| line.starts_with(kind)).count();
    let said = in_actions(&sandbox, "pull_request", &["diff", "org"]).run().success();
    assert_eq!(lines(&said, "::error "), 0, "{said}");
    assert_eq!(lines(&said, "::warning "), 10, "{said}");
    let gated =
        in_actions(&sandbox, "pull_request", &["diff", "org", "--fail-on-change", "destructive"]).run().exits(1);
    assert_eq!(lines(&gated, "::error "), 10, "{gated}");
    let summary = text(&sandbox, "summary.md");
    assert!(summary.contains("GitHub keeps 10 annotations of each kind; "), "{summary}");
    let told = sandbox.run(["diff", "org", "--format", "github"]).success();
    assert!(told.stdout.contains(" annotations more; GitHub keeps 10 of each kind for a step\n"), "{told}");
    assert_eq!(outputs(&sandbox)["gravity"], "destructive");
}

#[test]
fn no_delimiter_is_the_same_twice() {
    let sandbox = sample();
    for _ in 0..2 {
        in_actions(&sandbox, "push", &["diff", "practice-seed", "project", "--quiet"]).run().success();
    }
    let text = text(&sandbox, "outputs");
    let mut delimiters: Vec<&str> = text.lines().filter_map(|line| Some(line.split_once("<<")?.1)).collect();
    delimiters.dedup();
    assert_eq!(delimiters.len(), 2, "{text}");
    assert!(delimiters.iter().all(|one| one.starts_with("xcred_") && one.len() == 38), "{text}");
}

#[test]
fn counts_are_variables_for_other_pipelines() {
    let sandbox = sample();
    let said = sandbox.run(["diff", "practice-seed", "project", "--format", "dotenv"]).success();
    insta::assert_snapshot!(said.stdout, @"
    XCRED_CHANGES=8
    XCRED_ADDED=2
    XCRED_MODIFIED=5
    XCRED_REMOVED=1
    XCRED_GRAVITY=destructive
    ");
    let same = sandbox.run(["diff", "project", "project", "--format", "dotenv"]).success();
    assert!(same.stdout.ends_with("XCRED_REMOVED=0\nXCRED_GRAVITY=none\n"), "{same}");
}

#[test]
fn no_secret_reaches_a_pull_request() {
    let sandbox = Sandbox::new();
    write_secrets(&sandbox, "old");
    write_secrets(&sandbox, "new");
    no_canary(&in_actions(&sandbox, "pull_request", &["diff", "old", "new"]).run().success());
    for format in ["markdown", "github", "sarif", "dotenv"] {
        no_canary(&sandbox.run(["diff", "old", "new", "--format", format]).success());
    }
    for file in ["summary.md", "outputs"] {
        assert!(!text(&sandbox, file).contains(CANARY), "{file}");
    }
    assert!(text(&sandbox, "summary.md").contains("- (hidden)\n+ (hidden)\n"));
}

#[test]
fn no_value_is_a_command_to_the_runner() {
    let sandbox = empty_project();
    let hostile = "x%0A::error::y&#10;::add-mask::z ##[error]w ::set-output name=a::b";
    sandbox.write("org/A.externalCredential", credential("A", &parameter("AuthHeader", hostile, "{!$Credential.A.B}")));
    sandbox.write(credential_file("A"), credential(hostile, ""));
    let said = in_actions(&sandbox, "pull_request", &["diff", "org"]).run().success();
    let is_ours = |line: &str| line.starts_with("::notice file=") || line.starts_with("::warning file=");
    assert!(said.stderr.lines().all(is_ours), "{said}");
    assert!(!said.stderr.contains("%0A::") && !said.stdout.contains("##["), "{said}");
    assert!(!said.stdout.lines().any(|line| line.trim_start().starts_with("::")), "{said}");
    assert!(text(&sandbox, "outputs").lines().all(|line| !line.contains("::")));
}

#[test]
fn files_that_cannot_be_written_fail_nothing() {
    let sandbox = sample();
    for folder in ["summary.md", "outputs"] {
        std::fs::create_dir(sandbox.path(folder)).expect("a folder can be made");
    }
    let said = in_actions(&sandbox, "push", &["diff", "practice-seed", "project"]).run().success();
    assert!(said.stderr.contains("warning: the step summary cannot be written"), "{said}");
    assert!(said.stderr.contains("warning: the outputs cannot be written"), "{said}");
}
