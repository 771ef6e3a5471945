//! From a deployment's id to its end: waiting, interrupts, and what came of it.

use std::time::Duration;

use serde_json::json;

use super::{
    console::Console,
    error::{Failure, Outcome},
    exit::Exit,
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
    pub(super) async fn follow(&self) -> Outcome<End> {
        let patience = Duration::from_secs(u64::from(self.minutes) * 60);
        let pace = Pace::for_load(self.components, self.archive_bytes as u64).with_patience(patience);
        let mut progress = Progress::new(self.console);
        let org = &self.connection.org;
        let followed = tokio::select! {
            biased;
            interrupt = tokio::signal::ctrl_c() => {
                interrupt.map_err(|error| self.knowing(Failure::of(Exit::Failed, "SignalError", &error)))?;
                None
            }
            followed = org.follow_deployment(self.id, &pace, |result| progress.tell(result)) => Some(followed),
        };
        drop(progress);
        match followed {
            None => self.interrupted().await,
            Some(Ok(Followed::Done(result) | Followed::StillRunning(Some(result)))) => Ok(End::Known(Box::new(result))),
            Some(Ok(Followed::StillRunning(None))) => Ok(End::Unheard),
            Some(Err(error)) => {
                let failure = Failure::from(error).hint(self.later());
                Err(self.knowing(failure))
            }
        }
    }

    async fn interrupted(&self) -> Outcome<End> {
        self.console.say(&format!("Interrupted: asking {} to cancel `{}`.", self.connection.name, self.id));
        if let Err(error) = self.connection.org.cancel_deploy(self.id).await {
            let mut failure = Failure::from(error).hint(self.later());
            failure.exit = Exit::Interrupted;
            return Err(self.knowing(failure));
        }
        self.console.say(&self.later());
        Ok(End::Interrupted)
    }

    /// How to look at the deployment later.
    pub(super) fn later(&self) -> String {
        format!("look later with `xcred deploy report {} -o {}`", self.id, self.connection.name)
    }

    fn knowing(&self, failure: Failure) -> Failure {
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
