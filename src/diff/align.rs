//! Components that have the project's namespace on one side alone.

use std::borrow::Cow;

use super::Terms;
use crate::metadata::{ComponentId, Snapshot};

/// The first side, with its components named as the second names them, where nothing but the project's namespace tells
/// them apart.
pub fn aligned<'s>(before: &'s Snapshot, after: &Snapshot, terms: &Terms) -> Cow<'s, Snapshot> {
    let Some(namespace) = &terms.namespace else { return Cow::Borrowed(before) };
    let other_name = |id: &ComponentId| -> Option<ComponentId> {
        let name = id.full_name.as_str();
        let bare = terms.bare(name);
        let other = if bare == name { format!("{namespace}__{name}") } else { bare.to_owned() };
        let other = ComponentId { type_name: id.type_name.clone(), full_name: other.as_str().into() };
        (!after.contains(id) && after.contains(&other) && !before.contains(&other)).then_some(other)
    };
    if before.ids().all(|id| other_name(id).is_none()) {
        return Cow::Borrowed(before);
    }
    let named = before.components().map(|component| match other_name(component.id()) {
        Some(other) => component.clone().named(other),
        None => component.clone(),
    });
    Cow::Owned(Snapshot::of(named))
}
