//! A run inside GitHub Actions: annotations, and the summary of the step.
//!
//! Annotations go to standard error, which the runner reads for commands as it reads standard output, so that a result
//! that is redirected into a file holds nothing else.

use std::{
    env, fs,
    io::{self, Write},
    path::PathBuf,
};

use crate::{
    render::{Run, github},
    report::Report,
};

/// GitHub takes a summary of so many bytes from a step, and of a longer one nothing.
const LARGEST_SUMMARY: usize = 1024 * 1024;

/// What the runner told.
#[derive(Debug)]
pub(super) struct Actions {
    summary: Option<PathBuf>,
}

impl Actions {
    /// What the environment says; nothing outside GitHub Actions.
    pub(super) fn of_environment() -> Option<Self> {
        let summary = env::var_os("GITHUB_STEP_SUMMARY").filter(|path| !path.is_empty()).map(PathBuf::from);
        (env::var_os("GITHUB_ACTIONS")? == "true").then_some(Self { summary })
    }

    /// Writes the annotations of a report.
    pub(super) fn annotate(report: &Report, run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
        github::write_annotations(report, run, out)
    }

    /// Adds the summary of a report to that of the step, as far as there is room.
    pub(super) fn summarize(&self, report: &Report, run: &Run<'_>) -> io::Result<()> {
        let Some(path) = &self.summary else { return Ok(()) };
        let there = fs::metadata(path).map_or(0, |file| usize::try_from(file.len()).unwrap_or(usize::MAX));
        let summary = github::summary(report, run, LARGEST_SUMMARY.saturating_sub(there));
        fs::OpenOptions::new().append(true).create(true).open(path)?.write_all(summary.as_bytes())
    }
}
