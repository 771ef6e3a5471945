//! A run inside GitHub Actions: annotations, the summary of the step, and its outputs.
//!
//! Annotations go to standard error, which the runner reads for commands as it reads standard output, so that a result
//! that is redirected into a file holds nothing else.

use std::{
    env, fs,
    io::{self, Write},
    path::{Path, PathBuf},
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
    outputs: Option<PathBuf>,
}

impl Actions {
    /// What the environment says; nothing outside GitHub Actions.
    pub(super) fn of_environment() -> Option<Self> {
        let file = |name: &str| env::var_os(name).filter(|path| !path.is_empty()).map(PathBuf::from);
        let (summary, outputs) = (file("GITHUB_STEP_SUMMARY"), file("GITHUB_OUTPUT"));
        (env::var_os("GITHUB_ACTIONS")? == "true").then_some(Self { summary, outputs })
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
        append(path, &summary)
    }

    /// Adds the counts of a difference to the outputs of the step.
    pub(super) fn set_outputs(&self, report: &Report) -> io::Result<()> {
        let (Some(path), Report::Diff(diff)) = (&self.outputs, report) else { return Ok(()) };
        let mut random = [0; 16];
        getrandom::fill(&mut random).map_err(io::Error::other)?;
        append(path, &github::outputs(diff, &format!("xcred_{:032x}", u128::from_ne_bytes(random))))
    }
}

fn append(path: &Path, text: &str) -> io::Result<()> {
    fs::OpenOptions::new().append(true).create(true).open(path)?.write_all(text.as_bytes())
}
