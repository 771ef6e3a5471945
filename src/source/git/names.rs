//! From what people call a revision to an object: branches, tags, ids, `HEAD~2`; and what they likely meant.

use gix::{
    ObjectId,
    objs::Kind,
    revision::{
        Spec,
        spec::parse::{Error as ParseError, ObjectKindHint, Options, RefsHint},
    },
};

use super::{CommitId, GitError, Repository};

/// Names that are less alike than this are not what was meant.
const ALIKE: f64 = 0.8;

/// Of several objects whose ids begin alike, those with files are meant; names win over ids.
const OF_FILES: Options = Options {
    refs_hint: RefsHint::PreferObjectOnFullLengthHexShaUseRefOtherwise,
    object_kind_hint: Some(ObjectKindHint::Treeish),
};

/// So many names are offered.
const MOST_NAMES: usize = 3;

impl Repository {
    /// The commit that a text names.
    pub fn commit(&self, text: &str) -> Result<CommitId, GitError> {
        if let Some((one, other)) = text.split_once("...") {
            return self.merge_base(head_if_empty(one), head_if_empty(other));
        }
        self.peel(text, self.object(text)?, Kind::Commit).map(CommitId)
    }

    /// The root folder of what a text names: of a commit, or the folder itself.
    pub(super) fn tree_of(&self, text: &str) -> Result<ObjectId, GitError> {
        let start = if text.contains("...") { self.commit(text)?.0 } else { self.object(text)? };
        self.peel(text, start, Kind::Tree)
    }

    /// What an object leads to, through tags and commits.
    fn peel(&self, text: &str, id: ObjectId, kind: Kind) -> Result<ObjectId, GitError> {
        let mut object = self.read(text, id)?;
        loop {
            let next = match object.kind {
                found if found == kind => return Ok(object.id),
                Kind::Tag => object.try_to_tag_ref().map(|tag| tag.target()),
                Kind::Commit if kind == Kind::Tree => object.try_to_commit_ref().map(|commit| commit.tree()),
                found => {
                    return Err(GitError::NotACommit { revision: text.to_owned(), kind: found.to_string() });
                }
            };
            let next = next.map_err(|error| self.unreadable(text, error))?;
            object = self.read(text, next)?;
        }
    }

    /// The object that a text names, whatever it is.
    fn object(&self, text: &str) -> Result<ObjectId, GitError> {
        let parsed = Spec::from_bstr(text, &self.git, OF_FILES).map_err(|error| self.unresolved(text, &error))?;
        let single = parsed.single().map(gix::Id::detach);
        single.ok_or_else(|| GitError::NotOne { revision: text.to_owned() })
    }

    fn unresolved(&self, text: &str, error: &gix::Error) -> GitError {
        let revision = text.to_owned();
        if let Some(ParseError::AmbiguousPrefix { candidates, .. }) = error.downcast_any_ref::<ParseError>() {
            let candidates = candidates.iter().map(|(prefix, info)| format!("{prefix} ({info})")).collect();
            return GitError::Ambiguous { revision, candidates };
        }
        let name = name_in(text);
        let is_unborn = self.git.head().is_ok_and(|head| {
            let branch = head.referent_name().map(|name| name.shorten().to_string());
            head.is_unborn() && (["HEAD", "@"].contains(&name) || branch.as_deref() == Some(name))
        });
        if is_unborn {
            return GitError::Unborn { revision };
        }
        let shallow = self.is_shallow();
        if name != text && self.git.rev_parse_single(name).is_ok() {
            return GitError::Beyond { revision, name: name.to_owned(), shallow };
        }
        GitError::Missing {
            revision,
            nearest: self.nearest(name),
            remote: !self.git.remote_names().is_empty(),
            shallow,
        }
    }

    /// The branches and tags that are most like a name, the most alike first.
    fn nearest(&self, name: &str) -> Vec<String> {
        let Ok(references) = self.git.references() else {
            return Vec::new();
        };
        let Ok(all) = references.all() else {
            return Vec::new();
        };
        let names = all.filter_map(Result::ok).map(|reference| reference.name().shorten().to_string());
        let mut rated: Vec<(f64, String)> = names.map(|known| (likeness(name, &known), known)).collect();
        rated.retain(|(alike, _)| *alike > ALIKE);
        rated.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
        rated.dedup_by(|one, other| one.1 == other.1);
        rated.into_iter().take(MOST_NAMES).map(|(_, known)| known).collect()
    }
}

/// How like two names are; a branch of a remote is like the branch.
fn likeness(name: &str, known: &str) -> f64 {
    let (name, known) = (name.to_lowercase(), known.to_lowercase());
    let below_remote = known.split_once('/').map_or(0.0, |(_, branch)| strsim::jaro_winkler(&name, branch));
    strsim::jaro_winkler(&name, &known).max(below_remote)
}

/// The name that a revision starts from: `main` of `main~2`, `main^`, `main@{1}`.
fn name_in(text: &str) -> &str {
    let end = text.char_indices().skip(1).find(|(at, character)| match character {
        '~' | '^' => true,
        '@' => text[*at..].starts_with("@{"),
        _ => false,
    });
    end.map_or(text, |(at, _)| &text[..at])
}

fn head_if_empty(text: &str) -> &str {
    if text.is_empty() { "HEAD" } else { text }
}
