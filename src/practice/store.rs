//! The state on the disk: one file that names everything, replaced whole or not at all.
//!
//! `org.json` holds deployments and retrievals and names the file with the components, which is written anew when they
//! change; archives are files of their own. Several processes may use one folder: a lock file is held from reading to
//! writing.

use std::{
    fs::{self, File},
    hash::{DefaultHasher, Hash, Hasher},
    io,
    path::{Path, PathBuf},
    sync::Mutex,
};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    Moment,
    error::PracticeError,
    holdings::{Holding, Holdings},
    ids,
    org::{Attachments, Book, Org},
    seed,
};
use crate::metadata::ComponentId;

const STATE: &str = "org.json";
const LOCK: &str = "lock";
/// The certificate of who vouches for the org over TLS. It is of the process that serves the org, and lies here to be
/// trusted.
const AUTHORITY: &str = "authority.pem";
const PROGRAM: &str = "xcred practice org";
const FORMAT: u64 = 1;

/// The folder that the state is kept in.
#[derive(Debug)]
pub(crate) struct Store {
    folder: PathBuf,
    seed: Option<PathBuf>,
    last: Mutex<Option<Last>>,
}

/// What was last read or written, to spare the reading of unchanged components.
#[derive(Debug)]
struct Last {
    components: String,
    holdings: Holdings,
}

#[derive(Serialize, Deserialize)]
struct StateFile {
    program: String,
    format: u64,
    components: String,
    book: Book,
}

/// One line of the components' file.
#[derive(Serialize, Deserialize)]
struct Line {
    #[serde(rename = "type")]
    type_name: String,
    name: String,
    #[serde(flatten)]
    holding: Holding,
}

impl Store {
    /// The state in this folder, which is filled from the seed when it is first used.
    pub(crate) fn new(folder: PathBuf, seed: Option<PathBuf>) -> Self {
        Self { folder, seed, last: Mutex::new(None) }
    }

    /// Reads the state, lets `work` change it, and writes it where it changed.
    pub(crate) fn with<T>(&self, now: Moment, work: impl FnOnce(&mut Org) -> T) -> Result<T, PracticeError> {
        let mut last = self.last.lock().unwrap_or_else(|poisoned| {
            let mut last = poisoned.into_inner();
            *last = None;
            last
        });
        let _lock = lock(&self.folder)?;
        let before = read_if_there(&self.folder.join(STATE))?;
        let (mut org, components) = match &before {
            Some(bytes) => self.load(bytes, last.take())?,
            None => (self.found(now)?, String::new()),
        };
        let answer = work(&mut org);
        org.forget_the_oldest();
        let components = self.save(&org, components, before.as_deref())?;
        org.attachments.sweep();
        *last = Some(Last { components, holdings: org.holdings.settled() });
        Ok(answer)
    }

    /// Writes the certificate of who vouches for the org, and gives the file.
    pub(crate) fn keep_authority(&self, certificate: &str) -> Result<PathBuf, PracticeError> {
        replace(&self.folder, AUTHORITY, certificate.as_bytes())?;
        Ok(self.folder.join(AUTHORITY))
    }

    fn load(&self, bytes: &[u8], last: Option<Last>) -> Result<(Org, String), PracticeError> {
        let path = self.folder.join(STATE);
        let state = parse_state(&path, bytes)?;
        let holdings = match last {
            Some(last) if last.components == state.components => last.holdings,
            _ => self.read_components(&state.components)?,
        };
        let org = Org { book: state.book, holdings, attachments: Attachments::new(self.folder.clone()) };
        Ok((org, state.components))
    }

    fn read_components(&self, name: &str) -> Result<Holdings, PracticeError> {
        let path = self.folder.join(name);
        let bytes = read_if_there(&path)?
            .ok_or_else(|| PracticeError::BrokenState { path: path.clone(), reason: "it is missing".to_owned() })?;
        let lines: Vec<Line> = serde_json::from_slice(&bytes).map_err(|error| broken(&path, &error))?;
        let held = lines.into_iter().map(|line| {
            let id = ComponentId::new(line.type_name, line.name);
            (id, line.holding)
        });
        Ok(Holdings::new(held.collect()))
    }

    /// A new org, filled from the seed.
    fn found(&self, now: Moment) -> Result<Org, PracticeError> {
        let held = match &self.seed {
            Some(folder) => seed::read(folder, now)?,
            None => std::collections::BTreeMap::new(),
        };
        Ok(Org {
            book: Book::new(now, held.len() as u64),
            holdings: Holdings::new(held),
            attachments: Attachments::new(self.folder.clone()),
        })
    }

