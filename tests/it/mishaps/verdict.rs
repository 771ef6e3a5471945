//! What must hold whatever goes wrong.

use super::{
    cases::Case,
    conversations::Script,
    org::{Counts, State},
};
use crate::support::{Conversation, Ending};
use xcred::{
    cli::exit::EXITS,
    practice::{Call, Mishap, Occasion, Work},
};

/// What came of a case.
pub(super) struct Seen {
    pub(super) said: Conversation,
    pub(super) counts: Counts,
    /// What the org held when the client had ended.
    pub(super) now: State,
    /// What it held when all that it had begun had ended.
    pub(super) later: State,
}

/// How a case is judged.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The client did what it was asked to do.
    Succeeded,
    /// It said why not, with this exit code.
    FailedClearly(i32),
    /// Something that must hold does not: what, and the conversation.
    Wrong(String),
}

/// One thing that must hold, and whether it does.
type Law = (&'static str, fn(&Case<'_>, &Seen, i32) -> bool);

const LAWS: &[Law] = &[
    ("the exit code is documented, and none of wrong use", |_, _, code| {
        code != 64 && EXITS.iter().any(|(_, known, _)| i32::from(*known) == code)
    }),
    ("the client has no fault of its own", |_, seen, _| {
        !["panicked", "fault of its own"].iter().any(|words| seen.said.stderr.contains(words))
    }),
    ("stdout is one JSON document with the exit code", |_, seen, code| {
        serde_json::from_str(&seen.said.stdout).is_ok_and(|said: serde_json::Value| said["status"] == code)
    }),
    ("what could not be done is said", |_, seen, code| code != 65 || says_why(&seen.said.json())),
    ("nothing is deployed twice", |case, seen, _| {
        let sent = |counts: &Counts| counts.calls.get(&Call::Deploy).copied().unwrap_or_default();
        // What was refused because the session had expired did nothing, and is sent again in the next one.
        let refused = usize::from(renews(case));
        sent(&seen.counts) <= 1 + refused && seen.later.deployments.len() <= 1.max(case.calm.before.deployments.len())
    }),
    ("the org is as before or as after, never between", |case, seen, _| {
        [&seen.now, &seen.later].iter().all(|state| is_before(case, state) || is_deployed(case, state))
    }),
    ("success is what a calm run comes to", |case, seen, code| {
        code != case.script.calm_code() || is_after(case, &seen.now)
    }),
    ("success is verified", |case, seen, code| {
        code != 0 || case.script == Script::Diff || seen.said.json()["result"]["verification"]["state"] == "verified"
    }),
    ("a deployment that was rejected or cancelled changes nothing", |case, seen, code| {
        code != 1 || is_before(case, &seen.later)
    }),
    ("where nothing is said to be deployed, nothing is", |case, seen, _| {
        let denies = ["nothing is deployed", "nothing was sent", "was not sent", "was refused"];
        let denied = denies.iter().any(|words| seen.said.stdout.contains(words));
        !denied || (is_before(case, &seen.later) && seen.later.deployments == case.calm.before.deployments)
    }),
    ("a new deployment is named, or it is said that there may be one", |case, seen, _| {
        let told = |(id, _): &(String, String)| seen.said.stdout.contains(id) || seen.said.stdout.contains("was lost");
        ![Script::Deploy, Script::DeployRenewing].contains(&case.script) || seen.later.deployments.iter().all(told)
    }),
    ("what passes is borne", |case, _, code| !is_borne(case) || code == case.script.calm_code()),
];

/// Judges a case.
pub(super) fn judge(case: &Case<'_>, seen: &Seen) -> Verdict {
    let Ending::Exit(code) = seen.said.status else {
        return Verdict::Wrong(format!("a signal ended it\n{}", seen.said));
    };
    let broken: Vec<&str> = LAWS.iter().filter(|(_, holds)| !holds(case, seen, code)).map(|(law, _)| *law).collect();
    if broken.is_empty() {
        return if code == case.script.calm_code() { Verdict::Succeeded } else { Verdict::FailedClearly(code) };
    }
    let Seen { said, counts, now, later } = seen;
    let deployments = format!("{:?}, later {:?}", now.deployments, later.deployments);
    Verdict::Wrong(format!("broken: {}\n{said}\n{:?}\ndeployments: {deployments}", broken.join("; "), counts.calls))
}

/// Whether its login can begin the next session.
fn renews(case: &Case<'_>) -> bool {
    case.script == Script::DeployRenewing
}

fn mishap<'c>(case: &'c Case<'_>) -> &'c Mishap {
    &case.representative.mishap
}

fn is_before(case: &Case<'_>, state: &State) -> bool {
    state.components == case.calm.before.components
}

fn is_deployed(case: &Case<'_>, state: &State) -> bool {
    state.components == case.calm.deployed.components
}

fn is_after(case: &Case<'_>, state: &State) -> bool {
    state.components == case.calm.after.components
}

/// Whether the client must succeed all the same: the mishap passes, and the request may be made again. The request to
/// deploy is sent once, so it must arrive; what became of its answer is no matter. A refresh token is sent once, too, for it
/// may be good for one use.
fn is_borne(case: &Case<'_>) -> bool {
    let is_deploy = case.occasion == Occasion::Call(Call::Deploy);
    let is_login = case.occasion == Occasion::Call(Call::Login);
    case.representative.passes && !is_login && (!is_deploy || arrives(mishap(case)))
}

fn arrives(mishap: &Mishap) -> bool {
    match mishap {
        Mishap::Refuse | Mishap::LoseRequest => false,
        Mishap::Status { work, .. } | Mishap::Fault { work, .. } => *work == Work::Done,
        _ => true,
    }
}

/// Whether a run that came to nothing says why: as an error, or in a report that says what it could not read.
fn says_why(said: &serde_json::Value) -> bool {
    let texts = [&said["error"]["message"], &said["result"]["verification"]["reason"]];
    texts.iter().any(|text| text.as_str().is_some_and(|text| !text.is_empty()))
}
