//! One deployment as the org remembers it, and as it tells of it.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{DeployOptions, message::Message, package::Refusal};
use crate::{
    metadata::ApiVersion,
    practice::{
        Moment,
        ids::{USER_FULL_NAME, USER_ID},
    },
};

/// How far a deployment is: the Metadata API's `DeployStatus`, word for word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Status {
    Pending,
    InProgress,
    Succeeded,
    SucceededPartial,
    Failed,
    Canceling,
    Canceled,
}

impl Status {
    /// Whether it will not change any more.
    pub(crate) fn is_done(self) -> bool {
        !matches!(self, Self::Pending | Self::InProgress | Self::Canceling)
    }
}

/// One deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Deployment {
    /// Its id.
    pub id: String,
    /// What it was asked to do.
    pub options: DeployOptions,
    /// The API version of the call that brought it.
    pub version: ApiVersion,
    /// The validation that it deploys without looking again.
    pub validated: Option<String>,
    /// How far it is.
    pub status: Status,
    /// When it arrived.
    pub created: Moment,
    /// When it was begun.
    pub started: Option<Moment>,
    /// When it was done.
    pub completed: Option<Moment>,
    /// When it last changed.
    pub modified: Moment,
    /// Bytes of its archive.
    pub zip_size: usize,
    /// Files in its archive.
    pub files: usize,
    /// How many components it is about.
    pub total: usize,
    /// How many of them went through so far.
    pub deployed: usize,
    /// How many of them failed so far.
    pub errors: usize,
    /// What is said about each.
    pub messages: Vec<Message>,
    /// Why all of it failed.
    pub refusal: Option<Refusal>,
}

impl Deployment {
    /// A deployment that has just arrived.
    pub(crate) fn new(id: String, options: DeployOptions, version: ApiVersion, zip_size: usize, now: Moment) -> Self {
        Self {
            id,
            options,
            version,
            validated: None,
            status: Status::Pending,
            created: now,
            started: None,
            completed: None,
            modified: now,
            zip_size,
            files: 0,
            total: 0,
            deployed: 0,
            errors: 0,
            messages: Vec::new(),
            refusal: None,
        }
    }

    /// Whether this is a validation that was passed with tests, so that it may be deployed without looking again.
    pub(crate) fn may_be_deployed(&self) -> bool {
        self.options.check_only && self.options.runs_tests() && self.status == Status::Succeeded
    }

    /// The WSDL's `DeployResult`, its keys in the order of the WSDL. What is absent is null.
    pub(crate) fn result(&self, with_details: bool) -> Value {
        let canceled = matches!(self.status, Status::Canceling | Status::Canceled);
        let succeeded = matches!(self.status, Status::Succeeded | Status::SucceededPartial);
        let refusal = self.refusal.as_ref();
        json!({
            "canceledBy": canceled.then_some(USER_ID),
            "canceledByName": canceled.then_some(USER_FULL_NAME),
            "checkOnly": self.options.check_only,
            "completedDate": self.completed,
            "createdBy": USER_ID,
            "createdByName": USER_FULL_NAME,
            "createdDate": self.created,
            "details": self.details(with_details),
            "done": self.status.is_done(),
            "errorMessage": refusal.map(|refusal| &refusal.words),
            "errorStatusCode": refusal.map(|refusal| &refusal.code),
            "id": self.id,
            "ignoreWarnings": self.options.ignore_warnings,
            "lastModifiedDate": self.modified,
            "numberComponentErrors": self.errors,
            "numberComponentsDeployed": self.deployed,
            "numberComponentsTotal": self.total,
            "numberFiles": self.files,
            "numberTestErrors": 0,
            "numberTestsCompleted": 0,
            "numberTestsTotal": 0,
            "rollbackOnError": self.options.rollback_on_error,
            "runTestsEnabled": self.options.runs_tests(),
            "startDate": self.started,
            "status": self.status,
            "success": succeeded,
            "zipSize": self.zip_size,
        })
    }

    fn details(&self, wanted: bool) -> Value {
        if !wanted {
            return json!({});
        }
        let (successes, failures): (Vec<_>, Vec<_>) = self.messages.iter().partition(|message| message.success);
        json!({
            "componentFailures": failures,
            "componentSuccesses": successes,
            "runTestResult": { "numFailures": 0, "numTestsRun": 0, "totalTime": 0.0 },
        })
    }
}
