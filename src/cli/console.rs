//! Standard output and standard error: results on the one, speech on the other.

use std::{
    cell::RefCell,
    env,
    io::{self, BufWriter, IsTerminal, Write},
    mem,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use anstream::{AutoStream, ColorChoice};
use secrecy::SecretString;

use super::{
    actions::Actions,
    args::Common,
    error::{Failure, Outcome},
    exit::Exit,
    outputs::Outputs,
    pager::{Pager, Shown},
    terminal::{Terminal, page},
    write::{Readable, write_whole},
};
use crate::{
    render::{
        self, Format, Run, github,
        human::{self, Layout, Review},
        json,
        paint::{Label, paint, printable},
    },
    report::Report,
};

/// Bytes that are written to standard output at once.
const STDOUT_BUFFER: usize = 64 * 1024;

/// How to talk to whoever runs the command.
#[derive(Debug)]
pub(super) struct Console {
    command: &'static str,
    outputs: Outputs,
    /// Where the run is one of GitHub Actions, and the command's findings are its result.
    actions: Option<Actions>,
    /// The project, where the flags name it.
    project: PathBuf,
    quiet: bool,
    verbose: bool,
    color: ColorChoice,
    warnings: RefCell<Vec<String>>,
    notices: Notices,
    trace: Option<PathBuf>,
}

/// Warnings from places that cannot reach the console, told before the result is.
#[derive(Debug, Clone, Default)]
pub(super) struct Notices(Arc<Mutex<Vec<String>>>);

impl Notices {
    /// Leaves a warning.
    pub(super) fn leave(&self, sentence: impl Into<String>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(sentence.into());
    }
}

impl Console {
    /// Talks as the flags say.
    pub(super) fn new(command: &'static str, flags: &Common) -> Self {
        let color = match () {
            () if flags.no_color => ColorChoice::Never,
            () if is_read_in_pager_of_git() => ColorChoice::AlwaysAnsi,
            () => ColorChoice::Auto,
        };
        let (quiet, verbose, actions) = (flags.quiet, flags.verbose, Actions::of_environment());
        let (outputs, project) = (Outputs::of(flags), flags.project.clone().unwrap_or_default());
        let (warnings, notices, trace) = (RefCell::default(), Notices::default(), flags.trace_http.clone());
        Self { command, outputs, actions, project, quiet, verbose, color, warnings, notices, trace }
    }

    /// Whether only the result and errors are wanted.
    fn is_quiet(&self) -> bool {
        self.quiet || self.outputs.is_json()
    }

    /// Whether people read along on a terminal: progress may move, and questions make sense.
    pub(super) fn is_live(&self) -> bool {
        !self.outputs.is_json() && !self.quiet && io::stderr().is_terminal()
    }

    /// Whether a question can be asked and answered.
    pub(super) fn can_ask(&self) -> bool {
        !self.outputs.is_json() && io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Whether the answer to a question is yes. The end of the input is no.
    pub(super) fn ask(&self, question: &str) -> io::Result<bool> {
        let mut out = self.stderr();
        write!(out, "{} {question} [y/N] ", paint(Label::Heading, "?"))?;
        out.flush()?;
        let mut answer = String::new();
        io::stdin().read_line(&mut answer)?;
        Ok(matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes"))
    }

    /// Asks for a line, whatever the result's format: without the answer there is no result. The end of the input is nothing.
    pub(super) fn ask_for(&self, question: &str) -> io::Result<String> {
        let mut out = self.stderr();
        write!(out, "{} {} ", paint(Label::Heading, "?"), printable(question))?;
        out.flush()?;
        let mut answer = String::new();
        io::stdin().read_line(&mut answer)?;
        Ok(answer)
    }

    /// Asks for a secret, which the terminal does not show.
    pub(super) fn ask_secret(&self, question: &str) -> io::Result<SecretString> {
        let mut out = self.stderr();
        write!(out, "{} {} ", paint(Label::Heading, "?"), printable(question))?;
        out.flush()?;
        console::Term::stderr().read_secure_line().map(SecretString::from)
    }

    /// Tells what the run cannot go on without, under `--quiet` and `--json` too.
    pub(super) fn must_say(&self, sentence: &str) {
        self.line(&printable(sentence));
    }

    /// Tells what goes on, in sentences; nothing under `--quiet` and `--json`.
    pub(super) fn say(&self, sentence: &str) {
        if !self.quiet && !self.outputs.is_json() {
            self.line(&printable(sentence));
        }
    }

    /// Warns: on standard error unless `--quiet`, and in the JSON document.
    pub(super) fn warn(&self, sentence: impl Into<String>) {
        let sentence = sentence.into();
        if !self.outputs.is_json() && !self.quiet {
            self.line(&format!("{}: {}", paint(Label::Warning, "warning"), printable(&sentence)));
        }
        self.warnings.borrow_mut().push(sentence);
    }

    /// Where warnings are left by those who cannot reach the console.
    pub(super) fn notices(&self) -> Notices {
        self.notices.clone()
    }

    /// Warns of what was left meanwhile.
    fn take_notices(&self) {
        let left = mem::take(&mut *self.notices.0.lock().unwrap_or_else(PoisonError::into_inner));
        for sentence in left {
            self.warn(sentence);
        }
    }

    /// The file of the trace that a flag asks for.
    pub(super) fn trace(&self) -> Option<&Path> {
        self.trace.as_deref()
    }

    /// Shows part of a result before the rest is known. Only for people.
    pub(super) fn preview(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        if self.outputs.stdout != Format::Human {
            return Ok(());
        }
        let mut out = self.stdout();
        self.guarded(write, &mut out)?;
        out.flush()
    }

    /// Shows what a deployment would do, before the question whether to.
    pub(super) fn review(&self, review: Review<'_>) -> io::Result<()> {
        let page = page(Terminal::of_stdout(), None);
        self.preview(|out| human::write_review(review, page, out))
    }

    /// Fails where a layout of text was asked for by this flag, and text is not what standard output gets.
    pub(super) fn check_layout(&self, flag: &str) -> Outcome<()> {
        if self.outputs.stdout == Format::Human {
            return Ok(());
        }
        let message = format!("`{flag}` lays out text, and standard output gets `{}`", self.outputs.stdout);
        Err(Failure::wrong_use("LayoutError", message)
            .hint("leave one of them out, or write the other format to a file"))
    }

    /// Fails where secrets would be shown to anything but a person at a terminal.
    pub(super) fn check_reveal(&self) -> Outcome<()> {
        let why = match () {
            () if self.outputs.stdout != Format::Human => format!("standard output gets `{}`", self.outputs.stdout),
            () if !self.outputs.files.is_empty() => "`--format` writes a file".to_owned(),
            () if self.actions.is_some() || !io::stdout().is_terminal() => "standard output is none".to_owned(),
            () => return Ok(()),
        };
        Err(Failure::wrong_use("RevealError", format!("`--reveal` shows secrets on a terminal alone, and {why}"))
            .hint("without `--reveal`, a value that can hold a secret is told as changed and not shown"))
    }

    /// Gives a result in every format that was asked for, the files first, and gives back how the run ended.
    pub(super) fn report(&self, report: &Report, exit: Exit) -> Outcome<Exit> {
        self.report_in(None, None, report, exit)
    }

    /// The same, in a layout, and through a pager where it is longer than the terminal.
    pub(super) fn report_in(
        &self,
        layout: Option<Layout>,
        pager: Option<&Pager>,
        report: &Report,
        exit: Exit,
    ) -> Outcome<Exit> {
        self.take_notices();
        let (warnings, folder) = (self.warnings.borrow(), folder_in_repository());
        let (command, status, project) = (self.command, exit.code(), &self.project);
        let run = Run { command, status, warnings: &warnings, folder: &folder, project };
        for (format, path) in &self.outputs.files {
            let mut file = AutoStream::new(Vec::new(), ColorChoice::Never);
            render::write(*format, report, &run, &mut file)?;
            write_whole(path, &file.into_inner(), Readable::ByAll)?;
        }
        if self.outputs.stdout == Format::Human {
            self.tell(layout, pager, report)?;
        } else {
            let mut out = self.stdout_for(false);
            render::write(self.outputs.stdout, report, &run, &mut out)?;
            out.flush()?;
        }
        self.tell_actions(report, &run)?;
        Ok(exit)
    }

    /// Tells people a result.
    fn tell(&self, layout: Option<Layout>, pager: Option<&Pager>, report: &Report) -> io::Result<()> {
        let terminal = Terminal::of_stdout();
        let page = page(terminal, layout);
        let is_done = match (pager, terminal) {
            (Some(pager), Some(terminal)) if self.actions.is_none() => {
                let mut text = AutoStream::new(Vec::new(), self.choice(&io::stdout()));
                human::write(report, page, &mut text)?;
                self.is_paged(pager, terminal, &text.into_inner())
            }
            _ => false,
        };
        if !is_done {
            let mut out = self.stdout_for(human::has_colours(report));
            self.guarded(|out| human::write(report, page, out), &mut out)?;
            out.flush()?;
        }
        self.guarded(|out| human::write_aside(report, out), &mut self.stderr())
    }

    /// Whether a pager showed the text, because it is longer than the terminal.
    fn is_paged(&self, pager: &Pager, terminal: Terminal, text: &[u8]) -> bool {
        if memchr::memchr_iter(b'\n', text).count() < terminal.rows {
            return false;
        }
        let shown = pager.show(text);
        if shown == Shown::No && pager.is_named {
            let name = printable(pager.name());
            self.line(&format!("{}: the pager `{name}` cannot be started", paint(Label::Warning, "warning")));
        }
        shown == Shown::Yes
    }

    /// Writes text for people. Inside GitHub Actions, where the runner reads along, it holds no command to it.
    fn guarded(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>, out: &mut dyn Write) -> io::Result<()> {
        if self.actions.is_none() {
            return write(out);
        }
        let mut text = Vec::new();
        write(&mut text)?;
        out.write_all(github::without_commands(&String::from_utf8_lossy(&text)).as_bytes())
    }

    fn tell_actions(&self, report: &Report, run: &Run<'_>) -> io::Result<()> {
        let (Some(actions), Report::Check(_) | Report::Diff(_)) = (&self.actions, report) else { return Ok(()) };
        if self.outputs.stdout != Format::Github {
            Actions::annotate(report, run, &mut self.stderr())?;
        }
        let written =
            [("the step summary", actions.summarize(report, run)), ("the outputs", actions.set_outputs(report))];
        for (what, written) in written {
            if let Err(error) = written {
                self.line(&format!("{}: {what} cannot be written: {error}", paint(Label::Warning, "warning")));
            }
        }
        Ok(())
    }

    /// Shows only what is wrong, and under `--json` the whole result: for a result that was not made.
    pub(super) fn findings_only(&self, report: &Report, exit: Exit) -> Outcome<Exit> {
        if self.outputs.is_json() {
            return self.report(report, exit);
        }
        self.take_notices();
        human::write_findings(report.findings(), &mut self.stderr())?;
        Ok(exit)
    }

    /// What tells what only `--verbose` asks for; it may outlive the console.
    pub(super) fn whisperer(&self) -> impl Fn(&str) + Send + Sync + 'static {
        let (verbose, color) = (self.verbose, self.choice(&io::stderr()));
        move |sentence| {
            if verbose {
                let line = paint(Label::Aside, printable(sentence));
                drop(writeln!(AutoStream::new(io::stderr().lock(), color), "{line}"));
            }
        }
    }

    /// What warns on standard error, unless `--quiet`; it may outlive the console, and so reaches no JSON document.
    pub(super) fn crier(&self) -> impl Fn(&str) + Send + Sync + 'static {
        let (is_quiet, color) = (self.is_quiet(), self.choice(&io::stderr()));
        move |sentence| {
            if !is_quiet {
                let line = format!("{}: {}", paint(Label::Warning, "warning"), printable(sentence));
                drop(writeln!(AutoStream::new(io::stderr().lock(), color), "{line}"));
            }
        }
    }

    /// Shows why the run could not do its work, and gives back how it ended.
    pub(super) fn failure(&self, failure: &Failure) -> Exit {
        if failure.exit == Exit::Done {
            return Exit::Done;
        }
        self.take_notices();
        let is_json = self.outputs.is_json();
        let shown = if is_json { self.failure_json(failure, &mut self.stdout()) } else { self.failure_text(failure) };
        // Nobody is left to tell when the place to tell it is gone.
        drop(shown);
        self.failure_to_files(failure);
        failure.exit
    }

    /// A file that is to hold the JSON document holds it on every path; what an earlier run left there would mislead.
    fn failure_to_files(&self, failure: &Failure) {
        for (_, path) in self.outputs.files.iter().filter(|(format, _)| *format == Format::Json) {
            let mut document = Vec::new();
            let shown = self.failure_json(failure, &mut document);
            drop(shown.map(|()| write_whole(path, &document, Readable::ByAll)));
        }
    }

    fn failure_json(&self, failure: &Failure, out: &mut dyn Write) -> io::Result<()> {
        let (code, known) = (failure.exit.code(), failure.known());
        json::write_error(self.command, code, failure.body(), known, &self.warnings.borrow(), out)?;
        out.flush()
    }

    fn failure_text(&self, failure: &Failure) -> io::Result<()> {
        let mut stderr = self.stderr();
        self.guarded(|out| write_failure(failure, out), &mut stderr)?;
        stderr.flush()
    }

    fn line(&self, text: &str) {
        // Speech is not worth a failure: a closed standard error must not stop a deployment.
        drop(self.guarded(|out| writeln!(out, "{text}"), &mut self.stderr()));
    }

    /// Standard output, to be flushed. A report has many lines, and each would be a write of its own.
    fn stdout(&self) -> BufWriter<AutoStream<io::StdoutLock<'static>>> {
        self.stdout_for(true)
    }

    /// The same, for a result of which it is known whether text for people can have colours. Where there are none,
    /// nothing needs to look for them; formats for machines hold none.
    fn stdout_for(&self, has_colours: bool) -> BufWriter<AutoStream<io::StdoutLock<'static>>> {
        let is_painted = has_colours && self.outputs.stdout == Format::Human;
        let choice = if is_painted { self.choice(&io::stdout()) } else { ColorChoice::AlwaysAnsi };
        BufWriter::with_capacity(STDOUT_BUFFER, AutoStream::new(io::stdout().lock(), choice))
    }

    fn stderr(&self) -> AutoStream<io::StderrLock<'static>> {
        AutoStream::new(io::stderr().lock(), self.choice(&io::stderr()))
    }

    fn choice(&self, stream: &impl anstream::stream::RawStream) -> ColorChoice {
        match self.color {
            ColorChoice::Auto => AutoStream::choice(stream),
            choice => choice,
        }
    }
}

