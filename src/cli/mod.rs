//! The command line: what was typed becomes a recipe, a report, and an exit code.
//!
//! This is the only place that knows clap, the environment, the clock, the terminal and exit codes. A command gathers,
//! pure functions decide, the command writes.

mod actions;
pub mod args;
mod base;
mod check;
mod check_beside;
mod check_org;
mod config;
mod console;
mod deletions;
mod deploy;
mod deploy_plan;
mod diff;
mod diff_package;
mod error;
pub mod exit;
mod explain;
mod fmt;
mod follow;
mod gather;
mod gather_org;
mod git;
mod interrupt;
mod logins;
mod manifest;
mod memory;
mod nearest;
mod online;
mod org;
mod outputs;
mod pager;
pub mod pages;
mod place;
mod plan;
mod plan_file;
mod practice;
mod progress;
mod prospect;
mod scan;
mod select;
mod sending;
mod sent;
mod sides;
mod tally;
mod terminal;
mod told_at;
mod trace_file;
mod wire;
mod write;

use std::{
    ffi::OsString,
    io::{self, Write},
    panic,
    process::ExitCode,
};

use args::{Arguments, Command, Common, GitCommand, OrgCommand, PracticeCommand};
use clap::{
    Parser,
    error::{ContextKind, ContextValue, ErrorKind},
};
use console::Console;
use error::{Failure, Outcome};
use exit::Exit;
use place::Place;

/// Runs what was typed, and gives back the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    tell_of_panics();
    let typed: Vec<OsString> = arguments.into_iter().collect();
    let exit = match Arguments::try_parse_from(&typed) {
        Ok(arguments) => run_command(&arguments, outputs::times_asked(&typed)),
        Err(error) => not_understood(error, &typed),
    };
    exit.into()
}

fn run_command(arguments: &Arguments, formats: usize) -> Exit {
    let console = Console::new(name_of(&arguments.command), &arguments.common);
    let outcome = outputs::check_flags(&arguments.common, outputs::offered(&arguments.command), formats)
        .and_then(|()| Place::find(&arguments.common))
        .and_then(|place| dispatch(&console, &place, &arguments.command));
    outcome.unwrap_or_else(|failure| console.failure(&failure))
}

fn dispatch(console: &Console, place: &Place, command: &Command) -> Outcome<Exit> {
    match command {
        Command::Scan(arguments) => scan::run(console, place, arguments),
        Command::Check(arguments) => check::run(console, place, arguments),
        Command::Fmt(arguments) => fmt::run(console, place, arguments),
        Command::Manifest(arguments) => manifest::run(console, place, arguments),
        Command::Diff(arguments) => diff::run(console, place, arguments),
        Command::Plan(arguments) => plan::run(console, place, arguments),
        Command::Deploy(command) => match (&command.sent, &command.arguments.plan) {
            (Some(sent), _) => sent::run(console, place, sent),
            (None, Some(plan)) => deploy_plan::run(console, place, plan, &command.arguments),
            (None, None) => deploy::run(console, place, &command.arguments),
        },
        Command::Explain(arguments) => explain::run(console, arguments),
        Command::Git(command) => git::run(console, command),
        Command::Org(command) => org::run(console, place, command),
        Command::Practice(command) => practice::run(console, place, command),
    }
}

fn name_of(command: &Command) -> &'static str {
    match command {
        Command::Scan(_) => "scan",
        Command::Check(_) => "check",
        Command::Fmt(_) => "fmt",
        Command::Manifest(_) => "manifest",
        Command::Diff(_) => "diff",
        Command::Plan(_) => "plan",
        Command::Deploy(_) => "deploy",
        Command::Explain(_) => "explain",
        Command::Git(GitCommand::ExternalDiff { .. }) => "git external-diff",
        Command::Git(GitCommand::Textconv { .. }) => "git textconv",
        Command::Org(OrgCommand::List(_)) => "org list",
        Command::Org(OrgCommand::Show(_)) => "org show",
        Command::Org(OrgCommand::Login(command)) => org::name_of_login(command),
        Command::Org(OrgCommand::Logout(_)) => "org logout",
        Command::Practice(PracticeCommand::Serve(_)) => "practice serve",
        Command::Practice(PracticeCommand::Reset) => "practice reset",
        Command::Practice(PracticeCommand::Show) => "practice show",
    }
}

/// Help and version were asked for, or what was typed is no command.
fn not_understood(mut error: clap::Error, typed: &[OsString]) -> Exit {
    let asked_for = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    add_tip(&mut error, typed);
    if !asked_for && asks_for_json(typed) {
        let format = Vec::new();
        let flags = Common { json: true, format, quiet: true, no_color: true, ..Common::default() };
        return Console::new("xcred", &flags).failure(&usage_failure(&error));
    }
    // Nobody is left to tell when the place to tell it is gone.
    drop(error.print());
    if asked_for { Exit::Done } else { Exit::WrongUse }
}

fn asks_for_json(typed: &[OsString]) -> bool {
    let after_format = typed.windows(2).any(|words| words[0] == "--format" && words[1] == "json");
    after_format || typed.iter().any(|word| word == "--json" || word == "--format=json")
}

/// Bare paths and names are what people try first where only flags select.
fn add_tip(error: &mut clap::Error, typed: &[OsString]) {
    let selects =
        typed.iter().any(|word| ["scan", "fmt", "manifest", "plan", "deploy"].iter().any(|command| word == command));
    let is_bare =
        matches!(error.get(ContextKind::InvalidArg), Some(ContextValue::String(word)) if !word.starts_with('-'));
    if selects && is_bare && error.kind() == ErrorKind::UnknownArgument {
        let tip =
            "files and folders are selected with `-d PATH`, components with `-m TYPE:NAME`; repeat the flag for more";
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
}

/// What clap says in paragraphs: what is wrong first, then tips and the usage, which are hints.
fn usage_failure(error: &clap::Error) -> Failure {
    let told = error.render().to_string();
    let mut paragraphs = told.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    let message = paragraphs.next().unwrap_or_default().trim_start_matches("error: ");
    let hint = |paragraph: &str| paragraph.trim_start_matches("tip: ").to_owned();
    paragraphs.map(hint).fold(Failure::wrong_use("UsageError", message), Failure::hint)
}

/// A panic is ours to mend, and says so.
fn tell_of_panics() {
    let before = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        drop(writeln!(io::stderr(), "error: xcred has a fault of its own; please report what follows"));
        before(panic);
    }));
}
