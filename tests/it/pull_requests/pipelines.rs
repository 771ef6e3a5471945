//! The pipelines of `templates/ci`: they are YAML, they ask for no right that they do not need, and their steps do what
//! they say when a shell runs them.

use std::fs;

use saphyr::{LoadableYamlNode, Yaml};

use super::{
    board::{Board, Platform, Rights, TOKEN},
    can_post, event, template,
};
use crate::support::{
    Conversation, Sandbox, org,
    org::LoopbackOrg,
    projects::{credential, sample},
    repository::{commit, git},
    sandbox::Invocation,
};
use xcred::practice::Pace;

fn read(name: &str) -> String {
    fs::read_to_string(template(name)).expect("the template is there")
}

fn parsed(text: &str) -> Yaml<'_> {
    let mut documents = Yaml::load_from_str(text).expect("it is YAML");
    assert_eq!(documents.len(), 1);
    documents.remove(0)
}

fn at<'y>(yaml: &'y Yaml<'y>, path: &[&str]) -> &'y Yaml<'y> {
    path.iter().fold(yaml, |yaml, key| yaml.as_mapping_get(key).unwrap_or_else(|| panic!("there is no `{key}`")))
}

fn text<'y>(yaml: &'y Yaml<'y>, path: &[&str]) -> &'y str {
    at(yaml, path).as_str().expect("it is a text")
}

/// The keys and the texts of a mapping.
fn entries<'y>(yaml: &'y Yaml<'y>) -> Vec<(&'y str, &'y str)> {
    let mapping = yaml.as_mapping().expect("it is a mapping");
    mapping.iter().map(|(key, value)| (key.as_str().expect("a text"), value.as_str().unwrap_or_default())).collect()
}

/// The steps of the workflow.
fn steps<'y>(workflow: &'y Yaml<'y>) -> &'y Vec<Yaml<'y>> {
    at(workflow, &["jobs", "diff", "steps"]).as_vec().expect("steps are a list")
}

fn step<'y>(workflow: &'y Yaml<'y>, name: &str) -> &'y Yaml<'y> {
    steps(workflow).iter().find(|step| text(step, &["name"]) == name).unwrap_or_else(|| panic!("no step `{name}`"))
}

#[test]
fn the_workflow_has_no_right_that_it_does_not_need() {
    let source = read("github-actions.yml");
    let workflow = parsed(&source);
    assert_eq!(entries(at(&workflow, &["on"])), [("pull_request", "")], "never `pull_request_target`");
    assert!(entries(at(&workflow, &["permissions"])).is_empty());
    let rights = entries(at(&workflow, &["jobs", "diff", "permissions"]));
    assert_eq!(rights, [("contents", "read"), ("pull-requests", "write")]);
    for step in steps(&workflow) {
        if let Some(action) = step.as_mapping_get("uses").and_then(Yaml::as_str) {
            let (_, commit) = action.split_once('@').expect("an action has a version");
            assert!(commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()), "`{action}` can move");
        }
        if let Some(script) = step.as_mapping_get("run").and_then(Yaml::as_str) {
            assert!(!script.contains("${{"), "what the event says would be run: {script}");
        }
    }
    let checkout = step(&workflow, "Check out");
    assert_eq!(at(checkout, &["with", "fetch-depth"]).as_integer(), Some(0), "a shallow checkout has no merge base");
    assert_eq!(at(checkout, &["with", "persist-credentials"]).as_bool(), Some(false));
    let holders: Vec<&str> = steps(&workflow)
        .iter()
        .filter(|step| {
            step.as_mapping_get("env")
                .is_some_and(|env| entries(env).iter().any(|(_, value)| value.contains("secrets.")))
        })
        .map(|step| text(step, &["name"]))
        .collect();
    assert_eq!(holders, ["Compare with the org"], "one step alone sees the secret");
}

/// Runs a script of a pipeline as a runner does, with `xcred` on its path.
fn shell(sandbox: &Sandbox, script: &str) -> Invocation {
    let folder = std::path::Path::new(env!("CARGO_BIN_EXE_xcred")).parent().expect("a file lies in a folder");
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", folder.display());
    sandbox.command("/bin/sh", ["-e", "-c", script]).env("PATH", path)
}

/// A sample project whose files the org of the test holds in part, and the org.
fn project_and_org() -> (Sandbox, LoopbackOrg) {
    let sandbox = sample();
    let org = LoopbackOrg::start(&sandbox, Pace::default());
    (sandbox, org)
}

fn against(run: Invocation, org: &LoopbackOrg) -> Invocation {
    run.env("SF_ACCESS_TOKEN", org::TOKEN).env("SF_ORG_INSTANCE_URL", org.url()).env("XCRED_RETRY_WAIT_MS", "1")
}

#[test]
fn the_steps_of_the_workflow_post_what_the_org_would_become() {
    if !can_post() {
        return;
    }
    let (sandbox, org) = project_and_org();
    let source = read("github-actions.yml");
    let workflow = parsed(&source);
    sandbox.write(".github/xcred/comment.sh", read("comment.sh"));
    shell(&sandbox, text(step(&workflow, "Check the files"), &["run"])).run().success();
    let compare =
        shell(&sandbox, text(step(&workflow, "Compare with the org"), &["run"])).env("GITHUB_BASE_REF", "main");
    let said = against(compare, &org).run().success();
    assert!(said.stdout.contains("2 to create, 5 to change"), "{said}");
    let board = Board::of(Platform::GitHub, Rights::Write, &[]);
    let comment = |board: &Board| -> Conversation {
        let run = shell(&sandbox, text(step(&workflow, "Comment"), &["run"])).env("GITHUB_API_URL", board.url());
        let run = run.env("GITHUB_REPOSITORY", "acme/crm").env("GITHUB_EVENT_PATH", event("pull_request"));
        run.env("GITHUB_TOKEN", TOKEN).run().success()
    };
    comment(&board);
    comment(&board);
    let posted: Vec<Vec<u8>> = board.comments().into_iter().map(|comment| comment.body.into_bytes()).collect();
    assert_eq!(posted, [sandbox.read("xcred.md")]);
}

