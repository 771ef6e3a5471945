//! Mishaps: what goes wrong on purpose, at which request.
//!
//! A script names requests by kind and number and says what befalls each. Requests are counted per served org, so the
//! same client meets the same mishaps each time. A network can lose a request before the org works on it, or the answer
//! after it did: to the client both look the same, and what it does next is what mishaps are for.

mod befall;
mod damage;
mod script;
mod trouble;
mod words;

use super::calls::{Call, Turn};

pub(crate) use befall::{Protocol, befall};
pub use script::ScriptError;
pub use trouble::{Grade, TROUBLES, Trouble};
pub use words::table;

/// A script of mishaps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mishaps(Vec<Appointment>);

/// A mishap and the requests that it befalls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// Which requests are counted.
    pub occasion: Occasion,
    /// The first of them that it befalls, counted from 1.
    pub first: usize,
    /// How many in a row it befalls; without a number all that follow.
    pub times: Option<usize>,
    /// What happens.
    pub mishap: Mishap,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// Connections.
    Connection,
    /// All requests.
    Any,
    /// Requests of one kind.
    Call(Call),
}

/// Whether the org does what the request asks before the mishap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// It does not.
    Undone,
    /// It does.
    Done,
}

/// The body of an answer that the org did not give.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StatusBody {
    /// An error as REST calls give it.
    #[default]
    Json,
    /// A page, as gateways give it.
    Html,
    /// Nothing.
    None,
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mishap {
    /// A connection is closed before anything is read.
    Refuse,
    /// The connection closes before the work.
    LoseRequest,
    /// The connection closes after the work, before the answer.
    LoseAnswer,
    /// The connection closes after so many bytes of the answer, its head included.
    CutAnswer {
        /// How many bytes arrive.
        bytes: usize,
    },
    /// The answer comes late.
    Delay {
        /// By how much.
        milliseconds: u64,
    },
    /// The answer comes in small pieces.
    Trickle {
        /// Bytes of a piece.
        bytes: usize,
        /// From piece to piece.
        milliseconds: u64,
    },
    /// The answer comes twice on the same connection.
    RepeatAnswer,
    /// Something else answers, with this status.
    Status {
        /// The status.
        status: u16,
        /// What comes with it.
        body: StatusBody,
        /// The error's code, in a body of JSON.
        code: String,
        /// The header `Retry-After`, in seconds.
        retry_after: Option<u64>,
        /// Whether the work is done all the same.
        work: Work,
    },
    /// A SOAP fault, or to a REST call an error with status 500.
    Fault {
        /// Its code, without a prefix.
        code: String,
        /// Its words.
        message: String,
        /// Whether the work is done all the same.
        work: Work,
    },
    /// The session has expired.
    ExpireSession,
    /// The org refuses, for a reason that users of real orgs meet.
    Trouble(&'static Trouble),
    /// The archive lacks its second half.
    TruncateArchive,
    /// A byte in the archive is another.
    CorruptArchive,
    /// The base64 of the archive ends within a group of four.
    TruncateBase64,
    /// A character of the base64 is none.
    CorruptBase64,
    /// Deployments go no further from now on.
    StayPending,
    /// Somebody else has cancelled the deployment.
    CancelDeployment,
    /// The deployment fails at the end.
    FailDeployment,
}

impl Mishaps {
    /// Reads a script in TOML.
    pub fn parse(text: &str) -> Result<Self, ScriptError> {
        script::parse(text)
    }

    /// One mishap, at the nth request of a kind.
    pub fn at(occasion: Occasion, nth: usize, mishap: Mishap) -> Self {
        Self(vec![Appointment { occasion, first: nth, times: Some(1), mishap }])
    }

    /// What befalls a request: the first of the script that fits.
    pub(super) fn due(&self, turn: Turn) -> Option<&Mishap> {
        let is_due = |appointment: &&Appointment| match appointment.occasion {
            Occasion::Connection => false,
            Occasion::Any => appointment.includes(turn.of_all),
            Occasion::Call(call) => call == turn.call && appointment.includes(turn.of_its_kind),
        };
        self.0.iter().find(is_due).map(|appointment| &appointment.mishap)
    }

    /// Whether the nth connection is closed at once.
    pub(super) fn refuse(&self, nth: usize) -> bool {
        self.0.iter().any(|appointment| appointment.occasion == Occasion::Connection && appointment.includes(nth))
    }
}

impl FromIterator<Appointment> for Mishaps {
    fn from_iter<I: IntoIterator<Item = Appointment>>(appointments: I) -> Self {
        Self(appointments.into_iter().collect())
    }
}

impl Appointment {
    fn includes(&self, nth: usize) -> bool {
        let past = nth.checked_sub(self.first);
        past.is_some_and(|past| self.times.is_none_or(|times| past < times))
    }
}

#[cfg(test)]
mod tests;
