//! Destructive manifests: what they name, and where they name it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    args::SendingArguments,
    error::{Failure, Outcome},
    select::read_manifest,
};
use crate::{
    finding::{Finding, Region},
    metadata::{ComponentId, Manifest},
    xml::{self, Position},
};

/// What a deployment deletes: before the rest is deployed, and after it.
#[derive(Default)]
pub(super) struct Deletions {
    first: Option<DestructiveFile>,
    last: Option<DestructiveFile>,
}

/// A destructive manifest of the user's.
struct DestructiveFile {
    path: PathBuf,
    manifest: Manifest,
}

impl Deletions {
    /// Reads the files that the flags name.
    pub(super) fn read(arguments: &SendingArguments) -> Outcome<Self> {
        let read = |path: &Option<PathBuf>| path.as_deref().map(DestructiveFile::read).transpose();
        let (first, last) = (&arguments.pre_destructive_changes, &arguments.post_destructive_changes);
        Ok(Self { first: read(first)?, last: read(last)? })
    }

    /// What is deleted before the rest is deployed.
    pub(super) fn first(&self) -> Option<&Manifest> {
        self.first.as_ref().map(|file| &file.manifest)
    }

    /// What is deleted after the rest is deployed.
    pub(super) fn last(&self) -> Option<&Manifest> {
        self.last.as_ref().map(|file| &file.manifest)
    }

    /// The same finding at the user's file, where it is about a destructive manifest of the archive.
    pub(super) fn at_its_source(&self, finding: Finding) -> Finding {
        let name = finding.location.as_ref().and_then(|location| location.path.file_name()?.to_str());
        let file = match name {
            Some("destructiveChangesPre.xml") => self.first.as_ref(),
            Some("destructiveChangesPost.xml") => self.last.as_ref(),
            _ => None,
        };
        match file {
            Some(file) => file.moved_here(finding),
            None => finding,
        }
    }
}

impl DestructiveFile {
    /// Deletions are named one by one: a wildcard deletes more than anyone reviewed, and the Metadata API refuses it.
    fn read(path: &Path) -> Outcome<Self> {
        let manifest = read_manifest(path)?;
        if manifest.types().any(|(_, members)| members.wildcard) {
            let message = format!("`{}` holds `*`, and what is deleted has to be named", path.display());
            return Err(Failure::wrong_use("ManifestError", message));
        }
        Ok(Self { path: path.to_owned(), manifest })
    }

    fn moved_here(&self, mut finding: Finding) -> Finding {
        let position = finding.component.as_ref().and_then(|id| self.position_of(id));
        finding.location = Finding::in_file(finding.rule, self.path.as_path(), "").location;
        match position {
            Some(position) => finding.at(Region::at(position)),
            None => finding,
        }
    }

    /// Where the file names a component. It was readable a moment ago; where it is not any more, the place is not known.
    fn position_of(&self, id: &ComponentId) -> Option<Position> {
        let bytes = fs::read(&self.path).ok()?;
        let document = xml::parse(&bytes).ok()?;
        let is_of_type =
            |text: Option<std::borrow::Cow<'_, str>>| text.is_some_and(|text| text.trim() == id.type_name.as_str());
        let types = document.root().children_named("types").filter(|types| is_of_type(types.child_text("name")));
        let mut members = types.flat_map(|types| types.children_named("members"));
        let member = members.find(|member| member.text().trim() == id.full_name.as_str())?;
        Some(document.position(member.span))
    }
}
