//! The scripts that post: one comment, found again, and nobody else's.

use super::{
    board::{Board, Platform, Rights, TOKEN},
    can_post, event, template,
};
use crate::support::{Conversation, Sandbox, projects::sample, sandbox::Invocation};

/// A difference as it is posted.
fn markdown(sandbox: &Sandbox, to: &str) -> String {
    sandbox.run(["diff", "practice-seed", to, "--format", "markdown=xcred.md"]).success();
    String::from_utf8(sandbox.read("xcred.md")).expect("UTF-8")
}

fn github(sandbox: &Sandbox, board: &Board, payload: &str) -> Invocation {
    let run = sandbox.command("/bin/sh", [template("comment.sh").as_path(), "xcred.md".as_ref()]);
    run.env("GITHUB_API_URL", board.url())
        .env("GITHUB_REPOSITORY", "acme/crm")
        .env("GITHUB_EVENT_PATH", event(payload))
        .env("GITHUB_TOKEN", TOKEN)
}

fn gitlab(sandbox: &Sandbox, board: &Board) -> Invocation {
    let run = sandbox.command("/bin/sh", [template("note.sh").as_path(), "xcred.md".as_ref()]);
    let run = run.env("CI_API_V4_URL", board.url()).env("XCRED_NOTE_TOKEN", TOKEN);
    let variables: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(&std::fs::read(event("merge_request")).expect("it is there")).expect("it is JSON");
    variables.iter().fold(run, |run, (name, value)| run.env(name, value.as_str().expect("variables are texts")))
}

/// Runs the script of a platform.
fn post(platform: Platform, sandbox: &Sandbox, board: &Board) -> Conversation {
    match platform {
        Platform::GitHub => github(sandbox, board, "pull_request").run(),
        Platform::GitLab => gitlab(sandbox, board).run(),
    }
}

/// The bodies of the comments by an author.
fn bodies(board: &Board, author: &str) -> Vec<String> {
    board.comments().into_iter().filter(|comment| comment.author == author).map(|comment| comment.body).collect()
}

/// Each platform, and who writes its comments for us.
const PLATFORMS: [(Platform, &str); 2] = [(Platform::GitHub, "github-actions[bot]"), (Platform::GitLab, "bot")];

#[test]
fn a_comment_is_posted_once_and_then_written_anew() {
    if !can_post() {
        return;
    }
    for (platform, us) in PLATFORMS {
        let sandbox = sample();
        let board =
            Board::of(platform, Rights::Write, &[("octavia", "Nice."), ("octavia", "Almost."), ("system", "x")]);
        let first = markdown(&sandbox, "project");
        let said = post(platform, &sandbox, &board).success();
        assert!(said.stdout.starts_with("posted a "), "{said}");
        assert_eq!(bodies(&board, us), [first.as_str()]);
        sandbox.write(
            "force-app/main/default/externalCredentials/Newsletter.externalCredential-meta.xml",
            "<ExternalCredential/>",
        );
        let second = markdown(&sandbox, "project");
        let same = sandbox.run(["diff", "project", "project", "--format", "markdown=same.md"]).success();
        assert_eq!(same.stderr, "");
        sandbox.write(
            "force-app/main/default/externalCredentials/Other.externalCredential-meta.xml",
            "<ExternalCredential/>",
        );
        let third = markdown(&sandbox, "project");
        assert_ne!(second, third);
        for text in [&second, &third] {
            sandbox.write("xcred.md", text);
            let said = post(platform, &sandbox, &board).success();
            assert!(said.stdout.contains(" anew"), "{said}");
            assert_eq!(bodies(&board, us), [text.as_str()]);
        }
        assert_eq!(board.comments().len(), 4, "nobody else's is touched");
    }
}

#[test]
fn nobody_elses_comment_is_touched_whatever_it_starts_with() {
    if !can_post() {
        return;
    }
    for (platform, us) in PLATFORMS {
        let sandbox = sample();
        let ours = markdown(&sandbox, "project");
        let quoted = format!("> {ours}");
        let comments = [("stranger", ours.as_str()), (us, quoted.as_str()), ("stranger", ours.as_str())];
        let board = Board::of(platform, Rights::Write, &comments);
        post(platform, &sandbox, &board).success();
        let now: Vec<(String, String)> = board.comments().into_iter().map(|one| (one.author, one.body)).collect();
        let before = comments.map(|(author, body)| (author.to_owned(), body.to_owned()));
        assert_eq!(now[..3], before);
        assert_eq!(now[3], (us.to_owned(), ours));
    }
}

#[test]
fn comparisons_of_other_sides_have_comments_of_their_own() {
    if !can_post() {
        return;
    }
    for (platform, us) in PLATFORMS {
        let sandbox = sample();
        let board = Board::of(platform, Rights::Write, &[]);
        for side in ["project", "dir:force-app", "project", "dir:force-app"] {
            markdown(&sandbox, side);
            post(platform, &sandbox, &board).success();
        }
        let firsts: Vec<String> =
            bodies(&board, us).iter().map(|body| body.lines().next().unwrap_or_default().to_owned()).collect();
        assert_eq!(firsts.len(), 2);
        assert_ne!(firsts[0], firsts[1]);
    }
}

