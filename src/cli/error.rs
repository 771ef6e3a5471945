//! Why a run could not do its work: kind, message, causes, hints and exit code, put together in one place.
//!
//! Each floor has its own errors, which know nothing of exit codes and flags. Here each gets a stable name, the way the
//! run ends, and what to do about it.

use std::{error::Error, io, path::Path};

use serde_json::Value;

use super::exit::Exit;
use crate::render::json::ErrorBody;

/// Why a run could not do its work.
#[derive(Debug)]
pub struct Failure {
    /// How the run ends.
    pub exit: Exit,
    /// What was known when it happened, for the JSON document: the id of a deployment, for one.
    pub known: Option<Value>,
    name: &'static str,
    message: String,
    causes: Vec<String>,
    hints: Vec<String>,
}

impl Failure {
    /// Wrong use: flags, configuration, project file.
    pub fn wrong_use(name: &'static str, message: impl Into<String>) -> Self {
        Self::new(Exit::WrongUse, name, message)
    }

    /// The work could not be done.
    pub fn failed(name: &'static str, message: impl Into<String>) -> Self {
        Self::new(Exit::Failed, name, message)
    }

    fn new(exit: Exit, name: &'static str, message: impl Into<String>) -> Self {
        Self { exit, known: None, name, message: message.into(), causes: Vec::new(), hints: Vec::new() }
    }

    /// An error of a lower floor, with its chain of causes.
    pub fn of(exit: Exit, name: &'static str, error: &dyn Error) -> Self {
        let mut failure = Self::new(exit, name, error.to_string());
        let mut next = error.source();
        while let Some(cause) = next {
            failure.causes.push(cause.to_string());
            next = cause.source();
        }
        failure
    }

    /// A file that could not be read or written.
    pub fn file(verb: &str, path: &Path, error: &io::Error) -> Self {
        let mut failure = Self::failed("FileError", format!("`{}` cannot be {verb}", path.display()));
        failure.causes.push(error.to_string());
        failure
    }

    /// The same, with something to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same, with what was known when it happened.
    #[must_use]
    pub fn knowing(mut self, known: Value) -> Self {
        self.known = Some(known);
        self
    }

    /// The error as it is shown.
    pub fn body(&self) -> ErrorBody {
        ErrorBody {
            name: self.name.to_owned(),
            message: self.message.clone(),
            causes: self.causes.clone(),
            hints: self.hints.clone(),
        }
    }
}

/// What a command gives back: how the run ended, or why it could not do its work.
pub type Outcome<T> = Result<T, Failure>;

impl From<io::Error> for Failure {
    /// Standard output or standard input failed: nothing else comes here as a bare `io::Error`.
    fn from(error: io::Error) -> Self {
        Self::of(Exit::Failed, "OutputError", &error)
    }
}
