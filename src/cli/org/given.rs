//! Secrets as users give them: in a file, on standard input, in a variable, or typed where nobody sees it. Never in a flag.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};

use super::Desk;
use crate::cli::error::{Failure, Outcome};

/// Bytes of a secret that are read. Keys are a few thousand.
const LONGEST: u64 = 1 << 20;

/// Which secret is asked for, and where it may be.
pub(super) struct Wanted<'a> {
    /// What it is, as words that follow "the".
    pub(super) what: &'static str,
    /// The file that a flag names; `-` is standard input.
    pub(super) file: Option<&'a Path>,
    /// The variables that may hold it, in the order in which they count.
    pub(super) variables: &'static [&'static str],
    /// How to give it otherwise, for those who did not.
    pub(super) hint: &'static str,
}

impl Wanted<'_> {
    /// The secret, where a flag or a variable leads to one.
    pub(super) fn if_given(&self, desk: &Desk<'_>) -> Outcome<Option<SecretString>> {
        let given = match self.file {
            Some(file) => Some(in_file(file)?),
            None => self.variables.iter().find_map(|variable| desk.environment.secret(variable)),
        };
        let empty = || {
            let place = self.file.map_or_else(|| self.listed(), named);
            Failure::wrong_use("SecretError", format!("{place} holds no {}", self.what))
        };
        given.map(|secret| trimmed(&secret).ok_or_else(empty)).transpose()
    }

    /// The secret; whoever has not given it is asked, where somebody is there to answer.
    pub(super) fn get(&self, desk: &Desk<'_>) -> Outcome<SecretString> {
        if let Some(given) = self.if_given(desk)? {
            return Ok(given);
        }
        let missing = || {
            let failure = Failure::wrong_use("SecretError", format!("the {} is missing", self.what));
            failure.hint(self.hint).hint(format!("or set {}", self.listed()))
        };
        if !desk.console.can_ask() {
            return Err(missing());
        }
        let typed = desk.console.ask_secret(&format!("The {}, which is not shown:", self.what))?;
        trimmed(&typed).ok_or_else(missing)
    }

    fn listed(&self) -> String {
        format!("`{}`", self.variables.join("` or `"))
    }
}

/// What a file or standard input holds.
pub(super) fn in_file(file: &Path) -> Outcome<SecretString> {
    let failed = |error: io::Error| Failure::file("read", file, &error);
    let mut text = Zeroizing::new(String::new());
    let read = if file == Path::new("-") {
        io::stdin().lock().take(LONGEST).read_to_string(&mut text)
    } else {
        File::open(file).map_err(failed)?.take(LONGEST).read_to_string(&mut text)
    };
    read.map_err(failed)?;
    Ok(SecretString::from(text.as_str()))
}

/// How a file is called.
pub(super) fn named(file: &Path) -> String {
    if file == Path::new("-") { "standard input".to_owned() } else { format!("`{}`", file.display()) }
}

fn trimmed(secret: &SecretString) -> Option<SecretString> {
    let text = secret.expose_secret().trim();
    (!text.is_empty()).then(|| SecretString::from(text))
}
