//! What a run found out, before anyone decides how to show it. No text formatted for a terminal, no secrets.

mod check;
mod deploy;
mod diff;
mod fmt;
mod manifest;
mod practice;
mod scan;

pub use check::{CheckReport, FixReport, FixedFile};
pub use deploy::{DeployReport, Ending};
pub use diff::{DiffReport, Standpoint};
pub use fmt::FmtReport;
pub use manifest::ManifestReport;
pub use practice::{PracticeComponent, PracticeReport};
pub use scan::{PrincipalName, ReferenceFound, ScanReport, ScannedComponent, There, WhyReport};

use crate::finding::Finding;

/// What a command found out.
#[derive(Debug)]
pub enum Report {
    /// What `xcred scan` found.
    Scan(ScanReport),
    /// What `xcred check` found.
    Check(CheckReport),
    /// What `xcred fmt` changed.
    Fmt(FmtReport),
    /// Why `xcred scan` takes a file or leaves it.
    Why(WhyReport),
    /// What `xcred manifest` wrote.
    Manifest(ManifestReport),
    /// What `xcred diff` found.
    Diff(DiffReport),
    /// What `xcred deploy` did.
    Deploy(DeployReport),
    /// What the practice org holds.
    Practice(PracticeReport),
    /// Something was done, and there is no more to say of it than this sentence.
    Done(String),
}

impl Report {
    /// What the user has to mend in the project's files.
    pub fn findings(&self) -> &[Finding] {
        match self {
            Self::Scan(report) => &report.findings,
            Self::Check(report) => &report.findings,
            Self::Fmt(report) => &report.findings,
            Self::Manifest(report) => &report.findings,
            Self::Diff(report) => &report.findings,
            Self::Deploy(report) => &report.findings,
            Self::Why(_) | Self::Practice(_) | Self::Done(_) => &[],
        }
    }
}
