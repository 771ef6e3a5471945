//! A deployment from its archive to what came of it: sent once, followed, told, read back.

use std::{collections::BTreeSet, pin::pin, time::Instant};

use super::{
    args::{DeployArguments, SendingArguments, TestLevelArgument},
    console::Console,
    deletions::Deletions,
    error::{Failure, Outcome},
    exit::Exit,
    follow::{End, Watch, outcome},
    interrupt::{Interrupts, interrupted},
    online::Connection,
    prospect::Ready,
    wire,
};
use crate::{
    bundle::{Bundle, BundleError},
    deploy::{Certainty, SendError, Sent, Standing, Verification, send, verify},
    metadata::{ComponentId, Manifest, Snapshot},
    org::{DeployOptions, Pace, TestLevel},
    report::{DeployReport, Ending},
};

/// What to do where the org may be at work on a deployment without a known id.
const LOOK: &str = "look at Deployment Status in the org's Setup before running it again";

/// One run of the command against one org.
pub(super) struct Run<'a> {
    pub(super) console: &'a Console,
    pub(super) arguments: &'a DeployArguments,
    pub(super) connection: &'a Connection,
    pub(super) deletions: &'a Deletions,
    pub(super) options: DeployOptions,
    pub(super) report: DeployReport,
}

impl Run<'_> {
    /// Whether it is to be sent: `--yes` says so, a validation needs no word, and else people are asked.
    pub(super) fn agreed(&self) -> Outcome<bool> {
        if self.arguments.yes || self.arguments.dry_run {
            return Ok(true);
        }
        if !self.console.can_ask() {
            return Err(Failure::wrong_use("NoTerminal", "there is no terminal to ask whether to deploy")
                .hint("`--yes` deploys without asking, `--dry-run` only validates"));
        }
        Ok(self.console.ask(&format!("Deploy this to {}?", self.connection.name))?)
    }

    /// Sends what is ready, follows it to its end, and reads it back.
    pub(super) async fn send(&mut self, ready: &Ready) -> Outcome<()> {
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
        let first_wait = wire::wait_before_looking_again()?;
        let mut sending = pin!(send(&self.connection.org, archive, &self.options, first_wait));
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

/// How the flags want it sent.
pub(super) fn options(arguments: &SendingArguments) -> DeployOptions {
    DeployOptions {
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
