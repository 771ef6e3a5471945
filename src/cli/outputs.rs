//! Where a result goes: one format to standard output, and any number of them into files.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use super::{
    args::{Command, Common, FormatArgument},
    error::{Failure, Outcome},
};
use crate::render::Format;

/// What every command offers.
const EVERYWHERE: &[Format] = &[Format::Human, Format::Json];

/// What commands offer whose result is findings.
const FINDINGS: &[Format] =
    &[Format::Human, Format::Json, Format::Sarif, Format::Junit, Format::Github, Format::Gitlab];

/// What commands offer that git calls, for people who read its output.
const PEOPLE: &[Format] = &[Format::Human];

/// What a comparison offers. A change is no fault: a code quality report of GitLab would call it one, and call it mended
/// once it is deployed; and it is no test that passes or fails, which is all that `JUnit` knows.
const CHANGES: &[Format] =
    &[Format::Human, Format::Json, Format::Html, Format::Markdown, Format::Sarif, Format::Github, Format::Dotenv];

/// The formats in which a command gives its result.
pub(super) fn offered(command: &Command) -> &'static [Format] {
    match command {
        Command::Check(_) => FINDINGS,
        Command::Git(_) => PEOPLE,
        Command::Diff(_) => CHANGES,
        _ => EVERYWHERE,
    }
}

/// Where a result goes.
#[derive(Debug)]
pub(super) struct Outputs {
    /// What standard output gets.
    pub(super) stdout: Format,
    /// What files get, and which.
    pub(super) files: Vec<(Format, PathBuf)>,
}

impl Outputs {
    /// What the flags ask for. Without a word on standard output, people read it.
    pub(super) fn of(flags: &Common) -> Self {
        let stdout = if flags.json { Some(Format::Json) } else { to_stdout(flags).next() };
        let file = |one: &FormatArgument| Some((one.format, one.file.clone()?));
        Self { stdout: stdout.unwrap_or(Format::Human), files: flags.format.iter().filter_map(file).collect() }
    }

    /// Whether standard output gets one JSON document and nothing else.
    pub(super) fn is_json(&self) -> bool {
        self.stdout == Format::Json
    }
}

/// How often a format is asked for in what was typed.
pub(super) fn times_asked(typed: &[OsString]) -> usize {
    let flags = typed.iter().take_while(|word| *word != "--").filter_map(|word| word.to_str());
    flags.filter(|word| *word == "--format" || word.starts_with("--format=")).count()
}

/// Fails where the flags ask for a format that there is not, or for two where there is room for one. They were asked for
/// so many times: of flags on both sides of the command, those before it are lost.
pub(super) fn check_flags(flags: &Common, offered: &[Format], times_asked: usize) -> Outcome<()> {
    if flags.format.len() < times_asked {
        let message = "`--format` stands before the command and after it";
        return Err(Failure::wrong_use(ERROR, message).hint("put all of them after it"));
    }
    let asked = flags.format.iter().map(|one| one.format).chain(flags.json.then_some(Format::Json));
    if let Some(other) = asked.into_iter().find(|format| !offered.contains(format)) {
        let offered: Vec<String> = offered.iter().map(|format| format!("`{format}`")).collect();
        let message = format!("this command gives no result as `{other}`");
        return Err(Failure::wrong_use(ERROR, message).hint(format!("it offers {}", offered.join(", "))));
    }
    let mut stdout: Vec<Format> = to_stdout(flags).chain(flags.json.then_some(Format::Json)).collect();
    stdout.dedup();
    if let [one, other, ..] = stdout[..] {
        let message = format!("`{one}` and `{other}` cannot both go to standard output");
        return Err(
            Failure::wrong_use(ERROR, message).hint(format!("write one of them to a file: `--format {one}=FILE`"))
        );
    }
    let files: Vec<&Path> = flags.format.iter().filter_map(|one| one.file.as_deref()).collect();
    match files.iter().enumerate().find(|(at, file)| files[..*at].contains(file)) {
        Some((_, file)) => Err(Failure::wrong_use(ERROR, format!("two formats go to `{}`", file.display()))),
        None => Ok(()),
    }
}

/// The name of the error of flags that cannot be followed.
const ERROR: &str = "FormatError";

fn to_stdout(flags: &Common) -> impl Iterator<Item = Format> {
    flags.format.iter().filter(|one| one.file.is_none()).map(|one| one.format)
}
