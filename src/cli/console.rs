//! Standard output and standard error: results on the one, speech on the other.

use std::{
    cell::RefCell,
    io::{self, BufWriter, IsTerminal, Write},
};

use anstream::{AutoStream, ColorChoice};

use super::{args::Common, error::Failure, exit::Exit};
use crate::{
    render::{
        human, json,
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
    json: bool,
    quiet: bool,
    verbose: bool,
    color: ColorChoice,
    warnings: RefCell<Vec<String>>,
}

impl Console {
    /// Talks as the flags say.
    pub(super) fn new(command: &'static str, flags: &Common) -> Self {
        let color = if flags.no_color { ColorChoice::Never } else { ColorChoice::Auto };
        let (json, quiet, verbose) = (flags.json, flags.quiet, flags.verbose);
        Self { command, json, quiet, verbose, color, warnings: RefCell::default() }
    }

    /// Whether people read along on a terminal: progress may move, and questions make sense.
    pub(super) fn is_live(&self) -> bool {
        !self.json && !self.quiet && io::stderr().is_terminal()
    }

    /// Whether a question can be asked and answered.
    pub(super) fn can_ask(&self) -> bool {
        !self.json && io::stdin().is_terminal() && io::stderr().is_terminal()
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

    /// Tells what goes on, in sentences; nothing under `--quiet` and `--json`.
    pub(super) fn say(&self, sentence: &str) {
        if !self.quiet && !self.json {
            self.line(&printable(sentence));
        }
    }

    /// Warns: on standard error unless `--quiet`, and in the JSON document.
    pub(super) fn warn(&self, sentence: impl Into<String>) {
        let sentence = sentence.into();
        if !self.json && !self.quiet {
            self.line(&format!("{}: {}", paint(Label::Warning, "warning"), printable(&sentence)));
        }
        self.warnings.borrow_mut().push(sentence);
    }

    /// Shows part of a result before the rest is known: the review before a question. Not under `--json`.
    pub(super) fn preview(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        if self.json {
            return Ok(());
        }
        let mut out = self.stdout();
        write(&mut out)?;
        out.flush()
    }

    /// Shows a result and gives back how the run ended.
    pub(super) fn report(&self, report: &Report, exit: Exit) -> io::Result<Exit> {
        let mut out = self.stdout_for(self.json || !human::has_colours(report));
        if self.json {
            json::write_report(self.command, exit.code(), report, &self.warnings.borrow(), &mut out)?;
        } else {
            human::write(report, &mut out)?;
            out.flush()?;
            human::write_findings(report.findings(), &mut self.stderr())?;
        }
        out.flush()?;
        Ok(exit)
    }

    /// Shows only what is wrong, and under `--json` the whole result: for a result that was not made.
    pub(super) fn findings_only(&self, report: &Report, exit: Exit) -> io::Result<Exit> {
        if self.json {
            return self.report(report, exit);
        }
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

    /// Shows why the run could not do its work, and gives back how it ended.
    pub(super) fn failure(&self, failure: &Failure) -> Exit {
        if failure.exit == Exit::Done {
            return Exit::Done;
        }
        let shown = if self.json { self.failure_json(failure) } else { self.failure_text(failure) };
        // Nobody is left to tell when the place to tell it is gone.
        drop(shown);
        failure.exit
    }

    fn failure_json(&self, failure: &Failure) -> io::Result<()> {
        let mut out = self.stdout();
        let (code, known) = (failure.exit.code(), failure.known());
        json::write_error(self.command, code, failure.body(), known, &self.warnings.borrow(), &mut out)?;
        out.flush()
    }

    fn failure_text(&self, failure: &Failure) -> io::Result<()> {
        let mut out = self.stderr();
        let body = failure.body();
        writeln!(out, "{}: {}", paint(Label::Error, "error"), printable(&body.message))?;
        for cause in &body.causes {
            writeln!(out, "  {}: {}", paint(Label::Aside, "because"), printable(cause))?;
        }
        for hint in &body.hints {
            writeln!(out, "  {}: {}", paint(Label::Note, "hint"), printable(hint))?;
        }
        out.flush()
    }

    fn line(&self, text: &str) {
        // Speech is not worth a failure: a closed standard error must not stop a deployment.
        drop(writeln!(self.stderr(), "{text}"));
    }

    /// Standard output, to be flushed. A report has many lines, and each would be a write of its own.
    fn stdout(&self) -> BufWriter<AutoStream<io::StdoutLock<'static>>> {
        self.stdout_for(self.json)
    }

    /// The same, for text of which it is known that it has no colours: nothing needs to look for them then.
    fn stdout_for(&self, has_no_colours: bool) -> BufWriter<AutoStream<io::StdoutLock<'static>>> {
        let choice = if has_no_colours { ColorChoice::AlwaysAnsi } else { self.choice(&io::stdout()) };
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
