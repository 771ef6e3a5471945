//! The mishaps that every request meets.

use xcred::practice::{Call, Mishap, StatusBody, Work};

/// A mishap of the table.
pub(super) struct Representative {
    /// What it is called in a report.
    pub(super) name: String,
    pub(super) mishap: Mishap,
    /// How many requests in a row it befalls.
    pub(super) times: usize,
    /// Whether a client bears it that asks again, where asking again is harmless.
    pub(super) passes: bool,
}

/// More requests in a row than a client tries.
const MANY: usize = 7;

/// The mishaps for a request of this kind.
pub(super) fn mishaps_for(call: Call, nth: usize) -> Vec<Representative> {
    let mut all = Vec::new();
    all.extend(connection());
    all.extend(statuses());
    if call == Call::CheckRetrieveStatus {
        all.extend(damage());
    }
    if call == Call::CheckDeployStatus {
        all.extend(deployment(nth));
    }
    all
}

fn once(name: &str, mishap: Mishap) -> Representative {
    Representative { name: name.to_owned(), mishap, times: 1, passes: false }
}

fn passing(name: &str, mishap: Mishap) -> Representative {
    Representative { passes: true, ..once(name, mishap) }
}

fn many(name: &str, mishap: Mishap) -> Representative {
    Representative { times: MANY, ..once(&format!("{name}, {MANY} times"), mishap) }
}

fn connection() -> Vec<Representative> {
    vec![
        passing("lost request", Mishap::LoseRequest),
        many("lost request", Mishap::LoseRequest),
        passing("lost answer", Mishap::LoseAnswer),
        many("lost answer", Mishap::LoseAnswer),
        passing("answer cut in its head", Mishap::CutAnswer { bytes: 20 }),
        passing("answer cut in its body", Mishap::CutAnswer { bytes: 250 }),
        passing("late answer", Mishap::Delay { milliseconds: 30 }),
        passing("trickling answer", Mishap::Trickle { bytes: 200, milliseconds: 1 }),
        // The HTTP client below ours may take the second copy for the answer to the next request.
        once("answer that comes twice", Mishap::RepeatAnswer),
    ]
}

/// Status, body, code, `Retry-After`, whether the work is done; and whether it passes.
type Row = (u16, StatusBody, &'static str, Option<u64>, Work, bool);

const STATUSES: &[Row] = &[
    (503, StatusBody::Html, "", None, Work::Undone, true),
    (503, StatusBody::Html, "", None, Work::Done, true),
    (503, StatusBody::Json, "SERVER_UNAVAILABLE", Some(0), Work::Undone, true),
    (503, StatusBody::None, "", Some(86_400), Work::Undone, false),
    (504, StatusBody::None, "", None, Work::Done, true),
    (500, StatusBody::Json, "UNKNOWN_EXCEPTION", None, Work::Done, true),
    (429, StatusBody::Json, "REQUEST_LIMIT_EXCEEDED", Some(0), Work::Undone, true),
    (403, StatusBody::Json, "REQUEST_LIMIT_EXCEEDED", None, Work::Undone, false),
    (404, StatusBody::Html, "", None, Work::Undone, false),
    (400, StatusBody::Json, "INVALID_INPUT", None, Work::Undone, false),
];

fn statuses() -> Vec<Representative> {
    let mut all: Vec<Representative> = STATUSES.iter().map(status).collect();
    let (first, ..) = STATUSES.split_first().expect("the table has rows");
    let gateway = status(first);
    all.push(many(&gateway.name, gateway.mishap));
    let fault = |code: &str, work| Mishap::Fault { code: code.to_owned(), message: "On purpose".to_owned(), work };
    all.push(once("fault", fault("UNKNOWN_EXCEPTION", Work::Undone)));
    all.push(once("fault after the work", fault("UNKNOWN_EXCEPTION", Work::Done)));
    all.push(passing("passing fault", fault("SERVER_UNAVAILABLE", Work::Undone)));
    all.push(once("expired session", Mishap::ExpireSession));
    all
}

fn status(&(status, body, code, retry_after, work, passes): &Row) -> Representative {
    let mut name = format!("{status} {body:?} {code}").trim_end().to_owned();
    name.extend(retry_after.map(|seconds| format!(", again after {seconds} s")));
    name.extend((work == Work::Done).then_some(" after the work"));
    let mishap = Mishap::Status { status, body, code: code.to_owned(), retry_after, work };
    Representative { passes, ..once(&name, mishap) }
}

fn damage() -> Vec<Representative> {
    vec![
        once("truncated archive", Mishap::TruncateArchive),
        once("corrupted archive", Mishap::CorruptArchive),
        once("truncated base64", Mishap::TruncateBase64),
        once("corrupted base64", Mishap::CorruptBase64),
    ]
}

/// What befalls deployments. One that stays pending is asked about once, and the client does not wait.
fn deployment(nth: usize) -> Vec<Representative> {
    let mut all =
        vec![once("cancelled by another", Mishap::CancelDeployment), once("failed at the end", Mishap::FailDeployment)];
    if nth == 1 {
        all.push(once("pending for ever", Mishap::StayPending));
    }
    all
}
