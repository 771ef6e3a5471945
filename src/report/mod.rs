//! What a run found out, before anyone decides how to show it. No text formatted for a terminal, no secrets.

mod check;
mod deploy;
mod diff;
mod explain;
mod fmt;
mod login;
mod manifest;
mod org;
mod plan;
mod practice;
mod scan;
mod unseen;

pub use check::{CheckReport, FixReport, FixedFile};
pub use deploy::{DeployReport, Ending};
pub use diff::{DiffReport, Standpoint};
pub use explain::{ElementExplained, ExitExplained, Explained, StructureExplained, ValueExplained};
pub use fmt::FmtReport;
pub use login::{LoggedOut, LoginReport, LogoutReport, Revocation};
pub use manifest::ManifestReport;
pub use org::{KnownLogin, OrgListReport, OrgShowReport, SessionSeen};
pub use plan::{PlanEnding, PlanReport};
pub use practice::{PracticeComponent, PracticeReport};
pub use scan::{PrincipalName, ReferenceFound, ScanReport, ScannedComponent, There, WhyReport};

use crate::{
    finding::{Finding, Severity},
    metadata::ComponentId,
};

/// What a command found out.
#[derive(Debug)]
pub enum Report {
    /// What `xcred scan` found.
    Scan(ScanReport),
    /// What `xcred check` found.
    Check(CheckReport),
    /// What `xcred explain` tells.
    Explain(Explained),
    /// What `xcred fmt` changed.
    Fmt(FmtReport),
    /// Why `xcred scan` takes a file or leaves it.
    Why(WhyReport),
    /// What `xcred manifest` wrote.
    Manifest(ManifestReport),
    /// What `xcred diff` found.
    Diff(DiffReport),
    /// What `xcred plan` saved.
    Plan(PlanReport),
    /// What `xcred deploy` did.
    Deploy(DeployReport),
    /// What the practice org holds.
    Practice(PracticeReport),
    /// What `xcred org login` kept.
    Login(LoginReport),
    /// What `xcred org logout` ended.
    Logout(LogoutReport),
    /// What `xcred org list` found.
    OrgList(OrgListReport),
    /// What `xcred org show` found.
    OrgShow(OrgShowReport),
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
            Self::Plan(report) => &report.findings,
            Self::Deploy(report) => &report.findings,
            Self::Explain(_)
            | Self::Why(_)
            | Self::Practice(_)
            | Self::Login(_)
            | Self::Logout(_)
            | Self::OrgList(_)
            | Self::OrgShow(_)
            | Self::Done(_) => &[],
        }
    }

    /// The components that were checked one by one; empty where the command checks none.
    pub fn checked(&self) -> &[ComponentId] {
        if let Self::Check(report) = self { &report.components } else { &[] }
    }

    /// Whether this finding makes the run fail.
    pub fn fails(&self, finding: &Finding) -> bool {
        if let Self::Check(report) = self { report.fails(finding) } else { finding.rule.severity == Severity::Error }
    }
}
