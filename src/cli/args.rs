//! What is typed: commands and flags.

mod diff;
mod git;
mod org;
mod plan;

use std::{num::NonZeroU32, path::PathBuf, str::FromStr};

use clap::{Args, Parser, Subcommand, ValueEnum};
pub use diff::{DiffArguments, GravityArgument, LayoutArguments};
pub use git::GitCommand;
pub use org::{
    AuthUrlArguments, ClientCredentialsArguments, JwtArguments, KeepArguments, ListArguments, LoginCommand,
    LoginHostArguments, LogoutArguments, OrgCommand, TokenArguments, WebArguments,
};
pub use plan::{PlanArguments, SendingArguments};

use crate::{
    metadata::ApiVersion,
    render::{FORMATS, Format, NotAFormat},
};

/// Salesforce callout credentials as code: scan, manifest, diff against an org, deploy and verify.
///
/// `-o practice` is an org that needs no account.
#[derive(Debug, Parser)]
#[command(name = "xcred", version, propagate_version = false, max_term_width = 100)]
pub struct Arguments {
    /// Flags that every command has.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Flags that every command has.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Everywhere")]
#[expect(clippy::struct_excessive_bools, reason = "flags as they are typed")]
pub struct Common {
    /// The project [default: the nearest folder upward with sfdx-project.json]
    #[arg(short = 'C', long = "project", global = true, value_name = "DIR")]
    pub project: Option<PathBuf>,
    /// Print one JSON document, on every path
    #[arg(long, global = true)]
    pub json: bool,
    /// The format of the result: human or json, of a check also sarif, junit, github or gitlab, of a diff html, markdown, sarif,
    /// github or dotenv; repeatable with files
    #[arg(long, global = true, value_name = "F[=FILE]")]
    pub format: Vec<FormatArgument>,
    /// Say nothing but the result and errors
    #[arg(long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Tell each request and each decision
    #[arg(long, global = true)]
    pub verbose: bool,
    /// Write a log of each request to this file, without secrets and fit to be shown; `XCRED_TRACE_HTTP` names one too
    #[arg(long, global = true, value_name = "FILE")]
    pub trace_http: Option<PathBuf>,
    /// No colour; `NO_COLOR` and `CLICOLOR_FORCE` count too
    #[arg(long, global = true)]
    pub no_color: bool,
}

/// A format, and the file that gets the result in it; standard output where there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormatArgument {
    /// The format.
    pub format: Format,
    /// The file.
    pub file: Option<PathBuf>,
}

/// Why a text names no format with or without a file.
#[derive(Debug, thiserror::Error)]
pub enum FormatArgumentError {
    /// There is no such format.
    #[error("{0}; there are {list}", list = FORMATS.iter().map(|(_, name)| *name).collect::<Vec<_>>().join(", "))]
    Format(#[from] NotAFormat),
    /// A file is announced and not named.
    #[error("after `=` comes a file")]
    NoFile,
}

impl FromStr for FormatArgument {
    type Err = FormatArgumentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (format, file) = text.split_once('=').map_or((text, None), |(format, file)| (format, Some(file)));
        if file == Some("") {
            return Err(FormatArgumentError::NoFile);
        }
        Ok(Self { format: format.parse()?, file: file.map(PathBuf::from) })
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the components of a project or folder, and whom they refer to
    Scan(ScanArguments),
    /// Find what a server, or a callout, would refuse; offline
    Check(CheckArguments),
    /// Put files into the order and form in which Salesforce retrieves them
    Fmt(FmtArguments),
    /// Write package.xml, or a destructive manifest, for a project or folder
    Manifest(ManifestArguments),
    /// Show what differs, element by element; from the target org to the project
    Diff(DiffArguments),
    /// Save what a deployment would send, bound to the org as it is; `xcred deploy FILE` sends it. docs/plan.md says more
    Plan(PlanArguments),
    /// Deploy a plan, or what differs from the org, and read back what it did
    Deploy(DeployCommand),
    /// Explain a rule, a metadata type, an element, a value, a consequence, a trouble or an exit code
    Explain(ExplainArguments),
    /// What git calls to show changes of these files; docs/git.md says how to set it up
    #[command(subcommand)]
    Git(GitCommand),
    /// Logins: what orgs are talked to with
    #[command(subcommand)]
    Org(OrgCommand),
    /// The practice org: an org that needs no account
    #[command(subcommand)]
    Practice(PracticeCommand),
}

/// Which components a command is about.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Components")]
pub struct Selectors {
    /// Components by type and name, `*` in names; repeatable
    #[arg(short, long, value_name = "TYPE[:NAME]")]
    pub metadata: Vec<String>,
    /// Components by file or folder; repeatable
    #[arg(short = 'd', long, value_name = "PATH")]
    pub source_dir: Vec<PathBuf>,
    /// Components by package.xml
    #[arg(short = 'x', long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
}

impl Selectors {
    /// Whether paths are named and nothing else, so that only what lies there is looked at.
    pub(super) fn is_of_paths_alone(&self) -> bool {
        !self.source_dir.is_empty() && self.metadata.is_empty() && self.manifest.is_none()
    }
}

/// `xcred scan`
#[derive(Debug, Args)]
pub struct ScanArguments {
    /// Which components.
    #[command(flatten)]
    pub selectors: Selectors,
    /// Tell why a file is taken or ignored
    #[arg(help_heading = None, long, value_name = "FILE", conflicts_with_all = ["metadata", "source_dir", "manifest"])]
    pub why: Option<PathBuf>,
}

/// `xcred explain`
#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// A rule, TYPE, TYPE.ELEMENT, TYPE.ELEMENT.VALUE, consequences, troubles or one of them, exit-codes or a number [default:
    /// list what there is]
    pub topic: Option<String>,
}

