//! `xcred deploy`: what differs is shown, asked about, sent, followed, and read back.

use std::{collections::BTreeSet, pin::pin, time::Instant};

use super::{
    args::{DeployArguments, TestLevelArgument},
    console::Console,
    deletions::Deletions,
    error::{Failure, Outcome},
    exit::Exit,
    follow::{End, Watch, exit_of, outcome},
    gather::{Held, forget_unread, from_files, leave_out_newer_types},
    gather_org::from_org,
    interrupt::{Interrupts, interrupted},
    online::{Connection, block_on, connect},
    place::Place,
    select::{Selected, check_all_matched, selected},
    wire,
};
use crate::{
    bundle::{Bundle, BundleError},
    deploy::{Certainty, SendError, Sent, Standing, Verification, send, verify},
    diff::{ChangeKind, ChangeSet, Graph, compare, tell_consequences},
    finding::{Severity, any_at_least},
    metadata::{ComponentId, Manifest, Side, Snapshot},
    org::{DeployOptions, Pace, TestLevel},
    render::human::Review,
    report::{DeployReport, Ending, Report},
};

/// What to do where the org may be at work on a deployment without a known id.
const LOOK: &str = "look at Deployment Status in the org's Setup before running it again";

/// Runs the command.
pub(super) fn run(console: &Console, place: &Place, arguments: &DeployArguments) -> Outcome<Exit> {
    let selected = selected(place, &arguments.selectors)?;
    let project = from_files(place, &Side::Project, &selected)?;
    let deletions = Deletions::read(arguments)?;
    block_on(async {
        let connection = connect(console, place, &arguments.org).await?;
        let report = report_for(&connection, arguments, &deletions);
        let mut run = Run { console, arguments, connection: &connection, deletions: &deletions, report };
        if let Some(ready) = run.prepare(&selected, project).await? {
            run.send(&ready).await?;
        }
        let exit = exit_of(&run.report);
        console.report(&Report::Deploy(run.report), exit)
    })
}

/// One run of the command against one org.
struct Run<'a> {
    console: &'a Console,
    arguments: &'a DeployArguments,
    connection: &'a Connection,
    deletions: &'a Deletions,
    report: DeployReport,
}

/// What is ready to be sent.
struct Ready {
    bundle: Bundle,
    archive: Vec<u8>,
    sent: Snapshot,
}

