//! By what a trouble is known.

use serde::Deserialize;

use super::symptoms::{CallKind, FailureKind, Symptoms};
use crate::org::{transport::Obstacle, words::Saying};

/// What a failure must be like to be a trouble. Of what each list names one is enough; an empty list asks nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Sign {
    /// What kind of failure it is.
    pub kind: Vec<FailureKind>,
    /// On which kind of call.
    pub call: Vec<CallKind>,
    /// The HTTP status of the answer.
    pub status: Vec<u16>,
    /// The beginning of the answer's content type.
    pub content: Vec<String>,
    /// What stood in the way of a connection.
    pub obstacle: Vec<Obstacle>,
    /// The code of an API error.
    pub code: Vec<String>,
    /// The code of an OAuth error.
    pub oauth: Vec<String>,
    /// The end of the host's name.
    pub host: Vec<String>,
    /// What the server says, by the names of [`crate::org::words::SAYINGS`].
    pub says: Vec<String>,
}

impl Sign {
    /// Whether a failure is like this.
    pub(super) fn is_met_by(&self, symptoms: &Symptoms) -> bool {
        let content = symptoms.content.as_deref().unwrap_or_default();
        let host = symptoms.host.as_deref().unwrap_or_default();
        let says = |id: &String| {
            let saying = Saying::named(id);
            saying.is_some_and(|saying| symptoms.words.iter().any(|message| saying.is_in(message)))
        };
        is_one_of(&self.kind, |kind| symptoms.kind == *kind)
            && is_one_of(&self.call, |call| symptoms.call == Some(*call))
            && is_one_of(&self.status, |status| symptoms.status == Some(*status))
            && is_one_of(&self.content, |start| content.starts_with(start.as_str()))
            && is_one_of(&self.obstacle, |obstacle| symptoms.obstacle == Some(*obstacle))
            && is_one_of(&self.code, |code| symptoms.codes.contains(code))
            && is_one_of(&self.oauth, |code| symptoms.oauth.as_ref() == Some(code))
            && is_one_of(&self.host, |end| host.ends_with(end.as_str()))
            && is_one_of(&self.says, says)
    }

    /// How much it says: words say more than codes, codes more than a status, and that more than a kind.
    pub(super) fn weight(&self) -> u32 {
        let asks = [
            !self.kind.is_empty(),
            !self.call.is_empty(),
            !self.status.is_empty(),
            !self.content.is_empty(),
            !self.obstacle.is_empty() || !self.code.is_empty() || !self.oauth.is_empty(),
            !self.host.is_empty(),
            !self.says.is_empty(),
        ];
        asks.iter().enumerate().map(|(place, asked)| u32::from(*asked) << place).sum()
    }
}

fn is_one_of<T>(listed: &[T], is_it: impl FnMut(&T) -> bool) -> bool {
    listed.is_empty() || listed.iter().any(is_it)
}
