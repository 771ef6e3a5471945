//! What is known of an org from last time: which of the project's components it held just as they are, and since when.
//!
//! The org's content is never kept. What is kept is that a component of the project, known by the hash of its files, was no
//! different from what the org held at a date. Where the org still lists that date, and the files are the same, there is
//! nothing to fetch. A memory that cannot be read is no memory.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};

use super::write::{Readable, write_whole};
use crate::{
    diff::Comparison,
    metadata::{ApiVersion, Component, ComponentId, Snapshot, shape::Scope},
};

/// The version of the file's form; another one is no memory.
const FORM: u8 = 1;

/// What is known of one org.
#[derive(Debug)]
pub(super) struct Memory {
    file: PathBuf,
    told: Told,
}

/// The API versions of a conversation with an org.
#[derive(Debug, Clone, Copy)]
pub(super) struct Versions {
    /// The newest that the org speaks.
    pub(super) newest: ApiVersion,
    /// The one that is spoken.
    pub(super) spoken: ApiVersion,
}

/// What the file says.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Told {
    form: u8,
    /// The newest API version that the org spoke.
    newest_version: Option<ApiVersion>,
    /// The API version at which the components were compared.
    api_version: Option<ApiVersion>,
    components: BTreeMap<String, Same>,
}

/// A component that was the same on both sides.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Same {
    /// When the org's had been changed last.
    date: Timestamp,
    /// The hash of the project's files.
    files: String,
}

impl Memory {
    /// What is known of the org with this name in a project's folder.
    pub(super) fn of(dir: &Path, org: &str) -> Self {
        let is_plain = |character: char| character.is_ascii_alphanumeric() || "-.".contains(character);
        let name: String = org.chars().map(|one| if is_plain(one) { one } else { '_' }).collect();
        let file = dir.join(".xcred").join("orgs").join(format!("{name}.json"));
        let read = || serde_json::from_slice::<Told>(&fs::read(&file).ok()?).ok();
        let told = read().filter(|told| told.form == FORM).unwrap_or_default();
        Self { file, told }
    }

    /// The newest API version that the org spoke last time. Orgs learn new ones and forget none of ours.
    pub(super) fn newest_version(&self) -> Option<ApiVersion> {
        self.told.newest_version
    }

    /// Whether some of these components may well be the same still, so that a listing saves content.
    pub(super) fn promises(&self, mine: &Snapshot, version: ApiVersion) -> bool {
        let knows = |component: &Component| {
            let same = self.told.components.get(&component.id().to_string());
            same.is_some_and(|same| same.files == hash(component))
        };
        self.told.api_version == Some(version) && mine.components().any(knows)
    }

    /// Whether the org, which changed the component last at this date, still holds this.
    pub(super) fn is_same(&self, component: &Component, date: Option<Timestamp>) -> bool {
        let same = self.told.components.get(&component.id().to_string());
        same.is_some_and(|same| Some(same.date) == date && same.files == hash(component))
    }

    /// Learns from a comparison: what the org holds since when, and what is no different from it.
    pub(super) fn learn(
        &mut self,
        versions: Versions,
        dates: &BTreeMap<ComponentId, Timestamp>,
        mine: &Snapshot,
        comparison: &Comparison,
    ) {
        let Versions { newest, spoken } = versions;
        let is_of_another = self.told.api_version != Some(spoken);
        let components = if is_of_another { BTreeMap::new() } else { std::mem::take(&mut self.told.components) };
        self.told = Told { form: FORM, newest_version: Some(newest), api_version: Some(spoken), components };
        for component in mine.components().filter(|component| is_compared_whole(component)) {
            let id = component.id();
            let is_unread = comparison.findings.iter().any(|finding| finding.component.as_ref() == Some(id));
            let date = dates.get(id).copied().filter(|_| !is_unread && comparison.changes.get(id).is_none());
            match date {
                Some(date) => drop(self.told.components.insert(id.to_string(), Same { date, files: hash(component) })),
                None => drop(self.told.components.remove(&id.to_string())),
            }
        }
    }

    /// Keeps it for next time. Nothing is lost where it cannot be kept, but time.
    pub(super) fn keep(&self) {
        let text = serde_json::to_string_pretty(&self.told).expect("texts and numbers are JSON") + "\n";
        let folder = self.file.parent().expect("the file lies in a folder");
        if fs::create_dir_all(folder).is_ok() && ignore(folder).is_ok() {
            drop(write_whole(&self.file, text.as_bytes(), Readable::ByOwner));
        }
    }
}

