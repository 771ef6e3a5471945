//! Where a component that others refer to stands, and which one was likely meant.

use std::collections::BTreeMap;

use super::{FileView, ProjectView};
use crate::{
    metadata::{ComponentId, type_named},
    source::ReferenceTo,
};

/// Names that are this alike may be meant for each other.
const ALIKE: f64 = 0.85;

/// A component that others refer to and that is not here, with the places that do.
pub(super) type Missing<'q> = BTreeMap<&'q ComponentId, Vec<(FileView<'q>, &'q ReferenceTo)>>;

/// Where a component stands that is not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whereabouts<'q> {
    /// The target org has it.
    InOrg,
    /// Nobody has it: the org was asked.
    Nowhere,
    /// Nobody asked the org, and this one of the project is spelt like it but for capitals.
    InOtherCase(&'q ComponentId),
    /// Nobody asked the org.
    Elsewhere,
}

impl<'q> ProjectView<'q> {
    /// Where a component stands that is not here.
    pub fn whereabouts(&self, id: &ComponentId) -> Whereabouts<'q> {
        match self.org {
            Some(org) if org.contains(id) => Whereabouts::InOrg,
            Some(_) => Whereabouts::Nowhere,
            None => self.in_other_case(id).map_or(Whereabouts::Elsewhere, Whereabouts::InOtherCase),
        }
    }

    /// The one component that is spelt like this one but for capitals.
    fn in_other_case(&self, id: &ComponentId) -> Option<&'q ComponentId> {
        let name = id.full_name.as_str();
        let mut same = self.ids_of_type(id.type_name.as_str()).iter().copied();
        let found = same.find(|other| other.full_name.as_str().eq_ignore_ascii_case(name))?;
        same.all(|other| !other.full_name.as_str().eq_ignore_ascii_case(name)).then_some(found)
    }

    /// The component, here or in the org, that was likely meant.
    pub fn likely(&self, id: &ComponentId) -> Option<&'q ComponentId> {
        let type_name = id.type_name.as_str();
        let in_org = self.org.into_iter().flat_map(crate::metadata::Snapshot::ids);
        let others = in_org.filter(|other| other.type_name.as_str() == type_name);
        let here = self.ids_of_type(type_name).iter().copied();
        nearest(id.full_name.as_str(), here.chain(others), |other| other.full_name.as_str())
    }
}

/// What is nearest to a name, where anything is near.
pub(super) fn nearest<'c, T: Copy>(
    name: &str,
    others: impl Iterator<Item = T>,
    name_of: impl Fn(T) -> &'c str,
) -> Option<T> {
    let name = name.to_ascii_lowercase();
    // Names of very different lengths are never that alike, and comparing them costs more than asking.
    let lengths = name.len() / 2..=name.len() * 2;
    let alike = others
        .filter(|other| lengths.contains(&name_of(*other).len()))
        .map(|other| (strsim::jaro_winkler(&name, &name_of(other).to_ascii_lowercase()), other));
    let best = alike.filter(|(alike, _)| *alike >= ALIKE).max_by(|one, other| one.0.total_cmp(&other.0));
    best.map(|(_, other)| other)
}

/// What people call a component: the external credential `Stripe`.
pub(super) fn called(id: &ComponentId) -> String {
    let title = type_named(id.type_name.as_str()).map_or(id.type_name.as_str(), |table| table.title.as_str());
    format!("{title} `{}`", id.full_name)
}
