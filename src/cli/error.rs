//! Why a run could not do its work: kind, message, causes, hints and exit code, put together in one place.
//!
//! Each floor has its own errors, which know nothing of exit codes and flags. Here each gets a stable name, the way the
//! run ends, and what to do about it.

use std::{error::Error, io, path::Path};

use serde_json::Value;

use super::exit::Exit;
use crate::{
    org::trouble::{Step, Trouble},
    render::json::ErrorBody,
};

/// Why a run could not do its work.
#[derive(Debug)]
pub(super) struct Failure {
    /// How the run ends.
    pub exit: Exit,
    told: Box<Told>,
}

/// What is told of a failure.
#[derive(Debug)]
struct Told {
    body: ErrorBody,
    known: Option<Value>,
}

impl Failure {
    /// Wrong use: flags, configuration, project file.
    pub(super) fn wrong_use(name: &'static str, message: impl Into<String>) -> Self {
        Self::new(Exit::WrongUse, name, message)
    }

    /// The work could not be done.
    pub(super) fn failed(name: &'static str, message: impl Into<String>) -> Self {
        Self::new(Exit::Failed, name, message)
    }

    fn new(exit: Exit, name: &'static str, message: impl Into<String>) -> Self {
        let (name, message) = (name.to_owned(), message.into());
        let body = ErrorBody { name, message, causes: Vec::new(), hints: Vec::new(), trouble: None };
        Self { exit, told: Box::new(Told { body, known: None }) }
    }

    /// An error of a lower floor, with its chain of causes. Where it is a trouble that we know, our sentence comes first, and
    /// the trouble's next step is the hint.
    pub(super) fn of(exit: Exit, name: &'static str, error: &(dyn Error + 'static)) -> Self {
        let failure = Self::as_told(exit, name, error);
        match Trouble::of(error) {
            Some(trouble) => failure.in_trouble(trouble),
            None => failure,
        }
    }

    /// The same, told in its own words first: where they say what matters more than why.
    pub(super) fn as_told(exit: Exit, name: &'static str, error: &dyn Error) -> Self {
        let mut failure = Self::new(exit, name, error.to_string());
        let mut next = error.source();
        while let Some(cause) = next {
            failure.told.body.causes.push(cause.to_string());
            next = cause.source();
        }
        failure
    }

    fn in_trouble(mut self, trouble: &'static Trouble) -> Self {
        let body = &mut self.told.body;
        let told = std::mem::replace(&mut body.message, trouble.fragment());
        body.causes.insert(0, told);
        body.trouble = Some(&trouble.id);
        self.hints(trouble.steps.first().map(Step::line))
    }

    /// A file that could not be read or written.
    pub(super) fn file(verb: &str, path: &Path, error: &io::Error) -> Self {
        let mut failure = Self::failed("FileError", format!("`{}` cannot be {verb}", path.display()));
        failure.told.body.causes.push(error.to_string());
        failure
    }

    /// The same, with a cause.
    #[must_use]
    pub(super) fn because(mut self, cause: impl Into<String>) -> Self {
        self.told.body.causes.push(cause.into());
        self
    }

    /// The same, with something to do about it.
    #[must_use]
    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.told.body.hints.push(hint.into());
        self
    }

    /// The same, with one more cause.
    #[must_use]
    pub(super) fn cause(mut self, cause: impl Into<String>) -> Self {
        self.told.body.causes.push(cause.into());
        self
    }

    /// The same, with more to do about it.
    #[must_use]
    pub(super) fn hints(self, hints: impl IntoIterator<Item = impl Into<String>>) -> Self {
        hints.into_iter().fold(self, Self::hint)
    }

    /// The same, with what was known when it happened.
    #[must_use]
    pub(super) fn knowing(mut self, known: Value) -> Self {
        self.told.known = Some(known);
        self
    }

    /// The error as it is shown.
    pub(super) fn body(&self) -> &ErrorBody {
        &self.told.body
    }

    /// What was known when it happened, for the JSON document: the id of a deployment, for one.
    pub(super) fn known(&self) -> Option<&Value> {
        self.told.known.as_ref()
    }
}

/// What a command gives back: how the run ended, or why it could not do its work.
pub(super) type Outcome<T> = Result<T, Failure>;

impl From<io::Error> for Failure {
    /// Standard output or standard input failed: nothing else comes here as a bare `io::Error`. Whoever stopped reading
    /// has what it wanted, as `head` has.
    fn from(error: io::Error) -> Self {
        let exit = if error.kind() == io::ErrorKind::BrokenPipe { Exit::Done } else { Exit::Failed };
        Self::of(exit, "OutputError", &error)
    }
}