    /// Writes what changed and gives the name of the components' file.
    fn save(&self, org: &Org, old: String, before: Option<&[u8]>) -> Result<String, PracticeError> {
        let name =
            if org.holdings.changed() || old.is_empty() { self.write_components(&org.holdings)? } else { old.clone() };
        let state =
            StateFile { program: PROGRAM.to_owned(), format: FORMAT, components: name.clone(), book: org.book.clone() };
        let bytes = serde_json::to_vec_pretty(&state).expect("state is plain data");
        if before != Some(bytes.as_slice()) {
            replace(&self.folder, STATE, &bytes)?;
        }
        if name != old && !old.is_empty() {
            // A file that stays is not named any more and harms nobody.
            let _ = fs::remove_file(self.folder.join(old));
        }
        Ok(name)
    }

    fn write_components(&self, holdings: &Holdings) -> Result<String, PracticeError> {
        let lines: Vec<Line> = holdings
            .iter()
            .map(|(id, holding)| Line {
                type_name: id.type_name.to_string(),
                name: id.full_name.to_string(),
                holding: holding.clone(),
            })
            .collect();
        let bytes = serde_json::to_vec_pretty(&lines).expect("components are plain data");
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        let name = format!("components-{:016x}.json", hasher.finish());
        replace(&self.folder, &name, &bytes)?;
        Ok(name)
    }
}

/// Removes the state from a folder. The lock file stays: others may wait for it.
pub(crate) fn reset(folder: &Path) -> Result<(), PracticeError> {
    if !folder.exists() {
        return Ok(());
    }
    let _lock = lock(folder)?;
    let entries = fs::read_dir(folder).map_err(|reason| failed(folder, reason))?;
    for entry in entries {
        let entry = entry.map_err(|reason| failed(folder, reason))?;
        let name = entry.file_name();
        if is_ours(&name.to_string_lossy()) {
            fs::remove_file(entry.path()).map_err(|reason| failed(&entry.path(), reason))?;
        }
    }
    Ok(())
}

fn is_ours(name: &str) -> bool {
    let between = |start: &str, end: &str| name.starts_with(start) && name.ends_with(end);
    [STATE, AUTHORITY].contains(&name)
        || between(ids::DEPLOYMENT, ".zip")
        || between(ids::RETRIEVAL, ".zip")
        || between("components-", ".json")
}

/// Parses the state file, after a look at who wrote it.
fn parse_state(path: &Path, bytes: &[u8]) -> Result<StateFile, PracticeError> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| broken(path, &error))?;
    if value.get("program").and_then(Value::as_str) != Some(PROGRAM) {
        let path = path.to_owned();
        return Err(PracticeError::ForeignState { path });
    }
    let format = value.get("format").and_then(Value::as_u64).unwrap_or(0);
    if format > FORMAT {
        return Err(PracticeError::NewerState { path: path.to_owned(), format, known: FORMAT });
    }
    serde_json::from_value(value).map_err(|error| broken(path, &error))
}

fn broken(path: &Path, error: &serde_json::Error) -> PracticeError {
    PracticeError::BrokenState { path: path.to_owned(), reason: error.to_string() }
}

fn failed(path: &Path, reason: io::Error) -> PracticeError {
    PracticeError::Folder { path: path.to_owned(), reason }
}

/// Holds the folder for this process until the file is dropped.
fn lock(folder: &Path) -> Result<File, PracticeError> {
    fs::create_dir_all(folder).map_err(|reason| failed(folder, reason))?;
    let path = folder.join(LOCK);
    let options = File::options().create(true).append(true).open(&path);
    let file = options.map_err(|reason| failed(&path, reason))?;
    file.lock().map_err(|reason| failed(&path, reason))?;
    Ok(file)
}

fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, PracticeError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(reason) => Err(failed(path, reason)),
    }
}

/// Writes a file whole: a temporary file beside it, then a rename.
fn replace(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), PracticeError> {
    let path = folder.join(name);
    let written = tempfile::NamedTempFile::new_in(folder).and_then(|mut file| {
        io::Write::write_all(&mut file, bytes)?;
        file.persist(&path).map_err(|error| error.error)
    });
    written.map(drop).map_err(|reason| failed(&path, reason))
}