/// Keeps a folder out of what git tracks: what one person knows of an org is not a team's.
fn ignore(folder: &Path) -> io::Result<()> {
    let file = folder.join(".gitignore");
    if file.exists() { Ok(()) } else { fs::write(file, "*\n") }
}

/// Whether comparisons look at all of the component: of other types they may leave out what is none of our business.
fn is_compared_whole(component: &Component) -> bool {
    component.metadata_type().is_some_and(|kind| kind.scope == Scope::Everything)
}

/// The hash of a component's files.
fn hash(component: &Component) -> String {
    let mut context = Context::new(&SHA256);
    for file in component.files() {
        context.update(&file.bytes.len().to_le_bytes());
        context.update(&file.bytes);
    }
    context.finish().as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::compare;

    const VERSION: ApiVersion = ApiVersion::new(66);

    fn credential(name: &str, text: &str) -> Component {
        Component::of_one_file(ComponentId::new("ExternalCredential", name), "x.xml", text.as_bytes().to_vec())
    }

    fn date(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn learned(dir: &Path, mine: &Snapshot, org: &Snapshot) -> Memory {
        let dates = org.ids().map(|id| (id.clone(), date(1))).collect();
        let mut memory = Memory::of(dir, "acme.my.salesforce.com:8443");
        memory.learn(Versions { newest: VERSION, spoken: VERSION }, &dates, mine, &compare(org, mine));
        memory.keep();
        Memory::of(dir, "acme.my.salesforce.com:8443")
    }

    #[test]
    fn what_was_the_same_is_the_same_while_date_and_files_are() {
        let dir = tempfile::tempdir().unwrap();
        let (erp, shop) = (credential("Erp", "<ExternalCredential/>"), credential("Shop", "<ExternalCredential/>"));
        let other = credential("Shop", "<ExternalCredential><label>x</label></ExternalCredential>");
        let (mine, org) = (Snapshot::of([erp.clone(), shop.clone()]), Snapshot::of([erp.clone(), other]));
        let memory = learned(dir.path(), &mine, &org);
        assert!(memory.is_same(&erp, Some(date(1))));
        assert!(!memory.is_same(&erp, Some(date(2))), "the org changed it");
        assert!(!memory.is_same(&erp, None), "the org does not list it");
        assert!(!memory.is_same(&shop, Some(date(1))), "it differed");
        assert!(!memory.is_same(&credential("Erp", "<ExternalCredential />"), Some(date(1))), "the project changed it");
        assert!(memory.promises(&mine, VERSION));
        assert!(!memory.promises(&mine, ApiVersion::new(65)), "it was compared at another version");
        assert!(!memory.promises(&Snapshot::of([shop]), VERSION));
        assert_eq!(memory.newest_version(), Some(VERSION));
    }

    #[test]
    fn what_cannot_be_compared_is_not_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let broken = credential("Erp", "<ExternalCredential>");
        let memory = learned(dir.path(), &Snapshot::of([broken.clone()]), &Snapshot::of([credential("Erp", "<x/>")]));
        assert!(!memory.is_same(&broken, Some(date(1))));
    }

    #[test]
    fn what_became_different_is_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let erp = credential("Erp", "<ExternalCredential/>");
        let mine = Snapshot::of([erp.clone()]);
        assert!(learned(dir.path(), &mine, &mine).is_same(&erp, Some(date(1))));
        let org = Snapshot::of([credential("Erp", "<ExternalCredential><label>x</label></ExternalCredential>")]);
        assert!(!learned(dir.path(), &mine, &org).is_same(&erp, Some(date(1))));
    }

    #[test]
    fn a_file_of_another_form_is_no_memory_and_tells_no_content() {
        let dir = tempfile::tempdir().unwrap();
        let mine = Snapshot::of([credential("Erp", "<ExternalCredential><label>canary</label></ExternalCredential>")]);
        let file = learned(dir.path(), &mine, &mine).file;
        let text = fs::read_to_string(&file).unwrap();
        assert!(text.contains("ExternalCredential:Erp") && !text.contains("canary"));
        for text in [text.replace("\"form\": 1", "\"form\": 2"), String::from("{"), String::new()] {
            fs::write(&file, text).unwrap();
            assert_eq!(Memory::of(dir.path(), "acme.my.salesforce.com:8443").newest_version(), None);
        }
    }
}
