//! What was measured, in numbers.

use std::{collections::BTreeMap, fmt};

/// What was measured.
#[derive(Debug, Default)]
pub(crate) struct Figures {
    pub(crate) files: usize,
    /// Rewrites without a difference; another one fails the test.
    pub(crate) rewrites: usize,
    /// Mutations by what they are and how they are told.
    pub(crate) mutations: BTreeMap<&'static str, usize>,
}

impl Figures {
    pub(super) fn count(&mut self, class: &'static str) {
        *self.mutations.entry(class).or_default() += 1;
    }

    pub(crate) fn mutations(&self) -> usize {
        self.mutations.values().sum()
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { files, rewrites, mutations } = self;
        writeln!(f, "{files} files, {rewrites} rewrites with 0 differences, {} mutations, of which", self.mutations())?;
        mutations.iter().try_for_each(|(class, count)| writeln!(f, "  {count:>6} {class}"))
    }
}
