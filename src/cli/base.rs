//! The base of a diff: what both of its sides come from, asked for or known to CI.

mod ci;

use std::{collections::BTreeSet, env};

use ci::{Known, Way};

use super::{
    args::DiffArguments,
    console::Console,
    error::{Failure, Outcome},
    exit::Exit,
    gather::{Held, from_files, is_newer},
    place::Place,
    select::Selected,
};
use crate::{
    diff::{BaseSide, Terms, ThreeSided, compare_three_on},
    metadata::{ComponentId, Side, Snapshot},
    source::git::{CommitId, MergeBase},
};

/// Of many components that the base could not read, so many are named.
const MOST_NAMES: usize = 3;

/// So many digits of a commit's id are shown.
const SHORT: usize = 7;

/// What both sides come from.
pub(super) struct Base {
    /// How people call it.
    pub(super) name: String,
    held: Held,
}

/// What reads a base.
pub(super) struct Reader<'a> {
    pub(super) console: &'a Console,
    pub(super) place: &'a Place,
    pub(super) selected: &'a Selected,
}

impl Reader<'_> {
    /// The base that the flags name. Without one it is what CI knows of a pull request, where an org and the project are
    /// compared; that one may be out of reach, and then the two sides have to do.
    pub(super) fn base(&self, arguments: &DiffArguments, from: Option<&Side>, to: &Side) -> Outcome<Option<Base>> {
        if let Some(text) = &arguments.base {
            return Ok(Some(self.asked(text)?));
        }
        let is_deployment = matches!((from, to), (None | Some(Side::Org(_)), Side::Project));
        if arguments.no_base || !is_deployment {
            return Ok(None);
        }
        Ok(self.known(&ci::bases(|name| env::var(name).ok())))
    }

    fn asked(&self, text: &str) -> Outcome<Base> {
        let side: Side = text.parse().map_err(|error| Failure::of(Exit::WrongUse, "SideError", &error))?;
        match side {
            Side::Org(_) => {
                let message = format!("`{text}` is an org, and a base is a side of files");
                Err(Failure::wrong_use("SideError", message)
                    .hint("name what both sides come from: a git revision, `dir:PATH` or `zip:PATH`"))
            }
            Side::Path(path) if !path.exists() => {
                self.parted(text).map_err(|failure| failure.hint("a base is a git revision, or a path that exists"))
            }
            side => {
                let held = from_files(self.place, &side, self.selected)?;
                Ok(Base { name: held.name.clone(), held })
            }
        }
    }

    /// The first of the bases that CI knows which can be read. Where none can, a warning says why.
    fn known(&self, bases: &[Known]) -> Option<Base> {
        let mut last = None;
        for known in bases {
            match self.by_way(known) {
                Ok(base) => return Some(base),
                Err(failure) => last = Some((known, failure)),
            }
        }
        let (Known { variable, revision, .. }, failure) = last?;
        let body = failure.body();
        let why: String = body.hints.iter().map(|hint| format!("; {hint}")).collect();
        let told = format!("the base `{revision}` that `{variable}` names cannot be read: {}{why}", body.message);
        self.console.warn(format!("{told}; without it nothing tells who changed what (`--no-base` asks for that)"));
        None
    }

    fn by_way(&self, Known { revision, way, .. }: &Known) -> Outcome<Base> {
        match way {
            Way::FirstParent => {
                let repository = self.place.repository()?;
                repository.commit("HEAD^2")?;
                self.at(revision, repository.commit("HEAD^1")?)
            }
            Way::Parted => self.parted(revision),
            Way::PartedOrItself => self.parted(revision).or_else(|failure| {
                let commit = self.place.repository()?.commit(revision).map_err(|_| failure)?;
                self.at(revision, commit)
            }),
        }
    }

    /// Where a revision and `HEAD` parted. Of a pull request that is checked out as a merge, what it was merged with: the
    /// rest of its changes is the pull request.
    fn parted(&self, revision: &str) -> Outcome<Base> {
        let commit = match self.place.repository()?.merge_base_with_head(revision)? {
            MergeBase::OfBranch { commit } => commit,
            MergeBase::OfPullRequest { base, .. } => base,
        };
        self.at(revision, commit)
    }

    fn at(&self, revision: &str, commit: CommitId) -> Outcome<Base> {
        let side = Side::Git { revision: commit.to_string(), path: None };
        let held = from_files(self.place, &side, self.selected)?;
        let short: String = commit.to_string().chars().take(SHORT).collect();
        Ok(Base { name: format!("{revision} at {short}"), held })
    }
}

impl Base {
    /// What it holds.
    pub(super) fn held(&self) -> &Held {
        &self.held
    }

    /// The components of a side, and those that only the base has.
    pub(super) fn and(&self, side: &Snapshot) -> Snapshot {
        let mut all = self.held.snapshot.clone();
        side.components().for_each(|component| all.put(component.clone()));
        all
    }

    /// Compares two sides and says of each change who made it. What a side could not read, or an org was not asked for,
    /// the base does not have either; or it would seem that somebody removed it.
    pub(super) fn compare(&self, console: &Console, from: &Held, to: &Held, terms: &Terms) -> ThreeSided {
        let versions = [from.org_version(), to.org_version()];
        let is_known = |id: &ComponentId| {
            let unread = from.unread.contains(id) || to.unread.contains(id);
            !unread && !versions.iter().flatten().any(|version| is_newer(id, *version))
        };
        let base = self.held.snapshot.select(is_known);
        let base = BaseSide { snapshot: &base, source: self.held.source };
        let mut three = compare_three_on(base, &from.snapshot, &to.snapshot, terms);
        three.forget_origins(&self.held.unread);
        let broken = three.base_findings.iter().filter_map(|finding| finding.component.as_ref());
        let unread: BTreeSet<&ComponentId> = self.held.unread.iter().chain(broken).collect();
        let unread = unread.into_iter().filter(|id| three.comparison.changes.get(id).is_some());
        self.warn_of_unread(console, &unread.collect::<Vec<_>>());
        three
    }

    fn warn_of_unread(&self, console: &Console, unread: &[&ComponentId]) {
        if unread.is_empty() {
            return;
        }
        let mut names: Vec<String> = unread.iter().take(MOST_NAMES).map(|id| format!("`{id}`")).collect();
        if unread.len() > MOST_NAMES {
            names.push(format!("{} more", unread.len() - MOST_NAMES));
        }
        let names = names.join(", ");
        console.warn(format!("the base `{}` cannot be read for {names}: who changed what there is unknown", self.name));
    }
}
