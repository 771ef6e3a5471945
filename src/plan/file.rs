//! A plan as a file: written the same each time, read with suspicion.

use std::{
    collections::{BTreeMap, BTreeSet},
    iter,
    path::PathBuf,
};

use super::{
    Deed, Digest, Holding, Made, Plan, PlanError, PlannedOrg, Step,
    wire::{EntryBody, PLAN_JSON, PlanBody},
};
use crate::{
    bundle::{
        Bundle, DELETED_FIRST, DELETED_LAST, MOST_BYTES, MOST_FILES,
        archive::{self, ArchiveLimits, Entry},
    },
    metadata::{Component, ComponentFile, ComponentId, FileRole, Manifest, Snapshot, type_named},
};

/// The most bytes that a plan file has: the largest bundle, and as much room to speak of it as it can need.
pub const MOST_PLAN_BYTES: usize = MOST_BYTES + 16 * 1024 * 1024;

/// The bytes with which a file of a zip archive starts.
const LOCAL_FILE: &[u8] = b"PK\x03\x04";

/// Where the header of a file tells how long its name is, and where that stands (APPNOTE.TXT 4.3.7).
const LENGTH_AT: usize = 26;
const NAME_AT: usize = 30;

/// Whether a file that starts with these bytes is a plan, or wants to be one: an archive whose first entry is `plan.json`.
pub fn is_plan(start: &[u8]) -> bool {
    let length = start.get(LENGTH_AT..).and_then(|rest| rest.first_chunk()).map(|bytes| u16::from_le_bytes(*bytes));
    let name = start.get(NAME_AT..).and_then(|rest| rest.get(..usize::from(length?)));
    start.starts_with(LOCAL_FILE) && name == Some(PLAN_JSON.as_bytes())
}

impl Plan {
    /// The bytes of its file; the same each time.
    pub fn to_bytes(&self) -> Vec<u8> {
        let body = PlanBody::of(self).to_json();
        let files: Vec<_> = self.bundle.files().collect();
        let files = files.iter().map(|(name, bytes)| (*name, &**bytes));
        archive::write(iter::once((PLAN_JSON, &body[..])).chain(files))
    }

    /// Reads a plan file, and makes sure that it says one thing.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, PlanError> {
        if bytes.len() > MOST_PLAN_BYTES {
            return Err(PlanError::TooLarge { limit: MOST_PLAN_BYTES });
        }
        if !is_plan(bytes) {
            return Err(PlanError::NotAPlan);
        }
        let limits = ArchiveLimits { files: MOST_FILES + 1, ..ArchiveLimits::default() };
        let mut entries = archive::read(bytes, limits)?;
        if entries.first().is_none_or(|entry| entry.name != PLAN_JSON) {
            return Err(PlanError::NotAPlan);
        }
        let body = PlanBody::from_json(&entries.remove(0).bytes)?;
        check_entries(&body.entries, &entries)?;
        let (sent, bundle) = bundle_of(&body, &entries)?;
        Self::of_body(body, sent, bundle)
    }

    fn of_body(body: PlanBody, sent: Snapshot, bundle: Bundle) -> Result<Self, PlanError> {
        let asked = body.asked();
        let mut steps = BTreeMap::new();
        for step in &body.components {
            let id: ComponentId = parsed(&step.component)?;
            let step = Step { deed: step.deed.into(), held: parsed(&step.held)? };
            if steps.insert(id.clone(), step).is_some() {
                return Err(PlanError::Contradiction { id, what: "it is told twice" });
            }
        }
        let org = PlannedOrg { id: parsed(&body.org.id)?, instance: body.org.instance, asked };
        let made = Made { at: body.made.at, by: body.made.by };
        let (version, options) = (body.api_version, body.options.into_options());
        let plan = Self { made, org, options, steps, version, sent, bundle };
        plan.check_steps()?;
        Ok(plan)
    }

    /// Each component that is sent or deleted is told as such, and no other; and the org was asked for each.
    fn check_steps(&self) -> Result<(), PlanError> {
        let deleted: BTreeSet<ComponentId> = self.bundle.deletions().flat_map(Manifest::ids).collect();
        for id in self.sent.ids().chain(&deleted) {
            if !self.steps.contains_key(id) {
                return Err(PlanError::Contradiction { id: id.clone(), what: "what it does to it is not told" });
            }
        }
        for (id, step) in &self.steps {
            let is_known = step.held != Holding::Unseen;
            let what = match step.deed {
                Deed::Create | Deed::Change if !self.sent.contains(id) => "it is told as sent, and is not",
                Deed::Delete if self.sent.contains(id) => "it is told as deleted, and is sent",
                Deed::Delete if !deleted.contains(id) => "it is told as deleted, and is not",
                Deed::Create | Deed::Change if !is_known => "what the org held of it is not told",
                _ if is_known && !self.org.asked.selects(id) => "the org was not asked for it",
                _ => continue,
            };
            return Err(PlanError::Contradiction { id: id.clone(), what });
        }
        Ok(())
    }
}

