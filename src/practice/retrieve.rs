//! Retrievals: components out of the org, as a zip archive.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    Moment,
    canonical::canonical,
    holdings::{Holding, Holdings},
    listing::file_properties,
};
use crate::{
    bundle::archive,
    metadata::{ApiVersion, ComponentId, Manifest, MetadataType, type_named},
};

/// What a retrieval asks for.
#[derive(Debug)]
pub(crate) struct RetrieveRequest {
    /// The components, with wildcards.
    pub wanted: Manifest,
    /// The API version that the files are written in.
    pub version: ApiVersion,
    /// Whether package.xml stands at the root of the archive, not under `unpackaged/`.
    pub single_package: bool,
}

/// One retrieval as the org remembers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Retrieval {
    /// Its id.
    pub id: String,
    /// When it was asked for.
    pub created: Moment,
    /// How often its status was asked for.
    pub asked: u32,
    /// The properties of each file.
    pub properties: Vec<Value>,
    /// What is said about what was not found: file name and problem.
    pub messages: Vec<Value>,
    /// Whether the archive was fetched, and so is gone.
    pub fetched: bool,
}

/// The archive and what is said about it.
#[derive(Debug)]
pub(crate) struct Retrieved {
    /// The properties of each file.
    pub properties: Vec<Value>,
    /// What is said about what was not found.
    pub messages: Vec<Value>,
    /// The archive.
    pub zip: Vec<u8>,
}

/// Gathers what was asked for.
pub(crate) fn retrieve(held: &Holdings, request: &RetrieveRequest) -> Retrieved {
    let prefix = if request.single_package { "" } else { "unpackaged/" };
    let mut files = BTreeMap::new();
    let mut properties = Vec::new();
    let mut found = Manifest::of(Some(request.version), []);
    let messages = messages(held, request, prefix);
    for (id, holding) in chosen(held, request) {
        let table = type_named(id.type_name.as_str()).expect("the org holds known types");
        add_files(&mut files, prefix, id, holding, table, request.version);
        properties.push(file_properties(id, holding, prefix));
        found.add(id);
    }
    let manifest = format!("{prefix}package.xml");
    let package = (manifest.as_str(), found.to_xml().into_bytes());
    let others = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    let entries = others.chain([(package.0, package.1.as_slice())]);
    Retrieved { zip: archive::write(entries), properties, messages }
}

fn chosen<'h>(held: &'h Holdings, request: &RetrieveRequest) -> impl Iterator<Item = (&'h ComponentId, &'h Holding)> {
    held.iter().filter(|(id, _)| {
        let is_in_version = type_named(id.type_name.as_str()).is_some_and(|table| table.since <= request.version);
        is_in_version && request.wanted.selects(id)
    })
}

fn add_files(
    files: &mut BTreeMap<String, Vec<u8>>,
    prefix: &str,
    id: &ComponentId,
    holding: &Holding,
    table: &MetadataType,
    version: ApiVersion,
) {
    let name = id.full_name.as_str();
    let metadata = canonical(table, &holding.metadata, version).into_bytes();
    files.insert(format!("{prefix}{}", table.metadata_path(name)), metadata);
    if let (Some(path), Some(content)) = (table.content_path(name), &holding.content) {
        files.insert(format!("{prefix}{path}"), content.clone());
    }
}

/// The words for a missing component are documented; those for types are from memory, not graded.
fn messages(held: &Holdings, request: &RetrieveRequest, prefix: &str) -> Vec<Value> {
    let say = |problem: String| json!({ "fileName": format!("{prefix}package.xml"), "problem": problem });
    let mut messages = Vec::new();
    for (type_name, members) in request.wanted.types() {
        match type_named(type_name.as_str()) {
            None => messages.push(say(format!("Entity type: '{type_name}' is unknown"))),
            Some(table) if table.since > request.version => {
                messages.push(say(format!("Entity type: '{type_name}' is not available in this api version")));
            }
            Some(_) => {
                let missing = members.names.iter().filter(|name| {
                    let id = ComponentId::new(type_name.as_str(), name.as_str());
                    held.get(&id).is_none()
                });
                messages.extend(
                    missing.map(|name| say(format!("Entity of type '{type_name}' named '{name}' cannot be found"))),
                );
            }
        }
    }
    messages
}

impl Retrieval {
    /// Counts a question for the status.
    pub(crate) fn ask(&mut self) {
        self.asked = self.asked.saturating_add(1).min(9);
    }

    /// Whether the archive is ready: at the second question.
    pub(crate) fn is_done(&self) -> bool {
        self.asked > 1
    }

    /// The WSDL's `RetrieveResult`, its keys in the order of the WSDL; the archive in base64, where it is handed out.
    pub(crate) fn result(&self, zip: Option<String>) -> Value {
        let done = self.is_done();
        let lost = done && self.fetched && zip.is_none();
        let nothing = Vec::new();
        let (properties, messages) = if done { (&self.properties, &self.messages) } else { (&nothing, &nothing) };
        let status = if done { "Succeeded" } else { "InProgress" };
        json!({
            "done": done,
            "errorMessage": lost.then_some(GONE),
            "errorStatusCode": lost.then_some("INVALID_OPERATION"),
            "fileProperties": properties,
            "id": self.id,
            "messages": messages,
            "status": status,
            "success": done && !lost,
            "zipFile": zip.unwrap_or_default(),
        })
    }
}

/// What later questions are told once the archive was fetched. The words are inferred.
const GONE: &str = "The zip file of this retrieve was already returned and has been deleted";
