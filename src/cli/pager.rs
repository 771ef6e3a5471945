//! The pager: a program that shows what is longer than the screen, as git has it.
//!
//! The pager gets the text on its standard input and the terminal for the rest. It may quit before it has read all, and it
//! may be missing; neither is a failure of the run, nor changes how it ends.

use std::{
    env,
    io::Write,
    process::{Command, Stdio},
};

/// The variables that name a pager; the first that is set counts.
const NAMED_BY: [&str; 2] = ["XCRED_PAGER", "PAGER"];

/// The pager that nobody has to name.
const USUAL: &str = "less";

/// What pagers are told where the environment tells them nothing else, as git tells them: to leave colours alone, to end
/// where all fits on the screen, and to leave the text there. What we print is UTF-8 in any locale.
const TOLD: [(&str, &str); 3] = [("LESS", "FRX"), ("LV", "-c"), ("LESSCHARSET", "utf-8")];

/// A command with one of these goes to a shell, as git decides it.
const FOR_A_SHELL: &str = "|&;<>()$`\\\"' \t\n*?[#~=%";

/// How a shell ends that cannot start what it was told to.
const NOT_STARTED: [i32; 2] = [126, 127];

/// A pager.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pager {
    command: String,
    /// Whether somebody chose it, who wants to know where it is missing.
    pub(super) is_named: bool,
}

/// What became of a text that was given to a pager.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// It was shown, as far as the reader wanted.
    Yes,
    /// The pager could not be started.
    No,
}

impl Pager {
    /// The pager that the environment names; none where it names none by an empty name or `cat`, and on terminals that
    /// cannot move their cursor.
    pub(super) fn of_environment() -> Option<Self> {
        let named = NAMED_BY.iter().find_map(env::var_os).map(|name| name.to_string_lossy().into_owned());
        let is_dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self::of(named).filter(|_| !is_dumb)
    }

    fn of(named: Option<String>) -> Option<Self> {
        let is_named = named.is_some();
        let command = named.unwrap_or_else(|| USUAL.to_owned());
        (!["", "cat"].contains(&command.trim())).then_some(Self { command, is_named })
    }

    /// The command as it was named.
    pub(super) fn name(&self) -> &str {
        &self.command
    }

    /// Shows a text, and waits until the reader is done.
    pub(super) fn show(&self, text: &[u8]) -> Shown {
        let _deaf = Deaf::to_interrupts();
        let Ok(mut pager) = self.prepared().spawn() else { return Shown::No };
        let mut pipe = pager.stdin.take().expect("the standard input is piped");
        // Whoever quits has read enough.
        drop(pipe.write_all(text));
        drop(pipe);
        let code = pager.wait().ok().and_then(|status| status.code());
        if code.is_some_and(|code| NOT_STARTED.contains(&code)) { Shown::No } else { Shown::Yes }
    }

    fn prepared(&self) -> Command {
        let mut command = if self.command.contains(|character| FOR_A_SHELL.contains(character)) {
            let mut shell = Command::new("sh");
            shell.args(["-c", &self.command]);
            shell
        } else {
            Command::new(&self.command)
        };
        let untold = TOLD.iter().filter(|(name, _)| env::var_os(name).is_none());
        command.stdin(Stdio::piped()).envs(untold.copied());
        command
    }
}

/// While this lives, Ctrl-C is the pager's: it ends a search there, and must not leave the pager without us.
struct Deaf(#[cfg(unix)] Option<signal_hook::SigId>);

impl Deaf {
    #[cfg(unix)]
    fn to_interrupts() -> Self {
        Self(signal_hook::flag::register(signal_hook::consts::SIGINT, std::sync::Arc::default()).ok())
    }

    #[cfg(not(unix))]
    fn to_interrupts() -> Self {
        Self()
    }
}

impl Drop for Deaf {
    fn drop(&mut self) {
        #[cfg(unix)]
        self.0.take().map(signal_hook::low_level::unregister);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pager_is_less_unless_another_or_none_is_named() {
        let name =
            |named: Option<&str>| Pager::of(named.map(str::to_owned)).map(|pager| (pager.command, pager.is_named));
        assert_eq!(name(None), Some(("less".to_owned(), false)));
        assert_eq!(name(Some("more")), Some(("more".to_owned(), true)));
        assert_eq!(name(Some("")), None);
        assert_eq!(name(Some(" cat ")), None);
    }
}
