//! Finds a line of a long list by its name.

use std::sync::OnceLock;

/// The names of a list in their order, each with its place in the list; made when the first is looked for.
#[derive(Debug, Default)]
pub(super) struct ByName(OnceLock<Vec<(String, usize)>>);

impl ByName {
    /// The place of the first line with this name.
    pub(super) fn find<'n, I>(&self, name: &str, names: impl FnOnce() -> I) -> Option<usize>
    where
        I: Iterator<Item = (&'n str, usize)>,
    {
        let sorted = self.0.get_or_init(|| {
            let mut sorted: Vec<(String, usize)> = names().map(|(name, at)| (name.to_owned(), at)).collect();
            sorted.sort_by(|(one, at), (other, then)| {
                one.len().cmp(&other.len()).then_with(|| (one, at).cmp(&(other, then)))
            });
            sorted.dedup_by(|later, first| later.0 == first.0);
            sorted
        });
        let order = |one: &(String, usize)| one.0.len().cmp(&name.len()).then_with(|| one.0.as_str().cmp(name));
        sorted.binary_search_by(order).ok().map(|at| sorted[at].1)
    }
}
