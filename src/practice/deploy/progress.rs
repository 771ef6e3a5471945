//! How a deployment goes on: begun, half done, done; or cancelled.

use super::{
    Deployment, Status,
    package::{self, Refusal},
    rehearsal::{Act, Put, Rehearsal, rehearse},
};
use crate::practice::{
    Moment,
    holdings::Holding,
    ids,
    org::{Book, Org},
};

/// After so many milliseconds a deployment is done, whether anybody asked for it or not.
const LONGEST: i64 = 2_000;

/// When deployments go on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pace {
    /// One step at each question for the status; done at the latest after two seconds.
    #[default]
    Steps,
    /// Not before they are released.
    Held,
}

/// Finishes what was begun long ago, the oldest first.
pub(crate) fn settle(org: &mut Org, now: Moment) {
    let overdue = |deployment: &&Deployment| {
        !deployment.status.is_done() && now.milliseconds_since(deployment.created) >= LONGEST
    };
    let ids: Vec<String> =
        org.book.deployments.iter().filter(overdue).map(|deployment| deployment.id.clone()).collect();
    for id in ids {
        while !is_done(org, &id) {
            step(org, &id, now);
        }
    }
}

fn is_done(org: &Org, id: &str) -> bool {
    org.book.deployment(id).is_none_or(|deployment| deployment.status.is_done())
}

/// Takes a deployment one step further, or the one that it waits for.
pub(crate) fn step(org: &mut Org, id: &str, now: Moment) {
    let Some(mut deployment) = whose_turn(&org.book, id).cloned() else {
        return;
    };
    match deployment.status {
        Status::Pending => begin(org, &mut deployment, now),
        Status::InProgress if deployment.is_young() => half(&mut deployment),
        Status::InProgress => finish(org, &mut deployment, now),
        Status::Canceling => end(org, &mut deployment, Status::Canceled, now),
        _ => return,
    }
    deployment.modified = now;
    org.book.replace(deployment);
}

/// The oldest goes first; one that is being cancelled waits for nobody.
fn whose_turn<'b>(book: &'b Book, id: &str) -> Option<&'b Deployment> {
    let open = |deployment: &&Deployment| !deployment.status.is_done();
    let asked = book.deployment(id).filter(open)?;
    let mut waiting = book.deployments.iter().filter(open);
    if asked.status == Status::Canceling { Some(asked) } else { waiting.next() }
}

/// Asks for the end of a deployment. What is done already stays done: `false`.
pub(crate) fn cancel(org: &mut Org, id: &str, now: Moment) -> bool {
    let Some(deployment) = org.book.deployment_mut(id) else {
        return false;
    };
    if deployment.status.is_done() {
        return false;
    }
    deployment.status = Status::Canceling;
    deployment.modified = now;
    true
}

/// Cancels the deployment whose turn it is, to its end.
pub(crate) fn cancel_next(org: &mut Org, now: Moment) {
    end_next(org, now, |org, deployment| end(org, deployment, Status::Canceled, now));
}

/// Lets the deployment whose turn it is fail. The words are those of errors inside Salesforce.
pub(crate) fn fail_next(org: &mut Org, now: Moment) {
    let words =
        "An unexpected error occurred. Please include this ErrorId if you contact support: 1234567890-12345 (0)";
    end_next(org, now, |org, deployment| refuse(org, deployment, Refusal::new("UNKNOWN_EXCEPTION", words), now));
}

fn end_next(org: &mut Org, now: Moment, end: impl FnOnce(&mut Org, &mut Deployment)) {
    let open = |deployment: &&Deployment| !deployment.status.is_done();
    let Some(mut deployment) = org.book.deployments.iter().find(open).cloned() else {
        return;
    };
    end(org, &mut deployment);
    deployment.modified = now;
    org.book.replace(deployment);
}

impl Deployment {
    fn is_young(&self) -> bool {
        self.total > 1 && self.deployed == 0
    }
}

fn open(org: &Org, deployment: &Deployment, now: Moment) -> Result<package::Deposit, Refusal> {
    let zip = org
        .attachments
        .read(&deployment.id)
        .map_err(|error| Refusal::new("UNKNOWN_EXCEPTION", format!("the archive is lost: {error}")))?;
    package::open(&zip, &deployment.options, deployment.version, now)
}

fn begin(org: &mut Org, deployment: &mut Deployment, now: Moment) {
    deployment.started = Some(now);
    match open(org, deployment, now) {
        Ok(deposit) => {
            deployment.status = Status::InProgress;
            deployment.files = deposit.files;
            deployment.total = deposit.candidates.len() + deposit.removed_before.len() + deposit.removed_after.len();
        }
        Err(refusal) => refuse(org, deployment, refusal, now),
    }
}

fn half(deployment: &mut Deployment) {
    deployment.deployed = deployment.total / 2;
}

fn refuse(org: &mut Org, deployment: &mut Deployment, refusal: Refusal, now: Moment) {
    deployment.refusal = Some(refusal);
    end(org, deployment, Status::Failed, now);
}

fn end(org: &mut Org, deployment: &mut Deployment, status: Status, now: Moment) {
    deployment.status = status;
    deployment.completed = Some(now);
    let may_be_deployed = deployment.options.check_only && status == Status::Succeeded;
    if !may_be_deployed {
        org.attachments.discard(&deployment.id);
    }
}

fn finish(org: &mut Org, deployment: &mut Deployment, now: Moment) {
    let deposit = match open(org, deployment, now) {
        Ok(deposit) => deposit,
        Err(refusal) => return refuse(org, deployment, refusal, now),
    };
    let mut rehearsal = rehearse(&org.holdings, deposit, &deployment.options, now);
    deployment.errors = rehearsal.errors();
    deployment.deployed = rehearsal.passed();
    deployment.total = deployment.errors + deployment.deployed;
    let status = match (deployment.errors, deployment.deployed) {
        (0, _) => Status::Succeeded,
        (_, 1..) if !deployment.options.rollback_on_error => Status::SucceededPartial,
        _ => Status::Failed,
    };
    if status != Status::Failed && !deployment.options.check_only {
        perform(org, &mut rehearsal, now);
    }
    deployment.messages = rehearsal.messages;
    end(org, deployment, status, now);
}

/// Does what was rehearsed. New components get their ids here, and their messages learn of them.
fn perform(org: &mut Org, rehearsal: &mut Rehearsal, now: Moment) {
    for act in std::mem::take(&mut rehearsal.acts) {
        match act {
            Act::Put(put, message) => rehearsal.messages[message].id = Some(put_one(org, put, now)),
            Act::Remove(id) => org.holdings.remove(&id),
        }
    }
}

fn put_one(org: &mut Org, put: Put, now: Moment) -> String {
    let held = org.holdings.get(&put.id);
    let created = held.map_or(now, |held| held.created);
    let modified = held.map_or(now, |held| if put.changed { now } else { held.modified });
    let id = match held {
        Some(held) => held.id.clone(),
        None => ids::id(ids::prefix_of(put.id.type_name.as_str()), org.book.next_number()),
    };
    let holding = Holding { id: id.clone(), created, modified, metadata: put.metadata, content: put.content };
    org.holdings.put(put.id, holding);
    id
}
