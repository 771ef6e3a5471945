//! The words of a script: one table, from which scripts are read and the page is made.

use super::{Mishap, Occasion, StatusBody, TROUBLES, Trouble, Work};
use crate::practice::calls::Call;

/// What a script says about a mishap beside its word.
#[derive(Debug, Default)]
pub(super) struct Details {
    pub(super) bytes: Option<usize>,
    pub(super) milliseconds: Option<u64>,
    pub(super) status: Option<u16>,
    pub(super) body: Option<StatusBody>,
    pub(super) retry_after: Option<u64>,
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) worked: Option<bool>,
}

/// One word: for what, with what, and what it means.
pub(super) struct Word {
    pub(super) name: &'static str,
    /// The only occasions that it is for; none for all requests.
    pub(super) only: &'static [Occasion],
    /// Keys that it needs.
    pub(super) needs: &'static [&'static str],
    /// Keys that it may have.
    pub(super) takes: &'static [&'static str],
    meaning: &'static str,
    pub(super) make: fn(&Details) -> Mishap,
}

const STATUS: &[Occasion] = &[Occasion::Call(Call::CheckDeployStatus)];
const ARCHIVE: &[Occasion] = &[Occasion::Call(Call::CheckRetrieveStatus)];

const fn word(name: &'static str, meaning: &'static str, make: fn(&Details) -> Mishap) -> Word {
    Word { name, only: &[], needs: &[], takes: &[], meaning, make }
}

impl Word {
    const fn only(self, occasions: &'static [Occasion]) -> Self {
        Self { only: occasions, ..self }
    }

    const fn needs(self, needs: &'static [&'static str]) -> Self {
        Self { needs, ..self }
    }

    const fn takes(self, takes: &'static [&'static str]) -> Self {
        Self { takes, ..self }
    }
}

/// All words.
pub(super) const WORDS: &[Word] = &[
    word("refuse", "The connection is closed before anything is read.", |_| Mishap::Refuse)
        .only(&[Occasion::Connection]),
    word("lose-request", "The connection closes and the org does nothing.", |_| Mishap::LoseRequest),
    word("lose-answer", "The org does the work, and the connection closes before the answer.", |_| Mishap::LoseAnswer),
    word("cut-answer", "The org does the work, and the connection closes after `bytes` of the answer.", |details| {
        Mishap::CutAnswer { bytes: details.bytes.unwrap_or_default() }
    })
    .needs(&["bytes"]),
    word("delay", "The answer comes `milliseconds` late.", |details| Mishap::Delay {
        milliseconds: details.milliseconds.unwrap_or_default(),
    })
    .needs(&["milliseconds"]),
    word("trickle", "The answer comes in pieces of `bytes`, one each `milliseconds`.", |details| Mishap::Trickle {
        bytes: details.bytes.unwrap_or_default().max(1),
        milliseconds: details.milliseconds.unwrap_or_default(),
    })
    .needs(&["bytes", "milliseconds"]),
    word("repeat-answer", "The answer comes twice on the same connection.", |_| Mishap::RepeatAnswer),
    word(
        "status",
        "Something answers with `status`; `body` is `json` (an error with `code`), `html` or `none`. With `worked = true` the org does the work all the same.",
        status,
    )
    .needs(&["status"])
    .takes(&["body", "code", "retry-after", "worked"]),
    word(
        "fault",
        "A SOAP fault, to a REST call an error with status 500, to a login a refusal with status 400. With `worked = true` the org does the work all the same.",
        fault,
    )
    .needs(&["code"])
    .takes(&["message", "worked"]),
    word("expire-session", "The session has expired.", |_| Mishap::ExpireSession),
    word("truncate-archive", "The archive in the answer lacks its second half.", |_| Mishap::TruncateArchive)
        .only(ARCHIVE),
    word("corrupt-archive", "A byte of the archive in the answer is another.", |_| Mishap::CorruptArchive)
        .only(ARCHIVE),
    word("truncate-base64", "The base64 in the answer ends within a group of four.", |_| Mishap::TruncateBase64)
        .only(ARCHIVE),
    word("corrupt-base64", "The base64 in the answer holds a character that is none.", |_| Mishap::CorruptBase64)
        .only(ARCHIVE),
    word("stay-pending", "No deployment goes further, from this question on.", |_| Mishap::StayPending).only(STATUS),
    word("cancel-deployment", "Somebody else has cancelled the deployment.", |_| Mishap::CancelDeployment).only(STATUS),
    word("fail-deployment", "The deployment ends with an error and changes nothing.", |_| Mishap::FailDeployment)
        .only(STATUS),
];