#[test]
fn a_token_that_may_not_write_is_a_warning_and_leaves_the_result() {
    if !can_post() {
        return;
    }
    let sandbox = sample();
    markdown(&sandbox, "project");
    let board = Board::of(Platform::GitHub, Rights::Read, &[("octavia", "Nice.")]);
    insta::assert_snapshot!(github(&sandbox, &board, "pull_request").run().success().stdout, @"::warning title=xcred::the comment cannot be posted: GitHub answered 403 (Resource not accessible by integration). The token may not do that; in pull requests of forks it never may. The summary of the step holds the same.");
    let board = Board::of(Platform::GitLab, Rights::Read, &[]);
    insta::assert_snapshot!(gitlab(&sandbox, &board).run().success().stderr, @"warning: the note cannot be posted: GitLab answered 403 (403 Forbidden). The token may not do that.");
    insta::assert_snapshot!(gitlab(&sandbox, &board).env("XCRED_NOTE_TOKEN", "").run().success().stderr, @"warning: XCRED_NOTE_TOKEN is not set, as in merge requests of forks: no note was posted");
    insta::assert_snapshot!(github(&sandbox, &board, "pull_request").env("GITHUB_TOKEN", "").run().success().stdout, @"::warning title=xcred::GITHUB_TOKEN is not set: no comment was posted");
    insta::assert_snapshot!(github(&sandbox, &board, "pull_request_of_fork").env("GITHUB_TOKEN", "old").run().success().stdout, @"::warning title=xcred::the comments cannot be read: GitHub answered 401 (Bad credentials). The token may not do that; in pull requests of forks it never may. The summary of the step holds the same.");
}

#[test]
fn what_the_platform_refuses_is_told_in_its_words() {
    if !can_post() {
        return;
    }
    let sandbox = sample();
    let marker = "<!-- xcred-diff:0123456789abcdef -->\n";
    sandbox.write("xcred.md", format!("{marker}{}", "x".repeat(65_536)));
    let board = Board::of(Platform::GitHub, Rights::Write, &[]);
    insta::assert_snapshot!(github(&sandbox, &board, "pull_request").run().exits(1).stdout, @"::error title=xcred::the comment cannot be posted: GitHub answered 422 (Validation Failed: Body is too long (maximum is 65536 characters))");
    sandbox.write("xcred.md", format!("{marker}{}", "x".repeat(1_000_000)));
    let board = Board::of(Platform::GitLab, Rights::Write, &[]);
    insta::assert_snapshot!(gitlab(&sandbox, &board).run().exits(1).stderr, @r#"error: the note cannot be posted: GitLab answered 400 ({"note":["is too long (maximum is 1000000 characters)"]})"#);
    assert!(board.comments().is_empty());
}

#[test]
fn a_push_gets_no_comment_and_a_file_without_marker_is_not_posted() {
    if !can_post() {
        return;
    }
    let sandbox = sample();
    markdown(&sandbox, "project");
    let board = Board::of(Platform::GitHub, Rights::Write, &[]);
    insta::assert_snapshot!(github(&sandbox, &board, "push").run().success().stdout, @"this run is not about a pull request: no comment");
    let said = gitlab(&sandbox, &board).env("CI_MERGE_REQUEST_IID", "").run().success();
    insta::assert_snapshot!(said.stdout, @"this pipeline is not about a merge request: no note");
    for text in ["", "# no marker\n", "<!-- xcred-diff:0123456789abcdef --> x\n", "<!-- xcred-diff:0123 -->\n"] {
        sandbox.write("xcred.md", text);
        assert!(github(&sandbox, &board, "pull_request").run().exits(1).stdout.starts_with("::error title=xcred::"));
        gitlab(&sandbox, &board).run().exits(1);
    }
    assert_eq!(board.asked(), [""; 0], "nothing was asked");
}

#[test]
fn the_token_is_in_no_command_line_and_in_no_output() {
    if !can_post() {
        return;
    }
    for (platform, _) in PLATFORMS {
        let sandbox = sample();
        markdown(&sandbox, "project");
        let spy = "#!/bin/sh\nprintf '%s\\n' \"$@\" >>\"$HOME/arguments\"\nexec /usr/bin/curl \"$@\"\n";
        let spy = sandbox.write("bin/curl", spy);
        std::fs::set_permissions(&spy, std::os::unix::fs::PermissionsExt::from_mode(0o755)).expect("it is ours");
        let board = Board::of(platform, Rights::Write, &[]);
        let path = format!("{}:/usr/bin:/bin", sandbox.path("bin").display());
        let run = match platform {
            Platform::GitHub => github(&sandbox, &board, "pull_request"),
            Platform::GitLab => gitlab(&sandbox, &board),
        };
        let said = run.env("PATH", path).run().success();
        let arguments = std::fs::read_to_string(sandbox.home().join("arguments")).expect("curl was called");
        assert!(arguments.contains("--data-binary"), "{arguments}");
        assert!(!arguments.contains(TOKEN) && !said.stdout.contains(TOKEN) && !said.stderr.contains(TOKEN));
        assert!(crate::support::tree_of(&sandbox.temp()).is_empty(), "nothing is left behind");
    }
}
