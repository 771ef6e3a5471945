//! `retrieve` and `checkRetrieveStatus`: the components of a manifest, as an archive.

use std::fmt;

use base64::{DecodeError, Engine, engine::general_purpose::STANDARD};

use super::{
    Call, FileProperties, IncludeZip, RetrieveId, RetrieveMessage, RetrieveResult,
    fields::{Fields, only},
    retrieval,
};
use crate::{
    metadata::Manifest,
    org::{Followed, Org, Pace, code::ErrorCode, error::OrgError, transport::Repeat},
    xml::{Element, Writer},
};

/// How often a retrieval is started: it reads only, so to start over is harmless.
const STARTS: u32 = 3;

/// What a retrieval brought.
#[derive(Clone, PartialEq, Eq)]
pub struct Retrieved {
    /// The zip file.
    pub archive: Vec<u8>,
    /// The files in it.
    pub properties: Vec<FileProperties>,
    /// What the org could not retrieve, and why.
    pub messages: Vec<RetrieveMessage>,
}

impl fmt::Debug for Retrieved {
    /// Says how large the archive is, not what is in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Retrieved")
            .field("bytes", &self.archive.len())
            .field("properties", &self.properties)
            .field("messages", &self.messages)
            .finish()
    }
}

/// Why a retrieval brought nothing.
#[derive(Debug, thiserror::Error)]
pub enum RetrieveError {
    /// A call failed.
    #[error(transparent)]
    Org(#[from] OrgError),
    /// The org took the retrieval on and gave it up.
    #[error("the org's retrieval `{id}` failed: {code}: {message}")]
    Failed {
        /// The retrieval.
        id: RetrieveId,
        /// The code.
        code: ErrorCode,
        /// The org's words.
        message: String,
    },
    /// It is done, and there is no archive.
    #[error("the org's retrieval `{id}` is done and brought no archive")]
    WithoutArchive {
        /// The retrieval.
        id: RetrieveId,
    },
    /// The archive is not base64.
    #[error("the archive of the org's retrieval `{id}` is damaged")]
    NotBase64 {
        /// The retrieval.
        id: RetrieveId,
        /// Where and why.
        source: DecodeError,
    },
    /// It was not done in the time given.
    #[error("the org's retrieval `{id}` was still running when the time given had passed")]
    StillRunning {
        /// The retrieval.
        id: RetrieveId,
    },
}

impl Org {
    /// Starts the retrieval of what a manifest selects. The manifest's version counts, else the session's.
    pub async fn retrieve(&self, manifest: &Manifest) -> Result<RetrieveId, OrgError> {
        let version = manifest.version.unwrap_or(self.version).to_string();
        let arguments = |writer: &mut Writer| write_request(writer, manifest, &version);
        let call = Call {
            purpose: "start retrieving from the org",
            name: "retrieve",
            repeat: Repeat::Freely,
            arguments: &arguments,
        };
        let read = |results: &[&Element<'_>]| only(results)?.required("id").map(RetrieveId::new);
        self.soap(call, read).await
    }

    /// Asks where a retrieval stands. With the archive the call is never repeated.
    pub async fn check_retrieve_status(
        &self,
        id: &RetrieveId,
        include_zip: IncludeZip,
    ) -> Result<RetrieveResult, OrgError> {
        let (purpose, repeat, include) = match include_zip {
            IncludeZip::No => ("see how the retrieval stands", Repeat::Freely, "false"),
            IncludeZip::Yes => ("fetch the retrieved archive", Repeat::Never, "true"),
        };
        let arguments = |writer: &mut Writer| {
            writer.leaf("asyncProcessId", id.as_str());
            writer.leaf("includeZip", include);
        };
        let call = Call { purpose, name: "checkRetrieveStatus", repeat, arguments: &arguments };
        self.soap(call, |results| retrieval::read_of(id, only(results)?)).await
    }

    /// Retrieves what a manifest selects: starts, waits, and fetches the archive once. It starts over after trouble that
    /// may pass; where the answer with the archive is lost there is no other way, for the org has deleted the archive.
    pub async fn retrieve_archive(&self, manifest: &Manifest, pace: &Pace) -> Result<Retrieved, RetrieveError> {
        let mut starts = 1;
        loop {
            match self.retrieve_once(manifest, pace).await {
                Err(RetrieveError::Org(error)) if starts < STARTS && error.may_pass() => starts += 1,
                retrieved => return retrieved,
            }
            self.clock.sleep(pace.first).await;
        }
    }

    async fn retrieve_once(&self, manifest: &Manifest, pace: &Pace) -> Result<Retrieved, RetrieveError> {
        let id = self.retrieve_to_the_end(manifest, pace).await?;
        let result = self.check_retrieve_status(&id, IncludeZip::Yes).await?;
        self.unpacked(id, result)
    }

    async fn retrieve_to_the_end(&self, manifest: &Manifest, pace: &Pace) -> Result<RetrieveId, RetrieveError> {
        let id = self.retrieve(manifest).await?;
        let ask = async || self.check_retrieve_status(&id, IncludeZip::No).await;
        let followed = self.follow(pace, ask, |result| result.done, |_| {}).await?;
        match followed {
            Followed::Done(result) if result.success => Ok(id),
            Followed::Done(result) => Err(self.failed(id, result)),
            Followed::StillRunning(_) => Err(RetrieveError::StillRunning { id }),
        }
    }

    fn failed(&self, id: RetrieveId, result: RetrieveResult) -> RetrieveError {
        let unknown = || ErrorCode::Other("UNKNOWN".to_owned());
        let message = result.error_message.unwrap_or_default();
        RetrieveError::Failed {
            id,
            code: result.error_status_code.unwrap_or_else(unknown),
            message: self.sessions.redact(&message),
        }
    }

    fn unpacked(&self, id: RetrieveId, result: RetrieveResult) -> Result<Retrieved, RetrieveError> {
        if result.done && !result.success {
            return Err(self.failed(id, result));
        }
        let Some(mut base64) = result.zip_file else {
            return Err(RetrieveError::WithoutArchive { id });
        };
        base64.retain(|character| !character.is_ascii_whitespace());
        match STANDARD.decode(base64) {
            Ok(archive) => Ok(Retrieved { archive, properties: result.properties, messages: result.messages }),
            Err(source) => Err(RetrieveError::NotBase64 { id, source }),
        }
    }
}

fn write_request(writer: &mut Writer, manifest: &Manifest, version: &str) {
    writer.start("retrieveRequest", &[]);
    writer.leaf("apiVersion", version);
    writer.leaf("singlePackage", "true");
    writer.start("unpackaged", &[]);
    for (type_name, members) in manifest.types().filter(|(_, members)| !members.is_empty()) {
        writer.start("types", &[]);
        if members.wildcard {
            writer.leaf("members", "*");
        }
        for name in &members.names {
            writer.leaf("members", name.as_str());
        }
        writer.leaf("name", type_name.as_str()).end();
    }
    writer.leaf("version", version).end().end();
}