/// The entries are those that are listed, in their order, with their hashes.
fn check_entries(listed: &[EntryBody], found: &[Entry]) -> Result<(), PlanError> {
    let names: BTreeSet<&str> = listed.iter().map(|one| one.name.as_str()).collect();
    if let Some(extra) = found.iter().find(|entry| !names.contains(entry.name.as_str())) {
        return Err(PlanError::Unlisted { name: extra.name.clone() });
    }
    for (at, one) in listed.iter().enumerate() {
        let there = found.get(at);
        let Some(entry) = there.filter(|entry| entry.name == one.name) else {
            let found = there.map_or_else(|| "nothing".to_owned(), |entry| format!("`{}`", entry.name));
            return Err(PlanError::Missing { name: one.name.clone(), found });
        };
        if Digest::of(&entry.bytes) != one.sha256 {
            return Err(PlanError::Altered { name: entry.name.clone() });
        }
    }
    Ok(())
}

/// Builds the bundle from the components that the plan names. It has to be the entries byte for byte: then a manifest says
/// what the components are, and no entry is anything else.
fn bundle_of(body: &PlanBody, entries: &[Entry]) -> Result<(Snapshot, Bundle), PlanError> {
    let mut files: BTreeMap<ComponentId, Vec<ComponentFile>> = BTreeMap::new();
    for (listed, entry) in body.entries.iter().zip(entries) {
        if let (Some(component), Some(source)) = (&listed.component, &listed.source) {
            let id: ComponentId = parsed(component)?;
            let file = file_of(&id, source, entry)?;
            files.entry(id).or_default().push(file);
        }
    }
    let sent = Snapshot::of(files.into_iter().map(|(id, files)| Component::new(id, files)));
    let [first, last] = [DELETED_FIRST, DELETED_LAST].map(|name| deletions(name, entries));
    let bundle = Bundle::of(&sent, body.api_version).map_err(|error| PlanError::Text(Box::new(error)))?;
    let bundle = bundle.deleting(first?, last?);
    check_founded(&bundle, entries)?;
    Ok((sent, bundle))
}

fn check_founded(bundle: &Bundle, entries: &[Entry]) -> Result<(), PlanError> {
    let mut founded = bundle.files();
    for entry in entries {
        let is_it = founded.next().is_some_and(|(name, bytes)| name == entry.name && *bytes == entry.bytes);
        if !is_it {
            return Err(PlanError::Unfounded { name: entry.name.clone() });
        }
    }
    founded
        .next()
        .map_or(Ok(()), |(name, _)| Err(PlanError::Missing { name: name.to_owned(), found: "nothing".to_owned() }))
}

fn file_of(id: &ComponentId, source: &str, entry: &Entry) -> Result<ComponentFile, PlanError> {
    let kind = type_named(id.type_name.as_str());
    let kind = kind.ok_or_else(|| PlanError::Unfounded { name: entry.name.clone() })?;
    let is_content = kind.content_path(id.full_name.as_str()).is_some_and(|path| path == entry.name);
    let role = if is_content { FileRole::Content } else { FileRole::Metadata };
    Ok(ComponentFile { path: PathBuf::from(source), role, bytes: entry.bytes.clone().into() })
}

/// What a destructive manifest names. It names components one by one: `*` deletes more than anyone reviewed.
fn deletions(name: &str, entries: &[Entry]) -> Result<Option<Manifest>, PlanError> {
    let Some(entry) = entries.iter().find(|entry| entry.name == name) else { return Ok(None) };
    let manifest = Manifest::from_xml(&entry.bytes).map_err(|error| PlanError::Text(Box::new(error)))?;
    if manifest.types().any(|(_, members)| members.wildcard) {
        return Err(PlanError::Unfounded { name: name.to_owned() });
    }
    Ok(Some(manifest))
}

fn parsed<T: std::str::FromStr<Err: std::error::Error + Send + Sync + 'static>>(text: &str) -> Result<T, PlanError> {
    text.parse().map_err(|error| PlanError::Text(Box::new(error)))
}