/// `xcred check`
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// Files and folders, as after `-d`; files without a component of the project are left out
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Which components.
    #[command(flatten)]
    pub selectors: Selectors,
    /// The API version to check for [default: sourceApiVersion, else the newest that xcred knows]
    #[arg(help_heading = None, short, long, value_name = "N.0")]
    pub api_version: Option<ApiVersion>,
    /// Ask the target org for what the project refers to and does not hold
    #[arg(help_heading = None, long)]
    pub org: bool,
    /// The org to ask: an alias, a user name, `practice`, or an instance URL with `SF_ACCESS_TOKEN`; with it, `--org` goes
    /// without saying
    #[arg(help_heading = None, short = 'o', long, value_name = "NAME")]
    pub target_org: Option<String>,
    /// Look also at what this manifest deletes before the rest is deployed
    #[arg(help_heading = None, long, value_name = "FILE")]
    pub pre_destructive_changes: Option<PathBuf>,
    /// Look also at what this manifest deletes after the rest is deployed
    #[arg(help_heading = None, long, value_name = "FILE")]
    pub post_destructive_changes: Option<PathBuf>,
    /// Exit with 1 where a finding is at least this grave
    #[arg(help_heading = None, long, value_name = "SEVERITY", default_value = "error")]
    pub fail_on: FailOn,
    /// Mend what has one right answer, and show what that changes
    #[arg(help_heading = None, long)]
    pub fix: bool,
    /// With `--fix`: show what would change, and write nothing
    #[arg(help_heading = None, long, requires = "fix")]
    pub dry_run: bool,
}

/// `xcred fmt`
#[derive(Debug, Args)]
pub struct FmtArguments {
    /// Which components.
    #[command(flatten)]
    pub selectors: Selectors,
    /// Write nothing; list the files that would change, and exit with 1 where there are some
    #[arg(help_heading = None, long)]
    pub check: bool,
}

/// Which findings make a check fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Errors.
    Error,
    /// Errors and warnings.
    Warning,
    /// Any finding.
    Note,
    /// None.
    Never,
}

/// `xcred manifest`
#[derive(Debug, Args)]
pub struct ManifestArguments {
    /// Which components.
    #[command(flatten)]
    pub selectors: Selectors,
    /// One `*` per type instead of names
    #[arg(help_heading = None, long)]
    pub wildcard: bool,
    /// The API version to write [default: sourceApiVersion]
    #[arg(help_heading = None, short, long, value_name = "N.0")]
    pub api_version: Option<ApiVersion>,
    /// Which manifest
    #[arg(help_heading = None, short = 't', long = "type", value_name = "KIND", default_value = "package")]
    pub kind: ManifestKind,
    /// The file to write, `-` for standard output [default: package.xml, or destructiveChanges….xml]
    #[arg(help_heading = None, short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Add to what the file already selects, instead of writing it anew
    #[arg(help_heading = None, long)]
    pub merge: bool,
}

/// Which manifest to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ManifestKind {
    /// package.xml
    Package,
    /// destructiveChangesPre.xml: deleted before the rest is deployed
    Pre,
    /// destructiveChangesPost.xml: deleted after the rest is deployed
    Post,
    /// destructiveChanges.xml
    Destroy,
}