fn write_failure(failure: &Failure, out: &mut dyn Write) -> io::Result<()> {
    let body = failure.body();
    writeln!(out, "{}: {}", paint(Label::Error, "error"), printable(&body.message))?;
    for cause in &body.causes {
        writeln!(out, "  {}: {}", paint(Label::Aside, "because"), printable(cause))?;
    }
    let more = body.trouble.map(|id| format!("`xcred explain {id}` says more"));
    for hint in body.hints.iter().chain(&more) {
        writeln!(out, "  {}: {}", paint(Label::Note, "hint"), printable(hint))?;
    }
    Ok(())
}

/// Whether git writes to a terminal by way of its pager, so that what it calls has a pipe and may still use colour.
fn is_read_in_pager_of_git() -> bool {
    let is_set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let in_use = env::var("GIT_PAGER_IN_USE").is_ok_and(|value| value == "true" || value == "1");
    in_use && !is_set("NO_COLOR")
}

/// The folder of the run inside its git repository; empty at its root, and where there is none.
fn folder_in_repository() -> PathBuf {
    let Ok(here) = env::current_dir() else { return PathBuf::new() };
    let root = here.ancestors().find(|folder| folder.join(".git").exists());
    root.and_then(|root| here.strip_prefix(root).ok()).map_or_else(PathBuf::new, PathBuf::from)
}
