//! From a deployment's id to its end: waiting, interrupts, and what came of it.

use std::time::Duration;

use serde_json::json;

use super::{
    console::Console,
    error::{Failure, Outcome},
    exit::Exit,
    interrupt::{Interrupts, interrupted},
    online::Connection,
    progress::Progress,
};
use crate::{
    bundle::Bundle,
    deploy::{self, Standing, Verification, outcome_of},
    org::{DeployId, DeployResult, Followed, Pace},
    report::{DeployReport, Ending},
};

/// How following a deployment ended.
pub(super) enum End {
    /// With an answer of the org, perhaps that it still runs.
    Known(Box<DeployResult>),
    /// The user interrupted; the last answer, if there was one.
    Interrupted,
    /// The time to wait was over before there was an answer.
    Unheard,
}

/// What to follow, and for how long.
pub(super) struct Watch<'a> {
    pub(super) console: &'a Console,
    pub(super) connection: &'a Connection,
    pub(super) id: &'a DeployId,
    pub(super) minutes: u32,
    pub(super) components: usize,
    pub(super) archive_bytes: usize,
}

impl Watch<'_> {
    /// Follows the deployment to its end, to the end of the waiting, or to an interrupt. An interrupt asks the org to
    /// cancel.
    pub(super) async fn follow(&self, interrupts: &mut Interrupts) -> Outcome<End> {
        let patience = Duration::from_secs(u64::from(self.minutes) * 60);
        let pace = Pace::for_load(self.components, self.archive_bytes as u64).with_patience(patience);
        let mut progress = Progress::new(self.console);
        let org = &self.connection.org;
        let followed = tokio::select! {
            biased;
            () = interrupts.next() => None,
            followed = org.follow_deployment(self.id, &pace, |result| progress.tell(result)) => Some(followed),
        };
        drop(progress);
        match followed {
            None => self.cancel(interrupts).await,
            Some(Ok(Followed::Done(result) | Followed::StillRunning(Some(result)))) => Ok(End::Known(Box::new(result))),
            Some(Ok(Followed::StillRunning(None))) => Ok(End::Unheard),
            Some(Err(error)) => Err(self.left_behind(Failure::from(error))),
        }
    }

    /// Asks the org to cancel. A second interrupt ends even that.
    pub(super) async fn cancel(&self, interrupts: &mut Interrupts) -> Outcome<End> {
        self.console.say(&format!("Interrupted: asking {} to cancel `{}`.", self.connection.name, self.id));
        let cancelled = self.unless_interrupted(interrupts, self.connection.org.cancel_deploy(self.id)).await?;
        if let Err(error) = cancelled {
            let mut failure = Failure::from(error);
            failure.exit = Exit::Interrupted;
            return Err(self.left_behind(failure));
        }
        self.console.say(&format!("Look later with `{}`.", self.later()));
        Ok(End::Interrupted)
    }

    /// Does something about the deployment that an interrupt ends.
    pub(super) async fn unless_interrupted<T>(
        &self,
        interrupts: &mut Interrupts,
        work: impl Future<Output = T>,
    ) -> Outcome<T> {
        tokio::select! {
            biased;
            () = interrupts.next() => {
                Err(self.left_behind(interrupted("interrupted while the org was asked about the deployment")))
            }
            done = work => Ok(done),
        }
    }

    /// The command that looks at the deployment later.
    pub(super) fn later(&self) -> String {
        format!("xcred deploy report {} {}", self.id, self.connection.flags).trim_end().to_owned()
    }

    /// A failure that leaves the deployment to itself: with its id, and how to look at it later.
    fn left_behind(&self, failure: Failure) -> Failure {
        let failure = failure.hint(format!("look later with `{}`", self.later()));
        failure.knowing(json!({ "id": self.id.to_string() }))
    }
}

/// What an end means for the report.
pub(super) fn outcome(end: &End, bundle: &Bundle) -> (Ending, Option<deploy::Outcome>) {
    match end {
        End::Interrupted => (Ending::Interrupted, None),
        End::Unheard => (Ending::Sent(Standing::Running), None),
        End::Known(result) => {
            let outcome = outcome_of(result, bundle);
            (Ending::Sent(outcome.standing), Some(outcome))
        }
    }
}

/// The exit code of a deployment. One that could not be read back is not known to be what was asked for, so it is no
/// success, however the org calls it.
pub(super) fn exit_of(report: &DeployReport) -> Exit {
    match report.ending {
        Ending::Sent(Standing::Succeeded) if matches!(report.verification, Verification::Unknown(_)) => Exit::Failed,
        Ending::NothingToDo | Ending::Sent(Standing::Succeeded) => Exit::Done,
        Ending::Declined | Ending::Interrupted => Exit::Interrupted,
        Ending::Unfit | Ending::Sent(Standing::Failed | Standing::Canceled) => Exit::Rejected,
        Ending::Sent(Standing::Partial) => Exit::Partial,
        Ending::Sent(Standing::Running) => Exit::Running,
    }
}
