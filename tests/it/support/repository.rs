//! Git repositories for tests, made with the `git` of the machine and nobody's configuration.

use super::Sandbox;
use std::path::Path;

/// Runs `git` in a folder of the sandbox and gives what it printed. Names and dates are fixed, so that commits have the
/// same ids in each run.
#[track_caller]
pub(crate) fn git_in<'a>(
    sandbox: &Sandbox,
    folder: impl AsRef<Path>,
    args: impl IntoIterator<Item = &'a str>,
) -> String {
    let fixed = [
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_AUTHOR_NAME", "Mara"),
        ("GIT_AUTHOR_EMAIL", "mara@larkhill.example"),
        ("GIT_AUTHOR_DATE", "2026-01-31T10:00:00Z"),
        ("GIT_COMMITTER_NAME", "Mara"),
        ("GIT_COMMITTER_EMAIL", "mara@larkhill.example"),
        ("GIT_COMMITTER_DATE", "2026-01-31T10:00:00Z"),
        ("GIT_ALLOW_PROTOCOL", "file"),
    ];
    let run = sandbox.command("git", args).in_folder(sandbox.path(folder));
    let run = fixed.into_iter().fold(run, |run, (name, value)| run.env(name, value));
    run.run().success().stdout.trim_end().to_owned()
}

/// Runs `git` in the sandbox's project folder, with arguments as one would type them.
#[track_caller]
pub(crate) fn git(sandbox: &Sandbox, line: &str) -> String {
    git_in(sandbox, "", line.split(' '))
}

/// Commits all that lies in the project folder, with a message of one word.
#[track_caller]
pub(crate) fn commit(sandbox: &Sandbox, message: &str) -> String {
    git(sandbox, "add -A");
    git_in(sandbox, "", ["commit", "-q", "--allow-empty", "-m", message]);
    git(sandbox, "rev-parse HEAD")
}