fn status(details: &Details) -> Mishap {
    Mishap::Status {
        status: details.status.unwrap_or(503),
        body: details.body.unwrap_or_default(),
        code: details.code.clone().unwrap_or_else(|| "UNKNOWN_EXCEPTION".to_owned()),
        retry_after: details.retry_after,
        work: work(details),
    }
}

fn fault(details: &Details) -> Mishap {
    Mishap::Fault {
        code: details.code.clone().unwrap_or_default(),
        message: details.message.clone().unwrap_or_else(|| "An unexpected error occurred".to_owned()),
        work: work(details),
    }
}

fn work(details: &Details) -> Work {
    if details.worked == Some(true) { Work::Done } else { Work::Undone }
}

impl Details {
    /// Which keys are there.
    pub(super) fn given(&self) -> impl Iterator<Item = &'static str> {
        let keys = [
            ("bytes", self.bytes.is_some()),
            ("milliseconds", self.milliseconds.is_some()),
            ("status", self.status.is_some()),
            ("body", self.body.is_some()),
            ("retry-after", self.retry_after.is_some()),
            ("code", self.code.is_some()),
            ("message", self.message.is_some()),
            ("worked", self.worked.is_some()),
        ];
        keys.into_iter().filter(|(_, given)| *given).map(|(key, _)| key)
    }
}

impl Occasion {
    /// All occasions.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        [Self::Any, Self::Connection].into_iter().chain(Call::all().map(Self::Call))
    }

    /// The name that people write.
    pub fn name(self) -> &'static str {
        match self {
            Self::Connection => "Connection",
            Self::Any => "any",
            Self::Call(call) => call.name(),
        }
    }

    /// Whether something can befall it that is for these occasions only, or for all requests.
    pub(super) fn suits(self, only: &[Self]) -> bool {
        if only.is_empty() { self != Self::Connection } else { only.contains(&self) }
    }
}

/// The tables of words for the page, and the names of what they befall.
pub fn table() -> String {
    let names: Vec<&str> = Occasion::all().map(Occasion::name).collect();
    format!(
        "| `do` | `call` | needs | may have | what happens |\n| --- | --- | --- | --- | --- |\n{}\n{}\n\
         | `do` | `call` | what it is | how the org's words are known |\n| --- | --- | --- | --- |\n{}\n\
         `call` is one of {}.\n",
        WORDS.iter().map(row).collect::<String>(),
        TROUBLES_INTRODUCED,
        TROUBLES.iter().map(row_of_trouble).collect::<String>(),
        quoted(&names),
    )
}

const TROUBLES_INTRODUCED: &str =
    "An org also refuses what it understood well. These words let it refuse as real orgs do, in their own words:\n";

fn row(word: &Word) -> String {
    let Word { name, only, needs, takes, meaning, .. } = word;
    format!("| `{name}` | {} | {} | {} | {meaning} |\n", calls(only), quoted(needs), quoted(takes))
}

fn row_of_trouble(trouble: &Trouble) -> String {
    let Trouble { word, only, meaning, grade, .. } = trouble;
    format!("| `{word}` | {} | {meaning} | {} |\n", calls(only), grade.name())
}

fn calls(only: &[Occasion]) -> String {
    let names: Vec<&str> = only.iter().map(|occasion| occasion.name()).collect();
    if names.is_empty() { "any request".to_owned() } else { quoted(&names) }
}

fn quoted(keys: &[&str]) -> String {
    let quoted: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    quoted.join(", ")
}
