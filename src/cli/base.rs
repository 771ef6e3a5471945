//! The base of a diff: what both of its sides come from, asked for or known to CI.

use std::collections::BTreeSet;

use super::{
    args::DiffArguments,
    console::Console,
    error::{Failure, Outcome},
    exit::Exit,
    gather::{Held, from_files, is_newer},
    select::Selected,
};
use crate::{
    diff::{ThreeSided, compare_three},
    metadata::{ComponentId, Side, Snapshot},
};

/// Of many components that the base could not read, so many are named.
const MOST_NAMES: usize = 3;

/// What both sides come from.
pub(super) struct Base {
    /// How people call it.
    pub(super) name: String,
    held: Held,
}

/// The base that the flags name, or that CI knows.
pub(super) fn asked_base(arguments: &DiffArguments, selected: &Selected) -> Outcome<Option<Base>> {
    arguments.base.as_deref().map(|text| Base::named(text, selected)).transpose()
}

impl Base {
    fn named(text: &str, selected: &Selected) -> Outcome<Self> {
        let side: Side = text.parse().map_err(|error| Failure::of(Exit::WrongUse, "SideError", &error))?;
        if let Side::Org(_) = side {
            let message = format!("`{text}` is an org, and a base is a side of files");
            return Err(Failure::wrong_use("SideError", message)
                .hint("name what both sides come from: a git revision, `dir:PATH` or `zip:PATH`"));
        }
        let held = from_files(&side, selected)?;
        Ok(Self { name: held.name.clone(), held })
    }

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
    pub(super) fn compare(&self, console: &Console, from: &Held, to: &Held) -> ThreeSided {
        let versions = [from.version, to.version];
        let is_known = |id: &ComponentId| {
            let unread = from.unread.contains(id) || to.unread.contains(id);
            !unread && !versions.iter().flatten().any(|version| is_newer(id, *version))
        };
        let base = self.held.snapshot.select(is_known);
        let mut three = compare_three(&base, &from.snapshot, &to.snapshot);
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
