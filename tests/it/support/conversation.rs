//! What was said in one run: the command, both streams and how it ended, as one text.

use super::{
    redact::{self, Redactions},
    review,
};
use std::{fmt, process::ExitStatus};

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// It exited with this code.
    Exit(i32),
    /// A signal of this number ended it.
    Signal(i32),
}

impl From<ExitStatus> for Ending {
    fn from(status: ExitStatus) -> Self {
        #[cfg(unix)]
        if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
            return Self::Signal(signal);
        }
        Self::Exit(status.code().expect("a process that no signal ended has an exit code"))
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exit(code) => write!(out, "exit {code}"),
            Self::Signal(number) => write!(out, "signal {number}"),
        }
    }
}

/// One finished run of a command.
///
/// Its `Display` is the whole conversation for a snapshot, with the sandbox's paths redacted, so that no stream and no
/// exit code hides. The fields hold what was really said.
#[derive(Clone, Debug)]
pub(crate) struct Conversation {
    /// The command line, as one would type it.
    pub(crate) command: String,
    pub(crate) status: Ending,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) paths: Redactions,
}

impl Conversation {
    /// Asserts that the command exited with 0, and shows the conversation where it did not.
    #[track_caller]
    pub(crate) fn success(self) -> Self {
        self.exits(0)
    }

    /// Asserts the exit code, and shows the conversation where it is another.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.status, Ending::Exit(code), "\n{self}");
        self
    }

    /// The conversation with ids, dates, durations and ports redacted too: what differs in each run of a correct program.
    pub(crate) fn redacted(&self) -> String {
        redact::volatile(&self.to_string())
    }

    /// The same without the states that a deployment goes through: how many of them one sees is a matter of speed; the
    /// sample project's review is folded.
    pub(crate) fn settled(&self) -> String {
        let passes = |line: &&str| !line.starts_with("Pending") && !line.starts_with("InProgress");
        let kept: String = self.redacted().lines().filter(passes).map(|line| format!("{line}\n")).collect();
        review::folded(&kept)
    }

    /// stdout as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("stdout is no JSON: {error}\n{self}"))
    }
}

impl fmt::Display for Conversation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "$ {}", self.paths.apply(&self.command))?;
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            writeln!(out, "--- {name}")?;
            write!(out, "{}", self.paths.apply(text))?;
            if !text.is_empty() && !text.ends_with('\n') {
                writeln!(out, "[no newline at the end]")?;
            }
        }
        write!(out, "--- {}", self.status)
    }
}