impl Run<'_> {
    /// Compares, shows, asks. What is to be sent, unless there is nothing to send.
    async fn prepare(&mut self, selected: &Selected, mut project: Held) -> Outcome<Option<Ready>> {
        leave_out_newer_types(self.console, &mut project, self.connection.org.version());
        let mut org = from_org(self.console, self.connection, &selected.selection, &project.snapshot, None).await?;
        check_all_matched(self.console, &selected.selection, project.available.union(&org.available))?;
        forget_unread(&mut org, &mut project);
        let comparison = compare(&org.snapshot, &project.snapshot);
        self.report.changes = comparison.changes;
        let deletions = &self.report.deletions;
        tell_consequences(&mut self.report.changes, |id| deletions.iter().any(|manifest| manifest.selects(id)));
        self.report.findings = [project.findings, comparison.findings].concat();
        if any_at_least(&self.report.findings, Severity::Error) {
            self.report.ending = Ending::Unfit;
            return Ok(None);
        }
        let sent = to_send(&project.snapshot, &self.report.changes);
        if sent.is_empty() && self.report.deletions.is_empty() {
            return Ok(None);
        }
        let bundle = Bundle::of(&sent, self.connection.org.version())?;
        let bundle = bundle.deleting(self.deletions.first().cloned(), self.deletions.last().cloned());
        // Nobody is asked about a deployment that is too large for any org.
        let archive = bundle.to_zip()?;
        let graph = Graph::of(&org.snapshot, &project.snapshot, &self.report.changes);
        let (changes, deletions) = (&self.report.changes, &self.report.deletions[..]);
        self.console.review(Review { changes, graph: &graph, deletions })?;
        if !self.agreed()? {
            self.report.ending = Ending::Declined;
            return Ok(None);
        }
        Ok(Some(Ready { bundle, archive, sent }))
    }

    fn agreed(&self) -> Outcome<bool> {
        if self.arguments.yes || self.arguments.dry_run {
            return Ok(true);
        }
        if !self.console.can_ask() {
            return Err(Failure::wrong_use("NoTerminal", "there is no terminal to ask whether to deploy")
                .hint("`--yes` deploys without asking, `--dry-run` only validates"));
        }
        Ok(self.console.ask(&format!("Deploy this to {}?", self.connection.name))?)
    }

    async fn send(&mut self, ready: &Ready) -> Outcome<()> {
        let Ready { bundle, archive, sent } = ready;
        let started = Instant::now();
        let mut interrupts = Interrupts::take()?;
        let (deployment, interrupted) = self.send_once(archive, &mut interrupts).await?;
        let id = &deployment.id;
        self.report.id = Some(id.to_string());
        let found =
            deployment.found_again.map(|certainty| format!(", found again after its answer was lost: {certainty}"));
        self.console.say(&format!("Sent to {} as `{id}`{}.", self.connection.name, found.unwrap_or_default()));
        if deployment.found_again == Some(Certainty::Likely) {
            self.console.warn(format!(
                "that `{id}` is this deployment is likely and not sure: the org does not tell all that would show it"
            ));
        }
        let watch = Watch {
            console: self.console,
            connection: self.connection,
            id,
            minutes: self.arguments.wait,
            components: sent.len(),
            archive_bytes: archive.len(),
        };
        let end = if interrupted { watch.cancel(&mut interrupts).await } else { watch.follow(&mut interrupts).await };
        self.conclude(&end?, bundle);
        self.report.elapsed = Some(started.elapsed());
        if self.report.ending == Ending::Sent(Standing::Running) {
            self.console.say(&format!("Look later with `{}`.", watch.later()));
        }
        if !self.arguments.dry_run {
            self.report.verification = watch.unless_interrupted(&mut interrupts, self.verify(sent)).await?;
        }
        Ok(())
    }

    /// Sends the archive, and says whether that was interrupted. An interrupt waits for the deployment's id, without
    /// which nothing can be cancelled; a second one does not wait.
    async fn send_once(&self, archive: &[u8], interrupts: &mut Interrupts) -> Outcome<(Sent, bool)> {
        let options = options(self.arguments);
        let first_wait = wire::wait_before_looking_again()?;
        let mut sending = pin!(send(&self.connection.org, archive, &options, first_wait));
        tokio::select! {
            biased;
            () = interrupts.next() => {}
            deployment = &mut sending => return Ok((deployment?, false)),
        }
        self.console.say("Interrupted while sending: once the deployment's id is here, the org is asked to cancel it.");
        tokio::select! {
            biased;
            () = interrupts.next() => Err(interrupted("interrupted before the org told the deployment's id").hint(LOOK)),
            deployment = &mut sending => Ok((deployment?, true)),
        }
    }

    fn conclude(&mut self, end: &End, bundle: &Bundle) {
        let (ending, outcome) = outcome(end, bundle);
        self.report.ending = ending;
        if let Some(outcome) = outcome {
            self.report.deployed = outcome.deployed;
            self.report.deleted = outcome.deleted;
            self.report.failed = outcome.failed;
            let findings = outcome.findings.into_iter().map(|finding| self.deletions.at_its_source(finding));
            self.report.findings.extend(findings);
            self.report.message = outcome.message;
        }
    }

    /// Reads back what went in: all of it, or after a partial success what the org says it took.
    async fn verify(&self, sent: &Snapshot) -> Verification {
        let report = &self.report;
        let taken: BTreeSet<&ComponentId> = report.deployed.iter().collect();
        let named = || report.deletions.iter().flat_map(Manifest::ids).filter(|id| !sent.contains(id));
        let (sent, deleted) = match report.ending {
            Ending::Sent(Standing::Succeeded) => (sent.clone(), named().collect()),
            Ending::Sent(Standing::Partial) => (sent.select(|id| taken.contains(id)), report.deleted.clone()),
            _ => return Verification::NotNeeded,
        };
        verify(&self.connection.org, &sent, &deleted, &Pace::for_load(sent.len(), 0)).await
    }
}

fn report_for(connection: &Connection, arguments: &DeployArguments, deletions: &Deletions) -> DeployReport {
    DeployReport {
        deletions: deletions.first().into_iter().chain(deletions.last()).cloned().collect(),
        check_only: arguments.dry_run,
        ..DeployReport::before(&connection.name)
    }
}

/// The project's components that are new or changed. What is only in the org stays there.
fn to_send(project: &Snapshot, changes: &ChangeSet) -> Snapshot {
    project.select(|id| changes.get(id).is_some_and(|change| change.kind != ChangeKind::Removed))
}

fn options(arguments: &DeployArguments) -> DeployOptions {
    DeployOptions {
        check_only: arguments.dry_run,
        ignore_warnings: arguments.ignore_warnings,
        rollback_on_error: !arguments.ignore_errors,
        test_level: arguments.test_level.map(test_level),
        run_tests: arguments.tests.clone(),
        ..DeployOptions::default()
    }
}

fn test_level(level: TestLevelArgument) -> TestLevel {
    match level {
        TestLevelArgument::NoTestRun => TestLevel::NoTestRun,
        TestLevelArgument::RunSpecifiedTests => TestLevel::RunSpecifiedTests,
        TestLevelArgument::RunRelevantTests => TestLevel::RunRelevantTests,
        TestLevelArgument::RunLocalTests => TestLevel::RunLocalTests,
        TestLevelArgument::RunAllTestsInOrg => TestLevel::RunAllTestsInOrg,
    }
}

impl From<BundleError> for Failure {
    fn from(error: BundleError) -> Self {
        Self::of(Exit::Failed, "BundleError", &error)
    }
}

impl From<SendError> for Failure {
    fn from(error: SendError) -> Self {
        let told = || Self::as_told(Exit::Failed, "SendError", &error);
        match error {
            SendError::NotTaken(_) => Self::of(Exit::Failed, "SendError", &error).hint("nothing is deployed"),
            SendError::NotFound { ref others, .. } if others.is_empty() => {
                told().hint("nothing is deployed, as far as the org tells; run it again")
            }
            SendError::NotFound { .. } => {
                told().hint("nothing of this is deployed, as far as the org tells").hint(LOOK)
            }
            SendError::Ambiguous { .. } | SendError::Unknown(_) => told().hint(LOOK),
        }
    }
}
