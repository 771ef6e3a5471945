//! Everything that the org knows at one moment: components, deployments, retrievals.

use std::{fs, path::PathBuf};

use serde::{Deserialize, Serialize};

use super::{
    Moment, PracticeError,
    deploy::{Deployment, Status, package},
    holdings::Holdings,
    ids,
    retrieve::Retrieval,
};
use crate::metadata::ApiVersion;

/// How many deployments and how many retrievals the org remembers.
const REMEMBERED: usize = 500;

/// Everything that the org knows.
#[derive(Debug)]
pub(crate) struct Org {
    /// Deployments, retrievals, and the next number.
    pub book: Book,
    /// The components.
    pub holdings: Holdings,
    /// The archives of deployments and retrievals.
    pub attachments: Attachments,
}

/// Deployments and retrievals, the oldest first.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Book {
    /// When the org came to be.
    pub founded: Moment,
    /// How many ids were given out.
    pub numbered: u64,
    /// All deployments.
    pub deployments: Vec<Deployment>,
    /// All retrievals.
    pub retrievals: Vec<Retrieval>,
}

impl Book {
    /// An empty book, after so many ids.
    pub(crate) fn new(founded: Moment, numbered: u64) -> Self {
        Self { founded, numbered, deployments: Vec::new(), retrievals: Vec::new() }
    }

    /// A number that no record has.
    pub(crate) fn next_number(&mut self) -> u64 {
        self.numbered += 1;
        self.numbered
    }

    /// The deployment with this id of 15 or 18 characters.
    pub(crate) fn deployment(&self, id: &str) -> Option<&Deployment> {
        let mut all = self.deployments.iter();
        all.find(|deployment| is_id(&deployment.id, id))
    }

    /// The same, to change it.
    pub(crate) fn deployment_mut(&mut self, id: &str) -> Option<&mut Deployment> {
        let mut all = self.deployments.iter_mut();
        all.find(|deployment| is_id(&deployment.id, id))
    }

    /// Puts a deployment in place of the one with its id.
    pub(crate) fn replace(&mut self, deployment: Deployment) {
        if let Some(slot) = self.deployment_mut(&deployment.id) {
            *slot = deployment;
        }
    }

    /// The retrieval with this id of 15 or 18 characters, to change it.
    pub(crate) fn retrieval_mut(&mut self, id: &str) -> Option<&mut Retrieval> {
        let mut all = self.retrievals.iter_mut();
        all.find(|retrieval| is_id(&retrieval.id, id))
    }
}

fn is_id(known: &str, asked: &str) -> bool {
    known == asked || (asked.len() == 15 && known.starts_with(asked))
}

impl Org {
    /// Takes in a deployment with its archive. One whose archive is too large fails at once.
    pub(crate) fn accept(&mut self, mut deployment: Deployment, zip: &[u8]) -> Result<Deployment, PracticeError> {
        if zip.len() > package::ARCHIVE {
            let now = deployment.created;
            deployment.status = Status::Failed;
            deployment.completed = Some(now);
            deployment.refusal = Some(package::too_large());
        } else {
            self.attachments.write(&deployment.id, zip)?;
        }
        self.book.deployments.push(deployment.clone());
        Ok(deployment)
    }

    /// Takes in the deployment of what this validation validated.
    pub(crate) fn accept_validated(
        &mut self,
        validation: &Deployment,
        version: ApiVersion,
        now: Moment,
    ) -> Result<Deployment, PracticeError> {
        let zip = self.attachments.read(&validation.id)?;
        let mut options = validation.options.clone();
        options.check_only = false;
        let id = ids::id(ids::DEPLOYMENT, self.book.next_number());
        let mut deployment = Deployment::new(id, options, version, zip.len(), now);
        deployment.validated = Some(validation.id.clone());
        self.accept(deployment, &zip)
    }

    /// Forgets the oldest deployments and retrievals that are over, with their archives.
    pub(crate) fn forget_the_oldest(&mut self) {
        let is_done = |deployment: &Deployment| deployment.status.is_done();
        while self.book.deployments.len() > REMEMBERED && self.book.deployments.first().is_some_and(is_done) {
            let gone = self.book.deployments.remove(0);
            self.attachments.discard(&gone.id);
        }
        while self.book.retrievals.len() > REMEMBERED {
            let gone = self.book.retrievals.remove(0);
            self.attachments.discard(&gone.id);
        }
    }
}

/// The archives of deployments and retrievals: files beside the state, named by id.
///
/// An archive is written before the state names it and removed after the state has forgotten it, so the state never names
/// one that is not there.
#[derive(Debug)]
pub(crate) struct Attachments {
    folder: PathBuf,
    discarded: Vec<String>,
}

impl Attachments {
    /// The archives in this folder.
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder, discarded: Vec::new() }
    }

    fn path(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.zip"))
    }

    /// Writes an archive.
    pub(crate) fn write(&self, id: &str, bytes: &[u8]) -> Result<(), PracticeError> {
        let path = self.path(id);
        fs::write(&path, bytes).map_err(|reason| PracticeError::Folder { path, reason })
    }

    /// Reads an archive.
    pub(crate) fn read(&self, id: &str) -> Result<Vec<u8>, PracticeError> {
        let path = self.path(id);
        fs::read(&path).map_err(|reason| PracticeError::Folder { path, reason })
    }

    /// Marks an archive as not needed any more.
    pub(crate) fn discard(&mut self, id: &str) {
        self.discarded.push(id.to_owned());
    }

    /// Removes what was marked.
    pub(crate) fn sweep(&mut self) {
        for id in std::mem::take(&mut self.discarded) {
            // Whoever swept before us, or a file that stays, harms nobody: ids are never used again.
            let _ = fs::remove_file(self.path(&id));
        }
    }
}