#[test]
fn the_jobs_of_gitlab_leave_their_reports_and_post() {
    if !can_post() {
        return;
    }
    let (sandbox, org) = project_and_org();
    let source = read("gitlab-ci.yml");
    let pipeline = parsed(&source);
    sandbox.write(".gitlab/xcred/note.sh", read("note.sh"));
    let script = |job: &str, key: &str| {
        let lines = at(&pipeline, &[job, key]).as_vec().expect("a script is a list");
        lines.iter().map(|line| line.as_str().expect("lines are texts").to_owned()).collect::<Vec<_>>().join("\n")
    };
    shell(&sandbox, &script("xcred-check", "script")).run().success();
    against(shell(&sandbox, &script("xcred-diff", "script")), &org).run().success();
    for job in ["xcred-check", "xcred-diff"] {
        for (kind, file) in entries(at(&pipeline, &[job, "artifacts", "reports"])) {
            assert!(!sandbox.read(file).is_empty(), "{kind}");
        }
        assert_eq!(text(&pipeline, &[job, "extends"]), ".xcred");
    }
    let board = Board::of(Platform::GitLab, Rights::Write, &[]);
    let run = shell(&sandbox, &script("xcred-diff", "after_script")).env("CI_API_V4_URL", board.url());
    let run = run.env("CI_PROJECT_ID", "278964").env("CI_MERGE_REQUEST_IID", "7").env("XCRED_NOTE_TOKEN", TOKEN);
    run.run().success();
    let posted: Vec<Vec<u8>> = board.comments().into_iter().map(|comment| comment.body.into_bytes()).collect();
    assert_eq!(posted, [sandbox.read("xcred.md")]);
}

#[test]
fn what_gates_fails_the_step_and_is_posted_all_the_same() {
    let (sandbox, org) = project_and_org();
    let source = read("github-actions.yml");
    let workflow = parsed(&source);
    sandbox.write(credential_of_sample("Stripe"), credential("Stripe", ""));
    let compare =
        shell(&sandbox, text(step(&workflow, "Compare with the org"), &["run"])).env("GITHUB_BASE_REF", "main");
    against(compare, &org).run().exits(1);
    let told = String::from_utf8(sandbox.read("xcred.md")).expect("UTF-8");
    assert!(told.contains("**destructive**: `ExternalCredential:Stripe`"), "{told}");
    assert_eq!(text(step(&workflow, "Comment"), &["if"]), "${{ !cancelled() && hashFiles('xcred.md') != '' }}");
}

fn credential_of_sample(name: &str) -> String {
    format!("force-app/main/default/externalCredentials/{name}.externalCredential-meta.xml")
}

/// A checkout of a fork's pull request: the branch that it is for is known as `origin/main`, and has gone on since.
fn project_of_a_fork() -> Sandbox {
    let sandbox = sample();
    git(&sandbox, "init -q -b main");
    commit(&sandbox, "one");
    sandbox.write(credential_of_sample("Later"), credential("Later", ""));
    commit(&sandbox, "later");
    git(&sandbox, "update-ref refs/remotes/origin/main HEAD");
    git(&sandbox, "reset -q --hard HEAD~1");
    sandbox.write(credential_of_sample("Forked"), credential("Forked", ""));
    sandbox
}

/// What the pull request of a fork is told: what it changed itself, and nothing that the branch changed since.
fn tells_what_the_fork_changed(sandbox: &Sandbox) {
    let told = String::from_utf8(sandbox.read("xcred.md")).expect("UTF-8");
    assert!(told.contains("from `git:origin/main...` to `project`"), "{told}");
    assert!(told.contains("ExternalCredential:Forked") && !told.contains("Later"), "{told}");
}

#[test]
fn without_a_secret_a_fork_is_compared_with_the_branch_that_it_is_for() {
    let source = read("github-actions.yml");
    let sandbox = project_of_a_fork();
    let script = text(step(&parsed(&source), "Compare with the org"), &["run"]).to_owned();
    let said = shell(&sandbox, &script).env("GITHUB_BASE_REF", "main").run().success();
    assert!(said.stdout.contains("::notice title=xcred::without SF_ACCESS_TOKEN"), "{said}");
    tells_what_the_fork_changed(&sandbox);

    let source = read("gitlab-ci.yml");
    let sandbox = project_of_a_fork();
    let pipeline = parsed(&source);
    let lines = at(&pipeline, &["xcred-diff", "script"]).as_vec().expect("a script is a list");
    let script = lines[0].as_str().expect("lines are texts");
    shell(&sandbox, script).env("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main").run().success();
    tells_what_the_fork_changed(&sandbox);
    assert!(String::from_utf8_lossy(&sandbox.read("xcred.env")).contains("XCRED_ADDED=1"));
}

#[test]
fn templates_name_no_registry_and_hold_no_secret() {
    for name in ["github-actions.yml", "gitlab-ci.yml", "comment.sh", "note.sh"] {
        let text = read(name);
        let addresses: Vec<&str> = text.split("https://").skip(1).collect();
        assert!(addresses.iter().all(|rest| rest.starts_with("acme.my.salesforce.com")), "{name} names {addresses:?}");
    }
}