/// Which org, and how to talk to it.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Org")]
pub struct OrgArguments {
    /// The org: an alias, a user name, `practice`, or an instance URL with `SF_ACCESS_TOKEN` [default: `SF_TARGET_ORG`,
    /// else that of a login in the environment, else that of xcred.toml, else `target-org` of the Salesforce CLI]
    #[arg(short = 'o', long, value_name = "NAME")]
    pub target_org: Option<String>,
    /// Read an SFDX auth URL (`force://…`) from standard input, and use it for this run alone
    #[arg(long, conflicts_with = "target_org")]
    pub auth_url_stdin: bool,
    /// The API version to speak [default: sourceApiVersion, else the newest that both sides know]
    #[arg(short, long, value_name = "N.0")]
    pub api_version: Option<ApiVersion>,
}

/// `xcred deploy`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct DeployCommand {
    /// What to do with a deployment that was sent before.
    #[command(subcommand)]
    pub sent: Option<SentCommand>,
    /// A new deployment.
    #[command(flatten)]
    pub arguments: DeployArguments,
}

/// What to do with a deployment that was sent before.
#[derive(Debug, Subcommand)]
pub enum SentCommand {
    /// Tell how a deployment stands
    Report(SentArguments),
    /// Follow a deployment to its end, and read back what it did
    Resume(SentArguments),
    /// Ask the org to cancel a deployment, and follow it to its end
    Cancel(SentArguments),
}

/// `xcred deploy report`, `resume` and `cancel`
#[derive(Debug, Args)]
pub struct SentArguments {
    /// The deployment
    #[arg(value_name = "ID")]
    pub id: String,
    /// Which org.
    #[command(flatten)]
    pub org: OrgArguments,
    /// Minutes to wait for the org
    #[arg(help_heading = None, short, long, value_name = "MINUTES", default_value_t = 33)]
    pub wait: u32,
}

/// A new deployment.
#[derive(Debug, Args)]
pub struct DeployArguments {
    /// The plan to send: then it says what is sent and how, and nothing of that is asked for here [default: what differs
    /// from the org]
    #[arg(value_name = "PLAN")]
    pub plan: Option<PathBuf>,
    /// Which components.
    #[command(flatten)]
    pub selectors: Selectors,
    /// Which org.
    #[command(flatten)]
    pub org: OrgArguments,
    /// Ask no question
    #[arg(help_heading = None, short, long)]
    pub yes: bool,
    /// Validate in the org and change nothing
    #[arg(help_heading = None, long)]
    pub dry_run: bool,
    /// Minutes to wait for the org; 0 returns at once with the id
    #[arg(help_heading = None, short, long, value_name = "MINUTES", default_value_t = 33)]
    pub wait: u32,
    /// How it is sent.
    #[command(flatten)]
    pub sending: SendingArguments,
}

/// Which Apex tests the org runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "PascalCase")]
pub enum TestLevelArgument {
    /// None.
    NoTestRun,
    /// Those that are named.
    RunSpecifiedTests,
    /// Those that matter for what is deployed.
    RunRelevantTests,
    /// All but those of managed packages.
    RunLocalTests,
    /// All.
    RunAllTestsInOrg,
}

/// `xcred practice`
#[derive(Debug, Subcommand)]
pub enum PracticeCommand {
    /// Serve the practice org to other clients, until interrupted
    Serve(ServeArguments),
    /// Forget what the practice org holds; the next use seeds it anew
    Reset,
    /// List what the practice org holds
    Show,
}

/// `xcred practice serve`
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "flags as they are typed")]
pub struct ServeArguments {
    /// The port on loopback; 0 takes any that is free
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub port: u16,
    /// The file with the access token; made, with a new token, where there is none
    #[arg(long, value_name = "FILE")]
    pub token_file: PathBuf,
    /// Speak TLS; the certificate to trust is written beside the org's state, and made anew by each server
    #[arg(long)]
    pub tls: bool,
    /// A script of mishaps: which requests go wrong, and how
    #[arg(long, value_name = "FILE")]
    pub mishaps: Option<PathBuf>,
    /// The certificate (PEM) whose RSA key signs JWT logins; without one there are none
    #[arg(long, value_name = "FILE")]
    pub jwt_certificate: Option<PathBuf>,
    /// The file with the secret of the app `xcred-ci`, made with a new one where there is none; without it there is no such app
    #[arg(long, value_name = "FILE")]
    pub client_secret_file: Option<PathBuf>,
    /// Let a refresh token be good once, and give the next one with each session
    #[arg(long)]
    pub rotate_refresh_tokens: bool,
    /// Give logins access tokens in the form of a JWT, which SOAP refuses before 68.0
    #[arg(long)]
    pub jwt_tokens: bool,
    /// Expire each session that a login begins after N requests, so that clients have to refresh it
    #[arg(long, value_name = "N")]
    pub sessions_last: Option<NonZeroU32>,
    /// Leave every deployment pending until it is cancelled
    #[arg(long)]
    pub hold_deployments: bool,
}
