//! `checkRetrieveStatus`' answer: what an org says of a retrieval.

use std::fmt;

use super::{FileProperties, Lacking, fields::Fields};
use crate::{
    metadata::ComponentId,
    org::{code::ErrorCode, record, words},
    xml::Element,
};

/// The id of a retrieval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetrieveId(String);

impl RetrieveId {
    /// Takes the id as the org spells it.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RetrieveId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether the status of a retrieval brings the archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IncludeZip {
    /// The status alone.
    No,
    /// The archive too, which the org deletes as it answers: a second call cannot fetch it.
    Yes,
}

/// Where a retrieval stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RetrieveStatus {
    /// It waits for its turn.
    Pending,
    /// It runs.
    InProgress,
    /// It is done; there may be messages all the same.
    Succeeded,
    /// It came to nothing.
    Failed,
    /// A status that this version does not know.
    Unknown(String),
}

impl From<&str> for RetrieveStatus {
    fn from(text: &str) -> Self {
        match text {
            "Pending" => Self::Pending,
            "InProgress" => Self::InProgress,
            "Succeeded" => Self::Succeeded,
            "Failed" => Self::Failed,
            other => Self::Unknown(other.to_owned()),
        }
    }
}

/// What the org says of a retrieval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetrieveResult {
    /// The retrieval.
    pub id: Option<RetrieveId>,
    /// Whether it has ended.
    pub done: bool,
    /// Whether it has ended well.
    pub success: bool,
    /// Where it stands.
    pub status: RetrieveStatus,
    /// Why it failed, as a code.
    pub error_status_code: Option<ErrorCode>,
    /// Why it failed, in the org's words.
    pub error_message: Option<String>,
    /// The files of the archive.
    pub properties: Vec<FileProperties>,
    /// What the org has to say about the manifest.
    pub messages: Vec<RetrieveMessage>,
    /// The archive in base64, where it was asked for and is there.
    pub zip_file: Option<String>,
}

/// What an org says about a part of a manifest that it could not retrieve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetrieveMessage {
    /// The file that it is about, most often the manifest itself.
    pub file_name: Option<String>,
    /// The org's words.
    pub problem: String,
}

impl RetrieveMessage {
    /// The component that the org does not have, where that is what the message says.
    pub fn missing_component(&self) -> Option<ComponentId> {
        words::missing_component(&self.problem)
    }
}

/// Reads the answer about one retrieval: an answer about another is somebody else's.
pub(super) fn read_of(id: &RetrieveId, element: &Element<'_>) -> Result<RetrieveResult, Lacking> {
    let result = read(element)?;
    match &result.id {
        Some(other) if !record::is_same(other.as_str(), id.as_str()) => {
            Err(Lacking(format!("it is about the retrieval `{other}`, not about `{id}`")))
        }
        _ => Ok(result),
    }
}

fn read(element: &Element<'_>) -> Result<RetrieveResult, Lacking> {
    let properties = element.children_named("fileProperties");
    let messages = element.children_named("messages");
    Ok(RetrieveResult {
        id: element.text_of("id").map(RetrieveId::new),
        done: element.required("done").map(|_| element.flag("done"))?,
        success: element.flag("success"),
        status: element.text_of("status").unwrap_or_default().as_str().into(),
        error_status_code: element.text_of("errorStatusCode").map(|code| code.as_str().into()),
        error_message: element.text_of("errorMessage"),
        properties: properties.map(FileProperties::read).collect::<Result<_, _>>()?,
        messages: messages.map(message).collect(),
        zip_file: element.text_of("zipFile"),
    })
}

fn message(element: &Element<'_>) -> RetrieveMessage {
    RetrieveMessage { file_name: element.text_of("fileName"), problem: element.text_of("problem").unwrap_or_default() }
}
